"""Means over hours, days and stations, and whether enough values stand behind them.

All functions take and give frames in the hourly contract: ``hour`` is the end of its averaging
hour, so that the hour ending at 00:00 belongs to the day before.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import parameters
from data.parameters.shapes_air_quality import ConcentrationLimits, Validity

POLLUTANTS = ("pm25", "pm10", "so2", "no2", "co", "o3")
Floats = NDArray[np.float64]
_MEANS = ("pm25", "pm10", "so2", "no2", "co")


def natural_day(hour: pd.Series) -> pd.Series:
    """Return the natural day (midnight) an hour belongs to, given its end."""
    return (hour - pd.Timedelta(hours=1)).dt.normalize()


def daily_concentrations(hourly: pd.DataFrame, min_hours: int | None = None) -> pd.DataFrame:
    """Return daily means, the MDA8 and the largest hourly O3 of every place and natural day.

    Args:
        hourly: Hourly contract; each place and hour at most once. A pollutant without a column
            is missing throughout.
        min_hours: Valid hours a daily value needs; None: the rule in force on the day (20).

    Returns:
        One row per place and natural day that has a row: ``city`` (the place), ``day``,
        ``pm25 pm10 so2 no2`` (µg/m³), ``co`` (mg/m³), ``o3_mda8`` and ``o3_1h`` (µg/m³).
        Too few valid hours give a missing value; the other pollutants stay.

    Source: GB 3095—2026 3.9, 3.10 and table 4.
    """
    if hourly.empty:
        return pd.DataFrame(columns=["city", "day", *_MEANS, "o3_mda8", "o3_1h"])
    hourly = hourly.reindex(columns=["place", "hour", *POLLUTANTS])
    days = natural_day(hourly["hour"])
    groups = hourly[list(POLLUTANTS)].groupby([hourly["place"], days], observed=True)
    counts = groups.count()
    needed = min_hours or _per_day(counts.index.get_level_values(1), "daily_min_hours")
    enough = counts.ge(needed, axis="index")
    daily = groups.mean().drop(columns="o3").where(enough.drop(columns="o3"))
    daily["o3_mda8"] = _stacked(mda8(_Grid(hourly).wide("o3"))).reindex(daily.index)
    daily["o3_1h"] = groups["o3"].max().where(enough["o3"])
    daily.index = daily.index.set_names(["city", "day"])
    return daily.reset_index()[["city", "day", *_MEANS, "o3_mda8", "o3_1h"]]


def mda8(o3: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Return the largest 8-hour sliding mean of O3 within each natural day.

    Windows lie inside the day: the first ends at 08:00, the last at 24:00. A window needs 6 of
    its 8 hours, a day 14 valid windows; a day with fewer counts only where its maximum already
    exceeds the grade II limit, since further hours could not bring it below.

    Args:
        o3: Hourly O3, µg/m³, one column per place, indexed by the end of the hour, without
            gaps in the index.

    Returns:
        MDA8 in µg/m³, one row per natural day, one column per place; missing where it is
        not valid. The rules and the limit are those of the last day of ``o3``.

    Source: GB 3095—2026 3.9, table 4; HJ 663—2013 for windows and their number (待核).
    """
    frame = o3.to_frame() if isinstance(o3, pd.Series) else o3
    if frame.empty:
        return pd.DataFrame(columns=frame.columns)
    begun = pd.DatetimeIndex(frame.index) - pd.Timedelta(hours=1)
    rules = _validity(begun[-1].date())
    limit = _ozone_limit(begun[-1].date())
    sliding = frame.rolling(8, min_periods=rules.eight_hour_min_hours).mean()
    inside = begun.hour >= rules.mda8.first_window_end - 1
    by_day = sliding[inside].groupby(begun[inside].normalize())
    largest = by_day.max()
    return largest.where((by_day.count() >= rules.mda8.min_windows) | (largest > limit))


def sliding_mean(
    hourly: pd.DataFrame, columns: Sequence[str], hours: int, min_hours: int
) -> pd.DataFrame:
    """Return the mean of the last ``hours`` hours at every hour; it may cross midnight.

    Args:
        hourly: Hourly contract.
        columns: Columns to average.
        hours: Length of the window.
        min_hours: Valid hours a window needs; with fewer its mean is missing.

    Returns:
        ``place``, ``hour`` and the columns, at the places and hours of ``hourly``.
    """
    result = hourly[["place", "hour"]].copy()
    if hourly.empty:
        return result.assign(**{name: np.array([], dtype=float) for name in columns})
    grid = _Grid(hourly)
    for name in columns:
        result[name] = grid.rows(grid.wide(name).rolling(hours, min_periods=min_hours).mean())
    return result


def moving_24h(hourly: pd.DataFrame, columns: Sequence[str] = _MEANS) -> pd.DataFrame:
    """Return moving means of 24 hours as alerts use them; 20 valid hours are needed."""
    needed = _validity(hourly["hour"].max().date()).daily_min_hours if len(hourly) else 20
    return sliding_mean(hourly, columns, 24, needed)


