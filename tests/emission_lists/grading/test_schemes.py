from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.vocabulary import PerformanceGrade
from emission_lists.grading import lowest, overall
from emission_lists.grading.schemes import standing

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        (["A"], "A"),
        (["A", "B"], "B"),
        (["A+", "A"], "A"),
        (["B", "B-"], "B-"),
        (["C", "D"], "D"),
        (["A", "引领性"], "引领性"),  # of equal ones the first by spelling, whatever the order
        (["引领性", "A"], "引领性"),
        (["B", "非引领性"], "非引领性"),
        (["A", "未定级"], "未定级"),
        ([], "未定级"),
        (["", "B"], "未定级"),
    ],
)
def test_the_lowest_of_several_grades(grades, expected):
    found = lowest(grades, DAY)
    if expected == "引领性":
        assert found in ("A", "引领性")
        assert found == lowest(reversed(grades), DAY)
    else:
        assert found == expected


@given(st.lists(st.sampled_from([str(grade) for grade in PerformanceGrade]), max_size=6))
def test_the_lowest_is_one_of_them_and_never_better_than_any(grades):
    found = lowest(grades, DAY)
    assert found == "未定级" or found in grades
    if grades and "未定级" not in grades:
        ranks = standing(pd.Series([found, *grades]), DAY)
        assert (ranks[0] >= ranks[1:]).all()


def test_an_enterprise_of_several_industries_has_the_lowest_of_their_grades():
    lines = pd.DataFrame(
        [
            ("QY1", "焦化", "B"), ("QY1", "焦化", "B"), ("QY1", "铸造", "C"),
            ("QY2", "焦化", "A"), ("QY2", "焦化", "C"),
            ("QY3", "铁合金", "引领性"), ("QY3", "焦化", "D"),
        ],
        columns=["enterprise_id", "industry", "grade"],
    )  # fmt: skip
    found = overall(lines, DAY).set_index("enterprise_id")
    assert found["grade"].to_dict() == {"QY1": "C", "QY2": "C", "QY3": "D"}
    assert found.loc["QY1", "by_industry"] == "焦化 B、铸造 C"
    assert found["held_down_by"].to_dict() == {"QY1": "铸造", "QY2": "焦化", "QY3": "焦化"}
    assert overall(lines.sample(frac=1, random_state=1), DAY).equals(overall(lines, DAY))
    assert overall(lines.iloc[:0], DAY).empty


def test_a_grade_nobody_knows_is_named():
    with pytest.raises(ValueError, match="没有名为 E 的绩效等级"):
        standing(pd.Series(["E"]), DAY)
