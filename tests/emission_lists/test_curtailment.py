from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.vocabulary import RESPONSE_LEVELS, AlertLevel, Emitted, MeasureKind, PerformanceGrade
from emission_lists.curtailment import curtail
from emission_lists.measures import measure_table

FILES = sorted((Path(__file__).parents[1] / "cases/curtailment").glob("*.yaml"))
CASES = [case for file in FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
DAY = date(2026, 11, 24)
TABLES = {level: measure_table(level, DAY, "990100", "example") for level in RESPONSE_LEVELS}
CUTS = [pollutant.cut_column for pollutant in Emitted]
GRAM = 0.0005  # half a gram, in kg


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, make_lines):
    day = case.get("day", DAY)
    table = measure_table(
        AlertLevel(case["level"]), day, case.get("city", "990100"), case.get("rule_set")
    )
    result = curtail(make_lines(case["lines"]), table, day)
    assert len(result) == len(case["expected"])
    for (_, row), expected in zip(result.iterrows(), case["expected"], strict=True):
        for name, value in expected.items():
            if name.endswith("_kg"):
                assert row[name] == pytest.approx(value, abs=GRAM / 10), name
            elif name.endswith("_fraction"):
                assert row[name] == pytest.approx(value, abs=1e-12), name
            else:
                assert row[name] == value, name


def test_every_line_names_its_rule_and_its_source(make_lines):
    grades = [grade.value for grade in PerformanceGrade]
    lines = make_lines([{"grade": grade, "filed_red_share": 0.1} for grade in grades])
    result = curtail(lines, TABLES[AlertLevel.RED], DAY)
    assert (result["rule"].astype(str) != "").all()
    assert (result["reference"].astype(str) != "").all()
    example = result[result["grade"].isin(["B", "B-", "C", "D", "非引领性"])]
    assert example["reference"].astype(str).str.contains("示例值").all()


def test_an_unknown_industry_or_grade_is_named(make_lines):
    for row, named in (
        ({"industry": "炼金"}, "行业不在名目中：炼金"),
        ({"grade": "E"}, "绩效等级不在名目中：E"),
    ):
        with pytest.raises(ValueError, match=named):
            curtail(make_lines([row]), TABLES[AlertLevel.RED], DAY)


def test_an_empty_list_gives_an_empty_result(make_lines):
    lines = make_lines([{}]).iloc[:0]
    result = curtail(lines, TABLES[AlertLevel.YELLOW], DAY)
    assert result.empty
    assert {"kind", "cut_fraction", "ordered", *CUTS} <= set(result.columns)


def test_a_missing_emission_counts_0_and_a_missing_floor_is_0(make_lines):
    result = curtail(make_lines([{"pm_kg": None, "so2_kg": 10}]), TABLES[AlertLevel.RED], DAY)
    assert result[["pm_cut_kg", "so2_cut_kg"]].iloc[0].to_list() == [0, 4]
    assert result["supply_floor"].item() == 0


def test_columns_that_are_wholly_empty_may_be_of_any_type(make_lines):
    lines = make_lines([{"grade": "D", "pm_kg": 10}, {"grade": "D", "pm_kg": 5, "process": "2"}])
    bare = lines.astype(
        {"supply_floor": object, "grade_until": object, "filed_yellow_share": object}
    )
    for name in ("supply_floor", "grade_until", "filed_yellow_share"):
        bare[name] = pd.Series([None, None], dtype=object)
    for level, table in TABLES.items():
        wanted = curtail(lines, table, DAY)
        found = curtail(bare, table, DAY) if level == AlertLevel.YELLOW else wanted
        assert found["cut_fraction"].dtype == np.float64
        assert found["cut_fraction"].to_list() == wanted["cut_fraction"].to_list()


def test_the_index_and_order_of_the_lines_stay(make_lines):
    lines = make_lines([{"grade": "D", "pm_kg": kg, "process": str(kg)} for kg in (5, 9, 7)])
    lines.index = [7, 7, 3]
    result = curtail(lines, TABLES[AlertLevel.YELLOW], DAY)
    assert result.index.to_list() == [7, 7, 3]
    assert result["cut_fraction"].to_list() == [0, 1, 1]


# --- what holds for every list -----------------------------------------------------------------

kg = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 50.0]), st.floats(0, 1e6))
share = st.one_of(st.none(), st.floats(0, 1))


