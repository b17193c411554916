"""The engine of the direct models: for each pollutant and lead day its own regression.

A subclass says which learners it has and how to weigh them. The engine reads places, corrects the
forecast weather, fits with and without it, weighs the learners by their out-of-fold errors and
turns those errors into distributions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import Self

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from forecasting.distribution import Description, PastErrors
from forecasting.features import (
    Observed,
    calendar_features,
    has_weather,
    matrix,
    observed_features,
    shifted,
    weather_features,
)
from forecasting.guidance import Guidance
from forecasting.knowledge import POLLUTANTS, Knowledge
from forecasting.models.base import (
    DEFAULT_LEAD_DAYS,
    anchor_lead,
    forecast_frame,
    forecast_row,
    thresholds,
)
from forecasting.models.learners import Learner, Task
from forecasting.models.trend import to_today, yearly_change
from forecasting.places import Place, read_places, weather_variables
from forecasting.weather import Array

TAIL_DAYS = 45
"""Days of the past a prediction needs: the longest memory of the features and a margin."""

_MIN_DAYS = 90
_MAX_RISE = 1.15  # of the highest square root seen: regressions must not run away

Recipe = Callable[[str, bool, bool], list[tuple[Learner, float]]]
"""(pollutant, with weather, light) -> learners with the weights expected beforehand."""


@dataclass
class LeadFit:
    """What was learned for one pollutant, one lead day, with or without forecast weather."""

    names: list[str]
    learners: list[Learner]
    weights: Array
    errors: dict[str, PastErrors]
    anchors: dict[str, Array]
    highest: float


@dataclass
class DirectModel:
    """A direct model; see :class:`forecasting.models.base.Model`.

    Attributes:
        recipe: Learners of a pollutant.
        pollutants: Which to forecast.
        lead_days: Furthest lead day to prepare.
        mean_is_level: The mean is the forecast itself and not that of its distribution.
    """

    recipe: Recipe
    pollutants: tuple[str, ...] = POLLUTANTS
    lead_days: int = DEFAULT_LEAD_DAYS
    mean_is_level: bool = False
    fits: dict[tuple[str, int, bool], LeadFit] = field(default_factory=dict)
    guidance: dict[str, Guidance] = field(default_factory=dict)
    variables: tuple[str, ...] = ()
    records: dict[tuple[str, str], Array] = field(default_factory=dict)
    fitted_at: pd.Timestamp | None = None

    def fit(self, past: Knowledge) -> Self:
        """See :class:`forecasting.models.base.Model`."""
        with threadpool_limits(limits=1):
            return self._fit(past)

    def predict(self, now: Knowledge, lead_days: int) -> pd.DataFrame:
        """See :class:`forecasting.models.base.Model`."""
        with threadpool_limits(limits=1):
            return self._predict(now, lead_days)

    def error_ranks(self) -> pd.DataFrame:
        """Ranks of the past out-of-fold errors, for joint paths.

        Returns:
            ``city, anchor, lead_days, pollutant, rank``; lead days count from the anchor, ranks
            lie between 0 and 1.
        """
        parts = []
        for (pollutant, lead, weather), fit in self.fits.items():
            if not weather and (pollutant, lead, True) in self.fits:
                continue
            for city, errors in fit.errors.items():
                ranks = {"anchor": fit.anchors[city], "rank": errors.ranks()}
                parts.append(
                    pd.DataFrame(ranks).assign(city=city, lead_days=lead, pollutant=pollutant)
                )
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    def _fit(self, past: Knowledge) -> Self:
        cities = past.cities
        self.fitted_at = pd.Timestamp(past.issue)
        self.fits, self.guidance = {}, {}
        self.variables = weather_variables(past)
        companions = [place for place in past.places if place not in cities]
        places = read_places(past, [*cities, *companions], variables=self.variables)
        self._remember(places[: len(cities)])
        observed = self._observed(past, places)
        archives: dict[str, dict[int, Array]] = {}
        for place in places:
            parent = past.parents.get(place.name, place.name)
            if place.archive and parent not in archives:
                self.guidance[parent] = Guidance()
                archives[parent] = self.guidance[parent].fit(place)
        reach = self.lead_days + 1
        for lead in range(1, reach + 1):
            weather = self._weather(past, places, archives, lead)
            season = calendar_features(places[0].days, lead)
            for pollutant in self.pollutants:
                # Beyond the last lead day of a midnight issue only a morning issue asks.
                light = lead > self.lead_days and past.first_lead == 1
                wet = {name: features for name, features in weather.items() if features}
                fit = partial(self._fit_lead, pollutant, lead, observed, season, past.parents)
                if any(city in wet for city in cities):
                    fit(wet, cities, light=False)
                    light = True
                fit(None, cities, light=light)
        return self

    def _remember(self, places: Sequence[Place]) -> None:
        """Keep the plain record of each city, for cities too new to learn from."""
        for place in places:
            for pollutant in self.pollutants:
                values = place.daily[pollutant]
                self.records[place.name, pollutant] = values[np.isfinite(values)]

    def _observed(self, past: Knowledge, places: Sequence[Place]) -> dict[str, Observed]:
        by_name = {place.name: place for place in places}
        return {
            place.name: observed_features(place, by_name.get(past.parents.get(place.name, "")))
            for place in places
        }

    def _weather(
        self,
        past: Knowledge,
        places: Sequence[Place],
        archives: dict[str, dict[int, Array]],
        lead: int,
    ) -> dict[str, dict[str, Array]]:
        """Weather features by place; stations share those of their city."""
        by_parent: dict[str, dict[str, Array]] = {}
        result = {}
        for place in places:
            parent = past.parents.get(place.name, place.name)
            if parent not in by_parent:
                archive = archives.get(parent)
                by_parent[parent] = weather_features(place, archive, lead) if archive else {}
            result[place.name] = by_parent[parent]
        return result

    def _fit_lead(
        self,
        pollutant: str,
        lead: int,
        observed: dict[str, Observed],
        season: dict[str, Array],
        parents: Mapping[str, str],
        weather: dict[str, dict[str, Array]] | None,
        cities: list[str],
        *,
        light: bool,
    ) -> None:
        rows = {
            name: shifted(each.place.daily[pollutant], -lead)
            for name, each in observed.items()
            if weather is None or name in weather
        }
        if weather is not None:
            # A day without any forecast of its weather teaches the model without weather only.
            for name, ahead in weather.items():
                rows[name] = np.where(has_weather(ahead), rows[name], np.nan)
        able = [c for c in cities if c in rows and np.isfinite(rows[c]).sum() >= _MIN_DAYS]
        if not able:
            return
        rows = {n: y for n, y in rows.items() if n in able or np.isfinite(y).any()}
        features = {
            name: {**observed[name].values, **(weather[name] if weather else {}), **season}
            for name in rows
        }
        names = [
            name
            for name in features[able[0]]
            if any(np.isfinite(features[city][name]).any() for city in able)
        ]
        x = {name: matrix(each, names) for name, each in features.items()}
        # Without weather a year of much wind would pass for a year of less emission.
        changes = {city: yearly_change(x[city], rows[city]) for city in able if weather}
        rows = {
            name: to_today(y, changes.get(parents.get(name, name), 0.0)) for name, y in rows.items()
        }
        task = Task(
            names,
            x=x,
            y=rows,
            cities=able,
            memory=frozenset(observed[able[0]].values),
        )
        recipe = self.recipe(pollutant, weather is not None, light)
        learners = [learner for learner, _ in recipe]
        forecasts = [learner.fit(task) for learner in learners]
        prior = np.array([weight for _, weight in recipe])
        weights = best_weights(forecasts, {city: rows[city] for city in able}, prior)
        errors, anchors = {}, {}
        days = next(iter(observed.values())).place.days.to_numpy()
        for city in able:
            blended = sum(w * f[city] for w, f in zip(weights, forecasts, strict=True))
            known = np.isfinite(blended) & np.isfinite(rows[city])
            errors[city] = PastErrors.of(blended, rows[city])
            anchors[city] = days[known]
        highest = _MAX_RISE * max(float(np.nanmax(rows[city])) for city in able)
        fit = LeadFit(names, learners, weights, errors, anchors, highest)
        self.fits[pollutant, lead, weather is not None] = fit

    def _predict(self, now: Knowledge, lead_days: int) -> pd.DataFrame:
        cities = now.cities
        places = read_places(now, cities, last_days=TAIL_DAYS, variables=self.variables)
        parents = sorted({now.parents[city] for city in cities if city in now.parents})
        whole = {
            place.name: place
            for place in read_places(now, parents, last_days=TAIL_DAYS, variables=self.variables)
        }
        rows = []
        for place in places:
            parent = now.parents.get(place.name, place.name)
            archive: dict[int, Array] = {}
            if parent in self.guidance and place.archive:
                archive = self.guidance[parent].apply(place)
            observed = observed_features(place, whole.get(parent))
            last = {name: values[-1:] for name, values in observed.values.items()}
            for lead in range(now.first_lead, lead_days + 1):
                ahead = anchor_lead(now, lead)
                ahead_weather = weather_features(place, archive, ahead)
                weather = {name: values[-1:] for name, values in ahead_weather.items()}
                season = calendar_features(place.days[-1:], ahead)
                known = bool(has_weather(weather).any())
                for pollutant in self.pollutants:
                    description = self._describe(
                        place, pollutant, ahead, {**last, **weather, **season}, known
                    )
                    if description is not None:
                        rows.append(forecast_row(now, place.name, pollutant, lead, description))
        return forecast_frame(rows)

    def _describe(
        self, place: Place, pollutant: str, lead: int, features: dict[str, Array], weather: bool
    ) -> Description | None:
        city = place.name
        for with_weather in (True, False) if weather else (False,):
            fit = self.fits.get((pollutant, lead, with_weather))
            if fit is None or city not in fit.errors:
                continue
            x = matrix(features, fit.names)
            values = [float(learner.predict(city, x)[0]) for learner in fit.learners]
            level = float(np.clip(fit.weights @ np.array(values), 0, fit.highest))
            description = fit.errors[city].describe(level, thresholds(pollutant))
            if self.mean_is_level:
                return Description(level**2, description.quantiles, description.chances)
            return description
        return self._from_record(place, pollutant)

    def _from_record(self, place: Place, pollutant: str) -> Description | None:
        """Too short a record to learn from: halfway between its mean and the last value."""
        record = self.records.get((place.name, pollutant), np.empty(0))
        recent = place.daily[pollutant][np.isfinite(place.daily[pollutant])]
        record = np.concatenate([record, recent]) if len(record) < _MIN_DAYS else record
        if not len(record):
            return None
        mean = float(record.mean())
        level = (mean + float(recent[-1])) / 2 if len(recent) else mean
        spread = np.concatenate([record - mean, mean - record, np.array([-0.3, 0.3]) * mean])
        errors = PastErrors(np.full(len(spread), level), spread, np.zeros(len(spread)))
        return errors.describe(level, thresholds(pollutant))


def best_weights(
    forecasts: Sequence[dict[str, Array]], observed: dict[str, Array], prior: Array
) -> Array:
    """Weights of the learners, in tenths, that would have served best on months left out.

    Judged by the mean squared error of the concentration, with a toll for leaving the weights
    expected beforehand: a few per cent of error for a full exchange.

    Args:
        forecasts: Out-of-fold forecasts of each learner by city (square roots).
        observed: Square roots of the observations by city.
        prior: Weights expected beforehand, summing to one.
    """
    if len(forecasts) == 1:
        return np.ones(1)
    truth = np.concatenate([observed[city] for city in observed])
    stacked = np.column_stack([np.concatenate([f[c] for c in observed]) for f in forecasts])
    known = np.isfinite(truth) & np.isfinite(stacked).all(axis=1)
    truth, stacked = truth[known], stacked[known]
    steps = [w for w in product(range(11), repeat=len(forecasts)) if sum(w) == 10]
    best, best_error = prior, np.inf
    for step in steps:
        weights = np.array(step) / 10
        level = np.clip(stacked @ weights, 0, None)
        error = float(((level**2 - truth**2) ** 2).mean())
        error *= 1 + 0.05 * float(((weights - prior) ** 2).sum())
        if error < best_error:
            best, best_error = weights, error
    return best
