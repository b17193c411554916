"""Weights of other forecasts beside ours, learned from past errors in time.

Our past errors are regressed on the differences between the others and ours (the combination of
Bates and Granger 1969, doi:10.1057/jors.1969.103), with weights of at least 0 that sum to at most 1
and are drawn to 0 the harder the fewer pairs there are. How far the weights are trusted depends on
the gain they would have brought, each block of days combined with weights from the days before it:
nothing below two standard errors of the gain, all from four on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import nnls

from forecasting.distribution import ABOVE, ABOVE_COLUMNS, QUANTILE_COLUMNS
from forecasting.path_shift import shift
from forecasting.shifting import chance_above
from forecasting.weather import Array

MIN_PAIRS = 30
"""Past pairs of a lead below which ours stands alone."""
FIRST_LEARNED = 10
"""Pairs before which nothing is judged: too little was known."""
_PRIOR = 15.0  # pairs that "no weight", or the weight of all leads, counts for
_SPREAD_PRIOR = 30.0
_NARROWEST = 0.7
_NOISE, _SURE = 2.0, 4.0
_BLOCK_DAYS = 10


@dataclass(frozen=True)
class Pairs:
    """Past forecasts of one lead and what was observed, in the order of time; square roots.

    Attributes:
        days: Days since 1970, rising.
        ours: Our forecasts.
        observed: What came.
        others: The other forecasts, one column each; missing counts as saying what ours says.
    """

    days: Array
    ours: Array
    observed: Array
    others: Array

    def __len__(self) -> int:
        return len(self.days)

    @property
    def errors(self) -> tuple[Array, Array]:
        """Our errors, and how the others differ from ours."""
        return self.observed - self.ours, np.nan_to_num(self.others - self.ours[:, None])


def learned_weights(
    known: Mapping[int, Pairs], others: int
) -> tuple[dict[int, Array], dict[int, float]]:
    """Learn the weights of each lead, and how much narrower the errors become.

    Args:
        known: Past pairs by lead.
        others: How many other forecasts there are.

    Returns:
        Weights by lead, one per other forecast, and by lead the factor of our spread, 0.7 to 1.
        Leads with fewer than 30 pairs have weights of 0 and a factor of 1.
    """
    weights = {lead: np.zeros(others) for lead in known}
    spread = dict.fromkeys(known, 1.0)
    able = {lead: p.errors for lead, p in known.items() if len(p) >= MIN_PAIRS}
    gains, ratios = [], {}
    for lead, (error, difference) in able.items():
        before, after = error**2, _in_time(error, difference) ** 2
        gains.append(np.column_stack([known[lead].days, before - after])[FIRST_LEARNED:])
        ratios[lead] = after[FIRST_LEARNED:].mean() / max(before[FIRST_LEARNED:].mean(), 1e-12)
    trust = _trust(np.concatenate(gains)) if gains else 0.0
    if trust == 0:
        return weights, spread
    grams = {lead: _gram(*pair) for lead, pair in able.items()}
    pooled = _solved(
        np.sum([gram for gram, _, _ in grams.values()], axis=0),
        np.sum([product for _, product, _ in grams.values()], axis=0),
        sum(count for _, _, count in grams.values()),
        np.zeros(others),
    )
    for lead, (gram, product, count) in grams.items():
        weights[lead] = trust * _solved(gram, product, count, pooled)
        ratio = (count * ratios[lead] + _SPREAD_PRIOR) / (count + _SPREAD_PRIOR)
        spread[lead] = float(np.clip(1 + trust * (np.sqrt(ratio) - 1), _NARROWEST, 1.0))
    return weights, spread


def _gram(error: Array, difference: Array) -> tuple[Array, Array, int]:
    return difference.T @ difference, difference.T @ error, len(error)


def _solved(gram: Array, product: Array, count: int, prior: Array) -> Array:
    """Weights of at least 0, together at most 1, from sums of products; drawn to a prior."""
    hold = _PRIOR / max(count, 1) * np.diag(gram) + 1e-9
    root = np.linalg.cholesky(gram + np.diag(hold))
    weights, _ = nnls(root.T, np.linalg.solve(root, product + hold * prior))
    return np.asarray(weights / max(weights.sum(), 1.0))


def _in_time(error: Array, difference: Array) -> Array:
    """Errors of the combination, each block of days with weights from the days before it."""
    left, nothing = error.copy(), np.zeros(difference.shape[1])
    for start in range(FIRST_LEARNED, len(error), _BLOCK_DAYS):
        weights = _solved(*_gram(error[:start], difference[:start]), nothing)
        block = slice(start, start + _BLOCK_DAYS)
        left[block] = error[block] - difference[block] @ weights
    return left


def _trust(gains: Array) -> float:
    """How far gains (day, gain) stand above noise, 0 to 1; neighbouring days are not independent."""
    _, place, count = np.unique(gains[:, 0], return_inverse=True, return_counts=True)
    daily = np.bincount(place, gains[:, 1]) / count
    if daily.mean() <= 0:
        return 0.0
    centred = daily - daily.mean()
    variance = float((centred**2).mean())
    for lag in range(1, 5):  # Newey and West 1987
        variance += 2 * (1 - lag / 5) * float((centred[lag:] * centred[:-lag]).sum()) / len(daily)
    error = np.sqrt(max(variance, 1e-12) / len(daily))
    return float(np.clip((daily.mean() / error - _NOISE) / (_SURE - _NOISE), 0, 1))


def moved_by(row: Mapping[Any, Any], by: float, spread: float) -> dict[str, float]:
    """Shift a distribution in square-root space and narrow it around its median.

    Args:
        row: ``pollutant, mean, p05 … p95`` of one forecast value, µg/m³ (CO mg/m³).
        by: Shift of the square root.
        spread: Factor of the spread.

    Returns:
        Mean, quantiles and the exceedance chances of pollutants that have them.
    """
    roots = np.sqrt(np.array([row[name] for name in QUANTILE_COLUMNS], dtype=float).clip(0))
    middle = roots[QUANTILE_COLUMNS.index("p50")]
    points = (middle + spread * (roots - middle) + by).clip(0)
    mean = float(shift(np.array([row["p50"]]), by)[0]) + spread**2 * (row["mean"] - row["p50"])
    result = {"mean": max(float(mean), 0.0)}
    result |= dict(zip(QUANTILE_COLUMNS, map(float, points**2), strict=True))
    for column, limit in zip(ABOVE_COLUMNS, ABOVE.get(row["pollutant"], ()), strict=False):
        result[column] = chance_above(points, float(np.sqrt(limit)))
    return result
