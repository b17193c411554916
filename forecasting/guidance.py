"""Forecast weather made better before it is used: several issues for one day, errors removed.

Successive forecasts of the same day err in part independently, so the newest together with the
older ones (a time-lagged ensemble) is closer to the truth than the newest alone; and the errors of
one variable tell about those of another. A ridge regression of the observed weather on these
forecasts (model output statistics) learns both, its strength chosen in
cross-validation for each variable. Where it does not lower the error in
cross-validation, the newest forecast stands as it is.

References:
    Glahn, H. R., Lowry, D. A. (1972), doi:10.1175/1520-0450(1972)011<1203:TUOMOS>2.0.CO;2.
    Hoffman, R. N., Kalnay, E. (1983), doi:10.3402/tellusa.v35i2.11425 (lagged average forecasts).
"""

from dataclasses import dataclass, field

import numpy as np

from forecasting.folds import Fold, ridge_path
from forecasting.places import Place
from forecasting.weather import Array, humidity_of

OLDER_ISSUES = 4
_PENALTIES = (0.1, 1.0, 5.0, 20.0, 80.0)
_MIN_ROWS = 120


@dataclass(frozen=True)
class _Correction:
    centre: Array
    scale: Array
    target_mean: Array
    weights: Array
    use: Array


@dataclass
class Guidance:
    """Corrections learned for one city, by lead day.

    ``fit`` returns the corrected archive of the past, each value made without its own season's
    neighbourhood, so that models fitted on it meet errors of the size they meet later.
    """

    corrections: dict[int, _Correction] = field(default_factory=dict)
    reach: int = 0

    def fit(self, place: Place) -> dict[int, Array]:
        """Learn from a place's archive and observed weather; return its corrected archive."""
        self.corrections = {}
        self.reach = max(place.archive, default=0)
        return {lead: self._fit_lead(place, lead) for lead in place.archive}

    def apply(self, place: Place) -> dict[int, Array]:
        """Return the corrected archive of a place: lead day to (issue day, variable)."""
        corrected = {}
        for lead in range(1, self.reach + 1):
            raw, stacked = _stack(place, lead, self.reach)
            corrected[lead] = raw
            if lead in self.corrections:
                correction = self.corrections[lead]
                scaled = _scaled(stacked, correction.centre, correction.scale)
                better = scaled @ correction.weights + correction.target_mean
                corrected[lead] = _choose(raw, better, correction.use)
        return corrected

    def _fit_lead(self, place: Place, lead: int) -> Array:
        raw, stacked = _stack(place, lead, self.reach)
        truth = np.full_like(place.observed, np.nan)
        truth[:-lead] = place.observed[lead:]
        known = np.isfinite(stacked).all(axis=1) & np.isfinite(truth).all(axis=1)
        if known.sum() < _MIN_ROWS:
            return raw
        centre, scale = stacked[known].mean(axis=0), stacked[known].std(axis=0) + 1e-9
        scaled = _scaled(stacked, centre, scale)
        mean = truth[known].mean(axis=0)
        left_out = np.full((len(_PENALTIES), *truth.shape), np.nan)
        for fold in Fold.split(place.size, parts=5):
            learn = known & fold.learn
            path = ridge_path(scaled[learn], truth[learn] - mean, _PENALTIES)
            left_out[:, fold.judge] = scaled[fold.judge] @ path + mean
        errors = ((left_out - truth)[:, known] ** 2).mean(axis=1)
        best, variables = errors.argmin(axis=0), np.arange(truth.shape[1])
        path = ridge_path(scaled[known], truth[known] - mean, _PENALTIES)
        weights = path[best, :, variables].T
        better = left_out[best, :, variables].T
        use = errors.min(axis=0) < ((raw - truth)[known] ** 2).mean(axis=0)
        self.corrections[lead] = _Correction(centre, scale, mean, weights, use)
        return _choose(raw, better, use)


def _stack(place: Place, lead: int, reach: int) -> tuple[Array, Array]:
    """Newest forecast for the day, and it beside the older ones; gaps filled by the next issue."""
    absent = np.full_like(place.observed, np.nan)
    issues = []
    for older in range(min(OLDER_ISSUES, reach - lead) + 1):
        forecast = absent.copy()
        source = place.archive.get(lead + older, absent)
        forecast[older:] = source[: len(source) - older]
        issues.append(forecast)
    newest = issues[0]
    for forecast in issues[1:]:
        newest = np.where(np.isnan(newest), forecast, newest)
    filled = [np.where(np.isnan(forecast), newest, forecast) for forecast in issues]
    return newest, np.column_stack([*filled, *(_humidity(place, each) for each in filled)])


def _humidity(place: Place, forecast: Array) -> Array:
    """Humidity that follows from temperature and dew point, often better than that forecast."""
    columns = {name: number for number, name in enumerate(place.variables)}
    if not {"t_mean", "dew_mean"} <= columns.keys():
        return np.empty((len(forecast), 0))
    temperature, dew = forecast[:, columns["t_mean"]], forecast[:, columns["dew_mean"]]
    return humidity_of(temperature, dew)[:, None]


def _scaled(values: Array, centre: Array, scale: Array) -> Array:
    return np.nan_to_num((values - centre) / scale).clip(-6, 6)


def _choose(raw: Array, better: Array, use: Array) -> Array:
    chosen = np.where(use, better, raw)
    chosen[np.isnan(raw)] = np.nan
    return chosen
