from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.knowledge import DAY, History, Knowledge, issue_moment


def frames() -> History:
    days = pd.date_range("2024-01-01", periods=10, freq="D")
    hours = pd.date_range("2024-01-01 01:00", periods=240, freq="h")
    return History(
        daily=pd.DataFrame({"city": "a", "day": days[::-1], "pm25": range(10)}),
        hourly=pd.DataFrame({"place": "a", "hour": hours, "pm25": 1.0}),
        weather=pd.DataFrame({"city": "a", "day": days, "t_mean": 1.0}),
        forecast_weather=pd.DataFrame(
            {"city": "a", "issue_day": days, "lead_days": 1, "t_mean": 1.0}
        ),
    )


@given(st.datetimes(datetime(2024, 1, 2), datetime(2024, 1, 12)))
def test_nothing_later_than_the_issue_is_known(issue):
    known = Knowledge.cut(frames(), issue)
    over = pd.Timestamp(issue)
    assert (known.hourly["hour"] <= over).all()
    assert (known.daily["day"] + DAY <= over).all()
    assert (known.weather["day"] + DAY <= over).all()
    assert (known.forecast_weather["issue_day"] + DAY <= over).all()


def test_at_the_end_of_a_day_that_day_is_known():
    known = Knowledge.cut(frames(), issue_moment(pd.Timestamp("2024-01-05"), 24))
    assert known.daily["day"].max() == pd.Timestamp("2024-01-05")
    assert known.issue_day == known.anchor == pd.Timestamp("2024-01-05")
    assert (known.issue_hour, known.first_lead) == (24, 1)


def test_in_the_morning_the_day_is_open_and_its_weather_forecast_not_yet_made():
    known = Knowledge.cut(frames(), issue_moment(pd.Timestamp("2024-01-05"), 8))
    assert known.daily["day"].max() == pd.Timestamp("2024-01-04")
    assert known.forecast_weather["issue_day"].max() == pd.Timestamp("2024-01-04")
    assert known.hourly["hour"].max() == pd.Timestamp("2024-01-05 08:00")
    assert (known.issue_day, known.first_lead) == (pd.Timestamp("2024-01-05"), 0)


def test_stations_are_learned_from_and_only_forecast_when_asked():
    history = frames()
    both = pd.concat([history.daily, history.daily.assign(city="b")], ignore_index=True)
    known = Knowledge.cut(History(both, parents={"b": "a"}), datetime(2024, 1, 8))
    assert known.places == ["a", "b"]
    assert known.cities == ["a"]
    asked = History(both, parents={"b": "a"}, targets=("b",))
    assert Knowledge.cut(asked, datetime(2024, 1, 8)).cities == ["b"]


@pytest.mark.parametrize("hour", [1, 8, 23, 24])
def test_the_moment_of_issue_keeps_its_day_and_hour(hour):
    known = Knowledge.cut(frames(), issue_moment(pd.Timestamp("2024-01-05"), hour))
    assert known.issue_hour == hour
    assert known.issue_day == pd.Timestamp("2024-01-05")
