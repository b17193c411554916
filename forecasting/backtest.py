"""Forecasts from many past issue days, each made with only what was known then."""

import logging
from collections.abc import Callable, Iterable

import pandas as pd

from forecasting.knowledge import HOURS_OF_DAY, History, Knowledge, issue_moment
from forecasting.models.base import FORECAST_COLUMNS, Model, forecast_frame
from forecasting.places import FURTHEST_LEAD

log = logging.getLogger("forecasting")

REFIT_DAYS = 61


def backtest(
    model: Model,
    history: History,
    issue_days: Iterable[pd.Timestamp],
    lead_days: int = 7,
    *,
    issue_hour: int = HOURS_OF_DAY,
    refit_every: int = REFIT_DAYS,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Forecast from each issue day in turn.

    The model is fitted at the first issue day and again whenever ``refit_every`` days have
    passed, each time on the knowledge of that issue. It is never handed anything else.

    Args:
        model: An unfitted model.
        history: The whole record.
        issue_days: Days of issue, rising.
        lead_days: Last lead day.
        issue_hour: Hours of the issue day known, 1 to 24.
        refit_every: Days between fits.
        progress: Told the number of issue days done and their total.

    Returns:
        Rows with :data:`forecasting.models.base.FORECAST_COLUMNS`, by issue day. Issue hours
        below 24 have rows of lead day 0, the issue day itself.
    """
    days = [pd.Timestamp(day).normalize() for day in issue_days]
    _warn_of_reach(history, lead_days, issue_hour)
    parts = [forecast_frame([])]
    fitted_on: pd.Timestamp | None = None
    for number, day in enumerate(days):
        knowledge = Knowledge.cut(history, issue_moment(day, issue_hour))
        if fitted_on is None or (day - fitted_on).days >= refit_every:
            model = model.fit(knowledge)
            fitted_on = day
        parts.append(model.predict(knowledge, lead_days))
        if progress:
            progress(number + 1, len(days))
    made = [part for part in parts if len(part)]
    return pd.concat(made, ignore_index=True) if made else parts[0][list(FORECAST_COLUMNS)]


def _warn_of_reach(history: History, lead_days: int, issue_hour: int) -> None:
    """Say which lead days the weather archive does not reach."""
    if history.forecast_weather.empty:
        return
    furthest = min(int(history.forecast_weather["lead_days"].max()), FURTHEST_LEAD)
    reach = furthest - (issue_hour < HOURS_OF_DAY)
    if lead_days > reach:
        log.warning(
            "气象预报只到第 %d 天，第 %d 至 %d 天按无气象预报处理", reach, reach + 1, lead_days
        )
