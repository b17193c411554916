"""The journal of acts: who changed what, when."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from data.storage.base import Base, Code, Identifier, Name, Words


class JournalRow(Base):
    """One act that changed the record. Only ever added to."""

    __tablename__ = "journal"

    id: Mapped[Identifier]
    at: Mapped[datetime]
    user: Mapped[Name]
    city_code: Mapped[Code]
    act: Mapped[Name]
    """What was done, in Chinese."""
    subject: Mapped[Words]
    """On what: number of the alert, version of the list …"""
