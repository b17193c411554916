import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.distribution import ABOVE, PastErrors


@pytest.fixture(scope="module")
def errors() -> PastErrors:
    generator = np.random.default_rng(0)
    forecast = generator.uniform(2, 18, 900)
    return PastErrors.of(forecast, forecast + generator.normal(0, 0.1 * forecast))


@given(st.floats(0, 30))
def test_quantiles_rise_and_chances_fall(errors_level):
    generator = np.random.default_rng(0)
    forecast = generator.uniform(2, 18, 300)
    past = PastErrors.of(forecast, forecast + generator.normal(0, 1, 300))
    described = past.describe(errors_level, ABOVE["pm25"])
    assert (np.diff(described.quantiles) >= 0).all()
    assert (np.diff(described.chances) <= 0).all()
    assert 0 <= described.chances[-1] <= described.chances[0] <= 1
    assert described.quantiles[0] >= 0


def test_the_range_is_wider_where_past_errors_were_larger(errors):
    low, high = errors.describe(4.0), errors.describe(15.0)
    assert np.ptp(np.sqrt(high.quantiles)) > 2 * np.ptp(np.sqrt(low.quantiles))


def test_the_mean_is_corrected_by_the_bias_of_similar_forecasts():
    forecast = np.linspace(5, 15, 400)
    past = PastErrors.of(forecast, forecast - 1.0)
    assert past.describe(10.0).mean == pytest.approx(81, rel=0.02)


def test_a_forecast_beyond_all_past_ones_still_has_a_range(errors):
    described = errors.describe(40.0, (150.0,))
    assert np.isfinite(described.quantiles).all()
    assert described.chances == [1.0]


def test_missing_pairs_are_left_out():
    past = PastErrors.of(np.array([1.0, np.nan, 3.0]), np.array([1.0, 2.0, np.nan]))
    assert len(past.error) == 1


def test_ranks_are_even_between_0_and_1(errors):
    ranks = errors.ranks()
    assert ((ranks > 0) & (ranks < 1)).all()
    assert np.mean(ranks) == pytest.approx(0.5, abs=0.02)
    assert np.mean(ranks < 0.1) == pytest.approx(0.1, abs=0.03)
