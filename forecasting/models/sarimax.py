"""SARIMAX: autoregression with season and weather as regressors, the explainable fallback."""

import warnings
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.tsa.statespace.sarimax import SARIMAX
from threadpoolctl import threadpool_limits

from forecasting.distribution import QUANTILES, Description
from forecasting.features import calendar_features
from forecasting.guidance import Guidance
from forecasting.knowledge import POLLUTANTS, Knowledge
from forecasting.models.base import (
    DEFAULT_LEAD_DAYS,
    anchor_lead,
    forecast_frame,
    forecast_row,
    thresholds,
)
from forecasting.places import Place, read_places, weather_variables
from forecasting.weather import Array

_ORDER = (2, 0, 1)
_REGRESSORS = ("rh_mean", "ws_mean", "v_mean", "u_mean", "rain_mm", "t_mean", "p_mean")
_SEASON = ("season_sin1", "season_cos1", "season_sin2", "season_cos2", "heating")
_MIN_DAYS = 120
_FIT_DAYS = 1100
_FILTER_DAYS = 120


@dataclass(frozen=True)
class _Fitted:
    """Parameters of one city and pollutant, and the scaling of its regressors."""

    parameters: Array
    mean: float
    names: tuple[str, ...]
    centre: Array
    scale: Array
    weather: bool


@dataclass
class Sarimax:
    """ARMA(2,1) errors around season and weather, on square roots; see the model protocol.

    Weather regressors are observed in the past and forecast ahead; beyond the reach of the
    archive they are at their mean. Without any archive only the season is a regressor. Missing
    days are handled by the Kalman filter (Durbin and Koopman 2012).
    """

    pollutants: tuple[str, ...] = POLLUTANTS
    lead_days: int = DEFAULT_LEAD_DAYS
    variables: tuple[str, ...] = ()
    fits: dict[tuple[str, str], _Fitted] = field(default_factory=dict)
    guidance: dict[str, Guidance] = field(default_factory=dict)

    def fit(self, past: Knowledge) -> Self:
        """See :class:`forecasting.models.base.Model`."""
        self.variables = weather_variables(past)
        self.fits, self.guidance = {}, {}
        with threadpool_limits(limits=1):
            for place in read_places(past, past.cities, variables=self.variables):
                weather = 1 in place.archive and bool(np.isfinite(place.archive[1]).any())
                if weather:
                    self.guidance[place.name] = Guidance()
                    self.guidance[place.name].fit(place)
                for pollutant in self.pollutants:
                    self._fit_one(place, pollutant, weather=weather)
        return self

    def predict(self, now: Knowledge, lead_days: int) -> pd.DataFrame:
        """See :class:`forecasting.models.base.Model`."""
        rows = []
        steps = anchor_lead(now, lead_days)
        with threadpool_limits(limits=1):
            for place in read_places(
                now, now.cities, last_days=_FILTER_DAYS, variables=self.variables
            ):
                guidance = self.guidance.get(place.name)
                archive = guidance.apply(place) if guidance and place.archive else {}
                for pollutant in self.pollutants:
                    fitted = self.fits.get((place.name, pollutant))
                    if fitted is None:
                        continue
                    means, variances = _forecast(place, pollutant, fitted, archive, steps)
                    for lead in range(now.first_lead, lead_days + 1):
                        step = anchor_lead(now, lead) - 1
                        description = _describe(means[step], variances[step], pollutant)
                        rows.append(forecast_row(now, place.name, pollutant, lead, description))
        return forecast_frame(rows)

    def _fit_one(self, place: Place, pollutant: str, *, weather: bool) -> None:
        y = place.daily[pollutant][-_FIT_DAYS:]
        known = np.isfinite(y)
        if known.sum() < _MIN_DAYS:
            return
        names = (*_SEASON, *(n for n in _REGRESSORS if weather and n in place.variables))
        raw = _regressors(place, names)[-_FIT_DAYS:]
        centre, scale = np.nanmean(raw, axis=0), np.nanstd(raw, axis=0) + 1e-9
        mean = float(y[known].mean())
        x = np.nan_to_num((raw - centre) / scale)
        with warnings.catch_warnings():
            # A fit that stops early still gives usable parameters.
            warnings.simplefilter("ignore")
            result = SARIMAX(y - mean, exog=x, order=_ORDER).fit(disp=False, maxiter=60)
        self.fits[place.name, pollutant] = _Fitted(
            np.asarray(result.params), mean, names, centre, scale, weather
        )


def _regressors(place: Place, names: tuple[str, ...]) -> Array:
    """Season and observed weather of each day."""
    season = calendar_features(place.days, 0)
    columns = [
        season[name] if name in season else place.observed[:, place.variables.index(name)]
        for name in names
    ]
    return np.column_stack(columns)


def _forecast(
    place: Place, pollutant: str, fitted: _Fitted, archive: dict[int, Array], steps: int
) -> tuple[Array, Array]:
    """Mean and variance of the square root for each day after the anchor."""
    past = np.nan_to_num((_regressors(place, fitted.names) - fitted.centre) / fitted.scale)
    ahead = np.zeros((steps, len(fitted.names)))
    for step in range(1, steps + 1):
        season = calendar_features(place.days[-1:], step)
        for column, name in enumerate(fitted.names):
            if name in season:
                ahead[step - 1, column] = season[name][0]
            elif step in archive:
                ahead[step - 1, column] = archive[step][-1, place.variables.index(name)]
            else:
                ahead[step - 1, column] = np.nan
    ahead = np.nan_to_num((ahead - fitted.centre) / fitted.scale)
    y = place.daily[pollutant] - fitted.mean
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = SARIMAX(y, exog=past, order=_ORDER)
        forecast = model.filter(fitted.parameters).get_forecast(steps, exog=ahead)
    return np.asarray(forecast.predicted_mean) + fitted.mean, np.asarray(forecast.var_pred_mean)


def _describe(mean: float, variance: float, pollutant: str) -> Description:
    """Distribution of a concentration whose square root is normal."""
    spread = float(np.sqrt(variance))
    roots = np.clip(mean + spread * norm.ppf(QUANTILES), 0, None)
    chances = [float(norm.sf((np.sqrt(limit) - mean) / spread)) for limit in thresholds(pollutant)]
    return Description(max(mean, 0.0) ** 2 + float(variance), roots**2, chances)
