"""Chances of the alert criteria day by day: which days a window that calls for a level would cover."""

import math
from datetime import timedelta

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session, sessionmaker

from alerts import criteria as alert_criteria
from data import parameters
from data.vocabulary import RESPONSE_LEVELS
from services import alert_records
from services.forecast_runs import StoredForecast

COLUMNS = ("level", "criterion", "day", "inside", "starts", "ever")


def by_day(
    sessions: sessionmaker[Session],
    forecast: StoredForecast,
    *,
    dust: bool = False,
    edition: int | None = None,
) -> pd.DataFrame:
    """Return, for each level and day ahead, how likely the day lies in a window that calls for it.

    Every joint path is judged by the criteria together with the observed days before it, as the
    recommendation does; a criterion of several days is never a product of daily chances.

    Args:
        sessions: Session factory.
        forecast: The forecast run, revised where it was.
        dust: PM10 does not count.
        edition: Year of the edition of the criteria to apply, for winters before the first one.

    Returns:
        ``level``, ``criterion`` (its alternatives in words), ``day``, ``inside`` (chance that the
        day lies in a window of this or a higher level, 0 to 1), ``starts`` (that such a window
        begins on it; one that already runs begins on the first day) and ``ever`` (that there is
        one at all: the chance of the recommendation).

    Raises:
        ParameterError: No criteria in force that early and no edition named.
    """
    city, day = forecast.city_code, forecast.issue.date()
    acted_on = "aqi_pm25" if dust else "aqi_pm"
    wide = forecast.paths.pivot(index="path", columns="day", values=acted_on)
    first = pd.Timestamp(wide.columns[0]).date()
    reach = alert_records.OBSERVED_DAYS
    before = alert_records.observed_aqi(sessions, city, first - timedelta(days=1), reach)
    known = dict(zip(pd.to_datetime(before["day"]).dt.date, before[acted_on], strict=True))
    begin = first - timedelta(days=reach)
    observed = [_value(known.get(begin + timedelta(days=n))) for n in range(reach)]
    criteria = alert_criteria.criteria_on(day, city, edition)
    gap = parameters.on("alerts/merge_gap", day, city).value.hours
    inside = {level: np.zeros(wide.shape) for level in RESPONSE_LEVELS}
    starts = {level: np.zeros(wide.shape) for level in RESPONSE_LEVELS}
    for number, path in enumerate(wide.to_numpy(dtype=float).tolist()):
        for window in alert_criteria.judge_days([*observed, *path], begin, criteria, gap):
            end = (window.end.date() - first).days
            if end <= 0:
                continue
            start = max((window.start.date() - first).days, 0)
            for level in RESPONSE_LEVELS:
                if window.level.severity >= level.severity:
                    inside[level][number, start:end] = 1
                    starts[level][number, start] = 1
    texts = {
        level: "；或".join(each.text for each in criteria if each.level == level)
        for level in RESPONSE_LEVELS
    }
    rows = [
        (level, texts[level], when, inside[level][:, n].mean(), starts[level][:, n].mean(),
         inside[level].any(axis=1).mean())
        for level in RESPONSE_LEVELS
        for n, when in enumerate(wide.columns)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _value(aqi: float | None) -> float | None:
    return None if aqi is None or math.isnan(aqi) else float(aqi)
