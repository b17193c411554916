import numpy as np
import pandas as pd
import pytest

from forecasting.features import (
    calendar_features,
    has_weather,
    observed_features,
    shifted,
    weather_features,
)
from forecasting.knowledge import DAY, Knowledge, issue_moment
from forecasting.places import read_places

CITY = "甲市"


def place_at(history, number: int, hour: int = 24):
    day = history.daily["day"].min() + number * DAY
    return read_places(Knowledge.cut(history, issue_moment(day, hour)), [CITY])[0]


@pytest.mark.parametrize("hour", [8, 24])
def test_a_row_is_the_same_whether_later_days_are_known_or_not(history, hour):
    early, late = place_at(history, 200, hour), place_at(history, 260, hour)
    before, after = observed_features(early).values, observed_features(late).values
    for name, values in before.items():
        np.testing.assert_allclose(values, after[name][: len(values)], err_msg=name)
    for lead in (1, 4, 7):
        ahead = weather_features(early, early.archive, lead)
        longer = weather_features(late, late.archive, lead)
        for name, values in ahead.items():
            np.testing.assert_allclose(values, longer[name][: len(values)], err_msg=name)


def test_the_last_hours_end_at_the_hour_of_issue(history):
    place = place_at(history, 100, 8)
    issue = history.daily["day"].min() + 100 * DAY + pd.Timedelta(hours=8)
    hourly = history.hourly[(history.hourly["place"] == CITY)].set_index("hour")["pm25"]
    expected = np.sqrt(hourly[issue - pd.Timedelta(hours=2) : issue]).mean()
    assert observed_features(place).values["pm25_last3h"][-1] == pytest.approx(expected)


def test_without_hours_there_are_no_features_of_hours(daily_history):
    names = observed_features(place_at(daily_history, 100)).values
    assert not [name for name in names if name.endswith("h")]
    assert "pm25_0" in names


def test_a_missing_day_is_filled_by_the_last_known_one_for_three_days(daily_history):
    place = place_at(daily_history, 50)
    place.daily["pm25"][-5:] = np.nan
    filled = observed_features(place).values["pm25_0"]
    assert filled[-3] == filled[-6]
    assert np.isnan(filled[-1])


def test_beyond_the_archive_there_is_no_weather(daily_history):
    place = place_at(daily_history, 50)
    assert weather_features(place, place.archive, 8) == {}
    assert not has_weather({}).any()


def test_spring_festival_and_heating_season_are_known():
    days = pd.DatetimeIndex(["2024-02-08", "2024-02-09", "2024-02-15", "2024-02-17", "2024-07-01"])
    calendar = calendar_features(days, 1)
    assert calendar["spring_festival"].tolist() == [1, 1, 1, 0, 0]
    assert calendar["heating"].tolist() == [1, 1, 1, 1, 0]


def test_shifting_moves_values_and_leaves_gaps():
    values = np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(shifted(values, 1), [np.nan, 1, 2])
    np.testing.assert_array_equal(shifted(values, -2), [3, np.nan, np.nan])
    np.testing.assert_array_equal(shifted(values, 5), [np.nan] * 3)
