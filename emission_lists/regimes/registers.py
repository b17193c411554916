"""Registers the daily regimes are judged on: measured dust, transport firms, machinery.

A workbook with one sheet per register; a sheet that is not there, or empty, is a register the city
does not keep, and what depends on it is 待核.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
import xlsxwriter
from python_calamine import CalamineError

from data.columns import CellIssue, Column, Table, as_text, check, values
from data.tables import YES_NO
from emission_lists.workbook_file import damaged, open_workbook

STAGES = ("国一", "国二", "国三", "国四", "国五", "国六")

ROAD_DUST = Table(
    "道路积尘",
    (
        Column("road", "道路", help="清单中的源编号或名称，或道路名", example="示例大街"),
        Column("county", "县区", example="城东区"),
        Column("road_class", "道路类别", required=False, choices=("核心", "普通", "其他"),
               help="决定限值；不确定的填空", example="核心"),
        Column("dust", "积尘负荷", "number", "g/m2", minimum=0, required=False,
               help="以克论净实测值；没有测的填空", example=7.5),
        Column("measured_on", "检测日期", "date", required=False, example="2026-11-20"),
    ),
    "每条测过的道路一行",
)  # fmt: skip

DUSTFALL = Table(
    "降尘",
    (
        Column("county", "县区", example="城东区"),
        Column("month", "月份", "date", help="填该月任一日", example="2026-10-01"),
        Column("dustfall", "降尘量", "number", "t/(km2·月)", minimum=0, required=False, example=6.8),
    ),
    "每县每月一行",
)  # fmt: skip

FIRMS = Table(
    "运输企业",
    (
        Column("firm", "运输企业", unique=True, example="示例运输有限公司"),
        Column("county", "县区", required=False, example="城东区"),
        Column("fleet", "车辆总数", "number", "辆", minimum=0, required=False,
               help="企业登记的货车总数，是比例的分母", example=120),
        Column("tested", "受检车辆", "number", "辆", minimum=0, required=False,
               help="一年内受检的车辆数（同一辆车只计一次）", example=60),
        Column("over_limit", "超标车辆", "number", "辆", minimum=0, required=False,
               help="一年内超标的车辆数（同一辆车只计一次）", example=5),
        Column("checked_until", "统计截止日", "date", required=False,
               help="统计的一年到哪一天为止；不填即按查询当日", example="2026-11-20"),
    ),
    "每家运输企业一行",
)  # fmt: skip

MACHINES = Table(
    "非道路移动机械",
    (
        Column("machine_id", "机械编号", unique=True, help="环保编码或本地编号", example="JX0001"),
        Column("machine", "机械名称", example="挖掘机"),
        Column("owner", "使用单位", required=False, example="示例建筑公司"),
        Column("county", "县区", required=False, example="城东区"),
        Column("stage", "排放阶段", required=False, choices=STAGES, example="国三"),
        Column("power", "动力", required=False, choices=("柴油", "电动", "氢能", "其他"),
               example="柴油"),
        Column("coded", "已编码登记", required=False, choices=YES_NO, example="是"),
        Column("smoking", "冒黑烟", required=False, choices=YES_NO, example="否"),
        Column("in_zone", "在禁用区内", required=False, choices=YES_NO, example="是"),
        Column("task", "作业任务", required=False, choices=("一般", "民生保障", "抢险"),
               example="一般"),
    ),
    "每台机械一行",
)  # fmt: skip

TABLES = (ROAD_DUST, DUSTFALL, FIRMS, MACHINES)


@dataclass(frozen=True)
class Registers:
    """A workbook as read."""

    frames: dict[str, pd.DataFrame]
    """By sheet; only the registers that have rows without a blocking issue."""
    issues: tuple[CellIssue, ...] = field(default=())


def read(content: bytes, name: str = "台账.xlsx", tables: Sequence[Table] = TABLES) -> Registers:
    """Read a workbook of registers; nothing is raised for wrong cells, all are listed.

    A register with a wrong cell is left out as a whole, so that no half of it is taken for all.
    ``tables`` are the sheets looked for.

    Raises:
        WorkbookError: Not a workbook, empty, too large, damaged or with a stray cell far outside.
    """
    book = open_workbook(content, name, [table.sheet for table in tables])
    frames: dict[str, pd.DataFrame] = {}
    issues: list[CellIssue] = []
    for table in tables:
        if table.sheet not in book.sheet_names:
            continue
        try:
            rows = book.get_sheet_by_name(table.sheet).to_python(skip_empty_area=False)
        except CalamineError as problem:
            raise damaged(name, problem) from problem
        texts = [[as_text(cell) for cell in row] for row in rows]
        body = {number: row for number, row in enumerate(texts, 1) if number > 1 and any(row)}
        if not body:
            continue
        headers = ["".join(text.split()) for text in texts[0]]
        if len(set(headers) - {""}) < len([text for text in headers if text]):
            issues.append(CellIssue("", "表头有重复，请使用最新模板", sheet=table.sheet))
            continue
        cells = pd.DataFrame.from_dict(body, orient="index", columns=headers, dtype=str)
        cells = cells.loc[:, [header for header in headers if header]]
        wrong = check(cells, table.columns, sheet=table.sheet)
        issues += wrong
        if not any(issue.blocking for issue in wrong):
            frames[table.sheet] = values(cells, table.columns).reset_index(drop=True)
    return Registers(frames, tuple(issues))


def template() -> bytes:
    """Make the blank workbook, headers with their meaning and an example as comments."""
    return filled({})


def filled(frames: dict[str, pd.DataFrame], tables: Sequence[Table] = TABLES) -> bytes:
    """Write registers into the layout of the template.

    Args:
        frames: Sheet → frame under the column identifiers; a sheet that is missing stays blank.
        tables: The sheets.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
        for table in tables:
            sheet = book.add_worksheet(table.sheet)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(table.columns):
                sheet.write_string(0, place, column.header, bold)
                sheet.set_column(place, place, max(10, 2 * len(column.header)))
                hint = "；".join(text for text in (column.help, f"例：{column.example}") if text)
                sheet.write_comment(0, place, hint)
                if column.choices:
                    listed = {"validate": "list", "source": list(column.choices)}
                    sheet.data_validation(1, place, 5000, place, listed)
                _fill(sheet, place, column, frames.get(table.sheet))
    return target.getvalue()


def _fill(
    sheet: xlsxwriter.worksheet.Worksheet, place: int, column: Column, frame: pd.DataFrame | None
) -> None:
    if frame is None or column.name not in frame:
        return
    for row, value in enumerate(frame[column.name], 1):
        if pd.isna(value) or value == "":
            continue
        if column.kind == "number":
            sheet.write_number(row, place, float(value))
        elif column.kind == "date":
            sheet.write_string(row, place, pd.Timestamp(value).strftime("%Y-%m-%d"))
        else:
            sheet.write_string(row, place, str(value))
