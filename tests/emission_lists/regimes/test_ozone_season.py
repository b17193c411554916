from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from data.tables import ENTERPRISES, LINES, OTHER_SOURCES
from emission_lists.regimes import ozone_season
from emission_lists.regimes.facts import LINE_FACTS, SOURCE_FACTS
from emission_lists.regimes.regime import RegimeKind
from emission_lists.regimes.situation import Situation

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases/regimes/ozone_season.yaml").read_text(encoding="utf-8")
)


def frames(row, tables, facts):
    """One row of a list and one of its facts, from cells under their labels."""
    known = {column.label: column.name for table in tables for column in table.columns}
    told = {column.label: column.name for column in facts.columns}
    key = facts.columns[0].name
    listed = {known[label]: cell for label, cell in row.items() if label in known}
    fact = {told[label]: cell for label, cell in row.items() if label not in known}
    return pd.DataFrame([{key: "X1", **listed}]), pd.DataFrame([{key: "X1", **fact}])


def situation(case):
    line, line_facts = frames(case.get("生产线", {}), (LINES, ENTERPRISES), LINE_FACTS)
    source, source_facts = frames(case.get("排放源", {}), (OTHER_SOURCES,), SOURCE_FACTS)
    empty = pd.DataFrame()
    return Situation(
        case.get("城市", "140100"), case["日期"],
        line.assign(enterprise_id="QY1", process="1号线") if "生产线" in case else empty,
        source if "排放源" in case else empty,
        o3=case.get("臭氧"), temperature=case.get("气温"),
        line_facts=line_facts, source_facts=source_facts,
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['日期']} {case['情形']}")
def test_case(case):
    found = ozone_season.evaluate(situation(case))
    if "不执行" in case:
        assert not found.applied
        assert case["不执行"] in found.why_not
        return
    rows = found.rows.to_dict("records")
    assert [RegimeKind(row["kind"]).label for row in rows] == [one["措施"] for one in case["结果"]]
    for row, expected in zip(rows, case["结果"], strict=True):
        assert row["window"] == expected.get("时段", row["window"])
        for name, column in (
            ("依据", "reference"), ("理由", "why"), ("内容", "measure"), ("缺少", "missing"),
        ):  # fmt: skip
            assert expected.get(name, "") in row[column]
        for name, column in (("自", "since"), ("至", "until")):
            assert row[column] == expected.get(name, row[column])


def test_every_kind_of_verdict_stands_in_a_case():
    seen = {one["措施"] for case in CASES for one in case.get("结果", [])}
    assert seen == {"错时", "禁止", "限期完成", "提倡", "待核", "不适用"}


def coating(**changes):
    line = {
        "line_id": "L1", "enterprise_id": "QY1", "enterprise": "示例涂装", "process": "喷漆线",
        "industry": "工业涂装", "vocs_kg": 30.0, "treatment": "RTO",
    }  # fmt: skip
    return pd.DataFrame([line | changes])


def hours(o3, temperature):
    found = ozone_season.evaluate(
        Situation("140100", date(2024, 7, 1), coating(), o3=o3, temperature=temperature)
    )
    kept = ozone_season.hours_of(found)
    return int(kept["start"].iloc[0]), int(kept["end"].iloc[0]), kept["reference"].iloc[0]


def test_the_hours_of_all_clauses_together_name_every_clause():
    start, end, reference = hours(180.0, 31.0)
    assert (start, end) == (9, 18)
    assert "晋政办发〔2022〕95号" in reference
    assert "山西青年报" in reference


VALUE = st.floats(0, 400, allow_nan=False)


@given(VALUE, VALUE, st.floats(-20, 45), st.floats(-20, 45))
@settings(max_examples=80)
def test_more_ozone_or_heat_never_opens_an_hour(o3, more, heat, hotter):
    mild = hours(min(o3, more), min(heat, hotter))
    strict = hours(max(o3, more), max(heat, hotter))
    assert strict[0] <= mild[0]
    assert strict[1] >= mild[1]


def test_a_day_without_ozone_value_says_so_to_the_reader():
    found = ozone_season.evaluate(Situation("140100", date(2024, 7, 1), coating(), temperature=30))
    assert any("臭氧预报或实况不详" in remark for remark in found.remarks)
    assert found.undecided["missing"].tolist() == ["臭氧预报或实况"]


def test_without_lines_and_sources_there_are_no_rows():
    found = ozone_season.evaluate(Situation("140100", date(2025, 7, 1), pd.DataFrame()))
    assert found.applied
    assert found.rows.empty


def test_nobody_is_cut():
    found = ozone_season.evaluate(Situation("140100", date(2025, 7, 1), coating()))
    assert found.rows["share"].isna().all()
    assert not found.rows["exempt"].any()
