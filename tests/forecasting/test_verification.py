import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import verification as v
from forecasting.distribution import ABOVE_COLUMNS, QUANTILE_COLUMNS

FINLEY = v.Contingency(hits=28, misses=23, false_alarms=72, correct_negatives=2680)
"""Finley's tornado forecasts of 1884, as in Wilks (2019), table 9.1."""


def test_scores_of_finleys_tornado_forecasts():
    assert v.pod(FINLEY) == pytest.approx(0.549, abs=5e-4)
    assert v.far(FINLEY) == pytest.approx(0.720, abs=5e-4)
    assert v.csi(FINLEY) == pytest.approx(0.228, abs=5e-4)
    assert v.frequency_bias(FINLEY) == pytest.approx(1.96, abs=5e-3)


def test_scores_without_events_or_warnings_are_undefined():
    quiet = v.Contingency(0, 0, 0, 10)
    assert all(math.isnan(score(quiet)) for score in (v.pod, v.far, v.csi, v.frequency_bias))


def test_an_event_is_strictly_above_its_threshold():
    counted = v.contingency([150, 151, 151, 150], [151, 151, 150, 150], 150)
    assert counted == v.Contingency(hits=1, misses=1, false_alarms=1, correct_negatives=1)


def test_values_with_a_missing_side_are_left_out():
    assert v.rmse([1, np.nan, 4], [1, 2, 1]) == pytest.approx(math.sqrt(4.5))
    assert v.mae([1, 2, 4], [1, np.nan, 1]) == pytest.approx(1.5)
    assert math.isnan(v.rmse([np.nan], [1]))


def test_bias_and_correlation():
    assert v.nmb([110, 110], [100, 100]) == pytest.approx(0.1)
    assert v.r([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert math.isnan(v.r([1, 1, 1], [1, 2, 3]))
    assert math.isnan(v.nmb([1], [0]))


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_pinball_loss_of_a_single_value_is_its_absolute_error_weighed_by_side(forecast, observed):
    loss = v.pinball(np.array([[forecast]]), [observed], [0.5])
    assert loss == pytest.approx(abs(forecast - observed))


def test_brier_skill_is_1_for_the_perfect_and_0_for_the_base_rate():
    events = [True, False, False, True]
    assert v.brier_skill([1, 0, 0, 1], events) == 1
    assert v.brier_skill([0.5] * 4, events) == 0
    assert math.isnan(v.brier_skill([0.2], [False]))


def test_coverage_counts_both_ends():
    assert v.coverage([0, 0, 0], [1, 1, 1], [0, 1, 2]) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("day", "pm25", "level"),
    [
        ("2026-02-28", 75, 2),  # HJ 633—2012, table 1: 75 is IAQI 100
        ("2026-02-28", 76, 3),
        ("2026-03-01", 60, 2),  # HJ 633—2026, table 3: 60 is IAQI 100
        ("2026-03-01", 61, 3),
        ("2026-03-01", 250, 5),
        ("2026-03-01", 251, 6),
    ],
)
def test_a_level_is_that_of_the_standard_of_the_day(day, pm25, level):
    assert v.levels([pm25], pd.DatetimeIndex([day]), "pm25")[0] == level


def test_a_reliable_forecast_happens_as_often_as_it_says():
    generator = np.random.default_rng(0)
    chances = generator.uniform(0, 1, 5000)
    found = v.reliability(chances, generator.uniform(0, 1, 5000) < chances)
    assert found["days"].sum() == 5000
    assert (found["chance"] - found["frequency"]).abs().max() < 0.06


def test_the_table_stands_beside_persistence_of_the_last_complete_day():
    days = pd.date_range("2024-01-01", periods=6, freq="D")
    observed = pd.DataFrame({"city": "a", "day": days, "pm25": [10.0, 20, 30, 40, 50, 60]})
    rows = pd.DataFrame({"city": "a", "issue_day": days[:-1], "lead_days": 1, "day": days[1:]})
    values = dict.fromkeys(["mean", *QUANTILE_COLUMNS], 25.0) | dict.fromkeys(ABOVE_COLUMNS, 0.0)
    forecast = rows.assign(pollutant="pm25", **values)
    scores = v.table(forecast, observed)[1]
    assert scores["days"] == 5
    assert scores["persistence_rmse"] == pytest.approx(10)
    assert scores["rmse"] == pytest.approx(v.rmse([25] * 5, [20, 30, 40, 50, 60]))
    assert math.isnan(scores["warn_csi"])
    morning = v.table(forecast, observed, issue_hour=8)[1]
    assert morning["persistence_rmse"] == pytest.approx(20)
