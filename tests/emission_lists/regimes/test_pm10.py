import math
from datetime import datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emission_lists.regimes import pm10

AT = datetime(2026, 11, 22, 9, 40)


def hourly(*rows):
    return pd.DataFrame(
        [(place, datetime(2026, 11, 22) + timedelta(hours=hour), value) for place, hour, value in rows],
        columns=["place", "hour", "pm10"],
    )  # fmt: skip


def test_the_newest_valid_hour_is_taken():
    found = pm10.newest_valid(hourly(("甲", 7, 80.0), ("甲", 9, 120.0), ("甲", 8, 300.0)), AT)["甲"]
    assert (found.pm10, found.hour.hour, found.late) == (120.0, 9, False)


@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0, None])
def test_a_value_that_is_none_is_passed_over(value):
    found = pm10.newest_valid(hourly(("甲", 8, 300.0), ("甲", 9, value)), AT)["甲"]
    assert found.pm10 == 300.0


def test_zero_is_a_value():
    assert pm10.newest_valid(hourly(("甲", 9, 0.0)), AT)["甲"].pm10 == 0.0


def test_of_two_sources_for_one_hour_the_higher_counts():
    assert pm10.newest_valid(hourly(("甲", 9, 90.0), ("甲", 9, 260.0)), AT)["甲"].pm10 == 260.0


@pytest.mark.parametrize(("hour", "late"), [(9, False), (8, False), (7, True)])
def test_an_hour_may_be_one_hour_late(hour, late):
    assert pm10.newest_valid(hourly(("甲", hour, 90.0)), AT)["甲"].late is late


def test_a_place_without_any_valid_hour_is_named_and_late():
    found = pm10.newest_valid(hourly(("甲", 9, None)), AT)["甲"]
    assert (found.hour, found.late, found.stops(250)) == (None, True, False)
    assert "无有效 PM10 小时值" in found.words


def test_no_hours_give_no_readings():
    assert pm10.newest_valid(pd.DataFrame(), AT) == {}
    assert pm10.newest_valid(pd.DataFrame({"place": ["甲"], "hour": [AT]}), AT) == {}


def test_a_site_without_any_station_has_no_reading():
    assert pm10.of_site("GD1", "一号工地", {}, 250, set()) == pm10.NO_READING


stations = st.dictionaries(
    st.sampled_from("甲乙丙丁"), st.tuples(st.integers(0, 9), st.floats(0, 600)), min_size=1
)


@given(stations)
def test_a_site_without_monitor_stops_when_any_station_reaches_the_limit(found):
    frame = hourly(*((place, hour, value) for place, (hour, value) in found.items()))
    reading = pm10.of_site("GD1", "一号工地", pm10.newest_valid(frame, AT), 250, set())
    assert reading.stops(250) is any(value >= 250 for _, value in found.values())
    assert not reading.own


@given(stations)
def test_a_late_station_never_decides_below_the_limit_where_another_is_fresh(found):
    frame = hourly(*((place, hour, value) for place, (hour, value) in found.items()))
    reading = pm10.of_site("GD1", "一号工地", pm10.newest_valid(frame, AT), 250, set())
    fresh = any(hour >= 8 for hour, _ in found.values())
    assert reading.late is (not fresh) or reading.stops(250)
