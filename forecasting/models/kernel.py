"""A smooth regression that sees how predictors act together: kernel ridge regression.

Days alike in their predictors get alike forecasts. Between few years of days this serves better
than trees, whose steps need many more cases, and better than a straight line, which cannot know
that still air matters only while it is humid.

References:
    Saunders, Gammerman, Vovk (1998), Ridge regression learning algorithm in dual variables, ICML.
    Rasmussen, Williams (2006), Gaussian Processes for Machine Learning, ch. 2 (its posterior mean).
"""

from dataclasses import dataclass, field
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve

from forecasting.folds import Fold, Mask
from forecasting.models.learners import RidgeLearner, Task, standardised
from forecasting.weather import Array

Floats = npt.NDArray[np.floating]
"""Single or double precision."""

_IMPORTANCE_FLOOR = 0.2  # what the linear regression finds useless may still matter jointly


@dataclass(frozen=True)
class _Fitted:
    """What one city needs to forecast."""

    centre: Array
    scale: Array
    factor: Floats
    width: float
    days: Floats
    weights: Floats
    mean: float
    deviation: float


@dataclass
class KernelLearner:
    """Kernel ridge regression of each city on its own days, with a Gaussian kernel.

    Distances between days weigh each predictor by the root of its importance in a linear ridge
    regression; predictors that tell of the past count less, as chosen on months left out. Single
    precision suffices for forecasts and halves the time.

    Attributes:
        widths: Squared widths of the kernel to choose from, in mean squared distances of
            standardised predictors.
        penalties: Penalties to choose from, in variances of the target.
        memories: Scales to choose from for predictors of the past.
        most_days: Newest days to learn from; time grows with the cube of their number.
        folds: Parts for the out-of-fold forecasts.
        judged_folds: Parts on which widths, penalties and memories are compared.
    """

    widths: tuple[float, ...] = (1.0, 2.0)
    penalties: tuple[float, ...] = (0.1, 0.3)
    memories: tuple[float, ...] = (0.5, 0.2)
    most_days: int = 1200
    folds: int = 5
    judged_folds: int = 2
    _cities: dict[str, _Fitted] = field(default_factory=dict)

    def fit(self, task: Task) -> dict[str, Array]:
        """See :class:`forecasting.models.learners.Learner`.

        Days older than ``most_days`` have no out-of-fold forecast (NaN).
        """
        linear = RidgeLearner()
        linear.fit(task)
        self._cities = {}
        return {city: self._fit_city(task, city, linear) for city in task.cities}

    def predict(self, city: str, x: Array) -> Array:
        """See :class:`forecasting.models.learners.Learner`."""
        fitted = self._cities[city]
        z = standardised(x, fitted.centre, fitted.scale) * fitted.factor
        likeness = np.exp(-_squared_distance(z, fitted.days) / (2 * fitted.width))
        forecast: Array = (likeness @ fitted.weights) * fitted.deviation + fitted.mean
        return forecast.astype(np.float64)

    def _fit_city(self, task: Task, city: str, linear: RidgeLearner) -> Array:
        x, y = task.x[city], task.y[city]
        rows = np.flatnonzero(np.isfinite(y))[-self.most_days :]
        mean, deviation = float(y[rows].mean()), float(y[rows].std()) + 1e-9
        target = ((y[rows] - mean) / deviation).astype(np.float32)
        scaling = linear.scaling(city)
        z = standardised(x[rows], *scaling).astype(np.float32)
        slope = np.abs(linear.slopes(city))
        importance = slope / slope.mean() if slope.any() else np.ones_like(slope)
        past = np.array([name in task.memory for name in task.names])
        folds = [(f.judge[rows], f.learn[rows]) for f in Fold.split(len(y), self.folds)]
        folds = [(judge, learn) for judge, learn in folds if judge.any() and learn.any()]

        least, best = np.inf, None
        for held in self.memories:
            factor = np.sqrt(importance + _IMPORTANCE_FLOOR) * np.where(past, held, 1.0)
            factor = (factor / np.sqrt((factor**2).sum())).astype(np.float32)
            distance = _squared_distance(z * factor, z * factor)
            for width, penalty in product(self.widths, self.penalties):
                likeness = np.exp(-distance / (2 * width))
                judged = folds[: self.judged_folds]
                error = _squared_error(_left_out(likeness, target, penalty, judged), target)
                if best is None or error < least:
                    least, best = error, (factor, width, penalty, likeness)
        assert best is not None
        factor, width, penalty, likeness = best
        left_out = _left_out(likeness, target, penalty, folds)
        weights = _solved(likeness.copy(), target, penalty)
        self._cities[city] = _Fitted(*scaling, factor, width, z * factor, weights, mean, deviation)
        forecast = np.full(len(y), np.nan)
        forecast[rows] = left_out * deviation + mean
        return forecast


def _left_out(
    likeness: Floats, target: Floats, penalty: float, folds: list[tuple[Mask, Mask]]
) -> Floats:
    """Forecasts of the judged days of each fold, learned from its other days; else NaN."""
    forecast = np.full_like(target, np.nan)
    for judge, learn in folds:
        weights = _solved(likeness[np.ix_(learn, learn)], target[learn], penalty)
        forecast[judge] = likeness[np.ix_(judge, learn)] @ weights
    return forecast


def _solved(likeness: Floats, target: Floats, penalty: float) -> Floats:
    """Weights (K + λI)⁻¹ y; overwrites ``likeness``."""
    likeness[np.diag_indices_from(likeness)] += penalty
    factor = cho_factor(likeness, lower=True, overwrite_a=True, check_finite=False)
    weights: Floats = cho_solve(factor, target, check_finite=False)
    return weights


def _squared_error(forecast: Floats, target: Floats) -> float:
    known = np.isfinite(forecast)
    return float(((forecast - target)[known] ** 2).mean()) if known.any() else np.inf


def _squared_distance(a: Floats, b: Floats) -> Floats:
    squared: Floats = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None] - 2 * (a @ b.T)
    return squared.clip(0)
