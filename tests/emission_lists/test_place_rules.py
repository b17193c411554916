from datetime import date

import pytest

from emission_lists.place_rules import findings, lowered, rules_on
from emission_lists.traits import Traits

DAY = date(2026, 11, 24)


def test_outside_the_province_there_are_none():
    assert rules_on(DAY, "320100") == ()
    assert rules_on(date(2022, 10, 31), "140100") == ()
    assert len(rules_on(DAY, "140100")) == 8


def test_a_finding_names_rule_clause_and_what_is_missing():
    found = findings(Traits("焦化", "C", process="焦炉", quenching="湿法"), DAY, "140100")
    said = "\n".join(one.sentence for one in found)
    assert "干熄焦改造逾期的焦化企业从严：适用，从严（晋政办发〔2022〕95号 三（二）4）" in said
    assert (
        "建成区内重污染企业从严：缺距建成区边界的距离，未能判定（晋政办发〔2022〕95号 三（一）2）"
        in said
    )
    assert "缺焦炉炭化室高度" in said


def test_an_exception_is_said_with_its_ground_and_ends_with_the_grade():
    near = Traits("焦化", "A", process="焦炉", built_up_km=0, oven_height=6, quenching="干法")
    (rule, *_) = [one for one in findings(near, DAY, "140100") if one.name == "建成区"]
    assert rule.applies is False
    assert "不适用，A级、引领性企业自主减排" in rule.sentence
    expired = Traits("焦化", "A", True, "焦炉", 0, 6, "干法")
    assert any(one.applies for one in findings(expired, DAY, "140100") if one.name == "建成区")


@pytest.mark.parametrize(
    ("grade", "industry", "steps", "lower"),
    [("B", "焦化", 1, "C"), ("B", "长流程联合钢铁", 1, "B-"), ("D", "焦化", 1, "D"), ("引领性", "铁合金", 1, "非引领性"),
     ("未定级", "焦化", 1, "未定级"), ("A+", "焦化", 2, "B"), ("C", "钼冶炼", 1, "D")],
)  # fmt: skip
def test_the_next_lower_grade_is_that_of_the_industry(grade, industry, steps, lower):
    assert lowered(grade, industry, steps) == lower
