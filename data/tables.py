"""The shape of every table people hand us: one declaration per column.

A declaration says how a column is called, what it means and what may stand in it. The import
check, the blank workbook people fill in and the data dictionary all read it, so they cannot
drift apart.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from data import reference
from data.vocabulary import RESPONSE_LEVELS, Emitted, GradeScheme, PerformanceGrade, Sector

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


YES_NO = ("是", "否")
_LEVEL_WORDS = {level: level.label for level in RESPONSE_LEVELS}

ENTERPRISES = Table(
    "企业",
    (
        Column(
            "enterprise_id",
            "企业编号",
            unique=True,
            help="本清单内唯一，生产线表用它指向企业",
            example="QY0001",
        ),
        Column("enterprise", "企业名称", help="与营业执照一致", example="示例焦化有限公司"),
        Column(
            "credit_code",
            "统一社会信用代码",
            required=False,
            unique=True,
            help="18 位；没有的填空，不可重复",
            example="",
        ),
        Column("county", "县区", help="所在县（市、区）", example="城东区"),
        Column("address", "地址", required=False, example="工业园一路1号"),
        Column(
            "longitude",
            "经度",
            "number",
            "°",
            minimum=73,
            maximum=136,
            required=False,
            help="WGS-84 坐标",
            example=112.6,
        ),
        Column(
            "latitude", "纬度", "number", "°", minimum=3, maximum=54, required=False, example=37.9
        ),
        Column(
            "protected",
            "保障类",
            choices=YES_NO,
            help="承担供热、供气、供电、垃圾处置等民生任务的填“是”",
            example="否",
        ),
        Column(
            "trucks_per_day",
            "日均货车进出",
            "number",
            "辆次/日",
            minimum=0,
            required=False,
            help="10 辆次及以上须有门禁视频",
            example=24,
        ),
        Column("contact", "联系人", required=False, example="张某某"),
        Column("phone", "联系电话", required=False, example="0000-0000000"),
    ),
    "每家企业一行",
)

LINES = Table(
    "生产线",
    (
        Column("line_id", "生产线编号", unique=True, help="本清单内唯一", example="QY0001-01"),
        Column("enterprise_id", "企业编号", help="须在“企业”表中存在", example="QY0001"),
        Column(
            "process", "工序或设备", help="写到可以现场停下的设备，例如“1号焦炉”", example="1号焦炉"
        ),
        Column(
            "industry",
            "行业",
            choices=reference.industry_names(),
            help="按重点行业名目选填",
            example="焦化",
        ),
        Column("capacity", "产能", "number", minimum=0, required=False, example=60),
        Column("capacity_unit", "产能单位", required=False, example="万t/a"),
        Column(
            "grade",
            "绩效等级",
            choices=tuple(PerformanceGrade),
            help="未评级填“未定级”；已申报未批准的也填“未定级”",
            example="B",
        ),
        Column(
            "grade_scheme",
            "评级依据",
            choices=tuple(s.label for s in GradeScheme),
            required=False,
            help="等级按哪份文件评定",
            example=GradeScheme.GUIDE_2020.label,
        ),
        Column(
            "grade_until",
            "等级有效期至",
            "date",
            required=False,
            help="过期的等级不再作为减排依据；长期有效的填空",
            example="2027-12-31",
        ),
        Column(
            "supply_floor",
            "保障负荷下限",
            "number",
            "%",
            minimum=0,
            maximum=100,
            required=False,
            help="供热供气等任务所需的最低负荷；没有的填空，按 0 计",
            example="",
        ),
        *(
            Column(
                pollutant.column,
                f"{pollutant.label}日排放量",
                "number",
                "kg/d",
                minimum=0,
                help="正常生产时的日排放量",
                example=example,
            )
            for pollutant, example in zip(Emitted, (120.5, 88, 210, 35.2), strict=True)
        ),
        *(
            column
            for level, word in _LEVEL_WORDS.items()
            for column in (
                Column(
                    f"filed_{level}",
                    f"{word}备案措施",
                    required=False,
                    help="企业在一厂一策中备案的措施原文",
                    example=f"{word}预警期间延长出焦时间",
                ),
                Column(
                    f"filed_{level}_share",
                    f"{word}备案减排比例",
                    "number",
                    "%",
                    minimum=0,
                    maximum=100,
                    required=False,
                    help="备案措施对应的减排比例；不确定的填空，不要估填",
                    example=20,
                ),
            )
        ),
        Column(
            "meter_id",
            "电表编号",
            required=False,
            help="用电量核查用；多块电表分行另附",
            example="DB0001",
        ),
        Column(
            "verification",
            "核查要点",
            required=False,
            help="现场看什么、调什么记录",
            example="查中控出焦记录与用电曲线",
        ),
    ),
    "每条生产线或主要排放设备一行",
)

CITY_TOTALS = Table(
    "全社会排放量",
    (
        Column(
            "sector",
            "排放源",
            choices=tuple(sector.label for sector in Sector),
            unique=True,
            example="工业源",
        ),
        *(
            Column(
                pollutant.column,
                f"{pollutant.label}日排放量",
                "number",
                "kg/d",
                minimum=0,
                help="全市该类源的日排放量，是减排比例的分母",
                example=example,
            )
            for pollutant, example in zip(Emitted, (52000, 41000, 98000, 60000), strict=True)
        ),
        *(
            Column(
                f"cut_{level}",
                f"{word}减排比例",
                "number",
                "%",
                minimum=0,
                maximum=100,
                required=False,
                help="移动源、扬尘源、生活源在该级别的减排比例；工业源填空，没有依据的也填空",
                example="",
            )
            for level, word in _LEVEL_WORDS.items()
        ),
        Column(
            "cut_source",
            "减排比例依据",
            required=False,
            help="填了减排比例就要写明依据",
            example="",
        ),
    ),
    "全市各类源的日排放量，每类一行",
)

EMISSION_LIST = (ENTERPRISES, LINES, CITY_TOTALS)


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
