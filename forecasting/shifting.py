"""What a forecaster's revision does to the distribution and the joint paths of a forecast.

The distribution is shifted in square-root space, where its spread depends least on the level, until
its median is the revised value; its shape, and the rank of each joint path among the others, stay.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd
from scipy.stats import norm

from air_quality.iaqi import breakpoints, sub_index
from data.vocabulary import PRIMARY_ORDER, Pollutant
from forecasting import path_shift
from forecasting.distribution import ABOVE, ABOVE_COLUMNS, QUANTILE_COLUMNS, QUANTILES
from forecasting.path_shift import shift, shift_to
from forecasting.revision import AQI
from forecasting.weather import Array

_COLUMNS: dict[str, tuple[Pollutant, ...]] = {
    "aqi": PRIMARY_ORDER,
    "aqi_pm": tuple(each for each in PRIMARY_ORDER if each is not Pollutant.O3),
    "aqi_pm25": tuple(each for each in PRIMARY_ORDER if each not in (Pollutant.O3, Pollutant.PM10)),
}
"""Index columns of the paths and the pollutants that count in each."""

Wanted = Mapping[str, float]
"""Revised value by quantity, of one day."""


def revise(
    quantiles: pd.DataFrame, paths: pd.DataFrame, wanted: Mapping[date, Wanted]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Derive the revised distribution and joint paths; days without revision stay as they are.

    A pollutant's revision shifts its quantiles. Paths that keep their concentrations are shifted
    with it and judged anew (:mod:`forecasting.path_shift`). Of early runs only the indices are
    kept: there the index moves where this pollutant leads; where another one leads, its own value
    is taken from its quantiles at the path's rank, and a pollutant that leads falls no further
    than to the next one's median.
    An AQI revision shifts the AQI of every path, whatever leads it, and the quantiles of the
    leading pollutant (and of any other whose median would lie above the revised AQI).

    Args:
        quantiles: ``pollutant, lead_days, day, mean, p05 … p95, above_1 … above_3`` of one run.
        paths: ``path, lead_days, day, aqi, aqi_pm, aqi_pm25, primary`` of the same run, and the
            concentrations where they were kept.
        wanted: Revised values as :func:`in_force` gives them.

    Returns:
        Both frames in the shape and order they came in. After an AQI revision the AQI of a path
        need not be whole; it lies within 1 to 500.
    """
    quantiles, paths = quantiles.copy(), paths.copy()
    exact = path_shift.keep_concentrations(paths)
    for day, values in wanted.items():
        mine = paths.index[paths["day"] == pd.Timestamp(day)]
        margins = quantiles.index[quantiles["day"] == pd.Timestamp(day)]
        before = quantiles.loc[margins].set_index("pollutant")
        for quantity, value in values.items():
            if quantity == AQI:
                leader = _leader(before, paths.loc[mine, "primary"], day)
                changed = _levelled(before, leader, value, day)
                moved = _index_shifted(paths.loc[mine], value, leader)
                if exact:
                    moved = path_shift.followed(paths.loc[mine], moved, day)
                paths.loc[mine] = moved
            else:
                changed = {quantity: value} if quantity in before.index else {}
                if changed and exact:
                    paths.loc[mine] = path_shift.pollutant_shifted(paths.loc[mine], quantity, value)
                elif changed:
                    pollutant = _pollutant(quantity)
                    paths.loc[mine] = _led_shifted(paths.loc[mine], before, pollutant, value, day)
            for name, median in changed.items():
                row = quantiles.index[
                    (quantiles["pollutant"] == name) & quantiles.index.isin(margins)
                ]
                quantiles.loc[row] = _margin_shifted(quantiles.loc[row], name, median)
            before = quantiles.loc[margins].set_index("pollutant")
    return quantiles, paths


def _pollutant(column: str) -> Pollutant:
    return next(each for each in Pollutant if each.daily == column)


def _median(before: pd.DataFrame, pollutant: Pollutant) -> float:
    return float(before["p50"].to_dict()[pollutant.daily])


def _limits(pollutant: Pollutant) -> str:
    return "o3_mda8" if pollutant is Pollutant.O3 else f"{pollutant.value}_24h"


def _index_of(values: Array, pollutant: Pollutant, day: date) -> Array:
    index: Array = sub_index(values, breakpoints(_limits(pollutant), day))
    return index


def _concentration(index: Array, pollutant: Pollutant, day: date) -> Array:
    """Concentration at an index; above the last step of a short column that step's limit."""
    table = breakpoints(_limits(pollutant), day)
    return np.interp(index, table.sub_index, table.concentration)


def _margin_shifted(rows: pd.DataFrame, name: str, median: float) -> pd.DataFrame:
    """Shift one margin so that its median is ``median``; its chances follow."""
    row = rows.iloc[0]
    by = math.sqrt(median) - math.sqrt(max(float(row["p50"]), 0.0))
    result = rows.copy()
    points = np.sqrt(row[list(QUANTILE_COLUMNS)].to_numpy(dtype=float))
    for column in ("mean", *QUANTILE_COLUMNS):
        result[column] = shift(result[column].to_numpy(dtype=float), by)
    result["p50"] = float(median)
    for column, limit in zip(ABOVE_COLUMNS, ABOVE.get(name, ()), strict=False):
        result[column] = chance_above(points, math.sqrt(limit) - by)
    return result


def chance_above(points: Array, root: float) -> float:
    """Return the chance of a square root above ``root``, quantiles joined on the normal score.

    Args:
        points: Square roots of the quantiles (:data:`forecasting.distribution.QUANTILES`).
        root: Square root of a concentration; below 0 the chance is 1.
    """
    if root < 0:
        return 1.0
    scores = norm.ppf(QUANTILES)
    apart = np.maximum.accumulate(points + np.arange(len(points)) * 1e-9)
    score = float(np.interp(root, apart, scores))
    for end, inner in ((0, 1), (-1, -2)):
        if (root < apart[0]) if end == 0 else (root > apart[-1]):
            slope = (scores[end] - scores[inner]) / (apart[end] - apart[inner])
            score = float(scores[end] + (root - apart[end]) * slope)
    return float(norm.sf(score))


