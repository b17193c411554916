"""Fitted models and the record of how good forecasts were."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code, Identifier, Name, Sha256, Words


class FitRow(Base):
    """A fitted model of one city; the model itself is a file."""

    __tablename__ = "fit"
    __table_args__ = (Index("ix_fit_city_code_model", "city_code", "model"),)

    id: Mapped[Identifier]
    city_code: Mapped[Code]
    model: Mapped[Code]
    issue: Mapped[datetime]
    """Local time; nothing later was learned from."""
    issue_hour: Mapped[int]
    """Hour of the day it is made for, 1 to 24."""
    lead_days: Mapped[int]
    fitted_at: Mapped[datetime]
    newest_day: Mapped[date]
    """Newest complete day with observations."""
    data_days: Mapped[int]
    """Days with observations that were learned from."""
    data_version: Mapped[Sha256]
    """Digest of the settled days that were learned from."""
    made_with: Mapped[Name]
    """Versions of the libraries whose objects the file holds."""
    file: Mapped[Name | None]
    """Name in the folder of fits; missing once newer fits have taken its place."""
    sha256: Mapped[Sha256]


class ForecastCheckRow(Base):
    """What forecasts of one city from many past issue days were worth."""

    __tablename__ = "forecast_check"
    __table_args__ = (Index("ix_forecast_check_city_code_made_at", "city_code", "made_at"),)

    id: Mapped[Identifier]
    city_code: Mapped[Code]
    model: Mapped[Code]
    issue_hour: Mapped[int]
    lead_days: Mapped[int]
    first_day: Mapped[date]
    """First day of issue."""
    last_day: Mapped[date]
    refit_days: Mapped[int]
    """Days between fits."""
    made_at: Mapped[datetime]
    act_chance: Mapped[float]
    """Chance from which a level was recommended, 0 to 1."""
    criteria: Mapped[Words]
    """Editions of the alert criteria that were applied, Chinese."""
    forecasts: Mapped[bytes] = mapped_column(LargeBinary)
    """Forecast, observed, persistent and usual values by issue and lead day, as Parquet."""
    triggers: Mapped[bytes] = mapped_column(LargeBinary)
    """Chance of each alert level by issue day and whether it came, as Parquet."""
