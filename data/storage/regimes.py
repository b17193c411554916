"""Issued lists of the regimes beside the alert. Never edited: a correction is a new record."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code, Identifier, Name, Sha256


class RegimeListRow(Base):
    """What one regime said of a city on one day, as it was issued."""

    __tablename__ = "regime_list"
    __table_args__ = (UniqueConstraint("city_code", "regime", "sequence"),)

    id: Mapped[Identifier]
    city_code: Mapped[Code] = mapped_column(index=True)
    """Six-digit administrative division code (GB/T 2260)."""
    regime: Mapped[Code]
    """Name of the regime: ``staggered``, ``ozone_season``, ``dust``, ``vehicles``."""
    sequence: Mapped[int]
    """Running number within city and regime, from 1."""
    day: Mapped[date]
    """Day the list was judged for."""
    season: Mapped[Name]
    """Season the rules belong to, such as 2020-2021; empty where the regime has none."""
    list_version: Mapped[int | None]
    """Version of the emission list it rests on; None where it rests on none."""
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Rules used: name, edition, reference."""
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was given by hand: forecast or observed ozone and temperature, dates of the season."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """The whole result as compressed JSON, with the facts it was judged on."""
    sha256: Mapped[Sha256]
    """Hash of the uncompressed content."""
    made_by: Mapped[Name]
    made_at: Mapped[datetime]
    """Local time, Asia/Shanghai."""
