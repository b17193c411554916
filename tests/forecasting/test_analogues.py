import numpy as np
import pandas as pd
import pytest

from data.parameters.shapes_forecast import Clearing
from forecasting.analogues import COLUMNS, Ahead, find

CLEARING = Clearing(ws_mean=3.0, rain_mm=5.0)
START = pd.Timestamp(2024, 1, 1)
SIZE = 700


def past(seed=3):
    generator = np.random.default_rng(seed)
    days = pd.date_range(START, periods=SIZE, freq="D")
    season = np.cos(2 * np.pi * (days.day_of_year.to_numpy() - 15) / 365)
    weather = pd.DataFrame(
        {
            "day": days,
            "t_mean": 12 - 14 * season + generator.normal(0, 3, SIZE),
            "rh_mean": generator.normal(55, 15, SIZE).clip(5, 100),
            "ws_mean": generator.normal(1.8, 0.4, SIZE).clip(0.3, 2.9),
            "rain_mm": 0.0,
        }
    )
    pm25 = generator.normal(50, 10, SIZE).clip(5)
    daily = pd.DataFrame({"day": days, "pm25": pm25, "aqi": np.ceil(pm25 * 1.2)})
    return weather, daily


def with_spell(weather, daily, at, wind=4.0, rain=0.0):
    """Three polluted days from ``at`` on, then wind and rain."""
    weather, daily = weather.copy(), daily.copy()
    daily.loc[at : at + 2, ["pm25", "aqi"]] = [[120.0, 155.0], [180.0, 230.0], [140.0, 190.0]]
    weather.loc[at + 3, ["ws_mean", "rain_mm"]] = [wind, rain]
    daily.loc[at + 3, ["pm25", "aqi"]] = [20.0, 40.0]
    return weather, daily


def ahead_like(weather, daily, at, length=5):
    """The days ahead are those of a past spell again, two years on."""
    first = weather["day"].iloc[-1] + pd.Timedelta(days=1)
    coming = weather.iloc[at : at + length].drop(columns="day")
    days = pd.date_range(first, periods=length, freq="D")
    return Ahead(coming.assign(day=days).reset_index(drop=True), daily["pm25"].iloc[at - 1])


def test_the_same_weather_at_the_same_season_is_found_first_with_how_it_ended():
    at = SIZE - 366
    weather, daily = with_spell(*past(), at)
    found = find(ahead_like(weather, daily, at), weather, daily, CLEARING)
    first = found.iloc[0]
    assert list(found.columns) == list(COLUMNS)
    assert (first["start"], first["end"]) == (weather["day"][at], weather["day"][at + 4])
    assert first["distance"] < 0.1
    assert (first["peak_pm25"], first["peak_aqi"]) == (180, 230)
    assert (first["polluted_days"], first["ended_by"]) == (3, "大风")
    assert (first["polluted_from"], first["polluted_until"]) == (
        weather["day"][at], weather["day"][at + 2],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wind", "rain", "ended"),
    [
        (4.0, 9.0, "大风和降水"),
        (1.0, 9.0, "降水"),
        (1.0, 0.0, "无明显风雨"),
        (2.95, 0.0, "风力加大"),
    ],
)
def test_what_ended_a_spell(wind, rain, ended):
    at = SIZE - 366
    weather, daily = with_spell(*past(), at, wind, rain)
    weather.loc[at : at + 2, "ws_mean"] = 1.2
    found = find(ahead_like(weather, daily, at), weather, daily, CLEARING, k=1)
    assert found["ended_by"].iloc[0] == ended


def test_spells_do_not_overlap_and_grow_less_alike():
    weather, daily = past()
    found = find(ahead_like(weather, daily, 300), weather, daily, CLEARING, k=6)
    assert len(found) == 6
    assert found["distance"].is_monotonic_increasing
    gaps = found["start"].sort_values().diff().dropna()
    assert (gaps >= pd.Timedelta(days=5)).all()


def test_nothing_from_the_first_day_ahead_on_is_looked_at():
    weather, daily = past()
    ahead = ahead_like(weather.iloc[:500], daily.iloc[:500], 100)
    cut = find(ahead, weather.iloc[:500], daily.iloc[:500], CLEARING)
    whole = find(ahead, weather, daily, CLEARING)
    pd.testing.assert_frame_equal(cut, whole)
    assert (cut["end"] < ahead.weather["day"].min()).all()


def test_the_level_before_counts_where_it_is_known():
    weather, daily = past()
    daily.loc[::2, "pm25"] = 200.0
    ahead = ahead_like(weather, daily, 300)
    near = find(Ahead(ahead.weather, 200.0), weather, daily, CLEARING, k=4)
    assert (near["pm25_before"] == 200).all()
    unknown = find(Ahead(ahead.weather, float("nan")), weather, daily, CLEARING)
    assert len(unknown) == 5


def test_a_clean_spell_has_no_end():
    weather, daily = past()
    found = find(ahead_like(weather, daily, 300), weather, daily.assign(aqi=50.0), CLEARING)
    assert (found["polluted_days"] == 0).all()
    assert (found["ended_by"] == "").all()
    assert found["polluted_from"].isna().all()


def test_a_spell_still_running_at_the_issue_has_no_known_end():
    weather, daily = past()
    daily = daily.assign(aqi=150.0)
    found = find(ahead_like(weather, daily, 300), weather, daily, CLEARING, k=1)
    assert found["polluted_days"].iloc[0] == SIZE
    assert found["ended_by"].iloc[0] == ""


def test_missing_days_and_short_records_are_borne():
    weather, daily = past()
    ahead = ahead_like(weather, daily, 300)
    holes = find(ahead, weather.drop(index=range(0, SIZE, 3)), daily.drop(index=range(5, SIZE, 4)), CLEARING)  # fmt: skip
    assert len(holes) == 5
    for some in (
        find(ahead, weather.iloc[:0], daily, CLEARING),
        find(ahead, weather.iloc[-3:], daily.iloc[-3:], CLEARING),
        find(Ahead(ahead.weather.iloc[:0], 50.0), weather, daily, CLEARING),
        find(ahead, weather[["day"]], daily, CLEARING),
    ):
        assert some.empty
        assert list(some.columns) == list(COLUMNS)
