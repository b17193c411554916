from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from data.tables import ENTERPRISES, LINES
from data.vocabulary import PerformanceGrade
from emission_lists.regimes import ozone_season, staggered
from emission_lists.regimes.facts import LINE_FACTS
from emission_lists.regimes.regime import RegimeKind
from emission_lists.regimes.situation import Situation

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases/regimes/staggered.yaml").read_text(encoding="utf-8")
)
LIST = {c.label: c for t in (LINES, ENTERPRISES) for c in t.columns} | {
    "治理改造完成": next(c for c in LINES.columns if c.name == "treatment_done")
}
FACTS = {column.label: column for column in LINE_FACTS.columns}
SEASON = (date(2019, 11, 1), date(2020, 3, 31))


def situation(city, day, rows, season=None):
    """Lines and facts from cells under the labels of the list and of the annex."""
    lines, facts = [], []
    for number, row in enumerate(rows, 1):
        line = {"line_id": f"L{number}", "process": "1号线", "enterprise_id": "QY1"}
        fact = {"line_id": f"L{number}"}
        for label, cell in row.items():
            column = LIST.get(label) or FACTS[label]
            value = cell / 100 if column.unit == "%" else cell
            (line if label in LIST else fact)[column.name] = value
        lines.append({"enterprise": "示例厂", "county": "城东区", **line})
        facts.append(fact)
    frame = pd.DataFrame(facts)
    return Situation(city, day, pd.DataFrame(lines), line_facts=frame, heating_season=season)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['日期']} {case['情形']}")
def test_case(case):
    season = tuple(case["采暖季"]) if "采暖季" in case else None
    found = staggered.evaluate(situation(case["城市"], case["日期"], [case["生产线"]], season))
    if "不执行" in case:
        assert not found.applied
        assert case["不执行"] in found.why_not
        assert found.rows.empty
        return
    expected, row = case["结果"], found.rows.iloc[0]
    assert RegimeKind(row["kind"]).label == expected["措施"], row["why"]
    if "比例" in expected:
        assert row["share"] == pytest.approx(expected["比例"] / 100)
    elif row["bound"]:
        assert np.isnan(row["share"])
    for name, column in (
        ("依据", "reference"),
        ("理由", "why"),
        ("内容", "measure"),
        ("缺少", "missing"),
    ):
        assert expected.get(name, "") in row[column]
    if "缺少" not in expected and row["bound"]:
        assert row["missing"] == ""
    for name, column in (("自", "since"), ("至", "until")):
        assert row[column] == expected.get(name, row[column])
    assert expected.get("季", found.season) == found.season
    assert all(rule.reference for rule in found.rules)


def test_every_kind_of_verdict_stands_in_a_case():
    seen = {case["结果"]["措施"] for case in CASES if "结果" in case}
    assert seen == {"停产", "限产", "以需定产", "不增加", "豁免", "自主", "待核", "不适用"}


def test_the_reader_is_told_what_the_text_leaves_open():
    found = staggered.evaluate(situation("140100", date(2019, 12, 1), [{"行业": "焦化"}], SEASON))
    assert any("干法熄焦" in remark for remark in found.remarks)
    assert found.season == "2019-2020"


def test_treatment_that_is_not_filled_in_is_named_but_holds_nothing_up():
    row = {"行业": "焦化", "产业结构类别": "限制类", "距建成区边界": 25}
    found = staggered.evaluate(situation("140100", date(2019, 12, 1), [row], SEASON))
    assert found.rows["share"].tolist() == [0.4]
    assert found.rows["missing"].tolist() == ["治理完成情况"]


def test_an_empty_list_gives_no_rows():
    found = staggered.evaluate(Situation("140100", date(2020, 12, 1), pd.DataFrame()))
    assert found.applied
    assert found.rows.empty


GRADES = [str(grade) for grade in PerformanceGrade]
YES_NO = st.sampled_from(["是", "否", ""])
PERCENT = st.one_of(st.none(), st.integers(0, 100))
LINE = st.fixed_dictionaries(
    {
        "行业": st.sampled_from(
            ["焦化", "铸造", "长流程联合钢铁", "水泥熟料", "包装印刷", "煤制氮肥"]
        ),
        "绩效等级": st.sampled_from(GRADES),
        "治理改造完成": YES_NO,
        "距建成区边界": st.one_of(st.none(), st.floats(0, 60)),
        "产业结构类别": st.sampled_from(["鼓励类", "允许类", "限制类", "淘汰类", ""]),
        "保障任务": st.sampled_from(["供热", "供气", "供电", "无", ""]),
        "工信部绿色工厂": YES_NO,
        "列入错峰豁免清单": YES_NO,
        "超低排放达标": YES_NO,
        "清洁运输": YES_NO,
        "熄焦方式": st.sampled_from(["干法", "湿法", "干湿备用", ""]),
        "此前负荷": PERCENT,
        "核定保障负荷": PERCENT,
        "市方案错峰比例": PERCENT,
    }
)
DAYS = st.sampled_from([date(2019, 12, 1), date(2020, 12, 1), date(2021, 12, 1)])


