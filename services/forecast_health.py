"""What is amiss with the forecast of today: late input, missing hours, errors that grow."""

import math
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from data.storage.forecasts import ForecastQuantileRow, ForecastRunRow
from forecasting import verification
from services import forecast_checks, frames, freshness, observations
from services.forecast_checks import ForecastCheck

RECENT_DAYS = 14
MIN_RECENT = 5
"""Fewer judged days say nothing about a drift."""
MISSING_SHARE = 0.1
"""Share of missing hours from which it is said."""
GROWN = 1.5
"""Recent error relative to the record's from which it is said."""
_HOURS_LOOKED_AT = 72


def notes(sessions: sessionmaker[Session], city_code: str, now: datetime) -> tuple[str, ...]:
    """Say in Chinese what is amiss; empty where nothing is.

    Args:
        sessions: Session factory.
        city_code: Division code.
        now: Local time.
    """
    number = forecast_checks.latest(sessions, city_code)
    said = [*_late(sessions, city_code, now), *_missing(sessions, city_code, now)]
    if number is not None:
        said += _drift(sessions, forecast_checks.load(sessions, number), now)
    return tuple(said)


def recent_errors(
    sessions: sessionmaker[Session], city_code: str, until: date, lead_days: int = 1
) -> pd.DataFrame:
    """Return what stored runs forecast for the last two weeks beside what came.

    Returns:
        ``day``, ``mean``, ``p10``, ``p50``, ``p90``, ``observed``: PM2.5, µg/m³, of the newest run
        for each day at that lead; days not observed yet are left out.
    """
    first = until - timedelta(days=RECENT_DAYS - 1)
    columns = [getattr(ForecastQuantileRow, name) for name in ("day", "mean", "p10", "p50", "p90")]
    query = (
        select(*columns)
        .join(ForecastRunRow, ForecastRunRow.id == ForecastQuantileRow.run_id)
        .where(
            ForecastRunRow.city_code == city_code,
            ForecastQuantileRow.pollutant == "pm25",
            ForecastQuantileRow.lead_days == lead_days,
            ForecastQuantileRow.day.between(first, until),
        )
        .order_by(ForecastRunRow.issue, ForecastRunRow.id)
    )
    with sessions() as session:
        made = frames.read(session, query).drop_duplicates("day", keep="last")
    made["day"] = pd.to_datetime(made["day"])
    seen = observations.daily(sessions, city_code, until, RECENT_DAYS)
    if made.empty or seen.empty:
        return made.assign(observed=np.nan).iloc[:0]
    joined = made.merge(seen[["day", "pm25"]].rename(columns={"pm25": "observed"}), on="day")
    return joined.dropna(subset=["observed"]).sort_values("day", ignore_index=True)


def drift(recent: pd.DataFrame, record: pd.DataFrame) -> list[str]:
    """Say whether recent errors are larger or more one-sided than those of the record.

    Args:
        recent: As :func:`recent_errors` gives them.
        record: The record's PM2.5 forecasts of the same lead day: ``mean`` and ``observed``.
    """
    usual = verification.rmse(record["mean"], record["observed"])
    if len(recent) < MIN_RECENT or not usual > 0:
        return []
    said = []
    error = verification.rmse(recent["mean"], recent["observed"])
    if error > GROWN * usual:
        said.append(
            f"近 {len(recent)} 个检验日第 1 天 PM2.5 预报的 RMSE 为 {error:.0f} µg/m³，"
            f"是检验记录（{usual:.0f}）的 {error / usual:.1f} 倍，误差变大；请核对输入并重新拟合"
        )
    bias = float((recent["mean"] - recent["observed"]).mean())
    # Twice the standard error of a mean of so many days: less is chance.
    if abs(bias) > 2 * usual / math.sqrt(len(recent)):
        said.append(
            f"近 {len(recent)} 个检验日第 1 天 PM2.5 预报平均偏{'高' if bias > 0 else '低'} "
            f"{abs(bias):.0f} µg/m³，超出随机误差；请核对输入并重新拟合"
        )
    return said


def _late(sessions: sessionmaker[Session], city_code: str, now: datetime) -> list[str]:
    said = []
    for source in freshness.states(sessions, city_code, now):
        newest = (source["newest"] or "").replace("T", " ")
        if source["state"] == "late":
            said.append(f"{source['name']}迟到，最新为 {newest}")
        elif source["state"] == "missing":
            said.append(f"{source['name']}缺失，请导入或起报")
    return said


def _missing(sessions: sessionmaker[Session], city_code: str, now: datetime) -> list[str]:
    """Missing hours of the last three days, up to the newest hour; all stations silent."""
    newest = observations.newest_hour(sessions, city_code)
    if newest is None or newest > now:
        newest = now.replace(minute=0, second=0, microsecond=0) if newest else None
    if newest is None:
        return []
    hours = observations.city_hours(sessions, city_code, newest, _HOURS_LOOKED_AT // 24)
    known = int(hours["pm25"].notna().sum()) if "pm25" in hours else 0
    gone = _HOURS_LOOKED_AT - known
    if gone < MISSING_SHARE * _HOURS_LOOKED_AT:
        return []
    return [
        f"至 {newest:%m-%d %H:%M} 的 {_HOURS_LOOKED_AT} 小时中 PM2.5 缺 {gone} 小时，预报把握下降"
    ]


def _drift(sessions: sessionmaker[Session], check: ForecastCheck, now: datetime) -> list[str]:
    rows = check.forecasts
    first_lead = rows[(rows["pollutant"] == "pm25") & (rows["lead_days"] == 1)]
    recent = recent_errors(sessions, check.city_code, now.date() - timedelta(days=1))
    return drift(recent, first_lead)
