"""Two years of made-up observations and weather forecasts, dated so that an episode lies ahead."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypedDict

import numpy as np
import pandas as pd

from data.samples.air import city_air
from data.samples.episode_ahead import episode_ahead
from data.samples.forecast_weather import Archive
from data.samples.hourly_weather import daily_from_hourly, hourly_weather
from data.samples.names import CITY_CODE, SAMPLE_MARK
from data.samples.randomness import EPOCH, SEED
from data.samples.stations import reported, stations
from data.samples.weather import Hidden, hidden
from data.vocabulary import AlertLevel

DAYS = 731
"""Days of history before the day of start."""


@dataclass(frozen=True)
class SampleAir:
    """Observations of the sample city up to an hour, and weather forecasts issued until then."""

    hourly: pd.DataFrame
    """Reports of the stations, in the columns of the house."""
    stations: pd.DataFrame
    weather: pd.DataFrame
    """Observed daily weather of complete days: ``city``, ``day`` and the variables."""
    forecast_weather: pd.DataFrame
    """``city``, ``issue_day``, ``lead_days`` and the variables."""
    mark: str = SAMPLE_MARK


class PastAlert(TypedDict):
    """The episode of last winter an alert was called for."""

    level: AlertLevel
    issued: datetime
    start: datetime
    end: datetime
    """End of the last hour above the threshold; the alert itself may be lifted later."""
    days: int
    peak_pm25: float
    """Highest daily mean, µg/m³."""


def observations(today: date, hour: int, *, until_lead: int = 7, seed: int = SEED) -> SampleAir:
    """Make the observations known at an hour of the day of start.

    What has been observed belongs to its day: the same on whatever later day this is called. The
    episode two days ahead of ``today`` exists only in the weather forecasts issued on ``today`` and
    the day before, so a later call gives other forecasts for these two issue days.

    Args:
        today: Day of start, at least two years and a month after the epoch (2022-02-01).
        hour: Last hour observed today, 0 (nothing yet) to 24 (the whole day).
        until_lead: Longest lead time of the weather forecasts, days, 1 to 8.
        seed: Seed of the sample city.

    Raises:
        ValueError: ``today``, ``hour`` or ``until_lead`` outside the range above.
    """
    if today < EPOCH + timedelta(days=DAYS + 31):
        raise ValueError(f"示例市数据从 {EPOCH} 起算，{today} 太早；请核对系统日期")
    if not 0 <= hour <= 24:
        raise ValueError(f"小时须为 0 至 24，现为 {hour}")
    if not 1 <= until_lead <= 8:
        raise ValueError(f"预报天数须为 1 至 8，现为 {until_lead}")
    first = today - timedelta(days=DAYS)
    past, by_hour, by_day, air = city(today + timedelta(days=9), seed)
    begin = pd.Timestamp(first)
    now = pd.Timestamp(today) + pd.Timedelta(hours=hour)
    reports = reported(air, by_hour, seed)
    hourly = reports[(reports["hour"] > begin) & (reports["hour"] <= now)]
    weather = by_day.rename_axis("day").reset_index()
    complete = weather["day"] + pd.Timedelta(days=1) <= now
    weather = weather[(weather["day"] >= begin) & complete]
    weather.insert(0, "city", CITY_CODE)
    archive = Archive(past, by_day, episode_ahead(past, today))
    forecast = archive.issued(first, today, until_lead)
    forecast.insert(0, "city", CITY_CODE)
    return SampleAir(
        hourly.reset_index(drop=True), stations(), weather.reset_index(drop=True), forecast
    )


def past_alert(today: date, seed: int = SEED) -> PastAlert:
    """Find the episode of last winter that an orange alert fits best.

    Last winter is the newest December to February that is over. Looked for is a run of two to four
    days with a city mean of PM2.5 above 150 µg/m³ (AQI above 200) that would not call for red
    (three days or more with one above 250 µg/m³); the longest is taken, of equal ones the one with
    the higher mean. A winter without such a run gives its longest run.

    Args:
        today: Day of start; only its year and winter matter.
        seed: Seed of the sample city.
    """
    year = today.year if today >= date(today.year, 3, 1) else today.year - 1
    _, _, _, air = city(today + timedelta(days=9), seed)
    hours = air["pm25"].shift(-1, freq="h")
    daily = hours.resample("D").mean().loc[f"{year - 1}-12-01" : f"{year}-02-28"]
    heavy = daily > 150
    runs = [run for _, run in daily[heavy].groupby((~heavy).cumsum()[heavy])]
    fitting = [run for run in runs if 2 <= len(run) <= 4 and (len(run) == 2 or run.max() <= 250)]
    best = max(fitting or runs, key=lambda run: (min(len(run), 4), float(run.mean())))
    start = best.index[0].to_pydatetime()
    return PastAlert(
        level=AlertLevel.ORANGE,
        issued=start - timedelta(hours=30),
        start=start,
        end=best.index[-1].to_pydatetime() + timedelta(days=1),
        days=len(best),
        peak_pm25=round(float(best.max()), 1),
    )


@lru_cache(maxsize=2)
def city(until: date, seed: int) -> tuple[Hidden, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return processes, hourly weather, daily weather and hourly air of the city up to a day."""
    past = hidden(until, seed)
    by_hour = hourly_weather(past)
    by_day = daily_from_hourly(by_hour, past)
    air = city_air(by_hour, past)
    assert np.isfinite(air.to_numpy()).all()
    return past, by_hour, by_day, air
