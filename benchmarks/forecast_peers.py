"""Forecasts of well-known libraries on the same days, with the same weather forecasts.

Both peers are direct: one model per lead day, learned from the weather forecast of that same lead
time, so that the doubt of the weather is part of what they learn. They see what our models see of
the city mean: lags and moving means of the target, the last 6 and 12 hours, the other pollutants of
the issue day, season, and all weather variables of the target day. They are fitted again every
61 days like ours; a missing observation is interpolated, since neither library takes gaps.

- LightGBM through mlforecast: 300 trees of 15 leaves, rate 0.03, on concentrations; a second one for the
  70 % quantile says when to warn (a chance of exceedance of 0.3). Several cities are pooled.
- LightGBM through skforecast: the same trees on square roots, one city; the library's conformal
  interval says when to warn.

Settings are the usual ones, chosen beforehand and not tuned on the days judged.
"""

import importlib.util
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd

from forecasting.knowledge import DAY, POLLUTANTS, History

LEADS = 7
REFIT_DAYS = 61
_TREES = {
    "n_estimators": 300, "learning_rate": 0.03, "num_leaves": 15, "min_child_samples": 20,
    "subsample": 0.8, "subsample_freq": 1, "colsample_bytree": 0.5, "random_state": 0, "n_jobs": 1,
    "verbosity": -1,
}  # fmt: skip
_QUANTILE = 0.7
_LAGS = (0, 1, 2, 3, 6)


def installed() -> bool:
    """Whether the libraries are there (``make bench`` installs them)."""
    wanted = ("mlforecast", "lightgbm", "skforecast")
    return all(importlib.util.find_spec(name) is not None for name in wanted)


