import numpy as np
import pandas as pd
import pytest

from forecasting import models
from forecasting.backtest import backtest
from forecasting.knowledge import DAY, History
from forecasting.verification import rmse

CITY = "甲市"


def cut_off(history: History, day: pd.Timestamp) -> History:
    """The files as they were on that day, the weather archive included."""
    until = day + DAY
    return History(
        daily=history.daily[history.daily["day"] <= day],
        hourly=history.hourly[history.hourly["hour"] <= until],
        weather=history.weather[history.weather["day"] <= day],
        forecast_weather=history.forecast_weather[history.forecast_weather["issue_day"] <= day],
        parents=history.parents,
        targets=history.targets,
    )


def days_from(history: History, first: int, count: int) -> pd.DatetimeIndex:
    return pd.date_range(history.daily["day"].min() + first * DAY, periods=count, freq="D")


@pytest.mark.parametrize("hour", [8, 24])
def test_rows_do_not_change_when_later_observations_are_removed(history, hour):
    days = days_from(history, 300, 6)
    whole = backtest(
        models.create("blend", ("pm25",), 1), history, days, 1, issue_hour=hour, refit_every=4
    )
    for number in (1, 5):
        upto = days[: number + 1]
        removed = backtest(
            models.create("blend", ("pm25",), 1),
            cut_off(history, days[number]),
            upto,
            1,
            issue_hour=hour,
            refit_every=4,
        )
        kept = whole[whole["issue_day"] <= days[number]].reset_index(drop=True)
        pd.testing.assert_frame_equal(removed, kept)


def test_every_issue_day_and_lead_day_is_there_once(history):
    days = days_from(history, 330, 10)
    rows = backtest(models.create("ridge", ("pm25", "o3_mda8")), history, days, 7)
    assert not rows.duplicated(["issue_day", "lead_days", "pollutant", "city"]).any()
    assert len(rows) == 10 * 7 * 2
    assert rows.notna().all(axis=None)
    morning = backtest(models.create("ridge", ("pm25",)), history, days, 7, issue_hour=8)
    assert sorted(morning["lead_days"].unique()) == list(range(8))


def test_with_forecast_weather_the_blend_beats_persistence_and_climatology(history):
    days = days_from(history, 320, 60)
    truth = history.daily[history.daily["city"] == CITY].set_index("day")["pm25"]
    errors = {}
    for name in ("blend", "persistence", "climatology"):
        rows = backtest(models.create(name, ("pm25",), 2), history, days, 2, refit_every=100)
        rows = rows[rows["lead_days"] == 2]
        errors[name] = rmse(rows["mean"], truth.reindex(rows["day"]))
    assert errors["blend"] < 0.75 * errors["persistence"]
    assert errors["blend"] < 0.75 * errors["climatology"]


def test_beyond_the_archive_the_log_says_so(history, caplog):
    days = days_from(history, 300, 1)
    backtest(models.create("persistence", ("pm25",)), history, days, 7, issue_hour=8)
    assert "气象预报只到第 6 天，第 7 至 7 天按无气象预报处理" in caplog.text


def test_progress_is_told(history):
    told = []
    backtest(
        models.create("persistence", ("pm25",)),
        history,
        days_from(history, 300, 3),
        2,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert np.isfinite(told).all()
