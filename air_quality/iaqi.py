"""The IAQI table and the individual index (IAQI) of one pollutant."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from air_quality.averaging import Floats
from data import parameters
from data.parameters.shapes_air_quality import IaqiBreakpoints

TABLE = "air_quality/iaqi_breakpoints"
"""Name of the parameter that holds the table."""

_NO_ROUNDING = 9
"""Decimals kept to wipe off the noise of floating point, such as 100.00000000000001."""


@dataclass(frozen=True)
class Breakpoints:
    """One column of the IAQI table: where each step of the sub-index begins."""

    concentration: tuple[float, ...]
    """Limits of the steps, µg/m³ (CO: mg/m³), rising from 0."""

    sub_index: tuple[int, ...]
    """IAQI at those limits, dimensionless."""

    decimals: int | None
    """Places the concentration is rounded to beforehand; None where the standard is silent."""

    above: int | None
    """IAQI above the last limit; None where the column then gives no IAQI."""


def breakpoints(column: str, day: date) -> Breakpoints:
    """Return the IAQI column that applies to ``day``.

    Args:
        column: ``so2_24h so2_1h no2_24h no2_1h co_24h co_1h o3_mda8 o3_1h pm10_24h pm25_24h``.
            Where PM is reported by the hour from hourly means it uses the 24-hour column.
        day: Day of the concentration.

    Raises:
        ParameterError: No edition in force on ``day`` (before 2013).
    """
    return column_of(parameters.on(TABLE, day).value, column)


def iaqi(concentration: pd.Series, limits: Breakpoints) -> pd.Series:
    """Interpolate the individual air quality index and round it up.

    Args:
        concentration: Concentration, µg/m³ (CO: mg/m³), at the averaging time of ``limits``.
        limits: The table column of the same pollutant and averaging time.

    Returns:
        IAQI as nullable integers on the index of ``concentration``. Missing stays missing;
        above the last limit the index is ``limits.above``.

    Raises:
        ValueError: A concentration is negative.

    Source: HJ 633—2026, formula (1), table 3, 4.2.2 and 4.2.3 (concentration rounded half to
        even) and 4.2.6 (index rounded up); HJ 633—2012 table 1 and 6.2.
    """
    values = sub_index(concentration.to_numpy(dtype=float, na_value=np.nan), limits)
    return whole_numbers(values, concentration.index)


def column_of(table: IaqiBreakpoints, name: str) -> Breakpoints:
    """Return one column of an edition's table."""
    concentration: tuple[float, ...] = getattr(table, name)
    decimals = None
    if table.decimals is not None:
        decimals = table.decimals.co_mg if name.startswith("co_") else table.decimals.ug
    # Only two columns end early, and what holds beyond their end is a rule of its own.
    above = getattr(table.above_table, name) if name in _SHORT else table.iaqi[-1]
    return Breakpoints(concentration, table.iaqi[: len(concentration)], decimals, above)


_SHORT = ("o3_mda8", "so2_1h")


def sub_index(concentration: Floats, limits: Breakpoints) -> Floats:
    """Do what ``iaqi`` does on bare arrays, NaN for missing."""
    if (concentration < 0).any():
        wrong = concentration[concentration < 0]
        raise ValueError(f"浓度不能为负，现有 {len(wrong)} 个负值，如 {wrong[0]:g}；请先剔除")
    # Means carry noise, which would turn an exact half such as 60.5 into more or less.
    concentration = np.round(concentration, _NO_ROUNDING)
    if limits.decimals is not None:
        concentration = _half_even(concentration, limits.decimals)
    exact = np.interp(concentration, limits.concentration, limits.sub_index)
    exact[np.isnan(concentration)] = np.nan
    whole = np.ceil(np.round(exact, _NO_ROUNDING))
    beyond = concentration > limits.concentration[-1]
    if beyond.any():
        whole[beyond] = np.nan if limits.above is None else limits.above
    return whole


def _half_even(values: Floats, decimals: int) -> Floats:
    """Round as GB/T 8170: to the nearest, an exact half to the even digit."""
    scale = 10.0**decimals
    return np.asarray(np.rint(np.round(values * scale, _NO_ROUNDING)) / scale)


def whole_numbers(values: Floats, index: pd.Index) -> pd.Series:
    """Return floats as nullable integers, NaN as missing."""
    mask = np.isnan(values)
    return pd.Series(
        pd.arrays.IntegerArray(np.where(mask, 0, values).astype(np.int64), mask), index=index
    )