def moving_8h(o3: pd.DataFrame) -> pd.DataFrame:
    """Return the sliding 8-hour mean of ``o3`` of the hourly contract; 6 of 8 hours are needed."""
    needed = _validity(o3["hour"].max().date()).eight_hour_min_hours if len(o3) else 6
    return sliding_mean(o3, ["o3"], 8, needed)


def city_mean(hourly: pd.DataFrame, city: str, *, min_station_share: float = 0.0) -> pd.DataFrame:
    """Average stations to a city, hour by hour.

    Args:
        hourly: Hourly contract, one place per station.
        city: What the city is called in the result.
        min_station_share: Share of the stations of ``hourly`` that need a valid value in an
            hour, 0 to 1; 0: any one suffices. The standard's share is
            ``air_quality/validity`` ``city_min_station_share`` (0.75, 待核).

    Returns:
        Hourly contract with one place. Wind is averaged as speed and as vector: the columns
        ``wind_u`` and ``wind_v`` (m/s, towards east and north) are added, the direction is
        that of the mean vector.
    """
    hourly = with_wind_vector(hourly)
    columns = [name for name in hourly.columns if name not in ("place", "hour", "wind_direction")]
    groups = hourly[columns].groupby(hourly["hour"])
    mean = groups.mean()
    if min_station_share > 0:
        needed = np.ceil(min_station_share * hourly["place"].nunique() - 1e-9)
        pollutants = [name for name in POLLUTANTS if name in columns]
        mean[pollutants] = mean[pollutants].where(groups[pollutants].count() >= needed)
    if "wind_u" in mean:
        mean["wind_direction"] = np.degrees(np.arctan2(-mean["wind_u"], -mean["wind_v"])) % 360
    return mean.reset_index().assign(place=city)[["place", "hour", *mean.columns]]


def with_wind_vector(hourly: pd.DataFrame) -> pd.DataFrame:
    """Add ``wind_u`` and ``wind_v`` (m/s, towards east and north) where they can be known."""
    if "wind_u" in hourly or not {"wind_speed", "wind_direction"} <= set(hourly.columns):
        return hourly
    angle = np.radians(hourly["wind_direction"])
    return hourly.assign(
        wind_u=-hourly["wind_speed"] * np.sin(angle), wind_v=-hourly["wind_speed"] * np.cos(angle)
    )


def _validity(day: date) -> Validity:
    """Return the rules of a day; days before the oldest rule known are held to that one."""
    oldest = parameters.editions("air_quality/validity")[0].in_force_from
    value: Validity = parameters.on("air_quality/validity", max(day, oldest)).value
    return value


def _ozone_limit(day: date) -> float:
    name = "air_quality/concentration_limits"
    oldest = parameters.editions(name)[0].in_force_from
    limits: ConcentrationLimits = parameters.on(name, max(day, oldest)).value
    limit = limits.o3.grade2.mda8
    return float("inf") if limit is None else limit


def _per_day(days: pd.Index, field: str) -> NDArray[np.int64]:
    """Look a rule up for every day, asking once per day."""
    unique, place = np.unique(days.to_numpy(), return_inverse=True)
    values = [int(getattr(_validity(pd.Timestamp(day).date()), field)) for day in unique]
    return np.array(values, dtype=np.int64)[place]


class _Grid:
    """Hours × places on every hour from the first to the last, and the way back to rows."""

    def __init__(self, hourly: pd.DataFrame) -> None:
        self._hourly = hourly
        hours = pd.DatetimeIndex(hourly["hour"])
        self._column, places = pd.factorize(hourly["place"])
        self._places = pd.Index(places, dtype="str")
        self._index = pd.date_range(hours.min(), hours.max(), freq="h", unit="us")
        since = hours - self._index[0]
        self._row = np.asarray(since // pd.Timedelta(hours=1), dtype=np.int64)
        if (since != self._row * pd.Timedelta(hours=1)).any():
            raise ValueError("逐时数据的时间须为整点")
        cell = self._row * len(places) + self._column
        if np.bincount(cell).max() > 1:
            raise ValueError("逐时数据中同一站点（城市）同一时间出现多次")

    def wide(self, name: str) -> pd.DataFrame:
        """Return one column as hours × places, missing where there is no row."""
        values = np.full((len(self._index), len(self._places)), np.nan)
        values[self._row, self._column] = self._hourly[name].to_numpy(dtype=float)
        return pd.DataFrame(values, index=self._index, columns=self._places)

    def rows(self, wide: pd.DataFrame) -> Floats:
        """Return the cells of such a frame in the order of the rows."""
        return np.asarray(wide.to_numpy()[self._row, self._column])


def _stacked(wide: pd.DataFrame) -> pd.Series:
    """Turn days × places into a series by (place, day)."""
    index = pd.MultiIndex.from_product([wide.columns, wide.index])
    return pd.Series(wide.to_numpy().T.ravel(), index=index)
