"""Columns of hand-filled tables: what one is, and the check of cells against it.

The import check, the blank workbook people fill in and the data dictionary all read the same
columns, so they cannot drift apart.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

Kind = Literal["text", "number", "date"]


@dataclass(frozen=True)
class Column:
    """One column of a hand-filled table."""

    name: str
    """Identifier in DataFrames, such as ``pm_kg``."""

    label: str
    """Header in the workbook, without the unit."""

    kind: Kind = "text"
    unit: str = ""
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unique: bool = False
    required: bool = True
    """Whether the cell has to be filled; a missing optional column is taken as empty."""
    help: str = ""
    """What it means and how to fill it, in Chinese; stands in the data dictionary."""
    example: str | float = ""

    @property
    def header(self) -> str:
        """Header as it stands in the workbook: label, then the unit in brackets."""
        return f"{self.label}({self.unit})" if self.unit else self.label


@dataclass(frozen=True)
class Table:
    """One sheet of a workbook: its name and its columns."""

    sheet: str
    columns: tuple[Column, ...]
    purpose: str
    """What the sheet holds, in Chinese."""

    @property
    def names(self) -> list[str]:
        """Column identifiers in order."""
        return [column.name for column in self.columns]


@dataclass(frozen=True)
class CellIssue:
    """One thing wrong with an imported sheet, placed where the person who filled it will look."""

    header: str
    message: str
    row: int | None = None
    """Row number in the sheet, as Excel counts; None when the whole column is meant."""
    found: str = ""
    sheet: str = ""
    column: str = ""
    """Column letter in the sheet, where known."""
    blocking: bool = True
    """False for a remark that does not stop the import."""

    def __str__(self) -> str:
        sheet = f"「{self.sheet}」表" if self.sheet else ""
        letter = f"{self.column} 列" if self.column else ""
        header = f"「{self.header}」" if self.header else ""
        where = (
            f"第 {self.row} 行{letter}{header}" if self.row else f"{header}{'列' if header else ''}"
        )
        return f"{sheet}{where}{self.message}" + (f"，现填“{self.found}”" if self.found else "")


def check(
    cells: pd.DataFrame,
    columns: Iterable[Column],
    *,
    sheet: str = "",
    letters: dict[str, str] | None = None,
) -> list[CellIssue]:
    """List everything wrong with a sheet at once, top row first; an empty list means it fits.

    Args:
        cells: Cells as text, indexed by sheet row number, headers as column names; an empty cell
            is an empty text.
        columns: The columns the sheet should have.
        sheet: Name of the sheet, for the messages.
        letters: Excel column letter of each header, for the messages.
    """
    issues: list[CellIssue] = []
    letters = letters or {}
    for column in columns:
        if column.header in cells:
            found = _column_issues(cells[column.header], column)
            issues += [
                CellIssue(i.header, i.message, i.row, i.found, sheet, letters.get(i.header, ""))
                for i in found
            ]
        elif column.required:
            issues.append(CellIssue(column.header, "缺失，请使用最新模板补上该列", sheet=sheet))
    return sorted(issues, key=lambda issue: issue.row or 0)


def values(cells: pd.DataFrame, columns: Iterable[Column]) -> pd.DataFrame:
    """Turn checked text cells into typed columns under their identifiers.

    Cells that do not fit become missing, so call it on what :func:`check` has passed. Numbers
    whose unit is % become fractions of 0 to 1.
    """
    typed: dict[str, Any] = {}
    for column in columns:
        text = cells.get(column.header, pd.Series("", index=cells.index, dtype=str)).astype(str)
        if column.kind == "number":
            numbers = _numbers(text)
            typed[column.name] = numbers / 100 if column.unit == "%" else numbers
        elif column.kind == "date":
            typed[column.name] = _days(text)
        else:
            typed[column.name] = text
    return pd.DataFrame(typed, index=cells.index)


def as_text(cell: object) -> str:
    """Write one workbook cell as text: whole numbers without a point, dates as 2026-11-22.

    Full-width digits and letters become half-width, outer blanks go.
    """
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    text = str(cell).translate(_HALF_WIDTH)
    return text.strip()


_HALF_WIDTH = {
    code: code - 0xFEE0
    for code in [
        *range(0xFF10, 0xFF1A),
        *range(0xFF21, 0xFF3B),
        *range(0xFF41, 0xFF5B),
        *(0xFF05, 0xFF0B, 0xFF0D, 0xFF0E),
    ]
} | {0x3000: 0x20}
"""Full-width digits, letters, per cent, plus, minus and point; other full-width signs stay."""


_THOUSANDS = r"^(-?\d{1,3})((?:,\d{3})+)(\.\d+)?$"


def _numbers(text: pd.Series) -> pd.Series:
    """Numbers as people write them: plain or with thousands separators; others are missing."""
    text = text.str.replace("，", ",")
    grouped = text.str.match(_THOUSANDS)
    plain = text.where(~grouped, text.str.replace(",", ""))
    return pd.to_numeric(plain, errors="coerce").astype(float)


def _days(text: pd.Series) -> pd.Series:
    """Days written as 2026-11-22, 2026/11/22, 2026.11.22 or 2026年11月22日; others are missing.

    Blanks between the parts and a midnight behind the day do no harm.
    """
    plain = text.str.replace(r"\s+0?0:00(:00)?$", "", regex=True)
    plain = plain.str.replace(r"\s", "", regex=True).str.replace(r"日$", "", regex=True)
    plain = plain.str.replace(r"[年月/.]", "-", regex=True)
    return pd.to_datetime(plain, format="%Y-%m-%d", errors="coerce")


def _column_issues(cells: pd.Series, column: Column) -> Iterator[CellIssue]:
    filled = cells[cells != ""]
    if column.required:
        yield from _issues(cells[cells == ""], column, "不能为空")
    if column.unique:
        yield from _issues(filled[filled.duplicated(keep=False)], column, "重复，须唯一")
    if column.choices:
        wrong = filled[~filled.isin(column.choices)]
        few = "、".join(column.choices) if len(column.choices) <= 12 else "数据字典所列名目"
        yield from _issues(wrong, column, f"只能填 {few}")
    if column.kind == "number":
        numbers = _numbers(filled)
        bad = numbers.isna() | numbers.isin([float("inf"), float("-inf")])
        unit = f"，单位 {column.unit}" if column.unit else ""
        yield from _issues(filled[bad], column, f"应为数字{unit}，请去掉文字和单位")
        if column.minimum is not None:
            low = filled[numbers < column.minimum]
            yield from _issues(low, column, f"不能小于 {column.minimum:g} {column.unit}".rstrip())
        if column.maximum is not None:
            high = filled[~bad & (numbers > column.maximum)]
            yield from _issues(high, column, f"不能大于 {column.maximum:g} {column.unit}".rstrip())
    if column.kind == "date":
        days = _days(filled)
        yield from _issues(filled[days.isna()], column, "应为日期，写成 2026-11-22 的样子")


def _issues(cells: pd.Series, column: Column, message: str) -> Iterator[CellIssue]:
    for row, found in zip(cells.index.to_list(), cells, strict=True):
        yield CellIssue(column.header, message, row, found)
