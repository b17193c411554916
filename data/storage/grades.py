"""Records of performance grades. Only ever added: a change is another record."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code, Identifier, Name, Words


class GradeRecordRow(Base):
    """A grade given, a penalty, or the withdrawal of what was recorded before."""

    __tablename__ = "grade_record"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= valid_from", name="validity"),
        CheckConstraint("enterprise_id <> '' OR credit_code <> ''", name="enterprise"),
    )

    id: Mapped[Identifier]
    city_code: Mapped[Code] = mapped_column(index=True)
    enterprise_id: Mapped[Code]
    """Number in the list; empty where the credit code alone names the enterprise."""
    credit_code: Mapped[Code]
    line_id: Mapped[Code]
    """Empty where the record is not of one line."""
    industry: Mapped[Name]
    """Empty where the record is of the whole enterprise."""
    act: Mapped[Code]
    """``grade``, ``penalty`` or ``withdrawal``."""
    scheme: Mapped[Name]
    grade: Mapped[Code]
    valid_from: Mapped[date]
    """First day it applies to; the day of a penalty."""
    until: Mapped[date | None]
    """Last day of a grade; none where it has no end."""
    evidence: Mapped[Words]
    document: Mapped[Name]
    recorded_at: Mapped[datetime]
    """Local time, Asia/Shanghai."""
    recorded_by: Mapped[Name]
