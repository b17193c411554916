"""Observations and weather: taken in from files, given back as frames."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from air_quality import averaging, weather
from data import reference, sources
from data.sources import RowIssue, SourceError
from data.sources import weather as weather_files
from data.storage.observations import (
    HOURLY_VALUES,
    WEATHER_VARIABLES,
    DailyRow,
    ForecastWeatherRow,
    HourlyRow,
    IngestRow,
    StationRow,
    WeatherRow,
)
from services import clock, frames, journal

POLLUTANTS = ("pm25", "pm10", "so2", "no2", "co", "o3_mda8")


@dataclass(frozen=True)
class Ingested:
    """What came of taking files in."""

    city_codes: tuple[str, ...]
    files: int
    hours: int
    """Hourly rows stored or filled in."""
    days: int
    """Daily rows stored or filled in."""
    issues: list[RowIssue] = field(default_factory=list)
    """Rows left out, by file and line."""
    notes: list[str] = field(default_factory=list)


def ingest(
    sessions: sessionmaker[Session],
    files: Sequence[Path],
    format: str,
    *,
    city: str = "",
    columns: Sequence[str] = (),
    user: str = journal.SYSTEM,
) -> Ingested:
    """Read files and store what is good in them; taking the same file in twice changes nothing.

    Args:
        sessions: Session factory.
        files: Observation files of one format.
        format: ``cnemc``, ``prsa`` or ``tidy``.
        city: Code or name of a city. For ``prsa`` the one its stations belong to (``beijing`` where
            empty); of the other formats, whose places are cities, only that one is taken in. Places
            that are no city known by name are taken to be its stations.
        columns: Column mappings of ``tidy``.
        user: Who does it, for the journal.

    Raises:
        SourceError: A file cannot be read at all, or holds only other cities; nothing of any file
            is stored then.
    """
    reading = sources.read(list(files), format, columns=columns, city=city)
    home = code_of(city or ("beijing" if format == sources.Format.PRSA else ""))
    touched: set[str] = set()
    with sessions.begin() as session:
        hours = days = 0
        if reading.hourly is not None:
            if format == sources.Format.PRSA:
                hourly = reading.hourly.assign(city_code=home)
            else:
                hourly = _of_city(reading.hourly, "place", home, city)
                codes = codes_of(hourly["place"])
                # Places that are no city known by name are stations of the city asked for.
                own = hourly["place"] if home and (codes != home).any() else codes
                hourly = hourly.assign(city_code=home or codes, place=own)
            store_hourly(session, hourly, format)
            hours, touched = len(hourly), touched | set(hourly["city_code"])
        if reading.daily is not None:
            daily = _of_city(reading.daily, "city", home, city)
            daily = daily.assign(city_code=home or codes_of(daily["city"]))
            store_daily(session, daily, format)
            days, touched = len(daily), touched | set(daily["city_code"])
        if reading.weather is not None and len(reading.weather):
            observed = _of_city(reading.weather, "city", home, city)
            observed = observed.assign(city_code=home or codes_of(observed["city"]))
            store_weather(session, observed)
            touched |= set(observed["city_code"])
            days = days or len(observed)
        for path in files:
            named = [issue for issue in reading.issues if issue.file == path.name]
            session.add(
                IngestRow(
                    city_code=home or ",".join(sorted(touched))[:32],
                    source=format,
                    file=path.name,
                    sha256=_digest(path),
                    at=clock.now(),
                    rows=hours + days,
                    rejected=len(named),
                )
            )
        for code in sorted(touched):
            journal.note(
                session, user, code, "导入观测",
                f"{len(files)} 个文件，逐时 {hours} 行、日值 {days} 行，"
                f"剔除 {len(reading.issues)} 处",
            )  # fmt: skip
    return Ingested(tuple(sorted(touched)), len(files), hours, days, reading.issues, reading.notes)


def ingest_weather(
    sessions: sessionmaker[Session],
    *,
    forecasts: Sequence[Path] = (),
    observed: Sequence[Path] = (),
) -> Ingested:
    """Take in archives of daily weather forecasts and observed daily weather.

    Raises:
        SourceError: A file cannot be read at all.
    """
    issues: list[RowIssue] = []
    notes: list[str] = []
    count = 0
    with sessions.begin() as session:
        for path in forecasts:
            frame, wrong, said = weather_files.read_forecast_archive(path)
            store_forecast_weather(session, frame.assign(city_code=codes_of(frame["city"])))
            issues, notes, count = issues + wrong, notes + said, count + len(frame)
        for path in observed:
            frame, wrong, said = weather_files.read_observed(path)
            store_weather(session, frame.assign(city_code=codes_of(frame["city"])))
            issues, notes, count = issues + wrong, notes + said, count + len(frame)
    return Ingested((), len(forecasts) + len(observed), 0, count, issues, notes)


def code_of(city: str) -> str:
    """Return the division code of a city given by code, Chinese name or pinyin.

    A city that the reference table does not know keeps its name as code.
    """
    table = reference.divisions()
    name = str(city).strip()
    for column, wanted in (("code", name), ("name", name), ("name", f"{name}市"), ("pinyin", name)):
        if (found := table.loc[table[column] == wanted, "code"]).size:
            return str(found.iloc[0])
    return name[:32]


def _of_city(frame: pd.DataFrame, column: str, home: str, named: str) -> pd.DataFrame:
    """Keep the rows of the city asked for; places that are no city known by name are all its own.

    Raises:
        SourceError: The file holds cities, but not the one asked for.
    """
    if not home:
        return frame
    places = [str(place) for place in frame[column].unique()]
    known = set(reference.divisions()["code"])
    cities = [place for place in places if code_of(place) in known | {home}]
    if not cities:
        return frame
    mine = [place for place in cities if code_of(place) == home]
    if not mine:
        shown = "、".join(cities[:10]) + ("等" if len(cities) > 10 else "")
        raise SourceError(f"文件中没有城市 {named}，有：{shown}；请核对 --city，或不指定而全部导入")
    return frame[frame[column].isin(mine)]


def codes_of(cities: pd.Series) -> pd.Series:
    """Return the division code of each city; each name is looked up once."""
    return cities.map({name: code_of(name) for name in cities.unique()})


def store_hourly(session: Session, hourly: pd.DataFrame, source: str) -> None:
    """Store hourly rows (``city_code``, ``place``, ``hour`` and values)."""
    columns = ["place", "hour", "city_code", *(c for c in HOURLY_VALUES if c in hourly)]
    rows = frames.records(hourly[columns].assign(source=source))
    frames.upsert(session, HourlyRow, rows)


def store_daily(session: Session, daily: pd.DataFrame, source: str) -> None:
    """Store daily values of cities (``city_code``, ``day`` and values)."""
    columns = ["city_code", "day", *(name for name in POLLUTANTS if name in daily)]
    frames.upsert(session, DailyRow, frames.records(daily[columns].assign(source=source)))


def store_weather(session: Session, observed: pd.DataFrame) -> None:
    """Store observed daily weather (``city_code``, ``day`` and variables)."""
    columns = ["city_code", "day", *(name for name in WEATHER_VARIABLES if name in observed)]
    frames.upsert(session, WeatherRow, frames.records(observed[columns]))


def store_forecast_weather(session: Session, archive: pd.DataFrame) -> None:
    """Store weather forecasts (``city_code``, ``issue_day``, ``lead_days`` and variables)."""
    columns = ["city_code", "issue_day", "lead_days"]
    columns += [name for name in WEATHER_VARIABLES if name in archive]
    frames.upsert(session, ForecastWeatherRow, frames.records(archive[columns]))


def store_stations(session: Session, city_code: str, stations: pd.DataFrame) -> None:
    """Store the stations of a city (``code``, ``name``)."""
    rows = frames.records(stations[["code", "name"]].assign(city_code=city_code))
    frames.upsert(session, StationRow, rows)


def newest_hour(sessions: sessionmaker[Session], city_code: str) -> datetime | None:
    """Return the end of the newest observed hour of a city; None where there is none."""
    with sessions() as session:
        return session.scalar(
            select(func.max(HourlyRow.hour)).where(HourlyRow.city_code == city_code)
        )


def newest_weather_forecast(sessions: sessionmaker[Session], city_code: str) -> date | None:
    """Return the issue day of the newest weather forecast; None where there is none."""
    with sessions() as session:
        return session.scalar(
            select(func.max(ForecastWeatherRow.issue_day)).where(
                ForecastWeatherRow.city_code == city_code
            )
        )


def city_hours(
    sessions: sessionmaker[Session], city_code: str, until: datetime, days: int
) -> pd.DataFrame:
    """Return the hourly means of a city over its stations, oldest first; see `station_hours`."""
    hourly = station_hours(sessions, city_code, until, days)
    return averaging.city_mean(hourly, city_code) if len(hourly) else hourly


def station_hours(
    sessions: sessionmaker[Session], city_code: str, until: datetime, days: int
) -> pd.DataFrame:
    """Return the hourly values of every place of a city, oldest first.

    Args:
        sessions: Session factory.
        city_code: Division code.
        until: Newest hour to return (end of the averaging hour).
        days: How far back, in days.
    """
    query = (
        select(HourlyRow.place, HourlyRow.hour, *(getattr(HourlyRow, c) for c in HOURLY_VALUES))
        .where(
            HourlyRow.city_code == city_code,
            HourlyRow.hour <= until,
            HourlyRow.hour > until - timedelta(days=days),
        )
        .order_by(HourlyRow.hour)
    )
    with sessions() as session:
        hourly = frames.read(session, query)
    hourly["hour"] = pd.to_datetime(hourly["hour"])
    values = list(HOURLY_VALUES)
    hourly[values] = hourly[values].astype(float)
    return hourly.dropna(axis="columns", how="all") if len(hourly) else hourly


def daily(sessions: sessionmaker[Session], city_code: str, until: date, days: int) -> pd.DataFrame:
    """Return daily values of a city: from its hours, filled up with values that came daily.

    Returns:
        ``city``, ``day`` and pollutant columns, oldest first; complete natural days only.
    """
    end = datetime.combine(until + timedelta(days=1), datetime.min.time())
    hours = city_hours(sessions, city_code, end, days)
    query = select(DailyRow.day, *(getattr(DailyRow, name) for name in POLLUTANTS)).where(
        DailyRow.city_code == city_code,
        DailyRow.day <= until,
        DailyRow.day > until - timedelta(days=days),
    )
    with sessions() as session:
        filed = frames.read(session, query)
    filed["day"] = pd.to_datetime(filed["day"])
    parts = [filed.assign(city=city_code)]
    if len(hours):
        parts.insert(0, averaging.daily_concentrations(hours).rename(columns={"place": "city"}))
    together = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    return (
        together.groupby(["city", "day"], sort=True, as_index=False).first()
        if len(together)
        else together
    )


def observed_weather(
    sessions: sessionmaker[Session], city_code: str, until: date, days: int
) -> pd.DataFrame:
    """Return observed daily weather: ``city``, ``day`` and variables; from hours where need be."""
    query = select(
        WeatherRow.day, *(getattr(WeatherRow, name) for name in WEATHER_VARIABLES)
    ).where(
        WeatherRow.city_code == city_code,
        WeatherRow.day <= until,
        WeatherRow.day > until - timedelta(days=days),
    )
    with sessions() as session:
        stored = frames.read(session, query)
    if stored.empty:
        end = datetime.combine(until + timedelta(days=1), datetime.min.time())
        hours = city_hours(sessions, city_code, end, days)
        return weather.daily_weather(hours) if len(hours) else stored.assign(city=city_code)
    stored["day"] = pd.to_datetime(stored["day"])
    stored[list(WEATHER_VARIABLES)] = stored[list(WEATHER_VARIABLES)].astype(float)
    known = stored.dropna(axis="columns", how="all")
    return known.assign(city=city_code).sort_values("day", ignore_index=True)


def forecast_weather(
    sessions: sessionmaker[Session], city_code: str, until: date, days: int
) -> pd.DataFrame:
    """Return weather forecasts issued by ``until``: city, issue day, lead days, variables."""
    query = select(
        ForecastWeatherRow.issue_day,
        ForecastWeatherRow.lead_days,
        *(getattr(ForecastWeatherRow, name) for name in WEATHER_VARIABLES),
    ).where(
        ForecastWeatherRow.city_code == city_code,
        ForecastWeatherRow.issue_day <= until,
        ForecastWeatherRow.issue_day > until - timedelta(days=days),
    )
    with sessions() as session:
        archive = frames.read(session, query)
    archive["issue_day"] = pd.to_datetime(archive["issue_day"])
    archive[list(WEATHER_VARIABLES)] = archive[list(WEATHER_VARIABLES)].astype(float)
    known = archive.dropna(axis="columns", how="all") if len(archive) else archive
    return known.assign(city=city_code).sort_values(["issue_day", "lead_days"], ignore_index=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
