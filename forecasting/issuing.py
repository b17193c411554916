"""One forecast, as services store it: quantiles, joint paths, outlook, and what it stands on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pandas as pd

from forecasting.chemistry import Combined, combine
from forecasting.error_ranks import past_ranks
from forecasting.knowledge import DAY, HOURS_OF_DAY, History, Knowledge
from forecasting.models import create
from forecasting.models.base import DEFAULT_LEAD_DAYS, Model
from forecasting.models.direct import DirectModel
from forecasting.trajectories import aqi_paths, outlook, sample

__all__ = ["Forecast", "Inputs", "fit", "forecast"]

MIN_PATHS = 200
_STALE_HOURS = 6
_LEARNING_DAYS = 365


@dataclass(frozen=True)
class Inputs:
    """What a forecast stood on.

    Attributes:
        newest_hour: End of the newest hour with an observation, None without hourly values.
        newest_day: Newest complete day with a daily value, None without any.
        days: Days with a daily value of PM2.5.
        weather_issued: Issue day of the newest weather forecast used, None without.
        weather_lead_days: Lead days of the issue whose weather was forecast.
    """

    newest_hour: datetime | None
    newest_day: datetime | None
    days: int
    weather_issued: datetime | None
    weather_lead_days: int

    @property
    def has_forecast_weather(self) -> bool:
        """Whether any lead day had forecast weather."""
        return self.weather_lead_days > 0


@dataclass(frozen=True)
class Forecast:
    """A forecast of one issue, all cities of the history's targets.

    Attributes:
        issue: Moment of issue, local time.
        model: Name of the model.
        quantiles: Frame of :data:`forecasting.models.base.FORECAST_COLUMNS`.
        paths: ``path, city, lead_days, day, aqi, level, primary`` and concentrations.
        outlook: AQI quantiles, exceedance chances and primary pollutant by city and day.
        inputs: What each city's forecast stood on.
        notes: What a reader should know, Chinese.
    """

    issue: datetime
    model: str
    quantiles: pd.DataFrame
    paths: pd.DataFrame
    outlook: pd.DataFrame
    inputs: dict[str, Inputs]
    notes: tuple[str, ...]
    guidance: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Chemistry models beside ours (:data:`forecasting.chemistry.COLUMNS`); empty without any."""


def fit(
    history: History, issue: datetime, model: str = "blend", lead_days: int = DEFAULT_LEAD_DAYS
) -> Model:
    """Fit a model on what was known at ``issue``; it may be stored with joblib and used later.

    Fit at the hour of day it will be used for, else the last hours are not used to the full.
    """
    return create(model, lead_days=lead_days).fit(Knowledge.cut(history, issue))


def forecast(
    history: History,
    issue: datetime,
    lead_days: int = DEFAULT_LEAD_DAYS,
    *,
    model: str = "blend",
    fitted: Model | None = None,
    guidance: pd.DataFrame | None = None,
    paths: int = 500,
    seed: int = 0,
) -> Forecast:
    """Forecast the targets of a history from one moment.

    Args:
        history: Observations and weather forecasts; what is later than ``issue`` is not used.
        issue: Moment of issue, local time; before midnight the issue day is lead day 0.
        lead_days: Last lead day.
        model: Name of the model.
        fitted: A stored fit; without one the model is fitted now.
        guidance: Daily values of chemistry models, past runs and the newest; corrected and used
            as far as past errors show a gain (:func:`forecasting.chemistry.combine`).
        paths: Number of joint paths, at least 200.
        seed: The same seed gives the same paths.

    Raises:
        ValueError: Fewer than 200 paths, an unknown model, or no observation before ``issue``.
    """
    if paths < MIN_PATHS:
        raise ValueError(f"联合样本路径至少 {MIN_PATHS} 条，现为 {paths}")
    now = Knowledge.cut(history, issue)
    if now.daily.empty:
        raise ValueError(f"{issue:%Y-%m-%d %H:%M} 之前没有观测，无法预报；请先导入观测")
    used = fitted if fitted is not None else fit(history, issue, model, lead_days)
    quantiles = used.predict(now, lead_days)
    told = combine(quantiles, guidance, now, used) if guidance is not None else Combined(quantiles)
    quantiles = told.quantiles
    ranks = _ranks_of(used, now)
    drawn = aqi_paths(sample(quantiles, ranks, paths, seed)) if len(quantiles) else pd.DataFrame()
    inputs = {city: _inputs(now, city, lead_days) for city in now.cities}
    return Forecast(
        issue=issue,
        model=model,
        quantiles=quantiles,
        paths=drawn,
        outlook=outlook(drawn) if len(drawn) else pd.DataFrame(),
        inputs=inputs,
        notes=(
            *(note for city in now.cities for note in _notes(now, city, inputs[city], lead_days)),
            *told.notes,
        ),
        guidance=told.beside,
    )


