"""Units of emission in a workbook: kg/d, t/d, t/a, kg/a, by declared choice and never by guess."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from data.columns import Table
from data.vocabulary import Emitted
from emission_lists.headers import Header

EMISSION_COLUMNS = tuple(pollutant.column for pollutant in Emitted)
LONGEST_YEAR = 366


class EmissionUnit(StrEnum):
    """Unit that emissions are filled in with."""

    KG_D = "kg/d"
    T_D = "t/d"
    T_A = "t/a"
    KG_A = "kg/a"

    @property
    def label(self) -> str:
        """Unit with its Chinese name."""
        return {"kg/d": "kg/d（千克/天）", "t/d": "t/d（吨/天）", "t/a": "t/a（吨/年）",
                "kg/a": "kg/a（千克/年）"}[self.value]  # fmt: skip

    @property
    def yearly(self) -> bool:
        """Whether it has to be divided by days of running."""
        return self in (EmissionUnit.T_A, EmissionUnit.KG_A)

    @property
    def kilograms(self) -> float:
        """Kilograms in one unit of mass."""
        return 1000.0 if self in (EmissionUnit.T_D, EmissionUnit.T_A) else 1.0


class UnitError(ValueError):
    """A choice that does not do; the text says what to declare."""


@dataclass(frozen=True)
class UnitChoice:
    """The declared unit of a table, and the days a yearly amount is spread over."""

    unit: EmissionUnit
    days: float | None = None
    """Days for lines that state no running days of their own; None where none was declared."""

    def __post_init__(self) -> None:
        if self.days is not None and not 0 < self.days <= LONGEST_YEAR:
            raise UnitError(f"折算天数须大于 0、不超过 {LONGEST_YEAR} 天，现为 {self.days:g}")

    def sentence(self, table: Table) -> str:
        """Say what was declared, for the remarks of the version."""
        if self.unit is EmissionUnit.KG_D:
            return f"「{table.sheet}」排放量按 kg/d 读入，未折算"
        if not self.unit.yearly:
            return f"「{table.sheet}」排放量按声明的 {self.unit} 折算为 kg/d"
        own = "running_days" in table.names
        days = "未声明统一天数" if self.days is None else f"{self.days:g} 天"
        how = f"各线上年运行天数（未填的按 {days}）" if own and self.days is not None else (
            "各线上年运行天数" if own else days)  # fmt: skip
        return f"「{table.sheet}」排放量按声明的 {self.unit} 除以{how}折算为 kg/d"


def proposed(headers: Iterable[Header]) -> EmissionUnit | None:
    """Return the unit that the headers of the emission columns name; None where they name none.

    Headers that contradict each other propose nothing.
    """
    named = {header.unit for header in headers}
    known = set(EmissionUnit) & named
    return EmissionUnit(known.pop()) if len(named) == 1 and known else None


def to_kilograms_per_day(
    filled: pd.Series, choice: UnitChoice, running_days: pd.Series | None = None
) -> pd.Series:
    """Convert emissions as filled to kg/d.

    Args:
        filled: Cells as cleaned text; what is no number stays as it is, for the check to name.
        choice: The declared unit and days.
        running_days: Days of running per row, as text; missing, 0 or above 366 counts as not
            stated.

    Returns:
        Text on the same index, rounded to 12 digits. A yearly amount without any days stays
        empty: :func:`without_days` names those rows.
    """
    if choice.unit is EmissionUnit.KG_D:
        return filled
    numbers = pd.to_numeric(filled, errors="coerce").astype(float)
    amount = numbers * choice.unit.kilograms
    if choice.unit.yearly:
        amount = amount / _days(filled.index, choice, running_days)
    said = [f"{value:.12g}" for value in amount.to_numpy(dtype=float)]
    lost = numbers.notna() & amount.isna()
    converted = pd.Series(said, index=filled.index, dtype=object).where(amount.notna(), filled)
    return converted.mask(lost, "").astype(str)


def without_days(
    filled: pd.Series, choice: UnitChoice, running_days: pd.Series | None = None
) -> pd.Series:
    """Tell which rows hold a yearly amount that no days are known for."""
    if not choice.unit.yearly:
        return pd.Series(False, index=filled.index)
    return (filled != "") & _days(filled.index, choice, running_days).isna()


def _days(index: pd.Index, choice: UnitChoice, running_days: pd.Series | None) -> pd.Series:
    declared = np.nan if choice.days is None else choice.days
    if running_days is None:
        return pd.Series(declared, index=index, dtype=float)
    own = pd.to_numeric(running_days, errors="coerce").astype(float)
    return own.where((own > 0) & (own <= LONGEST_YEAR), declared)
