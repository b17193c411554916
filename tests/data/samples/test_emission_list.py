from datetime import date

import pandas as pd
import pytest

from data import reference, samples
from data.columns import as_text, check, values
from data.tables import EMISSION_LIST
from data.vocabulary import AlertLevel, Emitted, PerformanceGrade, SourceKind
from emission_lists.balance import city_balance
from emission_lists.curtailment import curtail
from emission_lists.measures import measure_table

EMISSIONS = [pollutant.column for pollutant in Emitted]


@pytest.fixture(scope="module")
def listed():
    return samples.enterprises()


def as_cells(frame, table):
    """The frame as the text cells a workbook would hold."""
    cells = {}
    for column in table.columns:
        shown = frame[column.name]
        if column.unit == "%":
            shown = (shown * 100).round(6)
        cells[column.header] = ["" if pd.isna(value) else as_text(value) for value in shown]
    return pd.DataFrame(cells, index=range(2, len(frame) + 2))


@pytest.mark.parametrize("table", EMISSION_LIST, ids=lambda t: t.sheet)
def test_every_cell_keeps_the_conditions_of_its_column(listed, table):
    frame = (*listed, samples.other_sources())[EMISSION_LIST.index(table)]
    assert list(frame) == table.names
    cells = as_cells(frame, table)
    assert check(cells, table.columns) == []
    typed = values(cells, table.columns).reset_index(drop=True)
    pd.testing.assert_frame_equal(typed, frame, check_dtype=False, check_exact=False)


def test_the_same_seed_gives_the_same_list(listed):
    for once, again in zip(samples.enterprises(), listed, strict=True):
        pd.testing.assert_frame_equal(once, again)
    other, _, _ = samples.enterprises(seed=1)
    assert not other["enterprise"].equals(listed[0]["enterprise"])


def test_the_size_is_that_of_a_real_city(listed):
    enterprises, lines, _ = listed
    assert len(enterprises) == 1200
    assert 3800 < len(lines) < 4200
    assert set(lines["enterprise_id"]) == set(enterprises["enterprise_id"])
    assert set(lines["industry"]) == set(reference.industry_names())
    assert 10 <= enterprises["county"].nunique() <= 12


def test_the_listed_lines_stay_below_the_industry_of_the_city(listed):
    _, lines, totals = listed
    industry = totals.set_index("sector").loc["工业源"]
    for column in EMISSIONS:
        assert 0.85 < lines[column].sum() / industry[column] < 0.92


def test_grades_are_those_usual_in_the_industry(listed):
    lines = listed[1]
    schemes = reference.industries().set_index("name")["schemes"]
    for industry, found in lines.groupby("industry")["grade"].unique().items():
        usual = set(schemes[industry].split("/")) | {PerformanceGrade.UNGRADED.value}
        assert set(found) <= usual
    ungraded = lines["grade"] == PerformanceGrade.UNGRADED
    assert (lines.loc[ungraded, "grade_scheme"] == "").all()
    assert (lines.loc[~ungraded, "grade_scheme"] != "").all()


def test_some_grades_have_expired_and_most_have_not(listed):
    until = listed[1]["grade_until"].dropna()
    assert 0.01 < (until < pd.Timestamp(2026, 11, 22)).mean() < 0.10


def test_protected_enterprises_have_a_supply_floor_and_others_none(listed):
    enterprises, lines, _ = listed
    protected = enterprises.loc[enterprises["protected"] == "是", "enterprise_id"]
    assert 45 <= len(protected) <= 75
    of_protected = lines["enterprise_id"].isin(protected)
    assert lines.loc[of_protected, "supply_floor"].between(0.4, 0.9).all()
    assert lines.loc[~of_protected, "supply_floor"].isna().all()


def test_a_stricter_level_never_files_less(listed):
    filed = listed[1][[f"filed_{level}_share" for level in ("yellow", "orange", "red")]].dropna()
    assert (filed.diff(axis=1).iloc[:, 1:] >= -1e-9).all(axis=None)


def test_names_codes_and_people_are_plainly_made_up(listed):
    enterprises = listed[0]
    assert enterprises["enterprise"].is_unique
    assert enterprises["enterprise"].str.startswith("示例市").all()
    assert enterprises["credit_code"].str.fullmatch(r"99990100[0-9A-Z]{10}").all()
    assert enterprises["contact"].str.endswith("某某").all()
    assert enterprises["phone"].str.startswith("0000-").all()
    assert (listed[2].loc[listed[2]["sector"] != "工业源", "cut_source"] == "演示数据").all()


