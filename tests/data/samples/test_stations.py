from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.samples.air import CITY_COLUMNS, city_air
from data.samples.hourly_weather import hourly_weather
from data.samples.stations import reported, stations
from data.samples.weather import hidden

SEED = 7


@pytest.fixture(scope="module")
def weather():
    return hourly_weather(hidden(date(2020, 12, 31), SEED))


@pytest.fixture(scope="module")
def city(weather):
    return city_air(weather, hidden(date(2020, 12, 31), SEED))


@pytest.fixture(scope="module")
def reports(city, weather):
    return reported(city, weather, SEED)


def test_every_station_has_a_code_of_its_own_and_says_that_it_is_made_up():
    table = stations()
    assert table["code"].is_unique
    assert table["name"].str.contains("演示").all()
    assert table["longitude"].between(112, 113).all()
    assert table["latitude"].between(37, 39).all()


def test_every_station_has_a_row_for_every_hour(reports, city):
    assert set(reports["place"]) == set(stations()["code"])
    assert len(reports) == len(stations()) * len(city)
    assert not reports.duplicated(["place", "hour"]).any()


def test_values_come_in_the_steps_of_an_instrument(reports):
    for name in CITY_COLUMNS:
        values = reports[name].dropna() * (10 if name == "co" else 1)
        assert np.abs(values - values.round()).max() < 1e-9
        assert values.min() >= 1


def test_about_two_hours_in_a_hundred_are_missing_and_an_absent_station_has_no_weather(reports):
    assert 0.01 < reports["pm25"].isna().mean() < 0.06
    absent = reports["temperature"].isna()
    assert reports.loc[absent, list(CITY_COLUMNS)].isna().all(axis=None)


def test_the_clean_station_reads_lowest_and_the_mean_is_near_the_city(reports, city):
    means = reports.groupby("place")["pm25"].mean()
    assert means.idxmin() == "990100F"
    assert means.mean() == pytest.approx(city["pm25"].mean(), rel=0.05)


def test_a_longer_record_begins_with_the_shorter_one(reports, city, weather):
    short = reported(city.iloc[:2400], weather.iloc[:2400], SEED)
    same = reports[reports["hour"] <= city.index[2399]].reset_index(drop=True)
    pd.testing.assert_frame_equal(short, same)
