"""What a check is given, and how it says what it found."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from data.columns import CellIssue, Column, Table
from data.tables import CITY_TOTALS, ENTERPRISES, LINES, OTHER_SOURCES
from data.vocabulary import RESPONSE_LEVELS, AlertLevel
from emission_lists.consistency.declared import declared
from emission_lists.workbook import ListWorkbook

MOST_REMARKS = 500
"""Remarks of one kind that are listed one by one; of those beyond it only the number is said."""

_COLUMNS = {
    (table.sheet, column.name): column
    for table in (ENTERPRISES, LINES, CITY_TOTALS, OTHER_SOURCES)
    for column in table.columns
}
_NUMBER = re.compile(
    r"^(?:第?[\d一二三四五六七八九十]+\s*[#号]?|[\d]+\s*[#号]|[A-Za-zⅠ-Ⅻ]\s*[#号]?)[、\-\s]*|[#号]?\d+[#号]?$"
)


@dataclass(frozen=True)
class Inspection:
    """A list under inspection. Its frames carry every declared column, indexed by sheet row."""

    book: ListWorkbook
    day: date
    """The day of the import, for what is valid until some day."""
    city: str = ""
    """Division code, for rules of the city's own; empty where not known."""
    rule_set: str | None = None
    """Rule set the city has adopted, if any."""

    @cached_property
    def enterprises(self) -> pd.DataFrame:
        """Enterprises with every column."""
        return complete(self.book.enterprises, ENTERPRISES)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Lines with every column."""
        return complete(self.book.lines, LINES)

    @cached_property
    def other_sources(self) -> pd.DataFrame:
        """Sources outside industry with every column; often none."""
        return complete(self.book.other_sources, OTHER_SOURCES)

    @cached_property
    def city_totals(self) -> pd.DataFrame:
        """The city's whole emission by sector."""
        return complete(self.book.city_totals, CITY_TOTALS)

    @cached_property
    def process_words(self) -> pd.Series:
        """Name of the process without its number: 1号焦炉 and 2#焦炉 are both 焦炉."""
        place, names = pd.factorize(self.lines["process"].astype(str))
        words = pd.Index([_NUMBER.sub("", name).strip() or name for name in names], dtype=str)
        return pd.Series(words.take(place), index=self.lines.index)

    @cached_property
    def declared(self) -> tuple[dict[AlertLevel, pd.DataFrame], int]:
        """What the filed texts say, see :func:`emission_lists.consistency.declared.declared`."""
        found, unread = declared(self.lines, [level.value for level in RESPONSE_LEVELS])
        return {level: found[level.value] for level in RESPONSE_LEVELS}, unread

    def of_enterprise(self, column: str) -> pd.Series:
        """Value of each line's enterprise; missing where the enterprise is not listed."""
        known = self.enterprises.drop_duplicates("enterprise_id").set_index("enterprise_id")[column]
        return self.lines["enterprise_id"].map(known)


Check = Callable[[Inspection], Iterator[CellIssue]]


def complete(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give a frame every column of its table in its kind; one that is not there is empty."""
    changed: dict[str, Any] = {}
    for column in table.columns:
        if column.name not in frame:
            changed[column.name] = {"text": "", "number": float("nan"), "date": pd.NaT}[column.kind]
        elif column.kind == "text" and pd.api.types.is_numeric_dtype(frame[column.name]):
            changed[column.name] = frame[column.name].astype(object).fillna("").astype(str)
    return frame.assign(**changed) if changed else frame


def at(
    rows: pd.DataFrame,
    table: Table,
    column: str,
    message: str | Sequence[str],
    *,
    blocking: bool = True,
) -> Iterator[CellIssue]:
    """Say the same of a column in each of the rows, or to each row its own message.

    Args:
        rows: Rows it is said of, indexed by sheet row.
        table: Their table.
        column: Name of the column.
        message: What is wrong and what to do.
        blocking: False for a remark; of more than ``MOST_REMARKS`` the rest is only counted.
    """
    declared = _COLUMNS[table.sheet, column]
    most = len(rows) if blocking else MOST_REMARKS
    said = [message] * len(rows) if isinstance(message, str) else list(message)
    shown = rows.index[:most]
    for row, found, text in zip(shown, rows[column].iloc[:most], said[:most], strict=True):
        yield CellIssue(
            declared.header,
            text,
            int(str(row)),
            as_filled(found, declared),
            sheet=table.sheet,
            blocking=blocking,
        )
    if len(rows) > most:
        yield CellIssue(
            declared.header,
            f"另有 {len(rows) - most} 行有同类提示，未逐行列出：{said[-1]}",
            sheet=table.sheet,
            blocking=False,
        )


def not_filled(
    rows: pd.DataFrame, table: Table, column: str, message: str, *, of: int
) -> Iterator[CellIssue]:
    """Remark on empty cells; where all of the ``of`` rows are empty, once for the column."""
    if len(rows) == of and of > 1:
        header = _COLUMNS[table.sheet, column].header
        yield CellIssue(header, f"全部 {of} 行未填：{message}", sheet=table.sheet, blocking=False)
    else:
        yield from at(rows, table, column, f"未填：{message}", blocking=False)


def blank(values: pd.Series) -> pd.Series:
    """Whether each text is empty or missing."""
    return values.fillna("").astype(str) == ""


def header_of(table: Table, column: str) -> str:
    """Header of a column as it stands in the workbook."""
    return _COLUMNS[table.sheet, column].header


def as_filled(value: Any, column: Column) -> str:
    """A value as it stands in the sheet; empty where it is missing."""
    if pd.isna(value):
        return ""
    if column.kind == "date":
        return f"{value:%Y-%m-%d}"
    if column.kind == "number":
        return f"{value * (100 if column.unit == '%' else 1):.12g}"
    return str(value)