@pytest.mark.parametrize("level", ["yellow", "orange"])
def test_under_the_example_rules_some_lines_are_pending_and_most_cut(listed, level):
    table = measure_table(AlertLevel(level), date(2026, 11, 24), "990100", "example")
    curtailed = curtail(listed[1], table, date(2026, 11, 24))
    assert 100 < (curtailed["kind"] == "pending").sum() < 600
    assert (curtailed["cut_fraction"] > 0).mean() > 0.7


def test_at_orange_pm_and_so2_reach_their_target_and_nox_falls_a_little_short(listed):
    _, lines, totals = listed
    day = date(2026, 11, 24)
    table = measure_table(AlertLevel.ORANGE, day, "990100", "example")
    targets = dict.fromkeys((Emitted.PM, Emitted.SO2, Emitted.NOX), 0.30)
    balance = city_balance(curtail(lines, table, day), totals, AlertLevel.ORANGE, targets)
    reached = balance["fraction"]
    assert 0.30 <= reached["pm"] < 0.35
    assert 0.30 <= reached["so2"] < 0.33
    assert 0.27 < reached["nox"] < 0.30


def test_every_later_column_says_something_and_none_says_it_everywhere(listed):
    enterprises, lines, _ = listed
    for frame, first in ((enterprises, "park"), (lines, "eia_capacity")):
        for name in list(frame)[list(frame).index(first) :]:
            filled = frame[name].notna() & (frame[name] != "")
            assert filled.any(), name
            assert len(set(frame.loc[filled, name])) > 1 or name == "second_contact", name


def test_what_lines_say_does_not_contradict_itself(listed):
    lines = listed[1]
    assert (lines["permit_capacity"] <= lines["eia_capacity"]).all()
    assert (lines["last_output"] <= lines["permit_capacity"] + 0.01).all()
    assert (lines["loss_low"] <= lines["loss_per_day"]).all()
    assert (lines["loss_per_day"] <= lines["loss_high"]).all()
    off = lines["already_off"].notna()
    assert 0.01 < off.mean() < 0.05
    assert (lines["already_off_reason"] != "").equals(off)
    penalised = lines[lines["penalised_on"].notna()]
    assert not set(penalised["grade"]) & {"A", "A+", "B", "引领性"}
    floor = lines["supply_floor"].notna()
    assert (lines.loc[floor, "minimum_load"] <= lines.loc[floor, "supply_floor"] + 1e-9).all() or (
        lines.loc[floor, "minimum_load"].isna().any()
    )
    ovens = lines["process"].str.contains("焦炉")
    assert lines["oven_height"].notna().equals(ovens)


def test_other_sources_have_every_kind_and_grade_and_stay_below_their_sector(listed):
    sources = samples.other_sources()
    assert set(sources["kind"]) == {str(kind) for kind in SourceKind}
    sites = sources["kind"] == SourceKind.CONSTRUCTION
    assert set(sources.loc[sites, "site_grade"]) == set("ABCD")
    assert (sources.loc[~sites, "site_grade"] == "").all()
    totals = listed[2].set_index("sector")
    for kind, found in sources.groupby("kind"):
        assert found["source_id"].is_unique
        if sector := SourceKind(kind).sector:
            assert (found[EMISSIONS].sum() <= totals.loc[sector.label, EMISSIONS]).all()
    pd.testing.assert_frame_equal(samples.other_sources(), sources)


def test_with_the_sources_listed_the_balance_hardly_moves_and_nothing_counts_twice(listed):
    _, lines, totals = listed
    day = date(2026, 11, 24)
    cut = curtail(lines, measure_table(AlertLevel.ORANGE, day, "990100", "example"), day)
    plain, with_sources = (
        city_balance(cut, totals, AlertLevel.ORANGE, {}, given)
        for given in (None, samples.other_sources())
    )
    assert (with_sources["source_cut_kg"] > 0).all()
    assert (with_sources["sector_cut_kg"] <= plain["sector_cut_kg"]).all()
    assert (abs(with_sources["fraction"] - plain["fraction"]) < 0.02).all()
