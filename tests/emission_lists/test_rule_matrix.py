from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

from data import parameters
from data.parameters import ParameterError
from data.tables import ENTERPRISES
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, MeasureKind, PerformanceGrade
from emission_lists.curtailment import curtail
from emission_lists.grammar import Window
from emission_lists.grammar.effect import Mode
from emission_lists.measures import measure_table
from emission_lists.rule_matrix import CityMeasure, rule_matrix
from emission_lists.traits import Traits

FILES = sorted((Path(__file__).parents[1] / "cases/rules").glob("*.yaml"))
CASES = [case for file in FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
DAY = date(2026, 11, 24)


def lines_of(make_lines, rows):
    """Lines with those columns of their enterprise that a case names."""
    own = [
        {k: v for k, v in row.items() if k not in ENTERPRISES.names or k == "enterprise_id"}
        for row in rows
    ]
    lines = make_lines(own)
    for name in ("built_up_km",):
        lines[name] = [row.get(name) for row in rows]
        lines[name] = lines[name].astype(float)
    return lines


def laid_down(case):
    return tuple(
        CityMeasure(
            one["industry"], AlertLevel(one.get("level", case["level"])), one["text"],
            "市攻坚办〔2026〕1号", one.get("from", date(2020, 1, 1)), one.get("grade", ""),
            one.get("process", ""),
        )
        for one in case.get("city_measures", ())
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, make_lines):
    day = case.get("day", DAY)
    window = Window(case["window"]) if "window" in case else None
    table = measure_table(
        AlertLevel(case["level"]), day, case.get("city", "990100"), case.get("rule_set"),
        laid_down(case), window,
    )  # fmt: skip
    result = curtail(lines_of(make_lines, case["lines"]), table, day)
    assert len(result) == len(case["expected"])
    for (_, row), expected in zip(result.iterrows(), case["expected"], strict=True):
        for name, value in expected.items():
            if name.endswith("~"):
                assert value in row[name[:-1]], name
            elif isinstance(value, bool | str):
                assert row[name] == value, name
            else:
                assert row[name] == pytest.approx(value, abs=1e-9), name


def test_the_words_of_the_guide_are_read_as_its_kind_and_share():
    guide = parameters.on("response/guide_measures", DAY).value
    kinds = {"stop": Mode.STOP, "limit": Mode.CEILING, "stop_share": Mode.BY_LINE, "self": Mode.OWN}
    read = 0
    for grade, by_level in guide.industries["水泥熟料"].items():
        for level, measure in by_level.items():
            if not measure.text:
                assert measure.kind == "none"
                continue
            rule = rule_matrix(level, DAY, "140200").rules("水泥熟料", grade)[0]
            found = rule.effect(Traits("水泥熟料", grade), level, None)
            assert found.mode == kinds[measure.kind]
            assert not found.open
            if measure.share is not None:
                assert found.cut == measure.share
            read += 1
    assert read == 11


@pytest.mark.parametrize("level", RESPONSE_LEVELS)
def test_a_notice_of_another_city_binds_nobody(level):
    table = measure_table(level, DAY, "140500")
    for industry in ("长流程联合钢铁", "焦化", "铸造", "玻璃", "砖瓦窑"):
        assert table.of(industry, PerformanceGrade.C).kind is MeasureKind.FILED


def test_every_sample_names_where_it_was_read_and_its_words_are_mostly_read():
    samples = parameters.on("response/measure_samples", DAY).value.samples
    assert len(samples) == 70
    assert all(one.source and one.scope and one.levels for one in samples.values())
    assert all(one.note for one in samples.values() if not one.adoptable)


def test_of_two_records_for_the_same_lines_the_later_day_counts():
    old = CityMeasure("铸造", AlertLevel.RED, "限产10%", "甲", date(2024, 1, 1))
    new = CityMeasure("铸造", AlertLevel.RED, "限产30%", "乙", date(2025, 1, 1))
    matrix = rule_matrix(AlertLevel.RED, DAY, "140100", city_measures=(new, old))
    assert [rule.reference for rule in matrix.rules("铸造", "C")] == ["乙"]
    taken_back = CityMeasure("铸造", AlertLevel.RED, "", "丙", date(2026, 1, 1))
    matrix = rule_matrix(AlertLevel.RED, DAY, "140100", city_measures=(new, old, taken_back))
    assert matrix.rules("铸造", "C") == ()


def test_an_unknown_rule_set_and_a_level_without_curtailment_are_refused():
    with pytest.raises(ParameterError, match="没有名为 x 的分级规则"):
        rule_matrix(AlertLevel.RED, DAY, "140100", "x")
    with pytest.raises(ParameterError, match="没有蓝色"):
        rule_matrix(AlertLevel.BLUE, DAY, "140100")


def test_the_order_of_rows_matters_neither_with_rules_by_process(make_lines):
    laid = (
        CityMeasure(
            "长流程联合钢铁", AlertLevel.ORANGE, "高炉停产50%，以高炉计", "甲", date(2020, 1, 1)
        ),
    )
    table = measure_table(AlertLevel.ORANGE, DAY, "140100", None, laid)
    rows = [
        {
            "line_id": f"L{n}",
            "industry": "长流程联合钢铁",
            "process": f"{n}号{kind}",
            "grade": "C",
            "pm_kg": n,
        }
        for n, kind in enumerate(["高炉", "转炉", "高炉", "高炉", "烧结机"], 1)
    ]
    lines = lines_of(make_lines, rows)
    one, other = curtail(lines, table, DAY), curtail(lines.iloc[::-1], table, DAY)
    pd.testing.assert_frame_equal(one, other.loc[one.index])
    assert one["cut_fraction"].to_list() == [0, 0, 1, 1, 0]
