"""What a revision does to joint paths that keep their concentrations: exact, path by path.

The revised pollutant is shifted along the paths of the day in square-root space until their median
is the revised value; every index then follows from the concentrations as it did at first. A revised
AQI is a statement on the index itself: it shifts the index of every path, and the concentrations
that stand against it follow.
"""

import math
from datetime import date

import numpy as np
import pandas as pd

from air_quality.iaqi import breakpoints, sub_index
from data.vocabulary import PRIMARY_ORDER, Pollutant
from forecasting.knowledge import POLLUTANTS
from forecasting.trajectories import judged
from forecasting.weather import Array


def keep_concentrations(paths: pd.DataFrame) -> bool:
    """Whether paths carry the concentrations they were judged by; early runs do not."""
    return set(POLLUTANTS) <= set(paths.columns)


def shift(values: Array, by: float) -> Array:
    """Shift values in square-root space; order is kept and nothing falls below 0."""
    shifted: Array = np.clip(np.sqrt(values) + by, 0, None) ** 2
    return shifted


def shift_to(values: Array, median: float) -> float:
    """Return the shift in square-root space that makes ``median`` the median of ``values``.

    The median of an even number of values is the mean of two: the shift moves that mean.

    Args:
        values: At least one, none missing, none below 0.
        median: Wanted, not below 0.
    """
    ordered = np.sort(values)
    low, high = math.sqrt(ordered[(len(values) - 1) // 2]), math.sqrt(ordered[len(values) // 2])
    half, apart = (low + high) / 2, (high - low) / 2
    if median < 2 * apart**2:  # the lower of the two reaches 0 first
        return math.sqrt(2 * median) - high
    return math.sqrt(median - apart**2) - half


def pollutant_shifted(rows: pd.DataFrame, name: str, median: float) -> pd.DataFrame:
    """Shift one pollutant along the paths of one day and judge them anew.

    Args:
        rows: ``day``, concentrations and indices of the paths of one day.
        name: Column of the pollutant; one that was not forecast leaves the paths as they are.
        median: Wanted median, µg/m³ (CO mg/m³).
    """
    values = rows[name].to_numpy(dtype=float)
    if not np.isfinite(values).all() or float(np.median(values)) == median:
        return rows
    rows = rows.copy()
    # Rounding takes away noise such as 60.00000001, which would be judged a step higher.
    moved = np.round(shift(values, shift_to(values, median)), 6)
    rows[name] = pd.Series(moved, rows.index).astype(rows[name].dtype)
    for column, index in judged(rows.assign(city="")).items():
        rows[str(column)] = index
    return rows


def followed(before: pd.DataFrame, after: pd.DataFrame, day: date) -> pd.DataFrame:
    """Let the concentrations follow a shifted AQI.

    Args:
        before: Paths of one day as they were.
        after: The same with shifted indices.
        day: Which edition judges them.

    Returns:
        ``after``, in which along every path the leading pollutant stands at the shifted AQI and no
        other one above it.
    """
    after = after.copy()
    was, now = (f["aqi"].to_numpy(dtype=float) for f in (before, after))
    for pollutant in PRIMARY_ORDER:
        values = before[pollutant.daily].to_numpy(dtype=float)
        if not np.isfinite(values).all():
            continue
        table = breakpoints(_limits(pollutant), day)
        index = sub_index(values, table)
        at = np.interp(now, table.sub_index, table.concentration)
        moved = np.where(index >= was, at, np.minimum(values, at))
        kept = np.where(now == was, values, moved)
        column = before[pollutant.daily]
        after[pollutant.daily] = pd.Series(kept, column.index).astype(column.dtype)
    return after


def _limits(pollutant: Pollutant) -> str:
    return "o3_mda8" if pollutant is Pollutant.O3 else f"{pollutant.value}_24h"
