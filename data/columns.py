"""Columns of hand-filled tables: what one is, and the check of cells against it.

The import check, the blank workbook people fill in and the data dictionary all read the same
columns, so they cannot drift apart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from data.cell_text import as_text, days, numbers

__all__ = ["CellIssue", "Column", "Kind", "Table", "as_text", "check", "values"]

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
    joined: bool = False
    """Whether one cell may hold several of the choices, joined by 、."""
    minimum: float | None = None
    maximum: float | None = None
    longest: int = 200
    """Most characters of a text; what the database has room for."""
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
    optional: bool = False
    """Whether a workbook may do without the sheet; it is then taken as empty."""

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
            amounts = numbers(text)
            typed[column.name] = amounts / 100 if column.unit == "%" else amounts
        elif column.kind == "date":
            typed[column.name] = days(text)
        else:
            typed[column.name] = text
    return pd.DataFrame(typed, index=cells.index)


def _column_issues(cells: pd.Series, column: Column) -> Iterator[CellIssue]:
    empty = cells == ""
    if column.required and empty.any():
        yield from _issues(cells[empty], column, "不能为空")
    filled = cells[~empty] if empty.any() else cells
    if column.unique:
        yield from _issues(filled[filled.duplicated(keep=False)], column, "重复，须唯一")
    if column.kind == "text":
        long = filled[filled.str.len() > column.longest]
        yield from _issues(long, column, f"不能超过 {column.longest} 字")
    if column.choices:
        wrong = filled[~_chosen(filled, column)]
        few = "、".join(column.choices) if len(column.choices) <= 12 else "数据字典所列名目"
        several = "，多个用“、”隔开" if column.joined else ""
        yield from _issues(wrong, column, f"只能填 {few}{several}")
    if column.kind == "number":
        amounts = numbers(filled)
        bad = amounts.isna() | np.isinf(amounts)
        unit = f"，单位 {column.unit}" if column.unit else ""
        yield from _issues(filled[bad], column, f"应为数字{unit}，请去掉文字和单位")
        if column.minimum is not None:
            low = filled[amounts < column.minimum]
            yield from _issues(low, column, f"不能小于 {column.minimum:g} {column.unit}".rstrip())
        if column.maximum is not None:
            high = filled[~bad & (amounts > column.maximum)]
            yield from _issues(high, column, f"不能大于 {column.maximum:g} {column.unit}".rstrip())
    if column.kind == "date":
        unread = filled[days(filled).isna()]
        yield from _issues(unread, column, "应为日期，写成 2026-11-22 的样子")


def _chosen(filled: pd.Series, column: Column) -> pd.Series:
    """Whether each cell holds a choice, or several joined by 、 where the column takes several."""
    if not column.joined:
        return filled.isin(column.choices)
    fits = {cell: set(cell.split("、")) <= set(column.choices) for cell in filled.unique()}
    return filled.map(fits).astype(bool)


def _issues(cells: pd.Series, column: Column, message: str) -> Iterator[CellIssue]:
    for row, found in zip(cells.index.to_list(), cells, strict=True):
        yield CellIssue(column.header, message, row, found)
