import numpy as np
import pandas as pd
import pytest

from forecasting.knowledge import DAY, History, Knowledge, issue_moment
from forecasting.places import archive_reach, read_places, weather_variables
from forecasting.weather import dew_point

CITY, STATION = "甲市", "甲市一站"
FIRST = pd.Timestamp(2024, 1, 1)


def small(**frames) -> History:
    days = FIRST + DAY * np.array([0, 1, 3, 4])
    daily = pd.DataFrame({"city": CITY, "day": days, "pm25": [16.0, 25.0, -1.0, 49.0]})
    return History(daily, **frames)


def known(history: History, hour: int = 24, number: int = 4) -> Knowledge:
    return Knowledge.cut(history, issue_moment(FIRST + number * DAY, hour))


def forecasts(lead_days) -> pd.DataFrame:
    leads = list(lead_days)
    frame = pd.DataFrame({"city": CITY, "issue_day": FIRST + 3 * DAY, "lead_days": leads})
    return frame.assign(ws_mean=[4.0 * lead for lead in leads], rain_mm=1.0)


def test_concentrations_are_roots_on_a_calendar_without_gaps():
    (place,) = read_places(known(small()), [CITY])
    assert place.size == 5
    assert place.days[-1] == FIRST + 4 * DAY
    np.testing.assert_array_equal(place.daily["pm25"], [4, 5, np.nan, 0, 7])
    assert np.isnan(place.daily["no2"]).all()
    assert place.hours == {}


def test_a_place_nobody_has_heard_of_is_unknown_throughout():
    (place,) = read_places(known(small()), ["乙市"])
    assert place.size == 5
    assert np.isnan(place.daily["pm25"]).all()


def test_only_the_last_days_are_read_when_asked():
    (place,) = read_places(known(small()), [CITY], last_days=2)
    np.testing.assert_array_equal(place.daily["pm25"], [0, 7])


@pytest.mark.parametrize(("hour", "number"), [(24, 2), (8, 3)])
def test_the_last_row_of_hours_are_the_twenty_four_before_the_issue(hour, number):
    hours = pd.date_range(FIRST + pd.Timedelta(hours=1), periods=96, freq="h")
    hourly = pd.DataFrame({"place": CITY, "hour": hours, "pm25": np.arange(96.0) ** 2})
    now = known(small(hourly=hourly), hour, number)
    (place,) = read_places(now, [CITY])
    last = int((pd.Timestamp(now.issue) - FIRST) / pd.Timedelta(hours=1)) - 1
    assert place.hours["pm25"].shape == (3, 24)
    assert place.hours["pm25"][-1].tolist() == pytest.approx(list(range(last - 23, last + 1)))


def test_forecast_weather_stands_at_its_issue_day_wind_as_root_rain_as_logarithm():
    now = known(small(forecast_weather=forecasts([1, 2])))
    (place,) = read_places(now, [CITY])
    assert place.variables == ("ws_mean", "rain_mm")
    np.testing.assert_allclose(place.archive[2][3], [np.sqrt(8), np.log(6)])
    assert np.isnan(place.archive[2][[0, 1, 2, 4]]).all()


def test_the_forecast_of_the_evening_before_stands_in_for_weather_nobody_observed():
    now = known(small(forecast_weather=forecasts([1])))
    (place,) = read_places(now, [CITY])
    np.testing.assert_allclose(place.observed[4], [2, np.log(6)])
    assert np.isnan(place.observed[:4]).all()


def test_a_station_shares_the_weather_of_its_city():
    weather = pd.DataFrame({"city": CITY, "day": [FIRST], "ws_mean": [9.0]})
    now = known(small(weather=weather, parents={STATION: CITY}))
    (station,) = read_places(now, [STATION])
    assert station.observed[0].tolist() == [3.0]


def test_the_dew_point_follows_where_temperature_and_humidity_are_given():
    frame = pd.DataFrame({"city": CITY, "day": [FIRST], "t_mean": [20.0], "rh_mean": [50.0]})
    now = known(small(weather=frame))
    assert "dew_mean" in weather_variables(now)
    (place,) = read_places(now, [CITY])
    found = place.observed[0, place.variables.index("dew_mean")]
    assert found == pytest.approx(dew_point(np.array(20.0), np.array(50.0)))


def test_an_archive_reaches_ten_days_at_most():
    assert archive_reach(known(small())) == 0
    assert archive_reach(known(small(forecast_weather=forecasts([1, 3])))) == 3
    assert archive_reach(known(small(forecast_weather=forecasts(range(1, 16))))) == 10
