"""Forecast runs: what was forecast, on what knowledge, never edited."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.storage.base import Base, Code, Identifier, Words


class ForecastRunRow(Base):
    """One forecast of one city."""

    __tablename__ = "forecast_run"
    __table_args__ = (Index("ix_forecast_run_city_code_issue", "city_code", "issue"),)

    id: Mapped[Identifier]
    city_code: Mapped[Code]
    issue: Mapped[datetime]
    """Local time up to which observations were known."""
    made_at: Mapped[datetime]
    model: Mapped[Code]
    lead_days: Mapped[int]
    newest_hour: Mapped[datetime | None]
    """End of the newest observed hour that went in."""
    newest_weather: Mapped[date | None]
    """Issue day of the weather forecast that went in; missing where there was none."""
    notes: Mapped[Words]
    """What a reader has to know, in Chinese, one line each."""
    paths: Mapped[bytes] = mapped_column(LargeBinary)
    """Joint sample paths of daily AQI, with the concentrations since they are kept, as Parquet."""
    reasons: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Contributions of groups of predictors to each lead day, as Parquet; missing where the model
    does not tell them and in runs of before they were kept."""
    guidance: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Chemistry models beside the forecast, raw and corrected, with their weights, as Parquet;
    missing where there were none."""
    quantiles: Mapped[list["ForecastQuantileRow"]] = relationship(cascade="all, delete-orphan")


class ForecastQuantileRow(Base):
    """Forecast distribution of one pollutant on one day, µg/m³ (CO mg/m³)."""

    __tablename__ = "forecast_quantile"
    __table_args__ = (UniqueConstraint("run_id", "pollutant", "lead_days"),)

    id: Mapped[Identifier]
    run_id: Mapped[int] = mapped_column(ForeignKey("forecast_run.id"))
    pollutant: Mapped[Code]
    lead_days: Mapped[int]
    day: Mapped[date]
    mean: Mapped[float]
    p05: Mapped[float]
    p10: Mapped[float]
    p25: Mapped[float]
    p50: Mapped[float]
    p75: Mapped[float]
    p90: Mapped[float]
    p95: Mapped[float]
    above_1: Mapped[float | None]
    """Chances of exceedance, 0 to 1; missing for pollutants without limits of their own."""
    above_2: Mapped[float | None]
    above_3: Mapped[float | None]