def mlforecast(
    history: History,
    city: str,
    cities: list[str],
    pollutant: str,
    days: pd.DatetimeIndex,
    limit: float,
) -> pd.DataFrame:
    """Forecast ``days`` with LightGBM through mlforecast, cities pooled.

    Args:
        history: The record; its archive of weather forecasts serves, if it has one.
        city: Which to forecast.
        cities: Which to learn from.
        pollutant: ``pm25`` or ``o3_mda8``.
        days: Consecutive target days.
        limit: Concentration above which a day is warned of, µg/m³.

    Returns:
        ``lead_days, day, mean, warned``.
    """
    from lightgbm import LGBMRegressor
    from mlforecast import MLForecast
    from mlforecast.lag_transforms import RollingMean

    parts = []
    for lead in range(1, LEADS + 1):
        frames = {name: _inputs(history, name, pollutant, lead, days[-1]) for name in cities}
        table = pd.concat(
            frame.rename_axis("ds").reset_index().assign(unique_id=name)
            for name, frame in frames.items()
        )
        features = MLForecast(
            models=[],
            freq="D",
            lags=[lead + lag for lag in _LAGS],
            lag_transforms={lead: [RollingMean(7), RollingMean(30)]},
        ).preprocess(table, static_features=[])
        for first in range(0, len(days), REFIT_DAYS):
            block = days[first : first + REFIT_DAYS]
            learn = features[features["ds"] <= block[0] - lead * DAY]
            ahead = features[features["ds"].isin(block) & (features["unique_id"] == city)]
            x, y = learn.drop(columns=["unique_id", "ds", "y"]), learn["y"]
            mean = LGBMRegressor(**_TREES).fit(x, y)
            upper = LGBMRegressor(**_TREES, objective="quantile", alpha=_QUANTILE).fit(x, y)
            parts.append(
                pd.DataFrame(
                    {
                        "lead_days": lead,
                        "day": ahead["ds"].to_numpy(),
                        "mean": mean.predict(ahead[x.columns]),
                        "warned": upper.predict(ahead[x.columns]) > limit,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def skforecast(
    history: History,
    city: str,
    cities: list[str],  # noqa: ARG001 - one series only
    pollutant: str,
    days: pd.DatetimeIndex,
    limit: float,
) -> pd.DataFrame:
    """Forecast ``days`` with LightGBM through skforecast; see :func:`mlforecast`."""
    from lightgbm import LGBMRegressor
    from skforecast.model_selection import TimeSeriesFold, backtesting_forecaster
    from skforecast.recursive import ForecasterRecursive
    from sklearn.preprocessing import FunctionTransformer

    parts = []
    for lead in range(1, LEADS + 1):
        frame = _inputs(history, city, pollutant, lead, days[-1]).asfreq("D")
        shifted = frame["y"].shift(lead)
        exogenous = frame.drop(columns="y").assign(
            mean7=shifted.rolling(7, min_periods=1).mean(),
            mean30=shifted.rolling(30, min_periods=1).mean(),
        )
        # Lags from the lead day on: no forecast of an earlier day is ever an input.
        forecaster = ForecasterRecursive(
            estimator=LGBMRegressor(**_TREES),
            lags=[lead + lag for lag in _LAGS],
            transformer_y=FunctionTransformer(np.sqrt, np.square),
        )
        folds = TimeSeriesFold(
            steps=1,
            initial_train_size=len(frame) - len(days) - lead + 1,
            gap=lead - 1,
            refit=REFIT_DAYS,
            fixed_train_size=False,
            verbose=False,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # blanks among the predictors, which trees take
            _, made = backtesting_forecaster(
                forecaster, y=frame["y"], exog=exogenous, cv=folds, n_jobs=1,
                metric="mean_squared_error", interval=[100 - 100 * _QUANTILE, 100 * _QUANTILE],
                interval_method="conformal", use_in_sample_residuals=True, show_progress=False,
            )  # fmt: skip
        parts.append(
            pd.DataFrame(
                {
                    "lead_days": lead,
                    "day": made.index,
                    "mean": made["pred"].to_numpy(),
                    "warned": made["upper_bound"].to_numpy() > limit,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


PEERS: dict[str, Callable[..., pd.DataFrame]] = {
    "LightGBM, mlforecast": mlforecast,
    "LightGBM, skforecast": skforecast,
}


def _inputs(
    history: History, city: str, pollutant: str, lead: int, last: pd.Timestamp
) -> pd.DataFrame:
    """Target ``y`` by day, beside what is known ``lead`` days earlier at 24:00."""
    mine = history.daily[history.daily["city"] == city].set_index("day").asfreq("D")
    frame = pd.DataFrame({"y": mine[pollutant].interpolate().bfill()}, index=mine.index)
    frame = frame.loc[:last]
    known = mine[[name for name in POLLUTANTS if name in mine and name != pollutant]]
    if history.hourly is not None:
        known = known.join(_last_hours(history.hourly, city, pollutant))
    frame = frame.join(known.shift(lead).add_prefix("known_"))
    season = 2 * np.pi * pd.DatetimeIndex(frame.index).day_of_year.to_numpy() / 365.25
    frame["season_sin"], frame["season_cos"] = np.sin(season), np.cos(season)
    archive = history.forecast_weather
    if len(archive):
        rows = archive[(archive["city"] == city) & (archive["lead_days"] == lead)]
        rows = rows.assign(day=rows["issue_day"] + lead * DAY).set_index("day")
        frame = frame.join(rows.drop(columns=["city", "issue_day", "lead_days"]).add_prefix("w_"))
    return frame.astype(float)


def _last_hours(hourly: pd.DataFrame, city: str, pollutant: str) -> pd.DataFrame:
    """Means of the last 6 and 12 hours of each day."""
    name = "o3" if pollutant == "o3_mda8" else pollutant
    hours = hourly[hourly["place"] == city].set_index("hour")[name].asfreq("h")
    means = {f"last{n}": hours.rolling(n, min_periods=n // 2).mean() for n in (6, 12)}
    ends = pd.DataFrame(means)
    ends = ends[ends.index.hour == 0]
    return ends.set_axis(ends.index - DAY)
