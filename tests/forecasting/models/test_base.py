import numpy as np
import pandas as pd
import pytest

from forecasting.distribution import ABOVE_COLUMNS, QUANTILE_COLUMNS, Description
from forecasting.knowledge import Knowledge, issue_moment
from forecasting.models.base import (
    FORECAST_COLUMNS,
    anchor_lead,
    forecast_frame,
    forecast_row,
    thresholds,
)

DAY = pd.Timestamp(2023, 6, 1)


def at(history, hour: int) -> Knowledge:
    return Knowledge.cut(history, issue_moment(DAY, hour))


def test_a_row_names_the_day_it_is_for_and_keeps_the_order_of_the_quantiles(daily_history):
    description = Description(50.0, np.arange(7.0), [0.3, 0.2, 0.1])
    row = forecast_row(at(daily_history, 24), "甲市", "pm25", 3, description)
    assert set(row) == set(FORECAST_COLUMNS)
    assert (row["issue_day"], row["day"]) == (DAY, DAY + pd.Timedelta(days=3))
    assert [row[name] for name in QUANTILE_COLUMNS] == list(range(7))
    assert [row[name] for name in ABOVE_COLUMNS] == [0.3, 0.2, 0.1]


def test_a_pollutant_without_thresholds_has_unknown_chances(daily_history):
    assert thresholds("no2") == ()
    row = forecast_row(at(daily_history, 24), "甲市", "no2", 1, Description(1.0, np.ones(7), []))
    assert all(np.isnan(row[name]) for name in ABOVE_COLUMNS)


def test_a_frame_of_no_rows_still_has_its_columns():
    frame = forecast_frame([])
    assert frame.empty
    assert list(frame.columns) == list(FORECAST_COLUMNS)


@pytest.mark.parametrize(("hour", "lead", "steps"), [(24, 1, 1), (24, 7, 7), (8, 0, 1), (8, 7, 8)])
def test_steps_are_counted_from_the_last_complete_day(daily_history, hour, lead, steps):
    assert anchor_lead(at(daily_history, hour), lead) == steps
