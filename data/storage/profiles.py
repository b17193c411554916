"""How a city's workbooks are laid out. Never edited: a change is a new version of the profile."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code, Identifier, Name, Sha256


class ImportProfileRow(Base):
    """One version of a named profile: columns by header, units, what was declared."""

    __tablename__ = "import_profile"
    __table_args__ = (UniqueConstraint("city_code", "name", "number"),)

    id: Mapped[Identifier]
    city_code: Mapped[Code]
    name: Mapped[Name]
    number: Mapped[int]
    """Running number of the versions of one name, from 1."""
    made_at: Mapped[datetime]
    """Local time, Asia/Shanghai."""
    made_by: Mapped[Name]
    headers: Mapped[Sha256] = mapped_column(index=True)
    """Hash of the headers it was made for; a file with the same headers is offered it."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
