"""Issued alerts and the recommendations that stood beside them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code, Identifier, Name, Words


class AlertRow(Base):
    """An alert as issued; never edited."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint('"end" > "start"', name="window"),
    )

    id: Mapped[Identifier]
    number: Mapped[Code]
    city_code: Mapped[Code] = mapped_column(index=True)
    level: Mapped[Code]
    start: Mapped[datetime]
    end: Mapped[datetime]
    basis: Mapped[Words]
    issued_at: Mapped[datetime]
    issued_by: Mapped[Name]
    list_version_id: Mapped[int | None] = mapped_column(ForeignKey("list_version.id"))
    rule_set: Mapped[str | None] = mapped_column(String(200))
    forecast_run_id: Mapped[int | None] = mapped_column(ForeignKey("forecast_run.id"))