@st.composite
def rows(draw):
    filed = draw(share)  # the same at every level, so that a filed share never falls
    return {
        "enterprise_id": draw(st.sampled_from(["QY1", "QY2", "QY3"])),
        "industry": draw(st.sampled_from(["焦化", "水泥熟料", "铁合金"])),
        "grade": draw(st.sampled_from([grade.value for grade in PerformanceGrade])),
        "grade_until": draw(st.sampled_from([None, "2026-11-23", "2026-11-24"])),
        "supply_floor": draw(share),
        **{p.column: draw(kg) for p in Emitted},
        **{f"filed_{level}_share": filed for level in RESPONSE_LEVELS},
        "filed_red": draw(st.sampled_from(["", "减产"])),
    }


lists = st.lists(rows(), min_size=1, max_size=8)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(lists, st.sampled_from(RESPONSE_LEVELS))
def test_a_cut_is_never_negative_nor_more_than_the_emission(make_lines, listed, level):
    lines = make_lines(listed)
    result = curtail(lines, TABLES[level], DAY)
    assert result["cut_fraction"].between(0, 1).all()
    floor = lines["supply_floor"].fillna(0)
    assert (result["cut_fraction"] <= 1 - floor).all()
    for pollutant in Emitted:
        cut, emission = result[pollutant.cut_column], lines[pollutant.column].fillna(0)
        assert ((cut >= 0) & (cut <= emission)).all()


@quick
@given(lists)
def test_a_higher_level_never_cuts_a_line_less(make_lines, listed):
    lines = make_lines(listed)
    cuts = [curtail(lines, TABLES[level], DAY)["cut_fraction"] for level in RESPONSE_LEVELS]
    assert (cuts[0] <= cuts[1]).all()
    assert (cuts[1] <= cuts[2]).all()


@quick
@given(lists, st.randoms(), st.sampled_from(RESPONSE_LEVELS))
def test_the_order_of_the_rows_changes_nothing(make_lines, listed, chance, level):
    lines = make_lines(listed)
    shuffled = lines.iloc[chance.sample(range(len(lines)), len(lines))]
    one, other = (curtail(frame, TABLES[level], DAY) for frame in (lines, shuffled))
    pd.testing.assert_frame_equal(one, other.loc[one.index])


@quick
@given(lists, st.sampled_from(RESPONSE_LEVELS))
def test_a_line_does_not_depend_on_other_enterprises(make_lines, listed, level):
    lines = make_lines(listed)
    whole = curtail(lines, TABLES[level], DAY)
    for plant, own in lines.groupby("enterprise_id"):
        alone = curtail(own, TABLES[level], DAY)
        among = whole[whole["enterprise_id"] == plant]
        assert alone["cut_fraction"].to_list() == among["cut_fraction"].to_list()
        assert alone["kind"].to_list() == among["kind"].to_list()


@quick
@given(lists, st.sampled_from(RESPONSE_LEVELS))
def test_the_list_itself_is_left_as_it_was(make_lines, listed, level):
    lines = make_lines(listed)
    before = lines.copy(deep=True)
    curtail(lines, TABLES[level], DAY)
    pd.testing.assert_frame_equal(lines, before)


@quick
@given(lists, st.sampled_from(RESPONSE_LEVELS))
def test_who_acts_on_own_account_or_waits_for_a_measure_is_ordered_nothing(
    make_lines, listed, level
):
    result = curtail(make_lines(listed), TABLES[level], DAY)
    idle = result["kind"].isin([MeasureKind.SELF, MeasureKind.NONE, MeasureKind.PENDING])
    assert not result.loc[idle, "ordered"].any()
    assert (result.loc[result["kind"] == MeasureKind.PENDING, "cut_fraction"] == 0).all()


@quick
@given(st.integers(1, 12), st.randoms())
def test_stopping_half_by_line_stops_at_least_half_and_the_largest(make_lines, count, chance):
    amounts = [chance.choice([1.0, 2.0, 3.0, 4.0]) for _ in range(count)]
    lines = make_lines([{"grade": "D", "pm_kg": amount} for amount in amounts])
    result = curtail(lines, TABLES[AlertLevel.YELLOW], DAY)
    cut = result["cut_fraction"]
    if count == 1:
        assert cut.item() == 0.5
    else:
        assert (cut == 1).sum() == -(-count // 2)
        stopped, running = lines["pm_kg"][cut == 1], lines["pm_kg"][cut == 0]
        assert running.empty or stopped.min() >= running.max()
        assert result["pm_cut_kg"].sum() >= lines["pm_kg"].sum() / 2
