from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.vocabulary import RESPONSE_LEVELS, AlertLevel, Emitted
from emission_lists.balance import city_balance, totals_by
from emission_lists.curtailment import curtail
from emission_lists.measures import measure_table

DAY = date(2026, 11, 24)
TABLES = {level: measure_table(level, DAY, "990100", "example") for level in RESPONSE_LEVELS}
TARGETS = {Emitted.PM: 0.3, Emitted.SO2: 0.3, Emitted.NOX: 0.3}


@pytest.fixture
def cut_lines(make_lines):
    """Orange: C cuts 30 %, B 15 %, A what it declared."""
    return curtail(
        make_lines(
            [
                {"grade": "C", "pm_kg": 1000, "so2_kg": 400},
                {"grade": "B", "pm_kg": 500, "so2_kg": 200, "vocs_kg": 80},
                {"grade": "A", "pm_kg": 100, "filed_orange_share": 0.1},
            ]
        ),
        TABLES[AlertLevel.ORANGE],
        DAY,
    )


def test_a_balance_by_hand(cut_lines, make_totals):
    totals = make_totals(
        industry=2000,
        mobile={"kg": 600, "cut_orange": 0.2, "cut_source": "某方案"},
        dust={"kg": 300, "cut_orange": 0.5, "cut_source": "某方案"},
        domestic=100,
    )
    balance = city_balance(cut_lines, totals, AlertLevel.ORANGE, TARGETS)
    # lines: 1000 x 0.3 + 500 x 0.15 + 100 x 0.1 = 385; sectors: 600 x 0.2 + 300 x 0.5 = 270
    assert balance.loc["pm"].to_dict() == pytest.approx(
        {
            "total_kg": 3000, "line_cut_kg": 385, "source_cut_kg": 0, "sector_cut_kg": 270,
            "cut_kg": 655,
            "already_off_kg": 0, "fraction": 655 / 3000, "target": 0.3, "shortfall_kg": 245,
        }
    )  # fmt: skip
    # SO2: 400 x 0.3 + 200 x 0.15 = 150
    assert balance.loc["so2", "cut_kg"] == pytest.approx(420)
    assert balance.loc["so2", "shortfall_kg"] == pytest.approx(480)


def test_sectors_cut_at_the_level_asked_for_only(cut_lines, make_totals):
    totals = make_totals(mobile={"kg": 100, "cut_yellow": 0.1, "cut_red": 0.4})
    for level, cut in (("yellow", 10), ("orange", 0), ("red", 40)):
        balance = city_balance(cut_lines, totals, AlertLevel(level), {})
        assert balance.loc["pm", "sector_cut_kg"] == pytest.approx(cut)


def test_a_share_of_industry_is_ignored_because_its_cut_comes_from_the_lines(
    cut_lines, make_totals
):
    totals = make_totals(industry={"kg": 1000, "cut_orange": 0.9})
    balance = city_balance(cut_lines, totals, AlertLevel.ORANGE, TARGETS)
    assert (balance["sector_cut_kg"] == 0).all()
    assert balance.loc["pm", "cut_kg"] == pytest.approx(385)


def test_a_pollutant_without_target_has_neither_target_nor_shortfall(cut_lines, make_totals):
    balance = city_balance(cut_lines, make_totals(industry=1000), AlertLevel.ORANGE, TARGETS)
    assert balance.loc["vocs", ["target", "shortfall_kg"]].isna().all()
    assert balance.loc["vocs", "fraction"] == pytest.approx(0.012)
    nothing = city_balance(cut_lines, make_totals(industry=1000), AlertLevel.ORANGE, {})
    assert nothing[["target", "shortfall_kg"]].isna().all(axis=None)


def test_a_city_without_emission_of_a_pollutant_has_no_fraction(cut_lines, make_totals):
    balance = city_balance(cut_lines, make_totals(), AlertLevel.ORANGE, TARGETS)
    assert balance["fraction"].isna().all()
    assert balance.loc["pm", "shortfall_kg"] == 0


def test_missing_totals_and_shares_count_0(cut_lines, make_totals):
    totals = make_totals(industry=1000, mobile={"kg": None, "cut_orange": 0.5})
    balance = city_balance(cut_lines, totals, AlertLevel.ORANGE, TARGETS)
    assert balance.loc["pm", "total_kg"] == 1000
    assert balance.loc["pm", "sector_cut_kg"] == 0


def test_more_than_the_target_leaves_no_negative_shortfall(cut_lines, make_totals):
    balance = city_balance(
        cut_lines, make_totals(industry=1000), AlertLevel.ORANGE, {Emitted.PM: 0.3}
    )
    assert balance.loc["pm", "fraction"] == pytest.approx(0.385)
    assert balance.loc["pm", "shortfall_kg"] == 0


