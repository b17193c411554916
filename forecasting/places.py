"""One place's record as arrays on a gap-free calendar: what features are computed from.

Row ``i`` of every array belongs to day ``i`` as *anchor*, the last complete day of an issue. Values
are transformed to be closer to a normal distribution: concentrations and wind speeds by square
root, rain by logarithm.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.knowledge import DAY, HOURS_OF_DAY, POLLUTANTS, Knowledge
from forecasting.weather import WEATHER, Array, dew_point

HOURLY_POLLUTANTS = ("pm25", "pm10", "so2", "no2", "co", "o3")
HOURLY_WEATHER = ("temperature", "pressure", "dew_point", "wind_speed")
FURTHEST_LEAD = 10
"""Lead days of an archive beyond this are not used."""


@dataclass(frozen=True)
class Place:
    """Arrays of one place; first axis days, NaN where unknown.

    Attributes:
        name: City or station.
        days: Calendar from the first known day to the anchor.
        daily: Square root of the daily concentration by pollutant.
        hours: Values of the 24 hours before the issue by hourly variable, shape (days, 24);
            concentrations as square root. Empty where only daily values exist.
        observed: Observed weather, columns as ``variables``.
        archive: Forecast weather by lead day, row = issue day, columns as ``variables``.
        variables: Names of the weather columns.
    """

    name: str
    days: pd.DatetimeIndex
    daily: dict[str, Array]
    hours: dict[str, Array]
    observed: Array
    archive: dict[int, Array]
    variables: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of days."""
        return len(self.days)


def read_places(
    knowledge: Knowledge,
    names: Sequence[str],
    *,
    last_days: int | None = None,
    variables: Sequence[str] | None = None,
) -> list[Place]:
    """Return the arrays of some places.

    Args:
        knowledge: What is known at issue.
        names: Cities or stations; unknown ones get arrays of NaN.
        last_days: Only so many days up to the anchor, which is quicker; None takes all.
        variables: Weather columns to hold; by default those the knowledge has.
    """
    anchor = knowledge.anchor
    start = _start(knowledge, anchor, last_days)
    days = pd.date_range(start, anchor, freq="D")
    if variables is None:
        variables = weather_variables(knowledge)
    daily = knowledge.daily[knowledge.daily["day"].to_numpy() >= start.to_datetime64()]
    hourly = knowledge.hourly
    if hourly is not None:
        # A day more, so that the window before an early issue hour is whole.
        hourly = hourly.iloc[hourly["hour"].searchsorted(start, side="right") :]
    weather = {}
    reach = archive_reach(knowledge)
    for parent in {knowledge.parents.get(name, name) for name in names}:
        weather[parent] = _weather(knowledge, parent, days, tuple(variables), reach)
    return [
        Place(
            name=name,
            days=days,
            daily=_daily(daily, name, days),
            hours=_hours(hourly, name, days, knowledge.issue_hour),
            observed=weather[knowledge.parents.get(name, name)][0],
            archive=weather[knowledge.parents.get(name, name)][1],
            variables=tuple(variables),
        )
        for name in names
    ]


def weather_variables(knowledge: Knowledge) -> tuple[str, ...]:
    """Weather columns of the archive, else of the observations.

    The dew point follows from temperature and humidity where it is not given.
    """
    found = set(knowledge.forecast_weather.columns) or set(knowledge.weather.columns)
    if {"t_mean", "rh_mean"} <= found:
        found = found | {"dew_mean"}
    return tuple(name for name in WEATHER if name in found)


def archive_reach(knowledge: Knowledge) -> int:
    """Furthest lead day the weather archive has, 0 without archive."""
    if not knowledge.has_forecast_weather:
        return 0
    return min(int(knowledge.forecast_weather["lead_days"].max()), FURTHEST_LEAD)


def _start(knowledge: Knowledge, anchor: pd.Timestamp, last_days: int | None) -> pd.Timestamp:
    if last_days is not None:
        return anchor - (last_days - 1) * DAY
    return anchor if knowledge.daily.empty else pd.Timestamp(knowledge.daily["day"].iloc[0])


