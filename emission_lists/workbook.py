"""The emission list as an Excel workbook: a blank template out, a filled one in."""

import io
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import xlsxwriter
from python_calamine import CalamineError, CalamineSheet
from xlsxwriter.utility import xl_col_to_name

from data import reference
from data.columns import CellIssue, Column, Table, as_text, check, values
from data.tables import EMISSION_LIST
from emission_lists.workbook_file import WorkbookError, damaged, open_workbook

_HEADER_ROWS = 10
_LISTS = "选项"

__all__ = ["ListWorkbook", "WorkbookError", "filled", "read", "template"]


@dataclass(frozen=True)
class ListWorkbook:
    """A workbook as read: typed frames and everything wrong with it."""

    enterprises: pd.DataFrame
    lines: pd.DataFrame
    city_totals: pd.DataFrame
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


def template(examples: bool = True) -> bytes:
    """Make the blank workbook: one sheet per table with drop-downs, and a data dictionary.

    Args:
        examples: Whether the comment of each header shows an example.
    """
    return filled(
        {table.sheet: pd.DataFrame(columns=table.names) for table in EMISSION_LIST},
        examples=examples,
    )


def filled(frames: dict[str, pd.DataFrame], *, examples: bool = False) -> bytes:
    """Write tables into the layout of the template.

    Args:
        frames: Sheet name → frame under the column identifiers; shares as fractions of 0 to 1.
        examples: Whether the comment of each header shows an example.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        _explain(book)
        ranges = _choice_lists(book)
        for table in EMISSION_LIST:
            _write_table(book, table, frames[table.sheet], ranges, examples)
        _dictionary(book)
    return target.getvalue()


def read(source: Path | bytes, name: str = "") -> ListWorkbook:
    """Read a filled workbook; nothing is raised for wrong cells, all of them are listed.

    Args:
        source: The file or its content.
        name: File name for messages where ``source`` is content.

    Raises:
        WorkbookError: Not a workbook, empty, too large, damaged or with a stray cell far outside.
    """
    name = name or (source.name if isinstance(source, Path) else "文件")
    book = open_workbook(source, name, [table.sheet for table in EMISSION_LIST])
    frames, issues = [], []
    letters: dict[str, dict[str, str]] = {}
    for table in EMISSION_LIST:
        if table.sheet not in book.sheet_names:
            found = "、".join(book.sheet_names)
            issues.append(
                CellIssue("", f"缺失，请使用最新模板；文件中现有：{found}", sheet=table.sheet)
            )
            frames.append(pd.DataFrame(columns=table.names))
            continue
        try:
            sheet = book.get_sheet_by_name(table.sheet)
            cells, letters[table.sheet], wrong = _cells(sheet, table)
        except CalamineError as problem:
            raise damaged(name, problem) from problem
        issues += wrong
        frames.append(values(cells, table.columns))
    enterprises, lines, city_totals = frames
    return ListWorkbook(enterprises, lines, city_totals, issues, letters)


def _cells(
    sheet: CalamineSheet, table: Table
) -> tuple[pd.DataFrame, dict[str, str], list[CellIssue]]:
    """Find the header row; return the cells below it by row, the column letters, what is wrong."""
    rows = [[as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    known = {column.header: column for column in table.columns}
    hits = [sum(_plain(cell) in known for cell in row) for row in rows[:_HEADER_ROWS]]
    empty = pd.DataFrame(columns=list(known))
    if not hits or max(hits) == 0:
        message = "找不到表头，请使用最新模板，表头占第 1 行"
        return empty, {}, [CellIssue("", message, sheet=table.sheet)]
    top = hits.index(max(hits))
    wrong = _merged(sheet, table, top)
    headers = [_plain(cell) for cell in rows[top]]
    repeated = {header for header in headers if header in known and headers.count(header) > 1}
    wrong += [
        CellIssue(header, "出现了不止一次，请只保留一列", sheet=table.sheet) for header in repeated
    ]
    letters = {header: xl_col_to_name(place) for place, header in enumerate(headers)}
    body = {number: row for number, row in enumerate(rows, 1) if number > top + 1 and any(row)}
    cells = pd.DataFrame.from_dict(body, orient="index", columns=range(len(headers)), dtype=str)
    cells = cells.set_axis(headers, axis="columns")
    if not body:
        wrong.append(CellIssue("", "没有数据行，请填写后再导入", sheet=table.sheet))
    if body and not repeated:
        wrong += check(cells, table.columns, sheet=table.sheet, letters=letters)
    wrong += _unknown(headers, known, table)
    return cells.loc[:, ~cells.columns.duplicated()], letters, wrong


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


def _explain(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("填表说明")
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    lines = [
        "重污染天气应急减排清单",
        "共三张表：企业、生产线、全社会排放量。一家企业一行，一条生产线（或主要排放设备）一行。",
        "表头占第 1 行，不要改动表头文字，不要合并单元格，数字列只填数字，单位已写在表头括号内。",
        "排放量一律为正常生产时的日排放量，单位 kg/d；比例填百分数的数值，30% 填 30。",
        "不知道的填空，不要估填；没有经核实措施又没有备案措施的生产线按 0 计，并列入“措施待定”。",
        "全社会排放量是减排比例的分母，须含工业、移动、扬尘、生活四类源。",
        "每列含义、必填与否、可填内容见“数据字典”。",
    ]
    for row, text in enumerate(lines):
        sheet.write_string(row, 0, text, book.add_format({"bold": True}) if row == 0 else None)


def _choice_lists(book: xlsxwriter.Workbook) -> dict[str, str]:
    """Write the longer drop-downs to a hidden sheet; Excel allows only 255 characters inline."""
    sheet = book.add_worksheet(_LISTS)
    sheet.hide()
    for row, industry in enumerate(reference.industry_names()):
        sheet.write_string(row, 0, industry)
    return {"industry": f"={_LISTS}!$A$1:$A${len(reference.industry_names())}"}


def _write_table(
    book: xlsxwriter.Workbook,
    table: Table,
    frame: pd.DataFrame,
    ranges: dict[str, str],
    examples: bool,
) -> None:
    sheet = book.add_worksheet(table.sheet)
    needed = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True})
    optional = book.add_format({"bg_color": "#F2F2F2", "border": 1, "text_wrap": True})
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 36)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.header, needed if column.required else optional)
        sheet.set_column(place, place, max(12, min(30, 2 * len(column.header))))
        if examples and (column.help or column.example != ""):
            shown = f"{column.help}\n例：{column.example}" if column.example != "" else column.help
            sheet.write_comment(0, place, shown, {"x_scale": 1.6})
        if column.choices:
            source = ranges.get(column.name) or [str(choice) for choice in column.choices]
            sheet.data_validation(
                1,
                place,
                60_000,
                place,
                {
                    "validate": "list",
                    "source": source,
                    "error_title": "只能选填",
                    "error_message": "请从下拉列表中选择",
                    "ignore_blank": True,
                },
            )
        _write_cells(sheet, place, column, frame[column.name])


def _write_cells(
    sheet: xlsxwriter.worksheet.Worksheet, place: int, column: Column, cells: pd.Series
) -> None:
    scale = 100 if column.unit == "%" else 1
    for row, cell in enumerate(cells, 1):
        if pd.isna(cell) or cell == "":
            continue
        if column.kind == "number":
            # Percentages are kept to 12 digits so that 0.07 * 100 is written as 7.
            sheet.write_number(row, place, round(float(cell) * scale, 12))
        else:
            text = f"{cell:%Y-%m-%d}" if column.kind == "date" else str(cell)
            sheet.write_string(row, place, text)


def _dictionary(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("数据字典")
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    heads = ["工作表", "列名", "含义与填法", "类型", "单位", "必填", "可填内容", "示例"]
    for place, (head, width) in enumerate(zip(heads, [14, 26, 56, 8, 10, 8, 60, 24], strict=True)):
        sheet.write_string(0, place, head, bold)
        sheet.set_column(place, place, width)
    kinds = {"text": "文字", "number": "数字", "date": "日期"}
    row = 1
    for table in EMISSION_LIST:
        for column in table.columns:
            cells = [
                table.sheet,
                column.header,
                column.help,
                kinds[column.kind],
                column.unit,
                "是" if column.required else "否",
                "、".join(map(str, column.choices)),
                str(column.example),
            ]
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell)
            row += 1
    sheet.freeze_panes(1, 2)
