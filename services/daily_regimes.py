"""Dust and vehicles on a day: what the list, the newest hours and the alert in force say."""

from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from data.storage.observations import StationRow
from data.vocabulary import AlertLevel
from emission_lists.regimes import dust, pm10, vehicles
from emission_lists.regimes.daily import DailySituation, rule
from services import alert_records, list_versions, observations, regime_records

DAILY = (dust.NAME, vehicles.NAME)
"""Regimes judged on the newest hours, the alert in force and the registers of the city."""
HOURS_BACK = 72
"""Hours of PM10 looked at; a monitor silent for longer has no valid hour and is 待核."""


def level_on(sessions: sessionmaker[Session], city_code: str, day: date) -> AlertLevel | None:
    """Return the highest level of the alerts that are in force at any time of a day."""
    begin = datetime.combine(day, datetime.min.time())
    running = [
        alert.level
        for alert in alert_records.issued(sessions, city_code)
        if alert.start < begin + timedelta(days=1) and begin < alert.end
    ]
    return max(running, key=lambda level: level.severity, default=None)


def situation(
    sessions: sessionmaker[Session],
    city_code: str,
    day: date,
    now: datetime,
    *,
    list_version: int | None = None,
    registers_given: dict[str, pd.DataFrame] | None = None,
) -> DailySituation:
    """Put together what the daily regimes are judged on.

    Args:
        sessions: Session factory.
        city_code: Division code.
        day: Day asked about. PM10 is judged at ``now`` where that is the day, else at its end.
        now: Local time.
        list_version: Version of the list; None takes the newest, and without any list the frames
            are empty.
        registers_given: Frames of ``registers.TABLES`` by sheet, as the city keeps them.
    """
    version = list_version
    if version is None:
        newest = list_versions.latest(sessions, city_code)
        version = newest.number if newest else None
    stored = list_versions.load(sessions, city_code, version) if version is not None else None
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    at = min(now, midnight)
    level = level_on(sessions, city_code, day)
    return DailySituation(
        city_code,
        day,
        stored.lines if stored else pd.DataFrame(),
        sources=stored.other_sources if stored else pd.DataFrame(),
        hourly=observations.station_hours(sessions, city_code, at, HOURS_BACK // 24),
        alert=level is not None,
        at=at,
        level=level,
        registers=registers_given or {},
    )


def board(sessions: sessionmaker[Session], city_code: str, now: datetime) -> pd.DataFrame:
    """Return the newest valid hour of PM10 of every station and site monitor.

    Returns:
        ``place``, ``name`` (of the station or of the site in the list), ``hour`` (end of the hour,
        missing where none is valid), ``pm10`` µg/m³, ``late`` and ``stops`` (reaches the limit of
        the city; missing where it has none), highest first.
    """
    hourly = observations.station_hours(sessions, city_code, now, HOURS_BACK // 24)
    limit = rule("dust_stop", now.date(), city_code)
    readings, names = pm10.newest_valid(hourly, now).values(), _monitors(sessions, city_code)
    rows = [
        {
            "place": one.place,
            "name": names.get(one.place, one.place),
            "hour": one.hour,
            "pm10": one.pm10,
            "late": one.late,
            "stops": one.stops(limit.value.pm10_from) if limit else None,
        }
        for one in readings
    ]
    frame = pd.DataFrame(rows, columns=["place", "name", "hour", "pm10", "late", "stops"])
    return frame.sort_values(["pm10", "place"], ascending=[False, True], ignore_index=True)


def stop_limit(city_code: str, day: date) -> tuple[float, str] | None:
    """Return PM10 at which sites stop (µg/m³) and its reference; None where none is laid down."""
    limit = rule("dust_stop", day, city_code)
    return (limit.value.pm10_from, str(limit.reference)) if limit else None


def last_registers(
    sessions: sessionmaker[Session], city_code: str
) -> tuple[dict[str, pd.DataFrame], tuple[str, ...]]:
    """Return the registers last used for a stored list, each from the newest list that has it.

    Returns:
        Frames by sheet, and the numbers of the lists they come from; empty where no list holds any.
    """
    found: dict[str, pd.DataFrame] = {}
    numbers: list[str] = []
    for name in DAILY:
        for number in regime_records.records(sessions, city_code, name)["number"].head(1):
            for sheet, frame in regime_records.load(sessions, number).facts.items():
                if sheet not in found:
                    found[sheet] = frame
                    numbers.append(number)
    return found, tuple(dict.fromkeys(numbers))


def _monitors(sessions: sessionmaker[Session], city_code: str) -> dict[str, str]:
    """Return the names of stations and of construction sites by their identifier."""
    with sessions() as session:
        query = select(StationRow.code, StationRow.name).where(StationRow.city_code == city_code)
        named = {code: f"{name}（{code}）" for code, name in session.execute(query)}
    newest = list_versions.latest(sessions, city_code)
    if newest is not None:
        sources = list_versions.load(sessions, city_code, newest.number).other_sources
        sites = sources[sources["kind"] == dust.SITE]
        named |= dict(zip(sites["source_id"], sites["source"], strict=True))
    return named
