"""Evidence of execution as it came in: power by meter and stack monitoring, hourly."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from data.storage.base import Base, Code


class PowerRow(Base):
    """Electricity used through one meter in the interval that ended at ``time_end``."""

    __tablename__ = "power"

    city_code: Mapped[Code] = mapped_column(primary_key=True)
    meter_id: Mapped[Code] = mapped_column(primary_key=True)
    time_end: Mapped[datetime] = mapped_column(primary_key=True)
    line_id: Mapped[Code]
    kwh: Mapped[float | None]


class StackRow(Base):
    """Continuous emission monitoring (CEMS) of a line: hourly means at the stack."""

    __tablename__ = "stack"

    city_code: Mapped[Code] = mapped_column(primary_key=True)
    line_id: Mapped[Code] = mapped_column(primary_key=True)
    time_end: Mapped[datetime] = mapped_column(primary_key=True)
    pm: Mapped[float | None]
    """mg/m³, as are SO2 and NOx."""
    so2: Mapped[float | None]
    nox: Mapped[float | None]
    flow: Mapped[float | None]
    """m³/h."""
