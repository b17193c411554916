from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.samples.air import CITY_COLUMNS, city_air
from data.samples.hourly_weather import hourly_weather
from data.samples.weather import Episode, hidden


@pytest.fixture(scope="module")
def past():
    return hidden(date(2020, 12, 31), 7)


@pytest.fixture(scope="module")
def hourly(past):
    return hourly_weather(past)


@pytest.fixture(scope="module")
def air(hourly, past):
    return city_air(hourly, past)


def test_every_hour_has_every_pollutant_above_zero(air, hourly):
    assert set(air.columns) == set(CITY_COLUMNS)
    assert air.index.equals(hourly.index)
    assert np.isfinite(air.to_numpy()).all()
    assert (air > 0).all(axis=None)
    assert (air["pm10"] > air["pm25"]).all()


def test_ozone_peaks_on_summer_afternoons_and_sulphur_dioxide_is_of_winter(air):
    summer = air[air.index.month.isin([6, 7, 8])]
    assert summer["o3"].groupby(summer.index.hour).mean().idxmax() in (14, 15, 16, 17)
    winter = air[air.index.month.isin([1, 2, 12])]
    assert winter["so2"].mean() > summer["so2"].mean()


def test_stagnation_fills_the_box_wind_empties_it_and_the_days_before_stay(past, air):
    means = []
    for still in (3.0, -1.5):
        laid = Episode(200, (still,) * 3, (still / 2,) * 3, (-1.5,) * 3, (1.0,) * 3)
        shown = replace(past, episode=laid)
        pm25 = city_air(hourly_weather(shown), shown)["pm25"]
        # The evening of the start already leans on the noon that follows.
        pd.testing.assert_series_equal(pm25.iloc[: 200 * 24], air["pm25"].iloc[: 200 * 24])
        means.append(pm25.iloc[202 * 24 : 204 * 24].mean())
    assert means[0] > 3 * means[1]


def test_usual_emissions_differ_only_after_the_day_named(past, hourly, air):
    usual = city_air(hourly, past, usual_after=100)
    known = 101 * 24
    pd.testing.assert_frame_equal(usual.iloc[:known], air.iloc[:known])
    assert not np.allclose(usual["pm25"].iloc[known:], air["pm25"].iloc[known:])


def test_wind_clears_the_air(air, hourly):
    windy = hourly["wind_speed"] > hourly["wind_speed"].quantile(0.8)
    calm = hourly["wind_speed"] < hourly["wind_speed"].quantile(0.2)
    assert air.loc[calm, "pm25"].mean() > 2 * air.loc[windy, "pm25"].mean()