def _daily(daily: pd.DataFrame, name: str, days: pd.DatetimeIndex) -> dict[str, Array]:
    mine = daily[(daily["city"] == name).to_numpy()]
    rows = (mine["day"].to_numpy() - days[0].to_datetime64()) // DAY.to_timedelta64()
    values = {}
    for pollutant in POLLUTANTS:
        column = np.full(len(days), np.nan)
        if pollutant in mine:
            column[rows] = np.sqrt(mine[pollutant].clip(lower=0).to_numpy(dtype=float))
        values[pollutant] = column
    return values


def _hours(
    hourly: pd.DataFrame | None, name: str, days: pd.DatetimeIndex, issue_hour: int
) -> dict[str, Array]:
    if hourly is None:
        return {}
    mine = hourly[(hourly["place"] == name).to_numpy()]
    if mine.empty:
        return {}
    # With issue hour 8 the window of anchor day i ends at 8:00 of the day after it.
    offset = issue_hour % HOURS_OF_DAY
    begin = (days[0] + pd.Timedelta(hours=1 + offset)).to_datetime64()
    rows = (mine["hour"].to_numpy() - begin) // np.timedelta64(1, "h")
    size = len(days) * HOURS_OF_DAY
    inside = (rows >= 0) & (rows < size)
    values = {}
    for variable in (*HOURLY_POLLUTANTS, *HOURLY_WEATHER):
        if variable not in mine:
            continue
        column = np.full(size, np.nan)
        column[rows[inside]] = mine[variable].to_numpy(dtype=float)[inside]
        if variable in HOURLY_POLLUTANTS:
            column = np.sqrt(np.clip(column, 0, None))
        values[variable] = column.reshape(-1, HOURS_OF_DAY)
    return values


def _weather(
    knowledge: Knowledge,
    city: str,
    days: pd.DatetimeIndex,
    variables: tuple[str, ...],
    reach: int,
) -> tuple[Array, dict[int, Array]]:
    """Observed weather and the archive of one city."""
    archive: dict[int, Array] = {}
    frame = knowledge.forecast_weather
    if len(frame):
        frame = frame.iloc[frame["issue_day"].searchsorted(days[0]) :]
        frame = frame[(frame["city"] == city).to_numpy()]
        leads = frame["lead_days"].to_numpy()
        for lead in range(1, reach + 1):
            archive[lead] = _weather_rows(frame[leads == lead], "issue_day", days, variables)
    observed = np.full((len(days), len(variables)), np.nan)
    frame = knowledge.weather
    if len(frame):
        frame = frame.iloc[frame["day"].searchsorted(days[0]) :]
        observed = _weather_rows(frame[(frame["city"] == city).to_numpy()], "day", days, variables)
    unseen = np.isnan(observed).all(axis=0)
    if unseen.any() and 1 in archive:
        # Of what nobody observed, the forecast made the evening before is the best record.
        observed[1:, unseen] = archive[1][:-1, unseen]
    return observed, archive


def _weather_rows(
    frame: pd.DataFrame, time: str, days: pd.DatetimeIndex, variables: tuple[str, ...]
) -> Array:
    values = np.full((len(days), len(variables)), np.nan)
    rows = (frame[time].to_numpy() - days[0].to_datetime64()) // DAY.to_timedelta64()
    for column, name in enumerate(variables):
        if name in frame:
            raw = frame[name].to_numpy(dtype=float)
        elif name == "dew_mean" and {"t_mean", "rh_mean"} <= set(frame.columns):
            raw = dew_point(frame["t_mean"].to_numpy(float), frame["rh_mean"].to_numpy(float))
        else:
            continue
        values[rows, column] = _transformed(name, raw)
    return values


def _transformed(name: str, values: Array) -> Array:
    if name.startswith(("ws_", "gust_")):
        return np.sqrt(np.clip(values, 0, None))
    if name == "rain_mm":
        return np.log1p(5 * np.clip(values, 0, None))
    return values
