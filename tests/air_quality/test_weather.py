from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from air_quality.averaging import city_mean
from air_quality.weather import daily_weather, relative_humidity
from data import sources

BEIJING = Path(__file__).parents[2] / "../shared/data/beijing_uci_hourly"


def hours(count=24, **values):
    times = pd.date_range("2026-11-22 01:00", periods=count, freq="h")
    return pd.DataFrame({"place": "某市", "hour": times, **values})


def test_air_at_its_dew_point_is_saturated_and_never_more():
    humidity = relative_humidity(pd.Series([10.0, 10.0, 20.0]), pd.Series([10.0, 10.1, 9.3]))
    assert humidity.iloc[0] == pytest.approx(100)
    assert humidity.iloc[1] == 100
    assert humidity.iloc[2] == pytest.approx(50, abs=0.5)  # psychrometric tables: 9.3 °C


def test_a_day_of_weather_has_means_extremes_and_the_sum_of_rain():
    day = daily_weather(
        hours(temperature=np.arange(24.0), pressure=1010.0, rain=0.5, dew_point=-5.0)
    ).iloc[0]
    assert (day["t_mean"], day["t_max"], day["t_range"]) == (11.5, 23, 23)
    assert (day["p_mean"], day["rain_mm"], day["dew_mean"]) == (1010, 12, -5)


def test_a_north_wind_blows_towards_the_south():
    day = daily_weather(hours(wind_speed=3.0, wind_direction=0.0)).iloc[0]
    assert day["u_mean"] == pytest.approx(0)
    assert day["v_mean"] == pytest.approx(-3)


def test_afternoon_is_12_to_19_and_night_0_to_8_o_clock():
    speed = [1.0] * 8 + [5.0] * 4 + [3.0] * 7 + [5.0] * 5
    day = daily_weather(hours(wind_speed=speed)).iloc[0]
    assert (day["ws_night"], day["ws_afternoon"]) == (1, 3)


def test_too_few_hours_give_no_value():
    day = daily_weather(hours(temperature=[1.0] * 19 + [np.nan] * 5)).iloc[0]
    assert pd.isna(day["t_mean"])


def test_without_weather_there_are_no_columns():
    assert list(daily_weather(hours(pm25=1.0))) == ["city", "day"]


@pytest.mark.real_data
@pytest.mark.skipif(not BEIJING.exists(), reason="the real data sets are not on this machine")
def test_the_hours_of_beijing_give_the_weather_published_for_its_days():
    reading = sources.read(sorted(BEIJING.glob("PRSA*.csv.gz")), "prsa")
    days = daily_weather(city_mean(reading.hourly, "beijing"))
    known = pd.read_csv(BEIJING / "observed_weather_daily.csv.gz")
    for name in known.columns.drop(["date", "city"]):
        allowed = 0.05 if name == "rh_mean" else 0.006
        assert (days[name] - known[name]).abs().max() < allowed, name
        assert days[name].notna().all(), name
