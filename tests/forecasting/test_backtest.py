from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from forecasting import models
from forecasting.backtest import backtest
from forecasting.knowledge import DAY, HOURS_OF_DAY, History, issue_moment
from forecasting.verification import rmse

CITY = "甲市"


def cut_off(history: History, day: pd.Timestamp) -> History:
    """The files as they were at the end of that day, the weather archive included."""
    hourly = history.hourly
    return replace(
        history,
        daily=history.daily[history.daily["day"] <= day],
        hourly=None if hourly is None else hourly[hourly["hour"] <= day + DAY],
        weather=history.weather[history.weather["day"] <= day],
        forecast_weather=history.forecast_weather[history.forecast_weather["issue_day"] <= day],
    )


def days_from(history: History, first: int, count: int) -> pd.DatetimeIndex:
    return pd.date_range(history.daily["day"].min() + first * DAY, periods=count, freq="D")


@pytest.mark.parametrize(
    ("record", "hour", "seed"),
    [("history", 8, 1), ("history", 24, 2), ("daily_history", 24, 3)],
)
def test_rows_do_not_change_when_later_observations_are_removed(record, hour, seed, request):
    """Random issue days, hours and daily values, the model in service with forecast weather."""
    whole = request.getfixturevalue(record)
    generator = np.random.default_rng(seed)
    days = days_from(whole, int(generator.integers(280, 340)), 6)

    def made(history, issued):
        model = models.create("blend", ("pm25",), 2)
        return backtest(model, history, issued, 2, issue_hour=hour, refit_every=4)

    rows = made(whole, days)
    # One of the days before the second fit and one after it.
    for number in (int(generator.integers(0, 4)), int(generator.integers(4, 6))):
        removed = made(cut_off(whole, days[number]), days[: number + 1])
        kept = rows[rows["issue_day"] <= days[number]].reset_index(drop=True)
        pd.testing.assert_frame_equal(removed, kept)


@pytest.mark.parametrize("hour", [8, 24])
def test_nor_when_they_are_anything_else(history, hour):
    """What follows an issue is not read at all, the weather it brought included."""
    day = days_from(history, int(np.random.default_rng(hour).integers(280, 340)), 1)[0]
    known = pd.Timestamp(issue_moment(day, hour))
    last = day if hour == HOURS_OF_DAY else day - DAY
    other = replace(
        history,
        daily=_spoilt(history.daily, history.daily["day"] > last),
        hourly=_spoilt(history.hourly, history.hourly["hour"] > known),
        weather=_spoilt(history.weather, history.weather["day"] > last),
        forecast_weather=_spoilt(
            history.forecast_weather, history.forecast_weather["issue_day"] > last
        ),
    )
    first, second = (
        backtest(models.create("blend", ("pm25", "o3_mda8"), 2), each, [day], 2, issue_hour=hour)
        for each in (history, other)
    )
    pd.testing.assert_frame_equal(first, second)


def _spoilt(frame, later):
    """Every number of the rows marked is another one."""
    names = [name for name in frame.select_dtypes("float").columns if name != "lead_days"]
    values = {name: frame[name].mask(later, frame[name] * 3 + 500) for name in names}
    return frame.assign(**values)


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
