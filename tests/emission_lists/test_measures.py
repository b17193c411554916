from datetime import date

import pytest

from data import reference
from data.parameters import ParameterError
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, MeasureKind, PerformanceGrade
from emission_lists.curtailment import curtail
from emission_lists.measures import FILED, measure_table, references, sentences

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("level", RESPONSE_LEVELS)
@pytest.mark.parametrize("rule_set", [None, "example"])
def test_every_industry_and_grade_has_a_measure_with_rule_and_source(level, rule_set):
    table = measure_table(level, DAY, "990100", rule_set)
    for industry in reference.industry_names():
        for grade in PerformanceGrade:
            bound = table.of(industry, grade)
            assert bound.rule
            assert bound.reference
            assert 0 <= bound.cut <= 1


@pytest.mark.parametrize("rule_set", [None, "example"])
def test_leading_grades_act_on_their_own_account_in_every_industry(rule_set):
    table = measure_table(AlertLevel.RED, DAY, "140200", rule_set)
    for industry in reference.industry_names():
        for grade in (PerformanceGrade.A_PLUS, PerformanceGrade.A, PerformanceGrade.LEADING):
            assert table.of(industry, grade).kind == MeasureKind.SELF, (industry, grade)


def test_without_adopted_rules_only_what_was_read_binds():
    table = measure_table(AlertLevel.RED, DAY, "140200")
    bound = {
        (industry, grade)
        for industry in reference.industry_names()
        for grade in PerformanceGrade
        if table.of(industry, grade).kind not in (MeasureKind.FILED, MeasureKind.SELF)
    }
    assert bound == {
        ("水泥熟料", PerformanceGrade.B),
        ("水泥熟料", PerformanceGrade.C),
        ("水泥熟料", PerformanceGrade.D),
    }
    assert table.of("焦化", PerformanceGrade.C) == FILED


def test_the_guide_goes_before_the_adopted_rules_and_says_that_it_was_quoted():
    table = measure_table(AlertLevel.ORANGE, DAY, "990100", "example")
    clinker, coking = (table.of(name, PerformanceGrade.B) for name in ("水泥熟料", "焦化"))
    assert (clinker.cut, coking.cut) == (0.2, 0.15)
    assert "340号" in clinker.reference
    assert clinker.reference.endswith("（转引）")
    assert coking.reference == "本工具示例规则 按绩效等级差异化减排（示例值）"


def test_an_adopted_rule_does_not_bind_an_ungraded_line():
    table = measure_table(AlertLevel.RED, DAY, "990100", "example")
    assert table.of("焦化", PerformanceGrade.UNGRADED) == FILED


def test_an_unknown_rule_set_is_named_with_those_there_are():
    with pytest.raises(ParameterError, match="没有名为 strict 的分级规则，现有：example"):
        measure_table(AlertLevel.RED, DAY, "990100", "strict")


def test_a_level_without_curtailment_is_refused():
    with pytest.raises(ParameterError, match="没有蓝色"):
        measure_table(AlertLevel.BLUE, DAY, "990100")


def test_a_day_before_the_guide_is_refused_with_its_first_day():
    with pytest.raises(ParameterError, match="2020-06-01"):
        measure_table(AlertLevel.RED, date(2020, 5, 31), "990100", "example")


def test_an_unknown_industry_is_named():
    with pytest.raises(KeyError, match="炼金"):
        measure_table(AlertLevel.RED, DAY, "990100").of("炼金", PerformanceGrade.A)


def test_each_source_is_named_once():
    table = measure_table(AlertLevel.RED, DAY, "990100", "example")
    named = references(table.measures)
    assert len(named) == len(set(named))
    assert named[0] == FILED.reference


SENTENCES = [
    ("orange", {"grade": "B"}, "限产15%（以正常生产日排放量为基准）"),
    ("orange", {"grade": "B-"}, "限产22.5%（以正常生产日排放量为基准）"),
    ("orange", {"grade": "D"}, "停产"),
    ("yellow", {"grade": "D"}, "压减生产负荷50%（仅一条生产线，按负荷计）"),
    ("orange", {"grade": "A"}, "自主减排"),
    ("orange", {"grade": "A", "filed_orange_share": 0.1}, "自主减排：承诺减排10%"),
    ("orange", {"grade": "A", "filed_orange": "错峰检修"}, "自主减排：错峰检修"),
    ("yellow", {"grade": "B", "industry": "水泥熟料"}, "不减产，执行运输要求"),
    ("red", {"grade": "D", "supply_floor": 0.7}, "压减生产负荷30%，保障负荷不低于70%"),
    ("red", {"grade": "D", "supply_floor": 1}, "按保障负荷运行，不低于100%，不减产"),
    ("red", {"grade": "C", "supply_floor": 0.9}, "限产10%（以正常生产日排放量为基准），保障负荷不低于90%"),
    ("red", {"grade": "未定级", "filed_red": "停一台炉", "filed_red_share": 0.5}, "按备案措施执行：停一台炉"),
    ("red", {"grade": "未定级", "filed_red_share": 0.5}, "按备案措施执行：减排50%"),
    ("red", {"grade": "未定级", "filed_red": "停一台炉"}, "按备案措施执行：停一台炉（备案未写明减排比例，按 0 计）"),
    ("red", {"grade": "未定级"}, "措施待定：尚无经核实的分级措施，企业也未备案"),
]  # fmt: skip


@pytest.mark.parametrize(("level", "row", "sentence"), SENTENCES)
def test_a_measure_is_said_in_plain_words(make_lines, level, row, sentence):
    table = measure_table(AlertLevel(level), DAY, "990100", "example")
    assert sentences(curtail(make_lines([row]), table, DAY)).item() == sentence


def test_half_by_line_says_which_line_stops_and_which_runs(make_lines):
    table = measure_table(AlertLevel.YELLOW, DAY, "990100", "example")
    lines = make_lines(
        [
            {"grade": "D", "pm_kg": 9, "supply_floor": 0.4},
            {"grade": "D", "pm_kg": 8},
            {"grade": "D", "pm_kg": 7},
        ]
    )
    assert sentences(curtail(lines, table, DAY)).to_list() == [
        "压减生产负荷60%，保障负荷不低于40%",
        "停产（以生产线计）",
        "保持生产，不得增产（以生产线计）",
    ]
