import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.alert_scores import (
    episode_timing,
    firm,
    firm_skill,
    primary_accuracy,
    range_accuracy,
)

TIERS = ("yellow", "orange", "red")
levels = st.sampled_from(["", *TIERS])
pairs = st.lists(st.tuples(levels, levels), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("called", "needed", "cost"),
    [
        ("orange", "orange", 0.0),
        ("", "yellow", 0.7),  # one tier missed
        ("yellow", "", 0.3),  # one tier too many
        ("", "red", 2.1),
        ("red", "yellow", 0.6),
    ],
)
def test_each_tier_missed_costs_more_than_one_too_many(called, needed, cost):
    assert firm([called], [needed], TIERS, 0.3) == pytest.approx(cost)


def test_weights_make_some_tiers_matter_more():
    assert firm([""], ["red"], TIERS, 0.3, weights=(1, 2, 4)) == pytest.approx(0.7 * 7)


def test_an_unknown_level_is_refused_and_no_issue_has_no_score():
    with pytest.raises(ValueError, match="级别 blue 不在"):
        firm(["blue"], [""], TIERS, 0.3)
    assert np.isnan(firm([], [], TIERS, 0.3))


@given(pairs, st.floats(0.05, 0.95))
def test_only_right_levels_cost_nothing_and_none_costs_more_than_all_tiers(both, chance):
    called, needed = zip(*both, strict=True)
    score = firm(called, needed, TIERS, chance)
    assert (score == 0) == (called == needed)
    assert score <= 3 * max(chance, 1 - chance) + 1e-12


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_calling_a_level_pays_from_the_act_chance_on(act, chance):
    call = chance * firm(["yellow"], ["yellow"], TIERS, act) + (1 - chance) * firm(
        ["yellow"], [""], TIERS, act
    )
    stay = chance * firm([""], ["yellow"], TIERS, act)
    assert (call <= stay + 1e-12) == (chance >= act - 1e-9) or abs(chance - act) < 1e-9


def test_skill_is_against_the_best_level_that_never_changes():
    needed = ["", "", "", "red"]
    assert firm_skill(needed, needed, TIERS, 0.3) == 1
    assert firm_skill([""] * 4, needed, TIERS, 0.3) == pytest.approx(0)
    assert np.isnan(firm_skill([""], [""], TIERS, 0.3))


def test_a_range_holds_its_ends():
    assert range_accuracy([50, 50, 50], [80, 80, 80], [50, 80, 81]) == pytest.approx(2 / 3)


def test_one_primary_pollutant_in_common_is_right():
    seen = ["PM2.5+PM10", "O3", "", None, "NO2"]
    assert primary_accuracy(["PM10", "PM2.5", "O3", "O3", ""], seen) == pytest.approx(1 / 3)
    assert np.isnan(primary_accuracy(["O3"], [""]))


def test_start_and_peak_of_an_episode_are_compared_in_days():
    days = pd.date_range("2026-01-01", periods=10)
    observed = pd.Series([50, 160, 210, 300, 90, 90, 90, 90, 90, 170.0], index=days)
    forecast = pd.Series([50, 60, 170, 200, 260, 90, 90, 90, 90, 60.0], index=days)
    table = episode_timing(forecast, observed, 150)
    assert table["days"].tolist() == [3, 1]
    assert table.loc[0, ["start_error", "peak_error"]].tolist() == [1.0, 1.0]
    assert table.loc[1, ["start_error", "peak_error"]].isna().all()


def test_a_missing_day_parts_two_episodes_and_none_gives_no_row():
    days = pd.date_range("2026-01-01", periods=3)
    observed = pd.Series([200.0, np.nan, 200.0], index=days)
    assert len(episode_timing(observed, observed, 150)) == 2
    assert episode_timing(observed, observed * 0, 150).empty
