import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.combining import MIN_PAIRS, Pairs, learned_weights, moved_by
from forecasting.distribution import QUANTILE_COLUMNS

ROW = {"pollutant": "pm25", "mean": 110.0} | dict(
    zip(QUANTILE_COLUMNS, (40.0, 50.0, 75.0, 100.0, 130.0, 170.0, 200.0), strict=True)
)


def pairs(count, *errors, ours=1.0, seed=3):
    """Forecasts of a varying truth with errors of these sizes."""
    generator = np.random.default_rng(seed)
    truth = 9 + generator.normal(0, 2, count)
    others = [truth + generator.normal(0, size, count) for size in errors]
    return Pairs(
        np.arange(count, dtype=float),
        truth + generator.normal(0, ours, count),
        truth,
        np.column_stack(others),
    )


def test_two_forecasts_as_good_as_each_other_share_the_weight():
    weights, spread = learned_weights({1: pairs(200, 1.0)}, 1)
    assert weights[1][0] == pytest.approx(0.45, abs=0.1)
    assert 0.7 <= spread[1] < 0.9


def test_the_better_of_two_others_gets_more_and_the_sum_is_at_most_one():
    weights, _ = learned_weights({1: pairs(200, 0.4, 1.5)}, 2)
    better, worse = weights[1]
    assert better > 0.6
    assert worse < 0.2
    assert better + worse <= 1 + 1e-12


def test_few_pairs_give_no_weight_and_a_lead_of_its_own_does_not_lend_its_own():
    known = {1: pairs(200, 0.5), 5: pairs(MIN_PAIRS - 1, 0.5)}
    weights, spread = learned_weights(known, 1)
    assert weights[1][0] > 0.5
    assert (weights[5][0], spread[5]) == (0, 1)
    weights, spread = learned_weights({5: pairs(MIN_PAIRS - 1, 0.5)}, 1)
    assert (weights[5][0], spread[5]) == (0, 1)


@pytest.mark.parametrize("seed", range(6))
def test_a_forecast_that_adds_nothing_gets_next_to_nothing(seed):
    known = {lead: pairs(150, 3.0, ours=0.6, seed=10 * seed + lead) for lead in (1, 2, 3)}
    weights, spread = learned_weights(known, 1)
    assert max(w[0] for w in weights.values()) < 0.06
    assert min(spread.values()) > 0.95


def test_a_missing_value_counts_as_saying_what_ours_says():
    whole = pairs(120, 0.5)
    holes = whole.others.copy()
    holes[::3] = np.nan
    weights, _ = learned_weights({1: Pairs(whole.days, whole.ours, whole.observed, holes)}, 1)
    assert np.isfinite(weights[1]).all()
    assert weights[1][0] > 0.5


def test_nothing_moves_without_a_shift():
    moved = moved_by(ROW, 0.0, 1.0)
    assert [moved[name] for name in ("mean", *QUANTILE_COLUMNS)] == pytest.approx(
        [ROW[name] for name in ("mean", *QUANTILE_COLUMNS)]
    )


@settings(max_examples=50)
@given(st.floats(-20, 20), st.floats(0.7, 1.0))
def test_the_distribution_keeps_its_order_and_never_falls_below_nothing(by, spread):
    moved = moved_by(ROW, by, spread)
    points = np.array([moved[name] for name in QUANTILE_COLUMNS])
    assert (np.diff(points) >= -1e-9).all()
    assert (points >= 0).all()
    chances = [moved["above_1"], moved["above_2"], moved["above_3"]]
    assert all(0 <= chance <= 1 for chance in chances)
    assert chances == sorted(chances, reverse=True)


def test_a_narrower_spread_leaves_the_median_where_it_is():
    moved = moved_by(ROW, 0.0, 0.8)
    assert moved["p50"] == pytest.approx(100)
    assert 40 < moved["p05"] < 100 < moved["p95"] < 200
    assert "above_1" not in moved_by(ROW | {"pollutant": "co"}, 0.0, 0.8)
