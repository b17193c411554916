"""The life of an alert: every act on it, one row each, only ever added to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code, Identifier, Name, Words


class AlertChangeRow(Base):
    """One act in the life of an alert. Of two at once the unique number lets one in; triggers
    refuse every change of a row."""

    __tablename__ = "alert_change"
    __table_args__ = (
        UniqueConstraint("alert", "number"),
        UniqueConstraint("message"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[Identifier]
    alert: Mapped[Code] = mapped_column(index=True)
    """Number of the life, such as ``140100-2026-G001``."""
    number: Mapped[int]
    """1, 2, 3 … within the life."""
    city_code: Mapped[Code] = mapped_column(index=True)
    act: Mapped[Code]
    move: Mapped[Code | None]
    from_state: Mapped[Code]
    to_state: Mapped[Code]
    level: Mapped[Code | None]
    start: Mapped[datetime | None]
    end: Mapped[datetime | None]
    """Level and window of the draft, or in force by the message."""
    text: Mapped[Words]
    """Text of the published message; empty for other acts."""
    by: Mapped[Name]
    role: Mapped[Code]
    at: Mapped[datetime]
    basis: Mapped[Code | None]
    reason: Mapped[Words]
    office: Mapped[Name]
    """Office of the one who signed, on approval and message."""
    notes: Mapped[list[str]] = mapped_column(JSON)
    """What was late or short, in Chinese."""
    message: Mapped[Code | None]
    """Number the message went out under."""
    refers_to: Mapped[list[str]] = mapped_column(JSON)
    """Numbers of the first message and the one before."""
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The draft in full, or the order from above."""
    forecast_run_id: Mapped[int | None] = mapped_column(ForeignKey("forecast_run.id"))
    list_version_id: Mapped[int | None] = mapped_column(ForeignKey("list_version.id"))
