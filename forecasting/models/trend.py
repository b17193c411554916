"""How a place's concentrations change over the years, weather and season apart.

Emissions fall (or rise) over the years of a record. Months left out lie between known ones, so
nothing in validation warns of it; a model of the past then forecasts the past's level. The change
per year is therefore estimated beside all predictors and the record brought to today's level
before anything is learned from it, but only as far as the estimate stands out of its own error.
"""

import numpy as np

from forecasting.folds import BLOCK_DAYS
from forecasting.models.learners import standardised
from forecasting.weather import Array

_PENALTY = 100.0
_LEAST_DAYS = 540  # a year and a half: below it the season passes for a trend
_DOUBT = 2.0  # standard errors an estimate has to exceed to count at all
_DAYS_OF_YEAR = 365.25


def yearly_change(x: Array, y: Array) -> float:
    """Change per year of the logarithm of a target, predictors held fixed.

    Ridge regression of log(y) on the predictors and on time, the latter without penalty. Its
    standard error takes errors of one month to go together (clusters of 30 days). The estimate b
    with error s is shrunk to b · max(0, 1 − (2 s / b)²), a positive-part James–Stein rule.

    Args:
        x: Predictors, shape (days, names), NaN where missing.
        y: Square root of the concentration by day, NaN where missing; values below 1 count as 1.

    Returns:
        The shrunk change, 0 for records shorter than a year and a half.
    """
    rows = np.flatnonzero(np.isfinite(y))
    if len(rows) == 0 or rows[-1] - rows[0] < _LEAST_DAYS:
        return 0.0
    known = x[rows]
    present = np.isfinite(known).any(axis=0)
    known = known[:, present]
    z = standardised(known, np.nanmean(known, axis=0), np.nanstd(known, axis=0) + 1e-9)
    design = np.column_stack([z, np.ones(len(rows)), rows / _DAYS_OF_YEAR])
    penalty = np.diag([_PENALTY] * z.shape[1] + [0.0, 0.0])
    target = np.log(np.clip(y[rows], 1, None))
    to_weights = np.linalg.solve(design.T @ design + penalty, design.T)
    weights = to_weights @ target
    pull = to_weights[-1] * (target - design @ weights)
    months = np.bincount(rows // BLOCK_DAYS, weights=pull)
    change, error = float(weights[-1]), float(np.sqrt((months**2).sum()))
    if abs(change) <= _DOUBT * error:
        return 0.0
    return change * (1 - (_DOUBT * error / change) ** 2)


def to_today(y: Array, change: float) -> Array:
    """Bring a record to the level of its last day, given its yearly change."""
    years_ago = np.arange(len(y))[::-1] / _DAYS_OF_YEAR
    level: Array = y * np.exp(change * years_ago)
    return level
