from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from data.vocabulary import GradeScheme
from emission_lists.grading import effective, empty_history
from emission_lists.grading.history import history
from emission_lists.grading.schemes import UNGRADED, standing

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases/grading/in_force.yaml").read_text(encoding="utf-8")
)
SCHEME = GradeScheme.GUIDE_2020.label
FIRST = date(2026, 1, 1)


def one_line(**changes):
    usual = {
        "line_id": "L1", "enterprise_id": "QY1", "credit_code": "", "industry": "焦化",
        "grade": "B", "grade_scheme": SCHEME, "grade_until": None, "penalised_on": None,
    }  # fmt: skip
    frame = pd.DataFrame([usual | changes])
    for name in ("grade_until", "penalised_on"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def of_case(case):
    names = {
        "企业编号": "enterprise_id", "信用代码": "credit_code", "行业": "industry",
        "绩效等级": "grade", "评级依据": "grade_scheme", "有效期至": "grade_until",
        "受处罚": "penalised_on",
    }  # fmt: skip
    listed = {names[key]: value for key, value in case.get("清单", {}).items()}
    rows = [
        {
            "number": number,
            "enterprise_id": "QY1",
            "credit_code": record.get("信用代码", ""),
            "line_id": record.get("生产线", ""),
            "industry": record.get("行业", ""),
            "act": record["类型"],
            "grade": record.get("等级", ""),
            "scheme": SCHEME,
            "valid_from": record["生效"],
            "until": record.get("至"),
            "document": f"文{number}",
        }
        for number, record in enumerate(case.get("记录", []), 1)
    ]
    return one_line(**listed), history(pd.DataFrame(rows)) if rows else empty_history()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_case(case):
    lines, records = of_case(case)
    said = ""
    for day, grade in case["各日等级"].items():
        found = effective(lines, records, day).iloc[0]
        assert found["grade"] == grade, f"{day}: {found['grade']}，{found['grade_reason']}"
        said += found["grade_reason"]
    assert [part for part in case.get("缘由", []) if part not in said] == []


def test_what_has_lapsed_shows_in_the_term_so_that_its_privilege_is_lost():
    records = history(pd.DataFrame([a_record(grade="A", until=date(2026, 6, 30))]))
    found = effective(one_line(grade="A"), records, date(2026, 7, 1)).iloc[0]
    assert (found["grade"], found["grade_until"]) == ("A", pd.Timestamp(2026, 6, 30))
    assert "不再享受该等级的优待" in found["grade_reason"]


def test_the_lines_keep_their_order_index_and_other_columns():
    lines = pd.concat([one_line(line_id=f"L{n}", enterprise_id=f"QY{n}") for n in range(5)])
    lines = lines.set_axis([9, 7, 5, 3, 1])
    records = history(pd.DataFrame([a_record(enterprise_id="QY3", grade="D")]))
    found = effective(lines, records, date(2026, 7, 1))
    assert list(found.index) == [9, 7, 5, 3, 1]
    assert list(found["grade"]) == ["B", "B", "B", "D", "B"]
    assert list(found["line_id"]) == list(lines["line_id"])
    assert list(lines["grade"]) == ["B"] * 5  # what was handed in stays as it was


def test_an_empty_list_and_a_list_of_the_older_columns_do_as_well():
    lines = one_line().drop(columns=["credit_code", "penalised_on"])
    records = history(pd.DataFrame([a_record(grade="D")]))
    assert effective(lines, records, date(2026, 7, 1))["grade"].tolist() == ["D"]
    assert effective(lines.iloc[:0], records, date(2026, 7, 1)).empty


def test_a_history_of_other_enterprises_needs_no_order_of_grades():
    """Days before the first order of grades can still be asked for."""
    records = history(pd.DataFrame([a_record(enterprise_id="别家", valid_from=date(2018, 1, 1))]))
    assert effective(one_line(), records, date(2019, 1, 1))["grade"].tolist() == ["B"]


def a_record(**changes):
    return {
        "number": 1, "enterprise_id": "QY1", "act": "评定", "scheme": SCHEME, "grade": "B",
        "valid_from": FIRST, "until": None, "document": "甲", "evidence": "乙",
    } | changes  # fmt: skip


DAYS = st.integers(0, 30).map(lambda n: FIRST + timedelta(days=n))
RECORDS = st.builds(
    lambda number, act, grade, start, length, scope: a_record(
        number=number, act=act, grade=grade if act == "评定" else "", valid_from=start,
        until=None if length is None else start + timedelta(days=length),
        line_id="L1" if scope == "line" else "", industry="焦化" if scope == "industry" else "",
    ),
    st.integers(1, 3), st.sampled_from(["评定", "评定", "评定", "处罚", "撤回"]),
    st.sampled_from(["A", "B", "B-", "C", "D", "引领性", "非引领性", "未定级"]),
    DAYS, st.one_of(st.none(), st.integers(0, 15)), st.sampled_from(["line", "industry", "all"]),
)  # fmt: skip
LISTED = st.sampled_from(["A", "B", "C", "D", "未定级"])
FIELDS = ["grade", "grade_scheme", "grade_until", "grade_reason"]


def on(day, listed, records):
    found = history(pd.DataFrame(records)) if records else empty_history()
    return effective(one_line(grade=listed), found, day)[FIELDS].astype(str).values.tolist()


@settings(max_examples=40)  # each example works out two days
@given(LISTED, st.lists(RECORDS, max_size=5), RECORDS, DAYS)
def test_a_change_never_affects_a_day_before_it(listed, records, change, day):
    if pd.Timestamp(change["valid_from"]) > pd.Timestamp(day):
        assert on(day, listed, [*records, change]) == on(day, listed, records)


@settings(max_examples=40)
@given(LISTED, st.lists(RECORDS, max_size=6), DAYS, st.randoms())
def test_the_order_of_records_never_matters(listed, records, day, random):
    shuffled = list(records)
    random.shuffle(shuffled)
    assert on(day, listed, shuffled) == on(day, listed, records)


@settings(max_examples=40)
@given(LISTED, st.lists(RECORDS, min_size=1, max_size=5), st.data())
def test_expiry_never_raises_a_grade(listed, records, data):
    """The day after a term ends, with nothing else new, the grade is no better than the day before."""
    grades = [r for r in records if r["act"] == "评定" and r["until"] is not None]
    if not grades:
        return
    last = data.draw(st.sampled_from(grades))["until"]
    day = last + timedelta(days=1)
    if any(r["valid_from"] == day for r in records):
        return
    before, after = ranks(last, listed, records), ranks(day, listed, records)
    assert UNGRADED in (before, after) or after >= before


@settings(max_examples=40)
@given(LISTED, st.lists(RECORDS, max_size=5), DAYS)
def test_without_an_end_of_its_own_a_grade_is_never_worse(listed, records, day):
    """Taking every end away can only help: a term is a limit, never a gift."""
    endless = [{**record, "until": None} for record in records]
    with_terms, without = ranks(day, listed, records), ranks(day, listed, endless)
    assert UNGRADED in (with_terms, without) or with_terms >= without


def ranks(day, listed, records):
    found = effective(one_line(grade=listed), history(pd.DataFrame(records)), day)
    return int(standing(found["grade"], day)[0])
