"""Issued orders, one per enterprise and alert, frozen as they were issued."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code, Identifier, Name, Sha256


class OrderRow(Base):
    """One order; its number is given once, and an enterprise gets one order per alert."""

    __tablename__ = "order"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("alert_id", "enterprise_id"),
    )

    id: Mapped[Identifier]
    number: Mapped[Name]
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), index=True)
    enterprise_id: Mapped[Code]
    enterprise: Mapped[Name]
    county: Mapped[Name]
    issued_at: Mapped[datetime]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The order as a plain record, amounts in kg/d unrounded."""
    sha256: Mapped[Sha256]
    """Hash of the content."""
