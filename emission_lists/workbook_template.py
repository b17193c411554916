"""The workbook that people fill in: headers with drop-downs and comments, a data dictionary."""

import io
from functools import lru_cache

import pandas as pd
import xlsxwriter

from data import reference
from data.columns import Table
from data.tables import EMISSION_LIST
from emission_lists.workbook_rows import MAX_ROWS, with_rows

_LISTS = "选项"
_DROP_DOWN_ROWS = 60_000
"""Rows with drop-downs in a blank workbook."""


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
            Optional columns and the sheets of optional tables may be missing.
        examples: Whether the comment of each header shows an example.
    """
    tables = {
        table: pd.DataFrame(columns=table.names)
        if table.optional and frames.get(table.sheet) is None
        else frames[table.sheet]
        for table in EMISSION_LIST
    }
    longest = max(map(len, tables.values())) + 1000
    rounded = max(_DROP_DOWN_ROWS, -(-longest // 50_000) * 50_000)
    package, parts = _blank(examples, min(rounded, MAX_ROWS))
    return with_rows(
        package,
        {
            part: (table.columns, frame)
            for part, (table, frame) in zip(parts, tables.items(), strict=True)
        },
    )


@lru_cache(maxsize=4)
def _blank(examples: bool, rows: int) -> tuple[bytes, tuple[str, ...]]:
    """The workbook without rows, and the part of its package that holds each table.

    Args:
        examples: Whether the comment of each header shows an example.
        rows: Rows that get drop-downs.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        _explain(book)
        ranges = _choice_lists(book)
        sheets = [_write_header(book, table, rows, ranges, examples) for table in EMISSION_LIST]
        _dictionary(book)
    return target.getvalue(), tuple(f"xl/worksheets/sheet{s.index + 1}.xml" for s in sheets)


def _explain(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("填表说明")
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    lines = [
        "重污染天气应急减排清单",
        "共四张表：企业、生产线、全社会排放量、非工业源。一家企业一行，一条生产线（或主要排放设备）一行。",
        "非工业源一个工地、一条路、一支车队一行，没有的可以不填；列出的按各自的减排比例计，"
        "全社会排放量中同类源的减排比例只用于其余部分，不重复计算。",
        "蓝底表头的列必填，灰底的列知道多少填多少。",
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


def _write_header(
    book: xlsxwriter.Workbook,
    table: Table,
    rows: int,
    ranges: dict[str, str],
    examples: bool,
) -> xlsxwriter.worksheet.Worksheet:
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
        if column.choices and not column.joined:
            source = ranges.get(column.name) or [str(choice) for choice in column.choices]
            sheet.data_validation(
                1,
                place,
                rows,
                place,
                {
                    "validate": "list",
                    "source": source,
                    "error_title": "只能选填",
                    "error_message": "请从下拉列表中选择",
                    "ignore_blank": True,
                },
            )
    return sheet


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
