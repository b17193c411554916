"""Measures a city lays down in the program. Never edited: a change is a further row."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from data.storage.base import Base, Code, Identifier, Name, Words


class CityMeasureRow(Base):
    """One version of what a city orders of an industry, grade and kind of equipment at a level."""

    __tablename__ = "city_measure"
    __table_args__ = (Index("ix_city_measure_city_code", "city_code"),)

    id: Mapped[Identifier]
    city_code: Mapped[Code]
    """Six-digit administrative division code (GB/T 2260)."""
    industry: Mapped[Name]
    grade: Mapped[Code]
    """Empty: every grade that is ordered anything."""
    process: Mapped[Name]
    """Kind of equipment; empty: those the text names."""
    level: Mapped[Code]
    text: Mapped[Words]
    """The measure in Chinese; empty takes the earlier one back."""
    source: Mapped[Words]
    """The city's own document, as the one who recorded it wrote it."""
    sample: Mapped[Name]
    """Identifier of the sample it was drawn from; empty where none."""
    in_force_from: Mapped[date]
    recorded_at: Mapped[datetime]
    """Local time, Asia/Shanghai."""
    recorded_by: Mapped[Name]