def judged(day, *rows):
    known = [{label: cell for label, cell in row.items() if cell is not None} for row in rows]
    return staggered.evaluate(situation("140500", day, known, SEASON))


@given(DAYS, st.lists(LINE, min_size=1, max_size=6))
@settings(max_examples=60)
def test_shares_lie_between_0_and_1_and_exempt_lines_get_nothing(day, rows):
    found = judged(day, *rows)
    share = found.rows["share"]
    assert (share.isna() | share.between(0, 1)).all()
    assert found.exempt["share"].isna().all()
    assert not found.exempt["bound"].any()
    assert (found.exempt["why"] != "").all()
    assert (found.bound["reference"] != "").all()


@given(DAYS, st.lists(LINE, min_size=2, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_rows_never_matters(day, rows, random):
    told = list(enumerate(rows))
    random.shuffle(told)
    one, other = judged(day, *rows).rows, judged(day, *(row for _, row in told)).rows
    back = other.iloc[[place for place, _ in sorted(enumerate(told), key=lambda pair: pair[1][0])]]
    plain = ["kind", "share", "measure", "reference", "why", "missing"]
    pd.testing.assert_frame_equal(
        one[plain].reset_index(drop=True), back[plain].reset_index(drop=True)
    )


STRICTER = [
    {"距建成区边界": (25, 5)},
    {"产业结构类别": ("鼓励类", "限制类")},
    {"治理改造完成": ("是", "否")},
    {"列入错峰豁免清单": ("是", "否")},
    {"市方案错峰比例": (30, 70)},
    {"核定保障负荷": (90, 60)},
]


@given(DAYS, LINE, st.sampled_from(STRICTER))
@settings(max_examples=120)
def test_a_stricter_condition_never_gives_less(day, row, change):
    ((label, (mild, strict)),) = change.items()
    # Demand sets the load itself: only the treatment and the load fixed make a difference there.
    if label not in ("核定保障负荷", "治理改造完成"):
        row = {**row, "保障任务": "无"}
    found = judged(day, {**row, label: mild}, {**row, label: strict})
    known = found.rows["share"].fillna(0.0).tolist()
    if "undecided" in set(found.rows["kind"]):
        return
    assert known[0] <= known[1] + 1e-12


@given(DAYS, LINE)
@settings(max_examples=60)
def test_b_is_never_better_off_in_the_second_winter_than_in_the_first(day, row):
    row = {**row, "绩效等级": "B", "市方案错峰比例": 30}
    first, second = judged(date(2020, 12, 1), row), judged(date(2021, 12, 1), row)
    if second.rows["kind"].iloc[0] == RegimeKind.EXEMPT:
        return
    assert first.rows["share"].fillna(0).iloc[0] <= second.rows["share"].fillna(0).iloc[0] or (
        second.rows["kind"].iloc[0] == RegimeKind.SELF
    )


def lines_of(rows):
    made = situation("140100", date(2019, 12, 1), rows, SEASON)
    return staggered.evaluate(made), made.lines


def test_an_alert_counts_only_what_still_ran():
    found, lines = lines_of(
        [
            {"行业": "焦化", "产业结构类别": "限制类", "距建成区边界": 5, "治理改造完成": "是"},
            {"行业": "焦化", "治理改造完成": "否"},
            {"行业": "铸造", "产业结构类别": "鼓励类", "工信部绿色工厂": "是", "治理改造完成": "是",
             "列入错峰豁免清单": "是"},
            {"行业": "焦化", "治理改造完成": "是"},
        ]
    )  # fmt: skip
    off = staggered.already_off_from(found, lines)
    assert off["already_off"].tolist() == [0.5, 1.0, 0.0, 0.0]
    assert off["already_off_reason"].tolist() == ["错峰生产", "错峰生产", "", ""]
    assert off["already_off_until"].iloc[0] == pd.Timestamp("2020-03-31")


@pytest.mark.parametrize(
    ("filed", "until", "expected"),
    [(0.3, None, 0.5), (0.8, None, 0.8), (0.8, "2019-11-30", 0.5), (0.8, "2019-12-01", 0.8)],
)
def test_the_larger_of_filed_and_staggered_standstill_holds_and_is_never_added(
    filed, until, expected
):
    row = {"行业": "焦化", "产业结构类别": "限制类", "距建成区边界": 5, "治理改造完成": "是"}
    found, lines = lines_of([row])
    lines = lines.assign(
        already_off=filed,
        already_off_reason="计划检修",
        already_off_until=pd.Timestamp(until or pd.NaT),
    )
    off = staggered.already_off_from(found, lines)
    assert off["already_off"].tolist() == [expected]
    assert off["already_off_reason"].tolist() == ["错峰生产" if expected == 0.5 else "计划检修"]


def test_no_other_regime_says_what_stands_still():
    found, lines = lines_of([{"行业": "焦化"}])
    other = ozone_season.evaluate(Situation("140100", date(2025, 7, 1), lines.assign(vocs_kg=1.0)))
    with pytest.raises(ValueError, match="只能取自错峰生产"):
        staggered.already_off_from(other, lines)
    with pytest.raises(ValueError, match="其他制度"):
        replace(found, rows=other.rows)
