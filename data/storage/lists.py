"""Versions of the emission list. Never edited: a correction is a new version."""

from datetime import date, datetime
from typing import Annotated

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code, Identifier, Name, Sha256, Words

# Columns that came later: a version stored before them holds nothing there.
LaterCode = Annotated[str, mapped_column(String(32), server_default="")]
LaterName = Annotated[str, mapped_column(String(200), server_default="")]
LaterWords = Annotated[str, mapped_column(Text, server_default="")]


class ListVersionRow(Base):
    """One imported edition of a city's list."""

    __tablename__ = "list_version"
    __table_args__ = (
        UniqueConstraint("city_code", "number"),
        UniqueConstraint("city_code", "sha256"),
    )

    id: Mapped[Identifier]
    city_code: Mapped[Code]
    """Six-digit administrative division code (GB/T 2260)."""
    number: Mapped[int]
    """Running number within the city, from 1."""
    imported_at: Mapped[datetime]
    """Local time, Asia/Shanghai."""
    imported_by: Mapped[Name]
    source_file: Mapped[Name]
    sha256: Mapped[Sha256]
    remarks: Mapped[Words]
    """Findings that did not stop the import, one a line."""


class EnterpriseRow(Base):
    """An enterprise as listed in one version."""

    __tablename__ = "enterprise"
    __table_args__ = (UniqueConstraint("version_id", "enterprise_id"),)

    id: Mapped[Identifier]
    version_id: Mapped[int] = mapped_column(ForeignKey("list_version.id"), index=True)
    enterprise_id: Mapped[Code]
    enterprise: Mapped[Name]
    credit_code: Mapped[Code]
    county: Mapped[Name]
    address: Mapped[Name]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    protected: Mapped[Code]
    trucks_per_day: Mapped[float | None]
    contact: Mapped[Name]
    phone: Mapped[Name]
    park: Mapped[LaterName]
    built_up_km: Mapped[float | None]
    """Distance to the edge of the built-up area, km; 0 inside."""
    discharge_permit: Mapped[LaterName]
    permit_duties: Mapped[LaterCode]
    other_industries: Mapped[LaterWords]
    rail_share: Mapped[float | None]
    """Share of the freight that goes by rail, pipe, belt or new-energy truck."""
    gate_system: Mapped[LaterCode]
    key_truck_user: Mapped[LaterCode]
    bulk_haul: Mapped[float | None]
    """Bulk freight in and out, 10,000 t a year."""
    second_contact: Mapped[LaterName]
    second_phone: Mapped[LaterName]


class LineRow(Base):
    """A production line as listed in one version; emissions in kg/d, shares 0 to 1."""

    __tablename__ = "line"
    __table_args__ = (
        UniqueConstraint("version_id", "line_id"),
        CheckConstraint("pm_kg >= 0", name="pm_not_negative"),
        CheckConstraint("so2_kg >= 0", name="so2_not_negative"),
        CheckConstraint("nox_kg >= 0", name="nox_not_negative"),
        CheckConstraint("vocs_kg >= 0", name="vocs_not_negative"),
    )

    id: Mapped[Identifier]
    version_id: Mapped[int] = mapped_column(ForeignKey("list_version.id"), index=True)
    line_id: Mapped[Code]
    enterprise_id: Mapped[Code]
    process: Mapped[Name]
    industry: Mapped[Name]
    capacity: Mapped[float | None]
    capacity_unit: Mapped[Name]
    grade: Mapped[Code]
    grade_scheme: Mapped[Name]
    grade_until: Mapped[date | None]
    supply_floor: Mapped[float | None]
    """Share of the activity that heat, gas or power supply needs (保障类)."""
    pm_kg: Mapped[float]
    so2_kg: Mapped[float]
    nox_kg: Mapped[float]
    vocs_kg: Mapped[float]
    filed_yellow: Mapped[Words]
    filed_yellow_share: Mapped[float | None]
    filed_orange: Mapped[Words]
    filed_orange_share: Mapped[float | None]
    filed_red: Mapped[Words]
    filed_red_share: Mapped[float | None]
    meter_id: Mapped[Name]
    verification: Mapped[Words]
    eia_capacity: Mapped[float | None]
    permit_capacity: Mapped[float | None]
    last_output: Mapped[float | None]
    """Output of last year, in ``capacity_unit`` like the three capacities."""
    running_days: Mapped[float | None]
    standby: Mapped[LaterName]
    fuel: Mapped[LaterName]
    treatment: Mapped[LaterWords]
    stop_hours: Mapped[float | None]
    restart_hours: Mapped[float | None]
    minimum_load: Mapped[float | None]
    """Share of the load below which the line cannot run safely."""
    duty: Mapped[LaterCode]
    loss_per_day: Mapped[float | None]
    """Loss of a day of stop, yuan; ``loss_low`` and ``loss_high`` bound it."""
    loss_low: Mapped[float | None]
    loss_high: Mapped[float | None]
    already_off: Mapped[float | None]
    """Share that stands still for other reasons than an alert."""
    already_off_reason: Mapped[LaterCode]
    already_off_until: Mapped[date | None]
    evidence: Mapped[LaterName]
    oven_height: Mapped[float | None]
    """Height of a coke oven's chamber, m."""
    quenching: Mapped[LaterCode]
    treatment_done: Mapped[LaterCode]
    penalised_on: Mapped[date | None]


class CityTotalRow(Base):
    """The city's whole emission (全社会排放量) of one source sector, kg/d."""

    __tablename__ = "city_total"
    __table_args__ = (UniqueConstraint("version_id", "sector"),)

    id: Mapped[Identifier]
    version_id: Mapped[int] = mapped_column(ForeignKey("list_version.id"), index=True)
    sector: Mapped[Name]
    pm_kg: Mapped[float]
    so2_kg: Mapped[float]
    nox_kg: Mapped[float]
    vocs_kg: Mapped[float]
    cut_yellow: Mapped[float | None]
    cut_orange: Mapped[float | None]
    cut_red: Mapped[float | None]
    cut_source: Mapped[Words]


class OtherSourceRow(Base):
    """A source outside industry as listed in one version; emissions in kg/d, shares 0 to 1."""

    __tablename__ = "other_source"
    __table_args__ = (UniqueConstraint("version_id", "source_id"),)

    id: Mapped[Identifier]
    version_id: Mapped[int] = mapped_column(ForeignKey("list_version.id"), index=True)
    source_id: Mapped[Code]
    source: Mapped[Name]
    kind: Mapped[Code]
    county: Mapped[Name]
    site_grade: Mapped[Code]
    pm_kg: Mapped[float | None]
    so2_kg: Mapped[float | None]
    nox_kg: Mapped[float | None]
    vocs_kg: Mapped[float | None]
    cut_yellow: Mapped[float | None]
    cut_orange: Mapped[float | None]
    cut_red: Mapped[float | None]
    cut_source: Mapped[Words]
    measure_yellow: Mapped[Words]
    measure_orange: Mapped[Words]
    measure_red: Mapped[Words]
    contact: Mapped[Name]
    phone: Mapped[Name]


class RuleAdoptionRow(Base):
    """The act by which a city adopts a rule set for lines without a confirmed rule."""

    __tablename__ = "rule_adoption"

    id: Mapped[Identifier]
    city_code: Mapped[Code]
    rule_set: Mapped[Name]
    """Identifier of the rule set; empty takes an earlier adoption back."""
    in_force_from: Mapped[date]
    document: Mapped[Name]
    """The city's own document, as the one who recorded it wrote it."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[Name]
