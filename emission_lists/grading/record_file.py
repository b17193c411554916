"""A file of grade records, CSV or workbook: read whole, everything wrong listed at once."""

import csv
import io
from pathlib import Path

import pandas as pd

from data.columns import CellIssue, as_text, check, values
from emission_lists.grading.history import GRADE_RECORDS, history
from emission_lists.workbook_file import WorkbookError, open_workbook

_MAX_ROWS = 100_000


def read(source: Path) -> tuple[pd.DataFrame, list[CellIssue]]:
    """Read records from a CSV (UTF-8 or GB18030) or from the first sheet of a workbook.

    Args:
        source: The file; headers in its first row, as ``GRADE_RECORDS`` names them.

    Returns:
        The records as a history indexed by row of the file, and what is wrong with single cells;
        where anything is, cells that do not fit are missing.

    Raises:
        WorkbookError: The file cannot be read as a table at all; the text says what to do.
    """
    rows = _csv(source) if source.suffix.lower() in (".csv", ".txt") else _sheet(source)
    rows = [[as_text(cell) for cell in row] for row in rows]
    if not rows or not any(rows[0]):
        raise WorkbookError(f"{source.name} 第 1 行没有表头；表头应为 {_headers()}")
    if len(rows) > _MAX_ROWS:
        raise WorkbookError(f"{source.name} 超过 {_MAX_ROWS} 行，请分次登记")
    headers = rows[0]
    twice = sorted({header for header in headers if header and headers.count(header) > 1})
    if twice:
        raise WorkbookError(f"{source.name} 中表头“{'、'.join(twice)}”出现了不止一次，请只保留一列")
    width = len(headers)
    body = {n: (row + [""] * width)[:width] for n, row in enumerate(rows[1:], 2) if any(row)}
    if not body:
        raise WorkbookError(f"{source.name} 只有表头，没有记录，请填写后再登记")
    cells = pd.DataFrame.from_dict(body, orient="index", columns=headers, dtype=str)
    issues = check(cells, GRADE_RECORDS.columns, sheet=GRADE_RECORDS.sheet)
    known = {column.header for column in GRADE_RECORDS.columns}
    issues += [
        CellIssue(
            header,
            f"不是本表的列，请删去或改正；可用 {_headers()}",
            sheet=GRADE_RECORDS.sheet,
        )
        for header in headers
        if header and header not in known
    ]
    return history(values(cells, GRADE_RECORDS.columns)).set_axis(cells.index), issues


def _headers() -> str:
    return "、".join(column.header for column in GRADE_RECORDS.columns)


def _csv(source: Path) -> list[list[str]]:
    content = source.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            return list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except UnicodeDecodeError:
            continue
        except csv.Error as problem:
            raise WorkbookError(
                f"{source.name} 不是完整的 CSV（引号没有成对），请用 Excel 重新另存为 CSV"
            ) from problem
    raise WorkbookError(f"{source.name} 的文字编码认不出来，请另存为 UTF-8 编码的 CSV 后再登记")


def _sheet(source: Path) -> list[list[object]]:
    book = open_workbook(source, source.name, [])
    names = book.sheet_names
    name = GRADE_RECORDS.sheet if GRADE_RECORDS.sheet in names else names[0]
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [list(row) for row in rows]
