"""Observed concentrations and weather, and the archive of weather forecasts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code, Identifier, Name, Sha256


class IngestRow(Base):
    """One file taken in; every observation row names the ingest that last touched it."""

    __tablename__ = "ingest"

    id: Mapped[Identifier]
    city_code: Mapped[Code]
    source: Mapped[Code]
    file: Mapped[Name]
    sha256: Mapped[Sha256]
    at: Mapped[datetime]
    rows: Mapped[int]
    rejected: Mapped[int]


class StationRow(Base):
    """A monitoring station of a city."""

    __tablename__ = "station"

    code: Mapped[Code] = mapped_column(primary_key=True)
    city_code: Mapped[Code]
    name: Mapped[Name]


class HourlyRow(Base):
    """Hourly means of one place; ``hour`` is the end of the averaging hour, local time.

    Keyed by source, city, place and hour, with one column per pollutant: taking in the same file
    twice changes nothing, and stations of the same name in two cities stay apart.
    """

    __tablename__ = "hourly"
    __table_args__ = (Index("ix_hourly_city_code_hour", "city_code", "hour"),)

    source: Mapped[Code] = mapped_column(primary_key=True)
    city_code: Mapped[Code] = mapped_column(primary_key=True)
    place: Mapped[Code] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    pm25: Mapped[float | None]
    pm10: Mapped[float | None]
    so2: Mapped[float | None]
    no2: Mapped[float | None]
    co: Mapped[float | None]
    """mg/m³; all others µg/m³."""
    o3: Mapped[float | None]
    temperature: Mapped[float | None]
    pressure: Mapped[float | None]
    dew_point: Mapped[float | None]
    rain: Mapped[float | None]
    wind_speed: Mapped[float | None]
    wind_direction: Mapped[float | None]


class DailyRow(Base):
    """Daily values of a city that came as daily values."""

    __tablename__ = "daily"

    source: Mapped[Code] = mapped_column(primary_key=True)
    city_code: Mapped[Code] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    pm25: Mapped[float | None]
    pm10: Mapped[float | None]
    so2: Mapped[float | None]
    no2: Mapped[float | None]
    co: Mapped[float | None]
    o3_mda8: Mapped[float | None]


class _Weather:
    """Daily weather variables; units as in the docs' table of weather names."""

    t_mean: Mapped[float | None]
    t_max: Mapped[float | None]
    t_range: Mapped[float | None]
    dew_mean: Mapped[float | None]
    rh_mean: Mapped[float | None]
    rh_min: Mapped[float | None]
    p_mean: Mapped[float | None]
    ws_mean: Mapped[float | None]
    ws_max: Mapped[float | None]
    gust_max: Mapped[float | None]
    ws_afternoon: Mapped[float | None]
    ws_night: Mapped[float | None]
    u_mean: Mapped[float | None]
    v_mean: Mapped[float | None]
    sunshine_h: Mapped[float | None]
    rain_mm: Mapped[float | None]


class WeatherRow(_Weather, Base):
    """Observed daily weather of a city."""

    __tablename__ = "weather"

    city_code: Mapped[Code] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class ForecastWeatherRow(_Weather, Base):
    """A daily weather forecast as it was issued."""

    __tablename__ = "forecast_weather"
    __table_args__ = (CheckConstraint("lead_days between 0 and 16", name="lead"),)

    city_code: Mapped[Code] = mapped_column(primary_key=True)
    issue_day: Mapped[date] = mapped_column(primary_key=True)
    lead_days: Mapped[int] = mapped_column(primary_key=True)


WEATHER_VARIABLES = tuple(name for name in _Weather.__annotations__ if not name.startswith("_"))
"""Names of the weather columns."""

HOURLY_VALUES = tuple(
    column.name
    for column in HourlyRow.__table__.columns
    if column.name not in ("source", "place", "hour", "city_code")
)
"""Names of the hourly value columns."""
