from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest

from data import samples
from data.samples.episode_ahead import episode_ahead, pm25_under
from data.samples.randomness import EPOCH
from data.samples.weather import VARIABLES, hidden

TODAY = date(2026, 11, 22)
POLLUTANTS = ["pm25", "pm10", "so2", "no2", "o3", "co"]
STARTS = [TODAY, date(2026, 12, 9), date(2027, 1, 20), date(2027, 4, 3), date(2027, 7, 12)]


@cache
def air(today: date, hour: int = 8) -> samples.SampleAir:
    return samples.observations(today, hour)


def city(sample: samples.SampleAir) -> pd.DataFrame:
    """City means by natural day, of whole days."""
    hourly = sample.hourly.assign(
        day=(sample.hourly["hour"] - pd.Timedelta(hours=1)).dt.normalize()
    )
    by_hour = hourly.groupby(["day", "hour"])[POLLUTANTS].mean()
    daily = by_hour.groupby("day").mean()
    return daily[by_hour.groupby("day").size() == 24]


def test_the_same_call_gives_the_same_observations():
    once, again = samples.observations(TODAY, 8), air(TODAY)
    pd.testing.assert_frame_equal(once.hourly, again.hourly)
    pd.testing.assert_frame_equal(once.forecast_weather, again.forecast_weather)


def test_a_later_start_keeps_the_earlier_hours_and_days():
    later = samples.observations(TODAY + timedelta(days=3), 15)
    both = ["place", "hour"]
    merged = air(TODAY).hourly.merge(later.hourly, on=both, suffixes=("", "_later"))
    kept = air(TODAY).hourly["hour"] > pd.Timestamp(TODAY) - pd.Timedelta(days=728)
    assert len(merged) == kept.sum()
    for column in [*POLLUTANTS, "temperature", "wind_speed", "rain"]:
        np.testing.assert_array_equal(merged[column], merged[f"{column}_later"])
    days = air(TODAY).weather.merge(later.weather, on="day", suffixes=("", "_later"))
    np.testing.assert_array_equal(days["t_mean"], days["t_mean_later"])


def test_only_the_forecasts_of_the_last_two_issue_days_change_with_the_start():
    later = samples.observations(TODAY + timedelta(days=3), 15).forecast_weather
    both = ["issue_day", "lead_days"]
    merged = air(TODAY).forecast_weather.merge(later, on=both, suffixes=("", "_later"))
    old = merged["issue_day"] < pd.Timestamp(TODAY) - pd.Timedelta(days=1)
    same = np.isclose(merged["ws_mean"], merged["ws_mean_later"], atol=1e-9)
    assert same[old].all()
    assert not same[~old].all()


def test_two_years_of_six_stations_end_at_the_hour_asked_for():
    sample = air(TODAY)
    hourly = sample.hourly
    assert sorted(hourly["place"].unique()) == [f"990100{letter}" for letter in "ABCDEF"]
    assert hourly["hour"].max() == pd.Timestamp(TODAY) + pd.Timedelta(hours=8)
    assert hourly["hour"].max() - hourly["hour"].min() > pd.Timedelta(days=730)
    assert not hourly.duplicated(["place", "hour"]).any()
    assert set(sample.stations["code"]) == set(hourly["place"])
    assert sample.weather["day"].max() == pd.Timestamp(TODAY) - pd.Timedelta(days=1)
    assert len(sample.weather) == 731
    assert list(sample.weather) == ["city", "day", *VARIABLES]


@pytest.mark.parametrize(("hour", "last"), [(0, "2026-11-22 00:00"), (24, "2026-11-23 00:00")])
def test_the_last_hour_may_be_midnight_at_either_end(hour, last):
    sample = air(TODAY, hour)
    assert sample.hourly["hour"].max() == pd.Timestamp(last)
    assert sample.weather["day"].max() == pd.Timestamp(last) - pd.Timedelta(days=1)


def test_concentrations_and_weather_are_of_this_world():
    hourly = air(TODAY).hourly
    for name, top in zip(POLLUTANTS, (500, 2500, 120, 220, 420, 6), strict=True):
        values = hourly[name].dropna()
        assert values.min() > 0
        assert values.max() < top
    assert hourly["temperature"].between(-30, 45).sum() == hourly["temperature"].notna().sum()
    assert (hourly["dew_point"] <= hourly["temperature"]).sum() == hourly["dew_point"].count()
    assert (hourly["rain"].dropna() >= 0).all()