def _leader(before: pd.DataFrame, primary: pd.Series, day: date) -> Pollutant:
    """Pollutant that leads most paths; on clean days the usual one with the highest median."""
    counts = {each: int(primary.fillna("").str.split("+").map(lambda p, n=each.label: n in p).sum())
              for each in PRIMARY_ORDER}  # fmt: skip
    if max(counts.values(), default=0):
        return max(counts, key=lambda each: counts[each])
    medians = _median_indices(before, (Pollutant.PM25, Pollutant.PM10, Pollutant.O3), day)
    return max(medians, key=lambda each: medians[each]) if medians else Pollutant.PM25


def _median_indices(
    before: pd.DataFrame, pollutants: Iterable[Pollutant], day: date
) -> dict[Pollutant, float]:
    return {
        each: float(_index_of(np.array([_median(before, each)]), each, day)[0])
        for each in pollutants
        if each.daily in before.index
    }


def _levelled(
    before: pd.DataFrame, leader: Pollutant, wanted: float, day: date
) -> dict[str, float]:
    """Medians that go with a revised AQI: the leader's, and none above it."""
    medians = _median_indices(before, PRIMARY_ORDER, day)
    return {
        each.daily: float(_concentration(np.array([wanted]), each, day)[0])
        for each, index in medians.items()
        if (each is leader and index != wanted) or index > wanted
    }


def _index_shifted(rows: pd.DataFrame, wanted: float, leader: Pollutant) -> pd.DataFrame:
    rows = rows.copy()
    aqi = rows["aqi"].to_numpy(dtype=float)
    known = aqi[np.isfinite(aqi)]
    if not len(known):
        return rows
    revised = np.clip(np.round(shift(aqi, shift_to(known, wanted)), 6), 1, 500)
    for name in ("aqi_pm", "aqi_pm25"):
        column = rows[name].to_numpy(dtype=float)
        rows[name] = np.where(column == aqi, revised, np.minimum(column, revised))
    rows["aqi"] = revised
    primary = rows["primary"].fillna("").to_numpy(dtype=object)
    primary = np.where((revised > 50) & (primary == ""), leader.label, primary)
    rows["primary"] = np.where(revised <= 50, "", primary)
    return rows


def _led_shifted(
    rows: pd.DataFrame, before: pd.DataFrame, pollutant: Pollutant, wanted: float, day: date
) -> pd.DataFrame:
    """Shift one pollutant along the paths of a day."""
    rows = rows.copy()
    if _median(before, pollutant) == wanted:
        return rows
    others = _median_indices(before, [e for e in PRIMARY_ORDER if e is not pollutant], day)
    leads, own = _own_index(rows, before, pollutant, day)
    concentration = _concentration(own, pollutant, day)
    # Where the paths show most of the pollutant, their own median is moved: drawn paths have
    # not quite that of the quantiles.
    shown = float(np.median(concentration)) if leads.mean() > 0.5 else _median(before, pollutant)
    by = math.sqrt(wanted) - math.sqrt(shown)
    moved = _index_of(np.round(shift(concentration, by), 6), pollutant, day)
    was = rows["aqi"].to_numpy(dtype=float)
    primary = rows["primary"].fillna("").to_numpy(dtype=object)
    for name, counted in _COLUMNS.items():
        if pollutant not in counted:
            continue
        column = rows[name].to_numpy(dtype=float)
        floor = max((others[each] for each in counted if each in others), default=1.0)
        rest = np.where(leads & (own >= column), np.minimum(column, floor), column)
        rows[name] = np.clip(np.fmax(moved, rest), 1, 500)
        if name == AQI:
            second = max(others, key=lambda each: others[each]).label if others else ""
            fallen = np.where(leads & (own >= was), second, primary)
            named = np.where(moved >= rest, pollutant.label, fallen)
            rows["primary"] = np.where(rows["aqi"].to_numpy(dtype=float) <= 50, "", named)
    return rows


def _own_index(
    rows: pd.DataFrame, before: pd.DataFrame, pollutant: Pollutant, day: date
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], Array]:
    """Where a pollutant leads the index it counts in, and its own index along every path.

    The narrowest column it counts in shows it best: PM2.5 stands behind ``aqi_pm25`` even where
    PM10 or O3 lead the AQI.
    """
    name = [column for column, counted in _COLUMNS.items() if pollutant in counted][-1]
    column = rows[name].to_numpy(dtype=float)
    wider = {"aqi": "aqi_pm", "aqi_pm": "aqi_pm25"}.get(name)
    labels = rows["primary"].fillna("").str.split("+")
    if wider is not None:
        leads = column > rows[wider].to_numpy(dtype=float)
    elif pollutant is Pollutant.PM25:
        gases = {each.label for each in _COLUMNS[name] if each is not Pollutant.PM25}
        leads = np.array([not gases & set(named) for named in labels])
    else:
        leads = np.array([pollutant.label in named for named in labels])
    rank = pd.Series(column).rank(method="first").to_numpy(dtype=float)
    points = np.sqrt(before.loc[pollutant.daily, list(QUANTILE_COLUMNS)].to_numpy(dtype=float))
    scores = norm.ppf((rank - 0.5) / max(len(rows), 1))
    guess = _index_of(np.interp(scores, norm.ppf(QUANTILES), points) ** 2, pollutant, day)
    return leads, np.where(leads, column, np.fmin(guess, column))
