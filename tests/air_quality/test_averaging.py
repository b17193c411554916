from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from air_quality.averaging import (
    city_mean,
    daily_concentrations,
    mda8,
    moving_8h,
    moving_24h,
    natural_day,
    sliding_mean,
)
from data import sources

BEIJING = Path(__file__).parents[2] / "../shared/data/beijing_uci_hourly"


def hours(start="2026-11-22 01:00", count=24, place="某站", **values):
    """Hours whose ends begin at ``start``; a list gives one value per hour."""
    times = pd.date_range(start, periods=count, freq="h")
    return pd.DataFrame({"place": place, "hour": times, **values})


def test_the_hour_ending_at_midnight_belongs_to_the_day_before():
    ends = pd.Series(pd.to_datetime(["2026-11-22 00:00", "2026-11-22 01:00"]))
    assert natural_day(ends).dt.day.to_list() == [21, 22]


def test_a_day_with_twenty_valid_hours_has_a_mean_and_one_with_nineteen_none():
    values = [100.0] * 20 + [np.nan] * 4 + [50.0] * 19 + [np.nan] * 5
    daily = daily_concentrations(hours(count=48, pm25=values))
    assert daily["pm25"].iloc[0] == 100
    assert pd.isna(daily["pm25"].iloc[1])
    assert daily["day"].to_list() == [pd.Timestamp("2026-11-22"), pd.Timestamp("2026-11-23")]


def test_the_number_of_hours_can_be_set():
    daily = daily_concentrations(hours(count=6, pm25=12.0), min_hours=6)
    assert daily["pm25"].item() == 12


def test_a_missing_pollutant_leaves_the_others():
    daily = daily_concentrations(hours(pm25=10.0, co=0.5))
    assert daily["co"].item() == pytest.approx(0.5)
    assert daily[["pm10", "so2", "no2", "o3_mda8", "o3_1h"]].isna().all(axis=None)


def test_no_hours_give_no_days():
    assert daily_concentrations(hours(count=0, pm25=1.0)).empty


def test_mda8_takes_windows_inside_the_day_only():
    # The evening before is high; a window across midnight would carry it into the day.
    frame = hours("2026-06-21 01:00", 48, o3=[200.0] * 24 + [40.0] * 24)
    daily = daily_concentrations(frame)
    assert daily["o3_mda8"].to_list() == [200, 40]


def test_mda8_is_the_largest_of_the_windows_from_8_to_24_o_clock():
    values = [0.0] * 16 + [80.0] * 8
    assert daily_concentrations(hours(o3=values))["o3_mda8"].item() == 80
    assert daily_concentrations(hours(o3=values[::-1]))["o3_mda8"].item() == 80


def test_an_eight_hour_mean_needs_six_hours():
    series = hours(o3=[60.0] * 6 + [np.nan] * 18).set_index("hour")["o3"]
    sliding = moving_8h(series.reset_index().assign(place="某站"))["o3"]
    assert sliding.iloc[4:9].isna().to_list() == [True, False, False, False, True]


def test_with_fewer_than_14_windows_mda8_counts_only_above_the_limit():
    few = [np.nan] * 13 + [150.0] * 11  # windows ending 19:00 to 24:00 have 6 hours and more
    assert daily_concentrations(hours(o3=few))["o3_mda8"].isna().all()
    high = [np.nan] * 13 + [170.0] * 11
    assert daily_concentrations(hours(o3=high))["o3_mda8"].item() == 170


def test_the_largest_hour_of_ozone_is_given_too():
    assert daily_concentrations(hours(o3=[10.0] * 23 + [90.0]))["o3_1h"].item() == 90


def test_a_moving_day_crosses_midnight():
    frame = hours("2026-11-21 13:00", 24, pm25=[0.0] * 12 + [100.0] * 12)
    moving = moving_24h(frame, ["pm25"])
    assert moving["pm25"].iloc[-1] == 50
    assert moving["pm25"].iloc[:19].isna().all()


def test_sliding_means_keep_places_apart_and_rows_in_order():
    one, other = hours(count=3, place="甲", pm25=10.0), hours(count=3, place="乙", pm25=30.0)
    mixed = pd.concat([one, other]).sort_values(["hour", "place"])
    means = sliding_mean(mixed, ["pm25"], 3, 3)
    assert means["pm25"].dropna().to_list() == [30, 10]
    assert means["place"].to_list() == mixed["place"].to_list()


def test_an_hour_twice_is_refused():
    twice = pd.concat([hours(count=2, pm25=1.0)] * 2)
    with pytest.raises(ValueError, match="出现多次"):
        sliding_mean(twice, ["pm25"], 2, 1)


def test_a_time_between_hours_is_refused():
    odd = pd.concat([hours(count=1, pm25=1.0), hours("2026-11-22 02:30", 1, pm25=1.0)])
    with pytest.raises(ValueError, match="整点"):
        sliding_mean(odd, ["pm25"], 2, 1)


def test_a_city_is_the_mean_of_its_stations_hour_by_hour():
    stations = pd.concat(
        [
            hours(count=2, place="甲", pm25=[10.0, np.nan]),
            hours(count=2, place="乙", pm25=[30.0, 50.0]),
        ]
    )
    city = city_mean(stations, "某市")
    assert city["pm25"].to_list() == [20, 50]
    assert city["place"].unique() == ["某市"]


def test_a_city_hour_can_be_made_to_need_a_share_of_the_stations():
    stations = pd.concat(
        [
            hours(count=1, place=name, pm25=value)
            for name, value in [("甲", 10.0), ("乙", 20.0), ("丙", 30.0), ("丁", np.nan)]
        ]
    )
    assert city_mean(stations, "某市", min_station_share=0.75)["pm25"].item() == 20
    stations.loc[stations["place"] == "丙", "pm25"] = np.nan
    assert city_mean(stations, "某市", min_station_share=0.75)["pm25"].isna().all()


def test_winds_are_averaged_as_vectors():
    stations = pd.concat(
        [
            hours(count=1, place="甲", wind_speed=2.0, wind_direction=350.0),
            hours(count=1, place="乙", wind_speed=2.0, wind_direction=10.0),
        ]
    )
    city = city_mean(stations, "某市")
    assert city["wind_direction"].item() % 360 == pytest.approx(0, abs=1e-6) or city[
        "wind_direction"
    ].item() == pytest.approx(360)
    assert city["wind_v"].item() == pytest.approx(-2 * np.cos(np.radians(10)))


@given(st.lists(st.floats(0, 500), min_size=24, max_size=24))
def test_mda8_lies_between_the_smallest_and_the_largest_hour(values):
    series = pd.Series(values, pd.date_range("2026-06-22 01:00", periods=24, freq="h"), name="o3")
    largest = mda8(series)["o3"].item()
    assert min(values) - 1e-6 <= largest <= max(values) + 1e-6


@pytest.mark.real_data
@pytest.mark.skipif(not BEIJING.exists(), reason="the real data sets are not on this machine")
def test_the_stations_of_beijing_give_the_published_city_means():
    reading = sources.read(sorted(BEIJING.glob("PRSA*.csv.gz")), "prsa")
    daily = daily_concentrations(city_mean(reading.hourly, "beijing")).set_index("day")
    known = pd.read_csv(BEIJING / "observed_daily.csv.gz", parse_dates=["date"]).set_index("date")
    for name in ("pm25", "o3_mda8"):
        gap = (daily[name] - known[name]).abs()
        assert gap.max() < 0.006, name
        assert gap.notna().sum() == known[name].notna().sum(), name
