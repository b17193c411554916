"""Forecasts of chemistry models as they came, before any correction."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code


class GuidanceRow(Base):
    """What one run of a model forecast for one city and hour under one scenario.

    Keyed by run and hour with one column per pollutant; the lead follows from the two times. A
    later run is a row of its own, so that what was known at an earlier issue stays known.
    """

    __tablename__ = "guidance"
    __table_args__ = (Index("ix_guidance_city_code_init_time", "city_code", "init_time"),)

    city_code: Mapped[Code] = mapped_column(primary_key=True)
    model: Mapped[Code] = mapped_column(primary_key=True)
    scenario: Mapped[Code] = mapped_column(primary_key=True)
    """``base``, or the alert level whose measures the run assumes: ``yellow orange red``."""
    init_time: Mapped[datetime] = mapped_column(primary_key=True)
    """Local time the run starts from; of a service that does not tell it, the hour of fetching."""
    valid_time: Mapped[datetime] = mapped_column(primary_key=True)
    """End of the averaging hour, local time."""
    pm25: Mapped[float | None]
    pm10: Mapped[float | None]
    so2: Mapped[float | None]
    no2: Mapped[float | None]
    co: Mapped[float | None]
    """mg/m³; all others µg/m³."""
    o3: Mapped[float | None]


GUIDANCE_VALUES = ("pm25", "pm10", "so2", "no2", "co", "o3")
"""Names of the value columns."""
