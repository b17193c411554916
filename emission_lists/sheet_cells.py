"""The rows of one table out of a sheet of any layout: cells as text, with what was left aside."""

import re
from dataclasses import dataclass, field

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from data.columns import CellIssue, Column, Table
from emission_lists import cell_cleaning
from emission_lists.import_choices import LINK, ShareStyle, TableChoice
from emission_lists.raw_workbook import Area, RawSheet

_TOTALS = {"合计", "总计", "小计", "全市合计", "总和", "累计"}
_REMARKS = re.compile(r"^(注|备注|说明|填表|制表|审核|单位负责人|联系方式|填报)[\s:：人日单0-9]")


@dataclass
class SheetCells:
    """Cells of one table, by sheet row as Excel counts, under the column identifiers."""

    cells: pd.DataFrame
    filled: pd.DataFrame
    """The same cells before they were cleaned, for messages."""
    letters: dict[str, str]
    """Excel column letter by column identifier."""
    issues: list[CellIssue] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was done with the sheet, for the remarks of the version."""

    def as_filled(self, row: object, name: str) -> str:
        """Return a cell as the user filled it; empty where the sheet has no such cell."""
        if name not in self.filled or row not in self.filled.index:
            return ""
        return str(self.filled[name].loc[int(str(row))])


def extract(sheet: RawSheet, table: Table, choice: TableChoice, *, fill_down: bool) -> SheetCells:
    """Take the rows of a table out of a sheet.

    Empty rows, a row that numbers the columns, totals and remarks beneath the table are left
    aside and named in the notes; cells are cleaned (:mod:`emission_lists.cell_cleaning`).

    Args:
        sheet: The sheet.
        table: What it holds.
        choice: Where header and columns are, and how shares are filled in.
        fill_down: Whether vertically merged cells stand for every row they cover.
    """
    first = choice.first_row
    index = pd.RangeIndex(first + 1, max(first, len(sheet.rows)) + 1)
    places = {name: place for name, place in choice.columns.items() if place < sheet.width}
    filled = pd.DataFrame(
        {name: sheet.column(place, first) for name, place in places.items()},
        index=index, dtype=object,
    )  # fmt: skip
    found = SheetCells(filled, filled, {n: xl_col_to_name(p) for n, p in places.items()})
    _settle_merged(sheet, table, choice, found, fill_down)
    _leave_aside(sheet, found, first)
    known = {column.name: column for column in table.columns}
    link = Column(LINK, "企业名称")
    cleaned, touched = {}, 0
    for name in map(str, found.filled):
        before = found.filled[name]
        column = known.get(name, link)
        cleaned[name] = cell_cleaning.clean(before, column)
        if column.unit == "%" and choice.shares is ShareStyle.FRACTION:
            cleaned[name] = _as_percent(cleaned[name])
        touched += int((cleaned[name] != before).sum())
        wrong = before[cell_cleaning.formula_errors(before)]
        found.issues += [
            CellIssue(column.header, "单元格是公式的错误值，请改为正确的值", int(str(row)), text, table.sheet,
                      found.letters[name])
            for row, text in wrong.items()
        ]  # fmt: skip
    if touched:
        found.notes.append(
            f"「{sheet.name}」整理写法 {touched} 处（全角、空格、千分位、选项写法、比例写法）"
        )
    found.cells = pd.DataFrame(cleaned, index=found.filled.index, dtype=str)
    return found


def _settle_merged(
    sheet: RawSheet, table: Table, choice: TableChoice, found: SheetCells, fill_down: bool
) -> None:
    name_at = {place: name for name, place in choice.columns.items() if name in found.filled}
    first, filled = choice.first_row, 0
    texts = {name: found.filled[name].tolist() for name in name_at.values()} if fill_down else {}
    for area in sheet.merged:
        if area.first_row < first:
            continue
        covered = [p for p in range(area.first_column, area.last_column + 1) if p in name_at]
        if not covered or (area.first_row == area.last_row and len(covered) == 1):
            continue
        if area.is_vertical and fill_down:
            cells = texts[name_at[covered[0]]]
            begin, end = area.first_row - first, area.last_row + 1 - first
            cells[begin:end] = [cells[begin]] * (end - begin)
            filled += 1
        elif area.is_vertical:
            found.issues.append(_merged_issue(
                table, area, "可选择“按合并单元格向下填充”，或取消合并、每格单独填写"))  # fmt: skip
        elif not _is_aside(sheet, area.first_row):
            found.issues.append(_merged_issue(table, area, "横向合并须取消，每格单独填写"))
    if filled:
        for name, cells in texts.items():
            found.filled[name] = cells
        found.notes.append(f"「{sheet.name}」按声明把 {filled} 处纵向合并单元格向下填充")


def _leave_aside(sheet: RawSheet, found: SheetCells, first: int) -> None:
    """Drop rows that are none of the table's: empty ones, numbering, totals, remarks."""
    found.filled = found.filled[(found.filled != "").any(axis=1)]
    aside = [row for row in found.filled.index if _is_aside(sheet, row - 1)]
    if len(found.filled) and (top := found.filled.index[0]) not in aside:
        numbers = [text for text in found.filled.loc[top] if text != ""]
        if len(numbers) >= 4 and all(text.isdigit() and len(text) <= 3 for text in numbers):
            values = [int(text) for text in numbers]
            if values == sorted(set(values)) and values[-1] <= sheet.width and top <= first + 2:
                aside.insert(0, top)
    if aside:
        few = "、".join(map(str, aside[:10])) + ("等" if len(aside) > 10 else "")
        found.notes.append(f"「{sheet.name}」第 {few} 行是合计、列号或说明，未读入")
        found.filled = found.filled.drop(index=aside)


def _is_aside(sheet: RawSheet, row: int) -> bool:
    """Whether a row holds a total or a remark."""
    filled: list[str] = []
    for cell in sheet.rows[row]:
        if cell != "" and (text := "".join(str(cell).split())):
            filled.append(text)
            if len(filled) > 4:
                break
    if any(text.strip("()（）:：") in _TOTALS for text in filled[:3]):
        return True
    return 0 < len(filled) <= 4 and _REMARKS.match(filled[0] + " ") is not None


def _as_percent(cells: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce").astype(float) * 100
    said = pd.Series([f"{value:.12g}" for value in numbers], index=cells.index, dtype=object)
    return said.where(numbers.notna(), cells)


def _merged_issue(table: Table, area: Area, remedy: str) -> CellIssue:
    corners = ((area.first_column, area.first_row), (area.last_column, area.last_row))
    named = ":".join(f"{xl_col_to_name(column)}{row + 1}" for column, row in corners)
    letter = xl_col_to_name(area.first_column)
    return CellIssue(
        "", f"合并单元格 {named}：{remedy}", area.first_row + 1, "", table.sheet, letter
    )
