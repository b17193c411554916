"""From a forecast to its doubt: a distribution made of past errors at a similar level.

Errors are those of out-of-fold forecasts, in square-root space, where their size depends less on
the level. A new forecast takes the past errors, those of forecasts near its own level counting most
(conditional error dressing; compare Roulston and Smith 2003, doi:10.3402/tellusa.v55i1.12082).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.weather import Array

QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
QUANTILE_COLUMNS = tuple(f"p{round(100 * q):02d}" for q in QUANTILES)
ABOVE = {"pm25": (115.0, 150.0, 250.0), "o3_mda8": (160.0, 215.0, 265.0)}
"""Concentrations whose exceedance chance is given as above_1, above_2, above_3, µg/m³."""
ABOVE_COLUMNS = ("above_1", "above_2", "above_3")
_LEVEL_WIDTH = 0.4  # of the standard deviation of past forecasts
_MIN_EFFECTIVE = 60.0
_HALF_LIFE_DAYS = 365.0
_WIDENING = 0.25
"""Months left out lie between known ones, the future beyond them: errors there are larger, by
about this share over the years of the record (measured on Beijing and Taiyuan)."""
_WIDEST = 1.25


@dataclass(frozen=True)
class PastErrors:
    """Past forecasts and what was then observed, both as square roots of concentrations.

    Attributes:
        forecast: Out-of-fold forecasts.
        error: Observed minus forecast, same length.
        age_days: How long ago, same length; recent errors count more, since levels change over
            the years.
    """

    forecast: Array
    error: Array
    age_days: Array

    @classmethod
    def of(cls, forecast: Array, observed: Array) -> "PastErrors":
        """Pair forecasts with observations of consecutive days up to the newest.

        Pairs with a missing side are left out.
        """
        known = np.isfinite(forecast) & np.isfinite(observed)
        age = np.arange(len(forecast))[::-1].astype(float)
        return cls(forecast[known], (observed - forecast)[known], age[known])

    @property
    def widening(self) -> float:
        """Factor by which errors to come are larger than those of months left out."""
        years = max(len(self.error), 1) / 365.25
        return min(1 + _WIDENING / years, _WIDEST)

    def weights(self, level: float) -> Array:
        """Weight of each past error for a forecast of ``level``; they sum to one.

        The neighbourhood widens until it holds enough cases, so extreme forecasts borrow from
        the nearest ones.
        """
        width = max(_LEVEL_WIDTH * float(self.forecast.std()), 1e-6)
        distance = np.abs(self.forecast - level)
        weight: Array = np.ones_like(distance)
        wanted = min(_MIN_EFFECTIVE, len(self.forecast) / 3)
        recent = 0.5 ** (self.age_days / _HALF_LIFE_DAYS)
        for _ in range(12):
            exponent = -0.5 * (distance / width) ** 2
            weight = recent * np.exp(exponent - exponent.max())
            weight /= weight.sum()
            if 1 / (weight**2).sum() >= wanted:
                break
            width *= 1.3
        return weight

    def describe(self, level: float, thresholds: Sequence[float] = ()) -> "Description":
        """Distribution of the concentration given a forecast of ``level``.

        Args:
            level: Square root of the forecast concentration.
            thresholds: Concentrations to give exceedance chances of.
        """
        weight = self.weights(level)
        centre = level + float(weight @ self.error)
        mean = float(weight @ np.clip(level + self.error, 0, None) ** 2)
        widened = centre + self.widening * (level + self.error - centre)
        values = np.clip(widened, 0, None) ** 2
        order = np.argsort(values)
        cumulative = np.cumsum(weight[order]) - 0.5 * weight[order]
        quantiles = np.interp(QUANTILES, cumulative, values[order])
        chances = [min(float(weight[values > limit].sum()), 1.0) for limit in thresholds]
        return Description(mean, quantiles, chances)

    def ranks(self) -> Array:
        """Rank of each past error among those of a similar level, 0 to 1 (exclusive)."""
        count = len(self.error)
        if count == 0:
            return np.empty(0)
        width = max(_LEVEL_WIDTH * float(self.forecast.std()), 1e-6)
        distance = (self.forecast[:, None] - self.forecast[None, :]) / width
        weight = np.exp(-0.5 * distance**2)
        below = (self.error[None, :] < self.error[:, None]) + 0.5 * np.eye(count)
        rank: Array = (weight * below).sum(axis=1) / weight.sum(axis=1)
        return np.clip(rank, 0.5 / count, 1 - 0.5 / count)


@dataclass(frozen=True)
class Description:
    """Mean, quantiles (:data:`QUANTILES`) and exceedance chances of one forecast value."""

    mean: float
    quantiles: Array
    chances: list[float]