def _ranks_of(model: Model, now: Knowledge) -> pd.DataFrame:
    """Past error ranks with lead days as the forecast counts them."""
    if not isinstance(model, DirectModel):
        return pd.DataFrame()
    ranks = past_ranks(model)
    if ranks.empty:
        return ranks
    return ranks.assign(lead_days=ranks["lead_days"] - 1 + now.first_lead)


def _inputs(now: Knowledge, city: str, lead_days: int) -> Inputs:
    place = now.parents.get(city, city)
    days = now.daily[(now.daily["city"] == city).to_numpy() & now.daily["pm25"].notna().to_numpy()]
    newest_hour = None
    if now.hourly is not None:
        recent = now.hourly.iloc[-400 * max(1, len(now.places)) :]
        mine = recent[(recent["place"] == city).to_numpy() & recent["pm25"].notna().to_numpy()]
        newest_hour = mine["hour"].iloc[-1].to_pydatetime() if len(mine) else None
    archive = now.forecast_weather
    issued, reach = None, 0
    if len(archive):
        mine = archive[(archive["city"] == place).to_numpy()]
        if len(mine):
            newest = mine["issue_day"].iloc[-1]
            leads = mine["lead_days"].to_numpy()[mine["issue_day"].to_numpy() == newest]
            # A forecast some days old still tells about the days it reaches.
            last_day = newest + int(leads.max()) * DAY
            reach = int(min(max((last_day - now.issue_day).days, 0), lead_days))
            issued = newest.to_pydatetime() if reach else None
    return Inputs(
        newest_hour=newest_hour,
        newest_day=days["day"].iloc[-1].to_pydatetime() if len(days) else None,
        days=len(days),
        weather_issued=issued,
        weather_lead_days=reach,
    )


def _notes(now: Knowledge, city: str, inputs: Inputs, lead_days: int) -> list[str]:
    notes = []
    if not inputs.has_forecast_weather:
        notes.append(f"{city}：无气象预报，按历史规律外推")
    elif inputs.weather_lead_days < lead_days:
        first = inputs.weather_lead_days + 1
        notes.append(f"{city}：气象预报只到第 {first - 1} 天，第 {first} 天起按历史规律外推")
    if inputs.newest_day is None or inputs.newest_day < now.anchor:
        newest = f"{inputs.newest_day:%Y-%m-%d}" if inputs.newest_day else "无"
        notes.append(
            f"{city}：最近完整一日（{now.anchor:%Y-%m-%d}）缺 PM2.5 日均值，最新为 {newest}"
        )
    if now.hourly is None:
        notes.append(f"{city}：无小时值，只用日均值预报")
    elif inputs.newest_hour is None or now.issue - inputs.newest_hour > timedelta(
        hours=_STALE_HOURS
    ):
        newest = f"{inputs.newest_hour:%Y-%m-%d %H:%M}" if inputs.newest_hour else "无"
        notes.append(f"{city}：小时值不新，最新为 {newest}")
    if inputs.days < _LEARNING_DAYS:
        notes.append(f"{city}：观测只有 {inputs.days} 天，不足一年，预报把握有限")
    if now.issue_hour < HOURS_OF_DAY and now.hourly is not None:
        notes.append(f"{city}：起报日当日为部分实测、部分预报")
    return notes
