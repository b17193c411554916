"""The emission list as an Excel workbook: a blank template out, a filled one in."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineSheet
from xlsxwriter.utility import xl_col_to_name

from data.cell_text import as_texts
from data.columns import CellIssue, Table, as_text, check, values
from data.tables import EMISSION_LIST, OTHER_SOURCES
from emission_lists.workbook_file import (
    WorkbookError,
    collector_paused,
    damaged,
    open_workbook,
)
from emission_lists.workbook_template import filled, template

_HEADER_ROWS = 10

__all__ = ["ListWorkbook", "WorkbookError", "filled", "read", "template"]


@dataclass(frozen=True)
class ListWorkbook:
    """A workbook as read: typed frames and everything wrong with it."""

    enterprises: pd.DataFrame
    lines: pd.DataFrame
    city_totals: pd.DataFrame
    other_sources: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=OTHER_SOURCES.names)
    )
    """Sources outside industry; empty where the workbook has no such sheet."""
    issues: list[CellIssue] = field(default_factory=list)
    """All findings; where any is blocking, the frames are not to be imported."""
    letters: dict[str, dict[str, str]] = field(default_factory=dict)
    """Excel column letter by sheet and header, for messages."""

    @property
    def acceptable(self) -> bool:
        """Whether nothing stands against an import."""
        return not any(issue.blocking for issue in self.issues)

    @property
    def readable(self) -> bool:
        """Whether all sheets and columns are there, so that the frames can be looked at."""
        return not any(issue.blocking and issue.row is None for issue in self.issues)


def read(source: Path | bytes, name: str = "") -> ListWorkbook:
    """Read a filled workbook; nothing is raised for wrong cells, all of them are listed.

    Args:
        source: The file or its content.
        name: File name for messages where ``source`` is content.

    Raises:
        WorkbookError: Not a workbook, empty, too large, damaged or with a stray cell far outside.
    """
    name = name or (source.name if isinstance(source, Path) else "文件")
    with collector_paused():
        return _read(source, name)


def _read(source: Path | bytes, name: str) -> ListWorkbook:
    book = open_workbook(source, name, [table.sheet for table in EMISSION_LIST])
    frames, issues = [], []
    letters: dict[str, dict[str, str]] = {}
    for table in EMISSION_LIST:
        if table.sheet not in book.sheet_names:
            frames.append(values(pd.DataFrame(), table.columns))
            if table.optional:
                continue
            found = "、".join(book.sheet_names)
            issues.append(
                CellIssue("", f"缺失，请使用最新模板；文件中现有：{found}", sheet=table.sheet)
            )
            continue
        try:
            sheet = book.get_sheet_by_name(table.sheet)
            cells, letters[table.sheet], wrong = _cells(sheet, table)
        except (CalamineError, OverflowError) as problem:
            raise damaged(name, problem) from problem
        issues += wrong
        frames.append(values(cells, table.columns))
    enterprises, lines, city_totals, other_sources = frames
    return ListWorkbook(enterprises, lines, city_totals, other_sources, issues, letters)


def _cells(
    sheet: CalamineSheet, table: Table
) -> tuple[pd.DataFrame, dict[str, str], list[CellIssue]]:
    """Find the header row; return the cells below it by row, the column letters, what is wrong."""
    rows = sheet.to_python(skip_empty_area=False)
    known = {column.header: column for column in table.columns}
    top, headers = _header(rows, known)
    if top is None:
        message = "找不到表头，请使用最新模板，表头占第 1 行"
        empty = pd.DataFrame(columns=list(known))
        return empty, {}, [CellIssue("", message, sheet=table.sheet)]
    wrong = _merged(sheet, table, top)
    repeated = {header for header in headers if header in known and headers.count(header) > 1}
    wrong += [
        CellIssue(header, "出现了不止一次，请只保留一列", sheet=table.sheet) for header in repeated
    ]
    letters = {header: xl_col_to_name(place) for place, header in enumerate(headers)}
    cells = _below(rows[top + 1 :], headers, top + 2)
    if cells.empty and not table.optional:
        wrong.append(CellIssue("", "没有数据行，请填写后再导入", sheet=table.sheet))
    if not cells.empty and not repeated:
        wrong += check(cells, table.columns, sheet=table.sheet, letters=letters)
    wrong += _unknown(headers, known, table)
    return cells, letters, wrong


def _header(rows: list[list[Any]], known: Collection[str]) -> tuple[int | None, list[str]]:
    """Place of the row that holds most of the known headers, and its texts."""
    texts = [[_plain(as_text(cell)) for cell in row] for row in rows[:_HEADER_ROWS]]
    hits = [sum(cell in known for cell in row) for row in texts]
    if not hits or max(hits) == 0:
        return None, []
    top = hits.index(max(hits))
    return top, texts[top]


def _below(rows: list[list[Any]], headers: list[str], first: int) -> pd.DataFrame:
    """Rows with anything in them as text columns, by the row number of the sheet."""
    filled = np.zeros(len(rows), dtype=bool)
    columns: dict[str, pa.Array] = {}
    for header, column in zip(headers, zip(*rows, strict=True), strict=bool(rows)):
        texts = as_texts(column)
        filled |= pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
        columns.setdefault(header, texts)  # of a repeated header the first column stays
    text = pd.StringDtype(na_value=float("nan"))
    cells = pd.DataFrame(
        {header: pd.Series(columns.get(header, []), dtype=text) for header in headers}
    )
    index = pd.RangeIndex(first, first + len(rows))
    return cells.set_axis(index, axis="index").loc[filled]


def _unknown(headers: list[str], known: Collection[str], table: Table) -> list[CellIssue]:
    """Columns that are not read, so that a misspelt optional header does not vanish in silence."""
    return [
        CellIssue(
            header,
            "不在模板中，未读入；若是表头写错请改正",
            sheet=table.sheet,
            column=xl_col_to_name(place),
            blocking=False,
        )
        for place, header in enumerate(headers)
        if header and header not in known
    ]


def _merged(sheet: CalamineSheet, table: Table, top: int) -> list[CellIssue]:
    """Merged cells hide values: name each, with the remedy."""
    found = []
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or []:
        if last_row < top:
            continue  # a title above the header does no harm
        corners = ((first_column, first_row), (last_column, last_row))
        area = ":".join(f"{xl_col_to_name(column)}{row + 1}" for column, row in corners)
        kind = "表头占一行、每列一个名称" if first_row <= top <= last_row else "每行每格单独填写"
        found.append(
            CellIssue("", f"合并单元格 {area} 须取消合并，{kind}", first_row + 1, sheet=table.sheet)
        )
    return found


def _plain(header: str) -> str:
    return "".join(header.split()).replace("（", "(").replace("）", ")")
