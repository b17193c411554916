"""Forecast runs: made from what the database knows, stored once, never edited."""

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import forecasting
from data import reference
from data.storage.forecasts import ForecastQuantileRow, ForecastRunRow
from forecasting import chemistry, issuing, reasons, records, trajectories
from forecasting.knowledge import Knowledge, issue_moment
from services import clock, forecast_fits, frames, guidance, journal, observations

log = logging.getLogger("forecasting")

HISTORY_DAYS = 1100
"""Days of history a fit sees: three winters."""
GUIDANCE_DAYS = 240
"""Days of past runs of chemistry models that their correction is learned from."""
DEFAULT_MODEL = "blend"
_QUANTILE_COLUMNS = [
    column
    for column in ForecastQuantileRow.__table__.columns
    if column.name not in ("id", "run_id")
]


class MissingObservationsError(LookupError):
    """No observations to forecast from; the text says what to do."""


class FutureIssueError(ValueError):
    """An issue that lies in the future; the text says what to do."""


@dataclass(frozen=True)
class StoredForecast:
    """A forecast as stored."""

    id: int
    city_code: str
    issue: datetime
    """Local time up to which observations were known."""
    made_at: datetime
    model: str
    newest_hour: datetime | None
    newest_weather: date | None
    """Issue day of the weather forecast that went in; None where there was none."""
    notes: tuple[str, ...]
    quantiles: pd.DataFrame
    """``pollutant``, ``lead_days``, ``day``, ``mean``, ``p05`` … ``p95``, µg/m³ (CO mg/m³), and the
    exceedance chances ``above_1`` … ``above_3`` of PM2.5 and O3."""
    paths: pd.DataFrame
    """``path``, ``lead_days``, ``day``, ``aqi``, ``primary``; ``aqi_pm`` without O3, ``aqi_pm25``
    of PM2.5 and gases without PM10 and O3; and the concentrations the indices were judged by, which
    runs of before they were kept do not have."""
    reasons: pd.DataFrame = field(default_factory=lambda: _unpacked(None, reasons.COLUMNS))
    """What drives it (:func:`forecasting.reasons.explain`); empty where the model does not tell."""
    guidance: pd.DataFrame = field(default_factory=lambda: _unpacked(None, chemistry.COLUMNS))
    """Chemistry models beside it (:data:`forecasting.chemistry.COLUMNS` without city), raw and
    corrected, with the weight each got; empty without any."""

    @property
    def issue_day(self) -> date:
        """Day of issue; an issue at midnight closes the day before."""
        return (self.issue - timedelta(hours=1)).date()

    @property
    def outlook(self) -> pd.DataFrame:
        """AQI quantiles, exceedance chances and primary pollutant of each day."""
        return trajectories.outlook(self.paths.assign(city=self.city_code))


def publish(
    sessions: sessionmaker[Session],
    city_code: str,
    issue_day: date,
    *,
    issue_hour: int = 24,
    lead_days: int = 7,
    model: str = DEFAULT_MODEL,
    user: str = journal.SYSTEM,
    made_at: datetime | None = None,
) -> int:
    """Make a forecast and store it.

    A stored fit is used where one suits; else the model is fitted now and the fit is kept.

    Args:
        sessions: Session factory.
        city_code: Division code.
        issue_day: Day of issue.
        issue_hour: Hours of that day up to which observations are used, 1 to 24.
        lead_days: Last lead day, 1 to 10.
        model: Name of the model.
        user: Who asks for it.
        made_at: Time of making, for records of the past.

    Raises:
        MissingObservationsError: No observations before the issue.
    """
    issue = issue_moment(pd.Timestamp(issue_day), issue_hour)
    history = history_of(sessions, city_code, issue)
    fit = _fit(sessions, history, city_code, issue, model, lead_days)
    told = guidance.daily_guidance(sessions, city_code, issue, GUIDANCE_DAYS)
    result = issuing.forecast(
        history, issue, lead_days, model=model, fitted=fit.fitted,
        guidance=told if len(told) else None,
    )  # fmt: skip
    remarks = [note.replace(f"{city_code}：", "") for note in result.notes]
    inputs = result.inputs[city_code]
    drivers = pd.DataFrame()
    if fit.fitted is not None:
        known = Knowledge.cut(history, issue)
        drivers = reasons.explain(fit.fitted, known, city_code, result.quantiles)
    columns = [column.name for column in _QUANTILE_COLUMNS]
    name = reference.city_name(city_code)
    with sessions.begin() as session:
        row = ForecastRunRow(
            city_code=city_code,
            issue=issue,
            made_at=made_at or clock.now(),
            model=model,
            lead_days=lead_days,
            newest_hour=inputs.newest_hour,
            newest_weather=inputs.weather_issued.date() if inputs.weather_issued else None,
            notes="\n".join([*remarks, fit.note] if fit.note else remarks),
            paths=_packed(paths_of(result)) or b"",
            reasons=_packed(drivers),
            guidance=_packed(result.guidance.drop(columns="city", errors="ignore")),
            quantiles=[
                ForecastQuantileRow(**{**record, "day": record["day"].date()})
                for record in frames.records(result.quantiles[columns])
            ],
        )
        session.add(row)
        journal.note(session, user, city_code, "起报", f"{name} {issue:%Y-%m-%d %H:%M}，{model}")
        session.flush()
        return row.id


