"""Alerts: what the forecast recommends, what was issued."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from air_quality import aqi
from alerts import alert as alerts
from alerts import criteria as alert_criteria
from alerts.alert import Alert, AlertError
from alerts.recommendation import Recommendation, recommend
from data import parameters
from data.storage.alerts import AlertRow
from data.storage.lists import ListVersionRow
from data.storage.writing import alone
from data.vocabulary import Act, AlertLevel
from services import (
    accounts,
    cities,
    clock,
    journal,
    list_versions,
    observations,
    rule_adoptions,
)
from services.accounts import User
from services.forecast_runs import StoredForecast

OBSERVED_DAYS = 10
"""Observed days looked back on for an episode that already runs."""


def recommend_from(
    sessions: sessionmaker[Session],
    forecast: StoredForecast,
    *,
    dust: bool = False,
    edition: int | None = None,
) -> Recommendation:
    """Return the level a stored forecast calls for.

    Args:
        sessions: Session factory.
        forecast: The forecast run.
        dust: The forecaster's flag that the episode is dust: PM10 then counts for the health
            notice only.
        edition: Year of the edition of the criteria to apply, for winters before the first one.

    Raises:
        ParameterError: No criteria in force that early and no edition named.
    """
    city, issue = forecast.city_code, forecast.issue
    day = issue.date()
    paths = forecast.paths.copy()
    if dust:
        paths["aqi_pm"] = paths["aqi_pm25"]
    first = pd.Timestamp(paths["day"].min()).date()
    before = observed_aqi(sessions, city, first - timedelta(days=1), OBSERVED_DAYS)
    acted_on = "aqi_pm25" if dust else "aqi_pm"
    return recommend(
        paths,
        {
            pd.Timestamp(when).date(): float(value)
            for when, value in zip(before["day"], before[acted_on].astype(float), strict=True)
            if not math.isnan(value)
        },
        alert_criteria.criteria_on(day, city, edition),
        issue=issue,
        act_chance=parameters.on("alerts/act_chance", day, city).value.chance,
        merge_gap_hours=parameters.on("alerts/merge_gap", day, city).value.hours,
    )


def observed_aqi(
    sessions: sessionmaker[Session], city_code: str, until: date, days: int
) -> pd.DataFrame:
    """Return the AQI of observed days: ``day``, ``aqi``, ``level``, ``primary``, ``aqi_pm``.

    ``aqi_pm`` leaves O3 out: it is what curtailment acts on. ``aqi_pm25`` also leaves PM10 out,
    for days of dust.
    """
    daily = observations.daily(sessions, city_code, until, days)
    if daily.empty:
        return pd.DataFrame(columns=["day", "aqi", "level", "primary", "aqi_pm", "aqi_pm25"])
    return with_aqi(daily)


def with_aqi(daily: pd.DataFrame) -> pd.DataFrame:
    """Add ``aqi``, ``level``, ``primary``, ``aqi_pm`` and ``aqi_pm25`` to daily values."""
    result = aqi.daily_aqi(daily)
    left_out = {"aqi_pm": {"iaqi_o3"}, "aqi_pm25": {"iaqi_o3", "iaqi_pm10"}}
    parts = [str(name) for name in result if str(name).startswith("iaqi_")]
    for name, without in left_out.items():
        counted = [part for part in parts if part not in without]
        result[name] = result[counted].astype(float).max(axis=1)
    return result


def issue(
    sessions: sessionmaker[Session],
    city_code: str,
    level: AlertLevel,
    start: datetime,
    end: datetime,
    *,
    user: str,
    actor: User | None = None,
    basis: str = "",
    forecast_run_id: int | None = None,
    now: datetime | None = None,
) -> Alert:
    """Issue an alert under a number of its own, all or nothing.

    Args:
        sessions: Session factory.
        city_code: Division code.
        level: Yellow, orange or red.
        start: First hour of the measures.
        end: When they cease.
        user: Who issues it, as the record names him.
        actor: The same as a user whose right, city and office are checked with the write; None for
            commands.
        basis: Criterion and clause that called for it; empty is recorded as decided by hand.
        forecast_run_id: The forecast it rests on, if any.
        now: Time of issue, for records of the past.

    Raises:
        AlertError: A level or window no alert may have, or one that overlaps a running alert.
        NotAllowedError: The actor may not issue alerts, or not of this level or for this city.
    """
    alerts.check(level, start, end, user)
    cities.require_known(sessions, city_code)
    now = now or clock.now()
    basis = basis.strip() or decided_by_hand(level, start.date(), city_code)
    rule_set = rule_adoptions.adopted_on(sessions, city_code, start.date())
    newest = list_versions.latest(sessions, city_code)
    try:
        with sessions.begin() as session:
            alone(session)  # else two officers could both find the window free
            if actor is not None:
                accounts.require(actor, Act.ISSUE_ALERT, session, city_code)
                accounts.require_signature(actor, level, now.date(), city_code)
            running = session.scalar(
                select(AlertRow.number).where(
                    AlertRow.city_code == city_code, AlertRow.start < end, AlertRow.end > start
                )
            )
            if running is not None:
                raise AlertError(f"与预警 {running} 的时段重叠，请调整起止时间")
            prefix = f"{city_code}-{now.year}-"
            given = session.scalar(
                select(func.count()).where(AlertRow.number.startswith(prefix, autoescape=True))
            )
            row = AlertRow(
                number=f"{prefix}{(given or 0) + 1:03d}",
                city_code=city_code,
                level=str(level),
                start=start,
                end=end,
                basis=basis,
                issued_at=now,
                issued_by=user,
                list_version_id=newest.id if newest else None,
                rule_set=rule_set,
                forecast_run_id=forecast_run_id,
            )
            session.add(row)
            span = f"{start:%Y-%m-%d %H:%M} 至 {end:%Y-%m-%d %H:%M}"
            journal.note(
                session, user, city_code, f"发布{level.label}预警", f"{row.number}，{span}",
                after={"level": str(level), "start": start, "end": end, "basis": basis},
                data_version=_rests_on(newest, forecast_run_id),
            )  # fmt: skip
            number = row.number
    except IntegrityError as problem:
        raise AlertError("另一人刚刚发布了预警，请刷新后核对再发") from problem
    return load(sessions, number)


def _rests_on(newest: list_versions.ListVersion | None, forecast_run_id: int | None) -> str:
    listed = f"清单第 {newest.number} 版" if newest else "无清单"
    return f"{listed}，" + (f"预报第 {forecast_run_id} 号" if forecast_run_id else "未引用预报")


def decided_by_hand(level: AlertLevel, day: date, city_code: str) -> str:
    """Say that a level was decided without a stated criterion, and what would call for it."""
    named = [item for item in alert_criteria.criteria_on(day, city_code) if item.level == level]
    texts = "；或".join(item.text for item in named)
    return f"人工决定；该级别启动条件为：{texts}（{named[0].reference}）"


def load(sessions: sessionmaker[Session], number: str) -> Alert:
    """Return an issued alert.

    Raises:
        AlertError: No alert has that number.
    """
    found = _alerts(sessions, AlertRow.number == number)
    if not found:
        raise AlertError(f"没有编号为 {number} 的预警，请用 alerts list 查看现有编号")
    return found[0]


def issued(sessions: sessionmaker[Session], city_code: str) -> list[Alert]:
    """Return all alerts of a city, newest window first."""
    return _alerts(sessions, AlertRow.city_code == city_code)


def record(alert: Alert) -> dict[str, Any]:
    """Return an alert as the JSON object that scripts read."""
    times = {
        name: getattr(alert, name).isoformat(timespec="minutes")
        for name in ("start", "end", "issued_at")
    }
    return {**asdict(alert), **times, "level": str(alert.level)}


def recommendation_record(
    forecast: StoredForecast, advice: Recommendation, states: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return a recommendation as the JSON object that scripts read."""

    def moment(time: datetime | None) -> str | None:
        return time.isoformat(timespec="minutes") if time else None

    return {
        "city": forecast.city_code,
        "issue": moment(forecast.issue),
        "level": advice.level,
        "response": str(advice.response),
        "start": moment(advice.start),
        "end": moment(advice.end),
        "criterion": advice.criterion,
        "reference": advice.reference,
        "chances": {str(level): round(chance, 4) for level, chance in advice.chances.items()},
        "level_of_median": advice.level_of_median,
        "level_of_upper": advice.level_of_upper,
        "act_chance": advice.act_chance,
        "sources": list(states),
    }


def _alerts(sessions: sessionmaker[Session], condition: Any) -> list[Alert]:
    query = (
        select(AlertRow, ListVersionRow.number)
        .outerjoin(ListVersionRow, AlertRow.list_version_id == ListVersionRow.id)
        .where(condition)
        .order_by(AlertRow.start.desc())
    )
    with sessions() as session:
        return [
            Alert(
                row.number, row.city_code, AlertLevel(row.level), row.start, row.end, row.basis,
                row.issued_at, row.issued_by, version, row.rule_set,
            )
            for row, version in session.execute(query)
        ]  # fmt: skip
