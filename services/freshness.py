"""How fresh the data are that a decision rests on."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from services import forecast_runs, observations
from services.forecast_runs import StoredForecast

LATE_HOURS = {"实况": 3, "气象预报": 36, "空气质量预报": 24}
"""Hours after which a source is late: hourly reports, daily weather forecast, morning forecast."""


def states(sessions: sessionmaker[Session], city_code: str, now: datetime) -> list[dict[str, Any]]:
    """Return each source with its newest data and whether that is fresh.

    Returns:
        One dictionary per source: ``name``, ``newest`` (ISO time or None) and ``state``: ``fresh``,
        ``late`` or ``missing``.
    """
    run = forecast_runs.latest(sessions, city_code)
    return _listed(
        observations.newest_hour(sessions, city_code),
        observations.newest_weather_forecast(sessions, city_code),
        forecast_runs.load(sessions, run).issue if run is not None else None,
        now,
    )


def used_by(forecast: StoredForecast) -> list[dict[str, Any]]:
    """Return what a forecast stood on and how fresh that was at its issue; see :func:`states`."""
    return _listed(forecast.newest_hour, forecast.newest_weather, forecast.issue, forecast.issue)


def _listed(
    hour: datetime | None, weather: date | None, issue: datetime | None, now: datetime
) -> list[dict[str, Any]]:
    newest: dict[str, datetime | None] = {
        "实况": hour,
        # An archive row of a day is made after 23:00 of that day.
        "气象预报": datetime.combine(weather, time(23)) if weather else None,
        "空气质量预报": issue,
    }
    return [
        {
            "name": name,
            "newest": moment.isoformat(timespec="minutes") if moment else None,
            "state": _state(moment, now, LATE_HOURS[name]),
        }
        for name, moment in newest.items()
    ]


def _state(moment: datetime | None, now: datetime, late_hours: int) -> str:
    if moment is None:
        return "missing"
    return "late" if now - moment > timedelta(hours=late_hours) else "fresh"
