from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.samples.hourly_weather import daily_from_hourly, hourly_weather
from data.samples.weather import LIMITS, VARIABLES, daily_weather, hidden, season


@pytest.fixture(scope="module")
def past():
    return hidden(date(2020, 8, 31), 7)


@pytest.fixture(scope="module")
def hourly(past):
    return hourly_weather(past)


def test_hours_are_named_by_their_end_from_the_epoch_on(past, hourly):
    assert hourly.index[0] == pd.Timestamp(2020, 1, 1, 1)
    assert hourly.index[-1] == pd.Timestamp(2020, 9, 1)
    assert len(hourly) == 24 * len(past.days)


def test_hours_are_of_this_world(hourly):
    assert (hourly["dew_point"] <= hourly["temperature"]).all()
    assert hourly["relative_humidity"].between(3, 100).all()
    assert (hourly["rain"] >= 0).all()
    calm = hourly["wind_speed"] < 0.3
    assert (hourly["wind_direction"].isna() == calm).all()
    assert hourly["wind_direction"].dropna().between(0, 360).all()
    speed = np.hypot(hourly["u"], hourly["v"])
    assert speed.to_numpy() == pytest.approx(hourly["wind_speed"].to_numpy())


def test_afternoons_are_warmer_than_nights(hourly):
    by_hour = hourly["temperature"].groupby(hourly.index.hour).mean()
    assert by_hour.idxmax() in (14, 15, 16)
    assert by_hour.idxmin() in (2, 3, 4, 5)


def test_the_rain_of_the_hours_is_that_of_the_day(past, hourly):
    wanted = daily_weather(past.drivers(), *season(past.days))["rain_mm"]
    fallen = hourly["rain"].to_numpy().reshape(-1, 24).sum(axis=1)
    assert np.abs(fallen - wanted).max() < 24 * 0.05 + 1e-9
    assert (fallen[wanted == 0] == 0).all()


def test_daily_values_are_taken_from_the_hours_of_their_day(past, hourly):
    daily = daily_from_hourly(hourly, past)
    assert tuple(daily.columns) == VARIABLES
    assert (daily.index == past.days).all()
    first = hourly.iloc[24:48]
    row = daily.iloc[1]
    assert row["t_max"] == pytest.approx(first["temperature"].max())
    assert row["ws_mean"] == pytest.approx(first["wind_speed"].mean(), abs=0.006)
    assert row["ws_afternoon"] == pytest.approx(first["wind_speed"].iloc[12:18].mean(), abs=0.006)
    assert (daily["gust_max"] > daily["ws_max"]).all()
    for name, (low, high) in LIMITS.items():
        assert daily[name].between(low, high).all()


def test_a_longer_past_leaves_earlier_hours_as_they_were(hourly):
    longer = hourly_weather(hidden(date(2020, 9, 10), 7))
    # The last half day leans on the noon that follows.
    both = slice(None, len(hourly) - 13)
    pd.testing.assert_frame_equal(longer.iloc[both], hourly.iloc[both])