def _fit(
    sessions: sessionmaker[Session],
    history: forecasting.History,
    city_code: str,
    issue: datetime,
    model: str,
    lead_days: int,
) -> forecast_fits.ReadyFit:
    """Take a stored fit, or fit and keep it; models that fit in no time are left to the forecast."""
    if model not in forecast_fits.KEPT_MODELS:
        return forecast_fits.ReadyFit(None)
    found = forecast_fits.ready(
        sessions, history, city_code, issue, model=model, lead_days=lead_days
    )
    if found.fitted is not None:
        log.info("使用已存的第 %d 号拟合", found.fit_id)
        return found
    packed, fitted = forecast_fits.pack(history, city_code, issue, model=model, lead_days=lead_days)
    return forecast_fits.ReadyFit(fitted, forecast_fits.store(sessions, packed), found.note)


def issue_time(day: date | None, hour: int, now: datetime) -> tuple[date, int]:
    """Fill in the day and hour of issue a user left open.

    Args:
        day: Day of issue; None is today.
        hour: 1 to 24; 0 takes midnight for past days and the newest full hour for today. In the
            first hour of a day that is midnight of the day before.
        now: Local time.

    Raises:
        FutureIssueError: The issue has not come yet.
    """
    if not hour:
        if day is None or day == now.date():
            last = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
            return last.date(), last.hour + 1
        hour = 24
    day = day or now.date()
    if issue_moment(pd.Timestamp(day), hour) > now:
        raise FutureIssueError(
            f"起报时间 {day} {hour} 时尚未到（现在是 {now:%Y-%m-%d %H:%M}），请改用更早的起报时间"
        )
    return day, hour


def history_of(
    sessions: sessionmaker[Session], city_code: str, issue: datetime, days: int = HISTORY_DAYS
) -> forecasting.History:
    """Return all the database knows of a city until a moment.

    Args:
        sessions: Session factory.
        city_code: Division code.
        issue: Nothing later is read.
        days: How far back, in days.

    Raises:
        MissingObservationsError: There is nothing.
    """
    # The issue day's own archive row is newer than its hours; the domain decides what it may use.
    day = (issue - pd.Timedelta(hours=1)).date()
    weather = observations.observed_weather(sessions, city_code, day, days)
    archive = observations.forecast_weather(sessions, city_code, day, days)
    hourly = observations.station_hours(sessions, city_code, issue, days)
    daily = observations.daily(sessions, city_code, day, days)
    if daily.empty and hourly.empty:
        raise MissingObservationsError(
            f"{reference.city_name(city_code)}（{city_code}）在 {issue:%Y-%m-%d %H:%M} 之前没有"
            f"观测数据，无法起报；请先用 forecasting ingest 导入观测"
        )
    sources = records.Sources(
        hourly=hourly if len(hourly) else None,
        daily=daily,
        weather=weather if len(weather) else None,
        forecast_weather=archive if len(archive) else None,
    )
    if hourly.empty:
        return records.of_cities(sources, [city_code])
    of_stations = set(hourly["place"]) != {city_code}
    history = (
        records.of_stations(sources, city_code)
        if of_stations
        else records.of_cities(sources, [city_code])
    )
    # The record knows the days of the hours only; years that came as daily values are learned from.
    others = history.daily[history.daily["city"] != city_code]
    return replace(history, daily=pd.concat([others, daily], ignore_index=True))


