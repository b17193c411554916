"""Revisions of forecast runs by a forecaster; the run itself is never touched."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from data.storage.base import Base, Code, Identifier, Name, Words


class ForecastRevisionRow(Base):
    """One act of revising, or of taking revisions back."""

    __tablename__ = "forecast_revision"

    id: Mapped[Identifier]
    run_id: Mapped[int] = mapped_column(ForeignKey("forecast_run.id"), index=True)
    made_at: Mapped[datetime]
    """Local time."""
    forecaster: Mapped[Name]
    reason: Mapped[Words]
    values: Mapped[list["ForecastRevisionValueRow"]] = relationship(
        cascade="all, delete-orphan", order_by="ForecastRevisionValueRow.id"
    )


class ForecastRevisionValueRow(Base):
    """One number of a revision."""

    __tablename__ = "forecast_revision_value"
    __table_args__ = (UniqueConstraint("revision_id", "day", "quantity"),)

    id: Mapped[Identifier]
    revision_id: Mapped[int] = mapped_column(ForeignKey("forecast_revision.id"))
    day: Mapped[date]
    quantity: Mapped[Code]
    """``aqi`` or the column of a pollutant's daily value."""
    value: Mapped[float | None]
    """AQI, µg/m³ or (CO) mg/m³; missing takes earlier revisions of it back."""
