"""Regressions that learn one lead day of one pollutant and judge themselves on months left out.

A learner's ``fit`` returns its out-of-fold forecasts, from which weights and doubt are learned.
Targets are square roots of concentrations.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from forecasting.folds import Fold, Mask, ridge_path, solve_ridge
from forecasting.weather import Array

SEASON = ("season_sin1", "season_cos1", "season_sin2", "season_cos2")


@dataclass(frozen=True)
class Task:
    """One lead day of one pollutant.

    Attributes:
        names: Names of the predictors.
        x: Predictors by place, shape (days, names), all places on one calendar.
        y: Target by place, NaN where the day is missing or not yet known.
        cities: Places to forecast; the others are only learned from.
        memory: Names of predictors that tell of the past rather than of the target day.
    """

    names: list[str]
    x: dict[str, Array]
    y: dict[str, Array]
    cities: list[str]
    memory: frozenset[str] = frozenset()

    @property
    def days(self) -> int:
        """Length of the calendar."""
        return len(next(iter(self.y.values())))


class Learner(Protocol):
    """A regression with out-of-fold forecasts of its own."""

    def fit(self, task: Task) -> dict[str, Array]:
        """Learn; return out-of-fold forecasts of each city on the calendar of the task."""
        ...

    def predict(self, city: str, x: Array) -> Array:
        """Forecast rows of a city."""
        ...


@dataclass
class RidgeLearner:
    """Linear regression of each city on its own days, penalty chosen on months left out.

    Predictors are standardised, limited to four standard deviations and set to their mean where
    missing.

    Attributes:
        only: Predictors to use; None takes all.
        penalties: Penalties to choose from.
        memories: Scales to choose from for predictors that tell of the past: the smaller, the
            harder they are held back, as they should be at long lead times.
    """

    only: tuple[str, ...] | None = None
    penalties: tuple[float, ...] = (10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0)
    memories: tuple[float, ...] = (1.0, 0.5, 0.2)
    folds: int = 5
    _columns: list[int] = field(default_factory=list)
    _cities: dict[str, tuple[Array, Array, Array, float]] = field(default_factory=dict)

    def fit(self, task: Task) -> dict[str, Array]:
        """See :class:`Learner`."""
        self._columns = [
            number
            for number, name in enumerate(task.names)
            if self.only is None or name in self.only
        ]
        self._cities = {}
        return {city: self._fit_city(task, city) for city in task.cities}

    def predict(self, city: str, x: Array) -> Array:
        """See :class:`Learner`."""
        centre, scale, weights, mean = self._cities[city]
        forecast: Array = standardised(x[:, self._columns], centre, scale) @ weights + mean
        return forecast

    def scaling(self, city: str) -> tuple[Array, Array]:
        """Mean and standard deviation of each predictor of a city (0 and 1 where never known)."""
        centre, scale, _, _ = self._cities[city]
        return centre, scale

    def slopes(self, city: str) -> Array:
        """Change of the forecast per standard deviation of each predictor of a city."""
        return self._cities[city][2]

    def _fit_city(self, task: Task, city: str) -> Array:
        x, y = task.x[city][:, self._columns], task.y[city]
        known = np.isfinite(y)
        present = np.isfinite(x[known]).any(axis=0)
        centre, scale = np.zeros(x.shape[1]), np.ones(x.shape[1])
        centre[present] = np.nanmean(x[known][:, present], axis=0)
        scale[present] = np.nanstd(x[known][:, present], axis=0) + 1e-9
        z, mean = standardised(x, centre, scale), float(y[known].mean())
        memory = np.array([task.names[number] in task.memory for number in self._columns])
        folds = [(fold.judge, known & fold.learn) for fold in Fold.split(len(y), self.folds)]
        best: tuple[float, Array, Array, float] | None = None
        for held in self.memories if memory.any() and not memory.all() else (1.0,):
            factor = np.where(memory, held, 1.0)
            forecasts = np.full((len(self.penalties), len(y)), np.nan)
            for judge, learn in folds:
                weights = ridge_path(z[learn] * factor, y[learn] - mean, self.penalties)
                forecasts[:, judge] = weights @ (z[judge] * factor).T + mean
            errors = np.nanmean((forecasts - y) ** 2, axis=1)
            least = int(np.argmin(errors))
            if best is None or errors[least] < best[0]:
                best = (float(errors[least]), forecasts[least], factor, self.penalties[least])
        assert best is not None
        _, forecast, factor, penalty = best
        weights = factor * solve_ridge(z[known] * factor, y[known] - mean, penalty)
        self._cities[city] = (centre, scale, weights, mean)
        return forecast


def standardised(x: Array, centre: Array, scale: Array) -> Array:
    """Predictors in standard deviations, limited to four; the mean stands for a missing one."""
    return np.nan_to_num((x - centre) / scale).clip(-4, 4)


def season_learner() -> RidgeLearner:
    """Climatology: two harmonics of the year (smoothed day of year)."""
    return RidgeLearner(only=SEASON, penalties=(1.0, 10.0))


@dataclass
class BoostingLearner:
    """Histogram gradient boosting, pooled over all places; the mean of one model per fold.

    Each fold's model judges the months it has not seen, so the doubt costs no further fits.

    Attributes:
        companions: Rows of other places learned per day and city; more add little and cost time.
        max_rows: Rows of one fit at most, thinned evenly above.
    """

    folds: int = 3
    companions: int = 4
    max_rows: int = 16000
    seed: int = 0
    _models: list[HistGradientBoostingRegressor] = field(default_factory=list)

    def fit(self, task: Task) -> dict[str, Array]:
        """See :class:`Learner`."""
        rows = self._rows(task)
        forecasts = {city: np.full(task.days, np.nan) for city in task.cities}
        self._models = []
        for number, fold in enumerate(Fold.split(task.days, self.folds)):
            chosen = {place: mask & fold.learn for place, mask in rows.items()}
            x = np.concatenate([task.x[place][mask] for place, mask in chosen.items()])
            y = np.concatenate([task.y[place][mask] for place, mask in chosen.items()])
            step = max(1, -(-len(y) // self.max_rows))
            x, y = x[::step], y[::step]
            # scikit-learn cannot bin a column without any value.
            x[:, np.isnan(x).all(axis=0)] = 0.0
            # Weights would make this a dozen times slower; they are not needed.
            model = HistGradientBoostingRegressor(
                max_iter=150,
                learning_rate=0.1,
                max_leaf_nodes=6,
                min_samples_leaf=20,
                l2_regularization=5.0,
                max_features=0.2,
                max_bins=64,
                random_state=self.seed + number,
            ).fit(x, y)
            self._models.append(model)
            for city in task.cities:
                forecasts[city][fold.judge] = model.predict(task.x[city][fold.judge])
        return forecasts

    def predict(self, city: str, x: Array) -> Array:  # noqa: ARG002 - one model for all cities
        """See :class:`Learner`."""
        forecast: Array = np.mean([model.predict(x) for model in self._models], axis=0)
        return forecast

    def _rows(self, task: Task) -> dict[str, Mask]:
        """Days to learn of each place: all of the cities, some of the others."""
        others = [place for place in task.x if place not in task.cities]
        turn = max(1, -(-len(others) // (self.companions * len(task.cities))))
        day = np.arange(task.days)
        rows = {city: np.isfinite(task.y[city]) for city in task.cities}
        for number, place in enumerate(others):
            rows[place] = np.isfinite(task.y[place]) & ((day + number) % turn == 0)
        return rows


@dataclass
class LastValueLearner:
    """Persistence: the last known value lasts."""

    column: str
    _number: int = 0
    _fallback: dict[str, float] = field(default_factory=dict)

    def fit(self, task: Task) -> dict[str, Array]:
        """See :class:`Learner`."""
        self._number = task.names.index(self.column)
        self._fallback = {city: float(np.nanmean(task.y[city])) for city in task.cities}
        return {city: self.predict(city, task.x[city]) for city in task.cities}

    def predict(self, city: str, x: Array) -> Array:
        """See :class:`Learner`."""
        last = x[:, self._number]
        return np.where(np.isfinite(last), last, self._fallback[city])