def paths_of(result: issuing.Forecast) -> pd.DataFrame:
    """Return the joint paths as stored, with the AQI that curtailment acts on beside the whole."""
    return with_acted_on(result.paths)


def with_acted_on(paths: pd.DataFrame) -> pd.DataFrame:
    """Add ``aqi_pm`` (without O3) and ``aqi_pm25`` (without PM10 as well) to joint paths of AQI.

    The concentrations stay, four bytes each, so that a revision of one pollutant acts exactly.
    """
    concentrations = paths[list(observations.POLLUTANTS)].astype("float32")
    kept = paths[["path", "lead_days", "day", "aqi"]].astype({"aqi": float})
    kept = kept.join([trajectories.acted_on(paths), paths["primary"], concentrations])
    return kept.reset_index(drop=True)


def latest(
    sessions: sessionmaker[Session],
    city_code: str,
    until: datetime | None = None,
    after: datetime | None = None,
) -> int | None:
    """Return the id of the newest forecast of a city; None without any.

    Args:
        sessions: Session factory.
        city_code: Division code.
        until: Leaves out later issues.
        after: Leaves out this issue and earlier ones.
    """
    query = (
        select(ForecastRunRow.id)
        .where(ForecastRunRow.city_code == city_code)
        .order_by(ForecastRunRow.issue.desc(), ForecastRunRow.id.desc())
        .limit(1)
    )
    if until is not None:
        query = query.where(ForecastRunRow.issue <= until)
    if after is not None:
        query = query.where(ForecastRunRow.issue > after)
    with sessions() as session:
        return session.scalar(query)


def at(sessions: sessionmaker[Session], city_code: str, issue: datetime) -> int | None:
    """Return the newest forecast issued at just that moment; None without any."""
    query = (
        select(ForecastRunRow.id)
        .where(ForecastRunRow.city_code == city_code, ForecastRunRow.issue == issue)
        .order_by(ForecastRunRow.id.desc())
        .limit(1)
    )
    with sessions() as session:
        return session.scalar(query)


def load(sessions: sessionmaker[Session], run_id: int) -> StoredForecast:
    """Return a stored forecast.

    Raises:
        LookupError: No such run.
    """
    with sessions() as session:
        row = session.get(ForecastRunRow, run_id)
        if row is None:
            raise LookupError(f"没有第 {run_id} 号预报，请重新起报")
        quantiles = frames.read(
            session,
            select(*_QUANTILE_COLUMNS)
            .where(ForecastQuantileRow.run_id == run_id)
            .order_by(ForecastQuantileRow.pollutant, ForecastQuantileRow.lead_days),
        )
    quantiles["day"] = pd.to_datetime(quantiles["day"])
    return StoredForecast(
        row.id, row.city_code, row.issue, row.made_at, row.model, row.newest_hour,
        row.newest_weather, tuple(row.notes.splitlines()), quantiles,
        pd.read_parquet(io.BytesIO(row.paths)), _unpacked(row.reasons, reasons.COLUMNS),
        _unpacked(row.guidance, chemistry.COLUMNS),
    )  # fmt: skip


def _packed(frame: pd.DataFrame) -> bytes | None:
    """A frame as Parquet; None for one without rows."""
    if frame.empty:
        return None
    stored = io.BytesIO()
    frame.to_parquet(stored, index=False)
    return stored.getvalue()


def _unpacked(content: bytes | None, columns: Sequence[str]) -> pd.DataFrame:
    if content is None:
        return pd.DataFrame(columns=[name for name in columns if name != "city"])
    return pd.read_parquet(io.BytesIO(content))
