import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.models.trend import to_today, yearly_change

DAYS = 1500


def record(change: float, days: int = DAYS, seed: int = 0):
    """Weather that rules the level, a season, and a steady change per year."""
    generator = np.random.default_rng(seed)
    weather = generator.normal(0, 1, days)
    years = np.arange(days) / 365.25
    season = np.cos(2 * np.pi * years)
    level = 8 * np.exp(0.2 * weather + 0.2 * season + change * years)
    x = np.column_stack([weather, season, np.sin(2 * np.pi * years)])
    return x, level * np.exp(generator.normal(0, 0.1, days))


@pytest.mark.parametrize("change", [-0.1, -0.05, 0.08])
def test_a_steady_change_is_found_whatever_the_weather(change):
    assert yearly_change(*record(change)) == pytest.approx(change, abs=0.015)


def test_a_change_that_does_not_stand_out_of_its_error_counts_as_none():
    found = [yearly_change(*record(0.0, seed=seed)) for seed in range(20)]
    assert sum(change == 0 for change in found) >= 17
    assert max(map(abs, found)) < 0.01


def test_a_short_record_has_no_trend():
    assert yearly_change(*record(-0.2, days=500)) == 0
    assert yearly_change(np.zeros((3, 1)), np.full(3, np.nan)) == 0


def test_missing_predictors_and_days_do_no_harm():
    x, y = record(-0.08)
    x[::3, 0] = np.nan
    y[::4] = np.nan
    assert yearly_change(np.column_stack([x, np.full(DAYS, np.nan)]), y) < -0.04


@given(st.floats(-0.3, 0.3), st.integers(1, 2000))
def test_the_last_day_keeps_its_level_and_the_way_back_restores_the_record(change, days):
    y = np.linspace(3, 12, days)
    today = to_today(y, change)
    assert today[-1] == y[-1]
    assert to_today(today, -change) == pytest.approx(y)
