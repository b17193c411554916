"""A workbook of any layout, sheet by sheet as it stands: cells, merged areas."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, SheetVisibleEnum

from data.columns import as_text
from data.tables import EMISSION_LIST
from emission_lists.workbook_file import WorkbookError, damaged, open_workbook


@dataclass(frozen=True)
class Area:
    """A block of merged cells; rows and columns from 0, both ends within it."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def is_vertical(self) -> bool:
        """Whether it covers one column only."""
        return self.first_column == self.last_column


@dataclass(frozen=True)
class RawSheet:
    """One sheet as it stands."""

    name: str
    rows: list[list[Any]] = field(repr=False)
    """Cells from A1 on as the reader gives them; all rows are equally long."""
    merged: tuple[Area, ...] = ()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def texts(self, last_row: int) -> list[list[str]]:
        """Return the rows before ``last_row`` as text."""
        return [[as_text(cell) for cell in row] for row in self.rows[:last_row]]

    def merged_above(self, row: int) -> tuple[Area, ...]:
        """Return the merged areas that begin above a row."""
        return tuple(area for area in self.merged if area.first_row < row)

    def column(self, place: int, first_row: int) -> list[str]:
        """Return one column as text from ``first_row`` on."""
        words: dict[str, str] = {"": ""}
        others: dict[Any, str] = {}
        texts = []
        for row in self.rows[first_row:]:
            cell = row[place]
            if cell.__class__ is str:
                text = words.get(cell)
                if text is None:
                    text = words[cell] = as_text(cell)
            else:
                # 1, 1.0 and True are equal as keys but not as text.
                mark = (cell.__class__, cell)
                text = others.get(mark)
                if text is None:
                    text = others[mark] = as_text(cell)
            texts.append(text)
        return texts


def read(source: Path | bytes, name: str = "") -> tuple[RawSheet, ...]:
    """Read every visible sheet that holds something.

    Where the file has the sheets of the template, only these are read.

    Args:
        source: The file or its content.
        name: File name for messages.

    Raises:
        WorkbookError: Not a workbook, empty, too large, damaged, or nothing in it.
    """
    name = name or (source.name if isinstance(source, Path) else "文件")
    ours = [table.sheet for table in EMISSION_LIST]
    try:
        book = open_workbook(source, name, ours)
        wanted = [sheet for sheet in book.sheet_names if sheet in ours]
        if len(wanted) < 3:  # another layout: any sheet may be the one
            visible = SheetVisibleEnum.Visible
            wanted = [sheet.name for sheet in book.sheets_metadata if sheet.visible == visible]
            book = open_workbook(source, name, wanted)
        sheets = []
        for title in wanted:
            sheet = book.get_sheet_by_name(title)
            rows = sheet.to_python(skip_empty_area=False)
            if any(cell != "" for row in rows for cell in row):
                sheets.append(RawSheet(title, rows, _merged(sheet, rows)))
    except (CalamineError, OSError, OverflowError, ValueError) as problem:
        if isinstance(problem, WorkbookError):
            raise
        raise damaged(name, problem) from problem
    if not sheets:
        raise WorkbookError(f"{name} 里没有内容，请核对是否选对了文件")
    return tuple(sheets)


def _merged(sheet: CalamineSheet, rows: list[list[Any]]) -> tuple[Area, ...]:
    """Merged areas as far as there are cells; those beyond hold nothing."""
    height, width = len(rows), len(rows[0])
    found = []
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top < height and left < width and top <= bottom and left <= right:
            found.append(Area(top, left, min(bottom, height - 1), min(right, width - 1)))
    return tuple(found)