def test_a_few_hours_are_missing_and_a_station_is_out_now_and_then():
    hourly = air(TODAY).hourly
    missing = hourly["pm25"].isna()
    assert 0.01 < missing.mean() < 0.06
    whole_days = hourly.assign(day=hourly["hour"].dt.normalize(), missing=missing)
    assert (whole_days.groupby(["place", "day"])["missing"].mean() == 1).any()


def test_winters_have_heavy_days_summers_have_ozone_springs_have_dust():
    daily = city(air(TODAY))
    winter = daily[daily.index.month.isin([11, 12, 1, 2])]
    assert (winter["pm25"] > 150).sum() >= 10
    assert 35 < daily["pm25"].mean() < 80
    hourly = air(TODAY).hourly.groupby("hour")["o3"].mean()
    mda8 = hourly.rolling(8).mean().resample("D").max()
    assert (mda8 > 160).sum() >= 5
    assert set(mda8[mda8 > 160].index.month) <= {4, 5, 6, 7, 8, 9}
    dust = daily[(daily["pm10"] > 150) & (daily["pm25"] / daily["pm10"] < 0.3)]
    assert set(dust.index.month) <= {2, 3, 4, 5, 6}


def test_forecasts_err_more_the_farther_they_look():
    sample = air(TODAY)
    archive = sample.forecast_weather[
        sample.forecast_weather["issue_day"] < pd.Timestamp(TODAY) - pd.Timedelta(days=8)
    ]
    archive = archive.assign(
        day=archive["issue_day"] + pd.to_timedelta(archive["lead_days"], unit="D")
    )
    both = archive.merge(sample.weather, on="day", suffixes=("", "_seen"))
    for name in ("t_mean", "rh_mean", "ws_mean", "p_mean"):
        error = (both[name] - both[f"{name}_seen"]).abs().groupby(both["lead_days"]).mean()
        assert error.is_monotonic_increasing
        bias = (both[name] - both[f"{name}_seen"]).mean()
        assert abs(bias) < 0.1 * both[name].std()


def test_errors_of_neighbouring_lead_days_hang_together():
    sample = air(TODAY)
    seen = sample.weather.set_index("day")["p_mean"]
    archive = sample.forecast_weather.set_index(["issue_day", "lead_days"])["p_mean"].unstack()
    errors = {
        lead: archive[lead] - seen.reindex(archive.index + pd.Timedelta(days=lead)).to_numpy()
        for lead in (4, 5)
    }
    assert errors[4].corr(errors[5]) > 0.4


@pytest.mark.parametrize("today", STARTS)
def test_stagnation_lies_two_days_ahead_in_the_weather_forecast_of_any_season(today):
    sample = air(today)
    archive = sample.forecast_weather
    for issued in (today, today - timedelta(days=1)):
        rows = archive[archive["issue_day"] == pd.Timestamp(issued)]
        days = rows["issue_day"] + pd.to_timedelta(rows["lead_days"], unit="D")
        ahead = rows[days.isin([pd.Timestamp(today) + pd.Timedelta(days=n) for n in (2, 3)])]
        assert len(ahead) == 2
        assert (ahead["ws_mean"] < sample.weather["ws_mean"].quantile(0.12)).all()
        assert (ahead["rain_mm"] < 0.5).all()


@pytest.mark.parametrize("today", STARTS)
def test_that_weather_would_bring_heavy_pollution_for_two_days(today):
    past = hidden(today + timedelta(days=9), samples.SEED)
    daily = pm25_under(past, episode_ahead(past, today))
    start = (today - EPOCH).days
    assert (daily.loc[start + 2 : start + 3] > 150).all()
    assert daily.loc[start + 1 : start + 4].max() < 300
    assert daily[start + 6] < 115


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 15), date(2027, 7, 12), date(2029, 3, 1)])
def test_last_winter_holds_an_episode_for_an_orange_alert(today):
    past = samples.past_alert(today)
    assert past["level"] == "orange"
    assert past["issued"] < past["start"] < past["end"]
    assert past["start"].month in (12, 1, 2)
    assert timedelta(0) < pd.Timestamp(today) - past["end"] < timedelta(days=460)
    daily = city(air(today))
    days = daily.loc[past["start"] : past["end"] - timedelta(days=1), "pm25"]
    assert len(days) == past["days"] >= 2
    assert (days > 145).all()


@pytest.mark.parametrize(
    ("today", "hour", "lead"), [(date(2021, 1, 1), 8, 7), (TODAY, 25, 7), (TODAY, 8, 9)]
)
def test_what_cannot_be_made_is_refused(today, hour, lead):
    with pytest.raises(ValueError, match=r"示例市|小时|预报天数"):
        samples.observations(today, hour, until_lead=lead)
