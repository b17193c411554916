import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from air_quality.aqi import (
    daily_aqi,
    hourly_aqi,
    level_of,
    levels,
    primary_pollutants,
)
from data.vocabulary import Pollutant

CASES = Path(__file__).parents[1] / "cases/aqi"
DAYS = yaml.safe_load((CASES / "days.yaml").read_text(encoding="utf-8"))
BEFORE, AFTER = date(2026, 2, 28), date(2026, 3, 1)
LOW = {"pm25": 5.0, "pm10": 5.0, "so2": 5.0, "no2": 5.0, "co": 0.1, "o3_mda8": 5.0}


def day_frame(day, **given):
    return pd.DataFrame([{"city": "某市", "day": pd.Timestamp(day), **LOW, **given}])


@pytest.mark.parametrize("case", DAYS, ids=lambda case: case["name"])
def test_case(case):
    given_values = {
        name: np.nan if value is None else value for name, value in case["given"].items()
    }
    result = daily_aqi(day_frame(case["day"], **given_values)).iloc[0]
    for name, expected in case["expected"].items():
        assert (None if pd.isna(result[name]) else result[name]) == expected, name


def test_a_day_is_judged_by_the_standard_of_that_day():
    both = pd.concat([day_frame(BEFORE, pm25=70), day_frame(AFTER, pm25=70)], ignore_index=True)
    result = daily_aqi(both)
    assert result["aqi"].to_list() == [94, 110]
    assert result["edition"].to_list() == ["HJ 633-2012", "HJ 633-2026"]


def test_a_pollutant_without_a_column_is_missing():
    result = daily_aqi(day_frame(AFTER, pm25=200).drop(columns="co")).iloc[0]
    assert result["aqi"] == 250
    assert pd.isna(result["iaqi_co"])


def test_the_index_and_order_of_the_rows_stay():
    daily = pd.concat([day_frame(AFTER, pm25=value) for value in (10, 200, 60)])
    daily.index = pd.Index([7, 3, 5])
    result = daily_aqi(daily)
    assert result.index.to_list() == [7, 3, 5]
    assert result["pm25"].to_list() == [10, 200, 60]
    assert str(result["aqi"].dtype) == str(result["level"].dtype) == "Int64"


def test_an_empty_frame_gives_an_empty_frame_with_all_columns():
    result = daily_aqi(day_frame(AFTER).iloc[:0])
    assert result.empty
    assert {"aqi", "level", "primary", "edition", "iaqi_o3"} <= set(result)


def test_a_negative_concentration_is_refused():
    with pytest.raises(ValueError, match="浓度不能为负"):
        daily_aqi(day_frame(AFTER, pm25=-1))


@given(
    st.fixed_dictionaries({name: st.floats(0, 700) for name in LOW}),
    st.dates(date(2013, 1, 1), date(2030, 12, 31)),
)
def test_the_index_is_the_largest_sub_index_and_its_pollutants_lead(values, day):
    result = daily_aqi(day_frame(day, **values)).iloc[0]
    parts = {name: result[f"iaqi_{name}"] for name in ("pm25", "pm10", "so2", "no2", "co", "o3")}
    assert result["aqi"] == max(1 if day >= AFTER else 0, *parts.values())
    leading = primary_pollutants(result["primary"])
    assert all(parts[pollutant.value] == result["aqi"] for pollutant in leading)
    assert bool(leading) == (result["aqi"] > 50)
    level = levels(day).levels[result["level"] - 1]
    assert level.low <= result["aqi"] <= level.high


def test_levels_are_found_from_the_index():
    found = level_of(pd.Series([1, 50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500, None]))
    assert found.to_list()[:-1] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
    assert pd.isna(found.iloc[-1])
    assert levels(AFTER).levels[4].name == "重度污染"


def test_primary_pollutants_are_read_back():
    assert primary_pollutants("PM2.5+O3") == (Pollutant.PM25, Pollutant.O3)
    assert primary_pollutants("") == primary_pollutants(None) == ()


def hours(end, count, **values):
    base = {"pm25": 20.0, "pm10": 20.0, "so2": 5.0, "no2": 5.0, "co": 0.1, "o3": 10.0}
    times = pd.date_range(end=end, periods=count, freq="h")
    return pd.DataFrame({"place": "某站", "hour": times, **base, **values})


def test_from_2026_the_hour_itself_counts():
    frame = hours("2026-11-22 08:00", 24)
    frame.loc[23, "pm25"] = 61.0
    result = hourly_aqi(frame)
    assert result["aqi"].iloc[-1] == 101
    assert result["aqi"].iloc[0] == 29  # 20 / 35 * 50 = 28.6


def test_before_2026_the_moving_mean_of_24_hours_counts():
    frame = hours("2025-11-22 08:00", 24)
    frame.loc[23, "pm25"] = 20.0 + 24 * 56
    result = hourly_aqi(frame)
    assert result["iaqi_pm25"].iloc[-1] == 102  # mean 76
    assert result["iaqi_pm25"].iloc[18] is pd.NA  # only 19 hours yet
    assert result["aqi"].iloc[18] is pd.NA


def test_before_2026_ozone_is_the_larger_of_hour_and_eight_hours():
    frame = hours("2025-06-22 16:00", 24, o3=180.0)
    # 1 h: 50 + 20/40 * 50 = 75; 8 h: 100 + 20/55 * 50 = 118.2
    assert hourly_aqi(frame)["iaqi_o3"].iloc[-1] == 119
    frame.loc[23, "o3"] = 800.0
    assert hourly_aqi(frame)["iaqi_o3"].iloc[-1] == 300


def test_so2_above_800_in_the_hour_counts_200_now_and_as_daylong_mean_before():
    now = hours("2026-11-22 08:00", 24, so2=900.0)
    assert hourly_aqi(now)["iaqi_so2"].iloc[-1] == 200
    before = hours("2025-11-22 08:00", 24, so2=900.0)
    assert hourly_aqi(before)["iaqi_so2"].iloc[-1] == 213  # 200 + 100/800 * 100 = 212.5


def test_the_hour_ending_at_midnight_of_the_change_still_has_the_old_edition():
    result = hourly_aqi(hours("2026-03-01 01:00", 2))
    assert result["edition"].to_list() == ["HJ 633-2012", "HJ 633-2026"]


def test_two_hundred_thousand_city_days_take_a_second_or_two():
    rng = np.random.default_rng(1)
    size = 205_000
    daily = pd.DataFrame({name: rng.gamma(2, 30, size) for name in LOW})
    daily["city"] = "某市"
    daily["day"] = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(size) % 700, unit="D")
    begun = time.perf_counter()
    daily_aqi(daily)
    assert time.perf_counter() - begun < 2
