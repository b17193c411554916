"""Ozone and temperature of a day for the regimes: as observed, else as forecast, else not known."""

from datetime import date, datetime, time

import pandas as pd
from sqlalchemy.orm import Session, sessionmaker

from services import forecast_runs, observations


def ozone(sessions: sessionmaker[Session], city: str, day: date) -> tuple[float | None, str]:
    """Return the MDA8 of ozone (µg/m³) and where it comes from; None where nothing is known."""
    seen = observations.daily(sessions, city, day, 1)
    if len(seen) and "o3_mda8" in seen and pd.notna(seen["o3_mda8"].iloc[-1]):
        return float(seen["o3_mda8"].iloc[-1]), "实况（日最大8小时）"
    run = forecast_runs.latest(sessions, city, until=datetime.combine(day, time(23, 59)))
    if run is None:
        return None, ""
    rows = forecast_runs.load(sessions, run).quantiles
    of_day = rows[(rows["pollutant"] == "o3_mda8") & (rows["day"] == pd.Timestamp(day))]
    if of_day.empty:
        return None, ""
    return float(of_day["p50"].iloc[0]), f"第 {run} 号预报中位数（日最大8小时）"


def temperature(sessions: sessionmaker[Session], city: str, day: date) -> tuple[float | None, str]:
    """Return the highest temperature (°C) and where it comes from; None where it is not known."""
    seen = observations.observed_weather(sessions, city, day, 1)
    of_day = seen[seen["day"] == pd.Timestamp(day)] if len(seen) else seen
    if len(of_day) and "t_max" in of_day and pd.notna(of_day["t_max"].iloc[-1]):
        return float(of_day["t_max"].iloc[-1]), "实况日最高气温"
    ahead = observations.forecast_weather(sessions, city, day, 10)
    if ahead.empty or "t_max" not in ahead:
        return None, ""
    target = ahead["issue_day"] + pd.to_timedelta(ahead["lead_days"], unit="D")
    known = ahead[(target == pd.Timestamp(day)) & ahead["t_max"].notna()]
    if known.empty:
        return None, ""
    return float(known["t_max"].iloc[-1]), f"{known['issue_day'].iloc[-1]:%Y-%m-%d} 起报的天气预报"