def test_pollutants_stand_in_one_order_and_inputs_stay(cut_lines, make_totals):
    totals = make_totals(industry=1000)
    before = totals.copy(deep=True)
    balance = city_balance(cut_lines, totals, AlertLevel.RED, TARGETS)
    assert balance.index.to_list() == ["pm", "so2", "nox", "vocs"]
    pd.testing.assert_frame_equal(totals, before)


def test_totals_are_sorted_by_cut_and_count_the_lines(cut_lines):
    by_grade = totals_by(cut_lines, "grade")
    assert by_grade.index.to_list() == ["C", "B", "A"]
    assert by_grade["lines"].to_list() == [1, 1, 1]
    assert by_grade.loc["C", "pm_cut_kg"] == 300
    assert totals_by(cut_lines, "enterprise_id")["cut_lines"].to_list() == [3]


def test_lines_without_county_are_not_lost(cut_lines):
    cut_lines["county"] = pd.Series(["城东区", None, "城东区"], index=cut_lines.index)
    by_county = totals_by(cut_lines, "county")
    assert by_county["lines"].to_list() == [2, 1]
    assert by_county["pm_kg"].sum() == 1600


amounts = st.floats(0, 1e5)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCD"), st.sampled_from(["QY1", "QY2", "QY3"]), amounts, amounts),
        min_size=1,
        max_size=10,
    ),
    st.sampled_from(RESPONSE_LEVELS),
)  # fmt: skip
def test_groups_add_up_to_the_whole(make_lines, listed, level):
    rows = [
        {"grade": grade, "enterprise_id": plant, "pm_kg": pm, "nox_kg": nox}
        for grade, plant, pm, nox in listed
    ]
    cut = curtail(make_lines(rows), TABLES[level], DAY)
    for by in ("grade", "enterprise_id", "industry"):
        sums = totals_by(cut, by)
        assert sums["lines"].sum() == len(cut)
        for column in ("pm_kg", "pm_cut_kg", "nox_cut_kg"):
            assert sums[column].sum() == pytest.approx(cut[column].sum())


@settings(max_examples=25, deadline=None)
@given(st.lists(amounts, min_size=4, max_size=4), st.floats(0, 1), st.floats(0, 1))
def test_cut_and_shortfall_always_reach_the_target(make_lines, make_totals, kgs, share, target):
    cut = curtail(make_lines([{"pm_kg": kgs[0]}]), TABLES[AlertLevel.RED], DAY)
    totals = make_totals(
        industry=kgs[0], mobile={"kg": kgs[1], "cut_red": share}, dust=kgs[2], domestic=kgs[3]
    )
    row = city_balance(cut, totals, AlertLevel.RED, {Emitted.PM: target}).loc["pm"]
    assert row["cut_kg"] == pytest.approx(row["line_cut_kg"] + row["sector_cut_kg"])
    assert row["cut_kg"] <= row["total_kg"] * (1 + 1e-9)
    assert row["cut_kg"] + row["shortfall_kg"] >= target * row["total_kg"] - 1e-6
    assert row["shortfall_kg"] >= 0


# --- listed sources outside industry -------------------------------------------------------------


def sources(*rows):
    """Sources from kind, PM in kg/d and share cut at orange."""
    return pd.DataFrame(
        [
            {"kind": str(kind), **{p.column: None for p in Emitted}, "pm_kg": kg,
             "cut_yellow": None, "cut_orange": cut, "cut_red": None}
            for kind, kg, cut in rows
        ],
        columns=["kind", *(p.column for p in Emitted), "cut_yellow", "cut_orange", "cut_red"],
    )  # fmt: skip


def test_listed_sites_replace_the_share_of_dust_for_their_part(cut_lines, make_totals):
    totals = make_totals(
        industry=2000, dust={"kg": 300, "cut_orange": 0.5}, mobile={"kg": 100, "cut_orange": 0.2}
    )
    listed = sources(("施工工地", 80, 0.25), ("道路", 20, 1.0), ("机动车", 60, 0.1))
    row = city_balance(cut_lines, totals, AlertLevel.ORANGE, TARGETS, listed).loc["pm"]
    # listed: 80 x 0.25 + 20 + 60 x 0.1; rest of dust: 200 x 0.5, of mobile sources: 40 x 0.2
    assert row["source_cut_kg"] == pytest.approx(46)
    assert row["sector_cut_kg"] == pytest.approx(108)
    assert row["cut_kg"] == pytest.approx(385 + 46 + 108)
    assert row["total_kg"] == 2400


