from datetime import date

import pandas as pd
import pytest

from data.parameters import ParameterError
from data.tables import CITY_TOTALS, LINES
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, Emitted, Sector
from scenarios.scenario import Scenario, run

DAY = date(2026, 11, 24)


def listed(*rows):
    empty = {column.name: None for column in LINES.columns if column.kind != "text"}
    texts = {column.name: "" for column in LINES.columns if column.kind == "text"}
    frame = pd.DataFrame([empty | texts | {p.column: 0.0 for p in Emitted} | row for row in rows])
    frame["grade_until"] = pd.to_datetime(frame["grade_until"])
    frame["county"] = "城东区"
    return frame


LINES_OF_TWO = listed(
    {"line_id": "L1", "enterprise_id": "QY1", "industry": "焦化", "grade": "C", "pm_kg": 100.0},
    {"line_id": "L2", "enterprise_id": "QY1", "industry": "焦化", "grade": "A", "pm_kg": 50.0,
     "filed_orange_share": 0.1},
    {"line_id": "L3", "enterprise_id": "QY2", "industry": "水泥熟料", "grade": "B", "pm_kg": 80.0},
)  # fmt: skip


def totals(kg=100.0):
    rows = [
        {column.name: None for column in CITY_TOTALS.columns}
        | {"sector": sector.label}
        | {pollutant.column: kg for pollutant in Emitted}
        for sector in Sector
    ]
    return pd.DataFrame(rows)


def outcome(level="orange", *, day=DAY, city="990100", rule_set="example", lines=LINES_OF_TWO):
    return run(Scenario(city, 1, AlertLevel(level), day, rule_set), lines, totals())


def test_an_outcome_holds_lines_balance_and_what_it_was_asked():
    found = outcome()
    assert found.scenario == Scenario("990100", 1, AlertLevel.ORANGE, DAY, "example")
    assert found.lines["pm_cut_kg"].to_list() == pytest.approx([30, 5, 16])
    assert found.balance.loc["pm", "cut_kg"] == pytest.approx(51)
    assert found.balance.loc["pm", "total_kg"] == 400
    assert found.balance.loc["pm", "shortfall_kg"] == pytest.approx(69)  # 30 % of 400 is 120


def test_an_enterprise_counts_once_and_only_where_something_is_ordered():
    assert outcome().cut_enterprises == 2
    assert outcome("yellow").cut_enterprises == 1  # clinker of grade B cuts nothing at yellow
    assert outcome(rule_set=None, lines=LINES_OF_TWO.iloc[:2]).cut_enterprises == 0


def test_every_source_that_binds_a_line_is_listed_once_then_that_of_the_targets():
    named = outcome().references
    assert len(named) == len(set(named)) == 4
    assert [n for n in named if "340号" in n and "水泥熟料减排措施" in n]
    assert [n for n in named if "340号" in n and n.endswith("A级、引领性企业自主减排（转引）")]
    assert [n for n in named if "示例值" in n]
    assert named[-1] == "减排比例要求：晋政办发〔2019〕39号 第33条（现行效力待核）"


def test_a_source_that_binds_no_line_is_not_listed():
    named = outcome(rule_set=None, lines=LINES_OF_TWO.iloc[:1]).references
    assert named == (
        "尚无经核实的分级措施，企业也未备案，按 0 计",
        "减排比例要求：晋政办发〔2019〕39号 第33条（现行效力待核）",
    )


@pytest.mark.parametrize(
    ("city", "shares", "vocs"),
    [
        ("140100", [0.2, 0.3, 0.4], False),
        ("990100", [0.2, 0.3, 0.4], False),
        ("140200", [0.1, 0.2, 0.3], True),
        ("110100", [0.1, 0.2, 0.3], True),
    ],
)
def test_targets_are_those_of_the_city(city, shares, vocs):
    found = [
        outcome(level, city=city, rule_set=None).balance["target"] for level in RESPONSE_LEVELS
    ]
    assert [target["pm"] for target in found] == shares
    assert all(pd.notna(target["vocs"]) == vocs for target in found)


def test_the_rules_are_those_of_the_day():
    with pytest.raises(ParameterError, match="2020-06-01"):
        outcome(day=date(2019, 11, 24))


def test_an_unknown_rule_set_or_a_level_without_curtailment_is_refused():
    with pytest.raises(ParameterError, match="没有名为 strict"):
        outcome(rule_set="strict")
    with pytest.raises(ParameterError, match="没有蓝色"):
        outcome("blue")


def test_the_same_scenario_gives_the_same_outcome_and_leaves_the_list_as_it_was():
    before = LINES_OF_TWO.copy(deep=True)
    one, other = outcome(), outcome()
    pd.testing.assert_frame_equal(one.lines, other.lines)
    pd.testing.assert_frame_equal(LINES_OF_TWO, before)
