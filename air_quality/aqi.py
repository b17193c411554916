"""Individual and overall air quality index (IAQI, AQI), daily and hourly.

Every concentration is judged by the edition of HJ 633 in force on its own day.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from air_quality.averaging import Floats, moving_8h, moving_24h, natural_day
from air_quality.iaqi import (
    TABLE,
    Breakpoints,
    breakpoints,
    column_of,
    iaqi,
    sub_index,
    whole_numbers,
)
from data import parameters
from data.parameters.shapes_air_quality import IaqiBreakpoints, Levels
from data.vocabulary import PRIMARY_ORDER, Pollutant

_SubIndices = Callable[[IaqiBreakpoints, NDArray[np.intp]], dict[str, Floats]]
"""Gives the sub-indices of some rows, by pollutant, under one edition."""

__all__ = [
    "IAQI_COLUMNS",
    "Breakpoints",
    "breakpoints",
    "daily_aqi",
    "hourly_aqi",
    "iaqi",
    "level_of",
    "levels",
    "primary_pollutants",
]

IAQI_COLUMNS = tuple(f"iaqi_{name}" for name in ("so2", "no2", "co", "o3", "pm10", "pm25"))
"""Columns ``daily_aqi`` and ``hourly_aqi`` give besides the index itself."""


def daily_aqi(daily: pd.DataFrame) -> pd.DataFrame:
    """Add AQI, level and primary pollutants to daily concentrations.

    Args:
        daily: ``city``, ``day`` and the daily contract's ``pm25 pm10 so2 no2`` (µg/m³), ``co``
            (mg/m³), ``o3_mda8``; perhaps ``o3_1h`` (largest hourly O3 of the day), which only
            the 2012 edition knows: its O3 sub-index is then the larger of the two.

    Returns:
        ``daily`` with ``aqi`` and ``level`` (Int64), ``primary`` (pollutants joined by ``+``
        in the order PM2.5 PM10 SO2 NO2 CO O3; empty where AQI ≤ 50), ``edition`` (such as
        ``HJ 633-2026``) and ``iaqi_*`` (Int64). Where the standard gives no AQI, ``aqi``,
        ``level`` and ``primary`` are missing: with an item missing, under 2026 unless the
        rest gives more than 100, under 2012 always. On days before the first edition (2013)
        everything is missing.

    Raises:
        ValueError: A concentration is negative.

    Source: HJ 633—2026 4.2, 4.3, 5.3.1; HJ 633—2012 table 1, 6.
    """

    def sub_indices(table: IaqiBreakpoints, rows: NDArray[np.intp]) -> dict[str, Floats]:
        def one(column: str, limits: str) -> Floats:
            if column not in daily:
                return np.full(len(rows), np.nan)
            values = daily[column].to_numpy(dtype=float, na_value=np.nan)[rows]
            return sub_index(values, column_of(table, limits))

        result = {name: one(name, f"{name}_24h") for name in ("so2", "no2", "co", "pm10", "pm25")}
        result["o3"] = one("o3_mda8", "o3_mda8")
        if table.daily_o3_1h and "o3_1h" in daily:
            result["o3"] = np.fmax(result["o3"], one("o3_1h", "o3_1h"))
        return result

    days = daily["day"].to_numpy(dtype="datetime64[D]")
    return _with_index(daily, days, sub_indices)


def hourly_aqi(hourly: pd.DataFrame) -> pd.DataFrame:
    """Return the real-time index of every place and hour.

    From 2026-03-01 all six items are 1-hour means, PM judged by the 24-hour columns. Before
    that PM counts as the moving 24-hour mean and O3 as the larger of its hour and the 8-hour
    sliding mean; SO2 above 800 µg/m³ in the hour counts as its moving 24-hour mean.

    Args:
        hourly: Hourly contract; the hours before a row serve its sliding means.

    Returns:
        ``place``, ``hour`` and the columns of ``daily_aqi``. The edition is that of the natural
        day the hour belongs to; missing items are treated as in ``daily_aqi``.

    Source: HJ 633—2026 table 3 with notes, 4.2; HJ 633—2012 table 1 with notes.
    """
    hourly = hourly.reset_index(drop=True)
    days = natural_day(hourly["hour"]).to_numpy(dtype="datetime64[D]")
    sliding: dict[str, pd.Series] = {}

    def sub_indices(table: IaqiBreakpoints, rows: NDArray[np.intp]) -> dict[str, Floats]:
        def one(source: Mapping[str, pd.Series] | pd.DataFrame, column: str, limits: str) -> Floats:
            if column not in source:
                return np.full(len(rows), np.nan)
            values = source[column].to_numpy(dtype=float, na_value=np.nan)[rows]
            return sub_index(values, column_of(table, limits))

        result = {name: one(hourly, name, f"{name}_1h") for name in ("so2", "no2", "co", "o3")}
        if not table.hourly_sliding_means:
            return result | {name: one(hourly, name, f"{name}_24h") for name in ("pm10", "pm25")}
        if not sliding:
            daylong = [name for name in ("pm10", "pm25", "so2") if name in hourly]
            sliding.update({name: moving_24h(hourly, daylong)[name] for name in daylong})
            if "o3" in hourly:
                sliding["o3"] = moving_8h(hourly)["o3"]
        for name in ("pm10", "pm25"):
            result[name] = one(sliding, name, f"{name}_24h")
        result["o3"] = np.fmax(result["o3"], one(sliding, "o3", "o3_mda8"))
        if "so2" in hourly:
            beyond = hourly["so2"].to_numpy(dtype=float)[rows] > table.so2_1h[-1]
            result["so2"] = np.where(beyond, one(sliding, "so2", "so2_24h"), result["so2"])
        return result

    return _with_index(hourly[["place", "hour"]], days, sub_indices)


def levels(day: date) -> Levels:
    """Return the six levels with name, numeral and colour as of ``day``."""
    value: Levels = parameters.on("air_quality/levels", day).value
    return value


def level_of(aqi: pd.Series) -> pd.Series:
    """Return the level 1 to 6 of an index as nullable integers; missing stays missing.

    The bounds (50, 100, 150, 200, 300) are the same in both editions.
    """
    upper = [level.high for level in parameters.editions("air_quality/levels")[-1].value.levels]
    values = aqi.to_numpy(dtype=float, na_value=np.nan)
    return whole_numbers(_level(values, upper), aqi.index)


def _with_index(
    frame: pd.DataFrame, days: NDArray[np.datetime64], sub_indices: _SubIndices
) -> pd.DataFrame:
    size = len(frame)
    parts = {name: np.full(size, np.nan) for name in ("so2", "no2", "co", "o3", "pm10", "pm25")}
    aqi, level = np.full(size, np.nan), np.full(size, np.nan)
    primary = np.full(size, None, dtype=object)
    edition = np.full(size, None, dtype=object)
    for table, upper, rows in _editions(days):
        by_name = sub_indices(table, rows)
        ordered = np.vstack([by_name[pollutant.value] for pollutant in PRIMARY_ORDER])
        whole = _overall(ordered, table)
        aqi[rows] = whole
        level[rows] = _level(whole, upper)
        primary[rows] = _leading(ordered, whole)
        edition[rows] = table.edition
        for name, values in by_name.items():
            parts[name][rows] = values
    return frame.assign(
        aqi=whole_numbers(aqi, frame.index),
        level=whole_numbers(level, frame.index),
        primary=pd.Series(primary, index=frame.index, dtype="str"),
        edition=pd.Series(edition, index=frame.index, dtype="str"),
        **{f"iaqi_{name}": whole_numbers(values, frame.index) for name, values in parts.items()},
    )


def _editions(
    days: NDArray[np.datetime64],
) -> Iterator[tuple[IaqiBreakpoints, list[int], NDArray[np.intp]]]:
    """Yield each edition with the upper bounds of its levels and the rows it applies to."""
    tables = parameters.editions(TABLE)
    starts = np.array([table.in_force_from for table in tables], dtype="datetime64[D]")
    place = np.searchsorted(starts, days, side="right") - 1
    place[np.isnat(days)] = -1
    for number, table in enumerate(tables):
        rows = np.flatnonzero(place == number)
        if len(rows):
            upper = [level.high for level in levels(table.in_force_from).levels]
            yield table.value, upper, rows


def _overall(sub_indices: Floats, table: IaqiBreakpoints) -> Floats:
    missing = np.isnan(sub_indices)
    largest = np.where(missing, -np.inf, sub_indices).max(axis=0)
    largest = np.maximum(largest, table.lowest_index)
    publishable = ~missing.any(axis=0)
    if table.publish_incomplete_above is not None:
        publishable |= largest > table.publish_incomplete_above
    return np.where(publishable, largest, np.nan)


def _level(aqi: Floats, upper: list[int]) -> Floats:
    level = np.searchsorted(np.array(upper[:-1], dtype=float), aqi, side="left") + 1.0
    return np.where(np.isnan(aqi), np.nan, level)


def _leading(sub_indices: Floats, aqi: Floats) -> NDArray[np.object_]:
    """Name the pollutants whose sub-index is the AQI; empty at 50 and below, None without AQI."""
    leads = (sub_indices == aqi) & (aqi > 50)
    code = (leads * (1 << np.arange(len(PRIMARY_ORDER)))[:, None]).sum(axis=0)
    names: NDArray[np.object_] = _PRIMARY_NAMES[code]
    names[np.isnan(aqi)] = None
    return names


def _named(code: int) -> str:
    return "+".join(
        pollutant.label for place, pollutant in enumerate(PRIMARY_ORDER) if code >> place & 1
    )


_PRIMARY_NAMES = np.array([_named(code) for code in range(1 << len(PRIMARY_ORDER))], dtype=object)


def primary_pollutants(primary: str | float | None) -> tuple[Pollutant, ...]:
    """Return the pollutants named by a cell of ``primary``; empty for an empty or missing one."""
    if not isinstance(primary, str) or not primary:
        return ()
    by_label = {pollutant.label: pollutant for pollutant in Pollutant}
    return tuple(by_label[label] for label in primary.split("+"))