def test_sources_of_no_known_sector_and_without_numbers_count_nothing(cut_lines, make_totals):
    totals = make_totals(industry=2000, dust={"kg": 300, "cut_orange": 0.5})
    listed = sources(("其他", 100, 1.0), ("施工工地", None, 0.9), ("堆场", 50, None))
    row = city_balance(cut_lines, totals, AlertLevel.ORANGE, TARGETS, listed).loc["pm"]
    assert row["source_cut_kg"] == 0
    assert row["sector_cut_kg"] == pytest.approx(125)  # the pile is listed and cuts nothing


def test_more_listed_than_the_sector_holds_counts_up_to_the_sector(cut_lines, make_totals):
    totals = make_totals(industry=2000, dust={"kg": 100, "cut_orange": 0.5})
    listed = sources(("施工工地", 300, 1.0), ("道路", 100, 0.0))
    row = city_balance(cut_lines, totals, AlertLevel.ORANGE, TARGETS, listed).loc["pm"]
    assert row["source_cut_kg"] == pytest.approx(75)
    assert row["sector_cut_kg"] == 0


def test_what_is_off_already_is_named_apart_and_is_no_cut(make_lines, make_totals):
    lines = make_lines(
        [{"grade": "C", "pm_kg": 1000, "already_off": 0.4, "already_off_reason": "错峰生产"}]
    )
    cut = curtail(lines, TABLES[AlertLevel.ORANGE], DAY)
    row = city_balance(cut, make_totals(industry=2000), AlertLevel.ORANGE, TARGETS).loc["pm"]
    assert row["already_off_kg"] == pytest.approx(400)
    assert row["cut_kg"] == pytest.approx(600 * 0.3)


kinds = st.sampled_from(["施工工地", "道路", "堆场", "机动车", "非道路机械", "其他"])
shares = st.one_of(st.none(), st.floats(0, 1))


@settings(max_examples=60, deadline=None)
@given(
    line=st.tuples(amounts, shares),
    dust=st.tuples(amounts, st.floats(0, 1)),
    mobile=st.tuples(amounts, st.floats(0, 1)),
    listed=st.lists(st.tuples(kinds, st.one_of(st.none(), amounts), shares), max_size=6),
)
def test_nothing_is_counted_twice(make_lines, make_totals, line, dust, mobile, listed):
    cut = curtail(
        make_lines([{"pm_kg": line[0], "already_off": line[1]}]), TABLES[AlertLevel.ORANGE], DAY
    )
    totals = make_totals(
        industry=line[0],
        dust={"kg": dust[0], "cut_orange": dust[1]},
        mobile={"kg": mobile[0], "cut_orange": mobile[1]},
    )
    row = city_balance(cut, totals, AlertLevel.ORANGE, {}, sources(*listed)).loc["pm"]
    room = 1 + 1e-9
    assert row["cut_kg"] + row["already_off_kg"] <= row["total_kg"] * room + 1e-9
    assert row["line_cut_kg"] + row["already_off_kg"] <= line[0] * room
    assert row["source_cut_kg"] + row["sector_cut_kg"] <= (dust[0] + mobile[0]) * room + 1e-9
    # Every kilogram is cut by one rule: that of its listed source, or else that of its sector.
    expected = 0.0
    for (total, share), own in (
        (dust, ("施工工地", "道路", "堆场")),
        (mobile, ("机动车", "非道路机械")),
    ):
        known = sum(kg or 0 for kind, kg, _ in listed if kind in own)
        by_source = sum((kg or 0) * (c or 0) for kind, kg, c in listed if kind in own)
        counted = min(1.0, total / known) if known else 1.0
        expected += by_source * counted + max(total - known, 0.0) * share
    assert row["source_cut_kg"] + row["sector_cut_kg"] == pytest.approx(expected, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(total=amounts, share=st.floats(0, 1), part=st.floats(0, 1))
def test_listing_a_part_at_the_share_of_its_sector_changes_nothing(
    make_lines, make_totals, total, share, part
):
    cut = curtail(make_lines([{"pm_kg": 1.0}]), TABLES[AlertLevel.ORANGE], DAY)
    totals = make_totals(industry=1, dust={"kg": total, "cut_orange": share})
    plain, listed = (
        city_balance(cut, totals, AlertLevel.ORANGE, {}, given).loc["pm", "cut_kg"]
        for given in (None, sources(("施工工地", total * part, share)))
    )
    assert listed == pytest.approx(plain)
