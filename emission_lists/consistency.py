"""What a list has to keep beyond single cells: one small check per rule."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from data import reference
from data.columns import CellIssue, Column, Table
from data.tables import CITY_TOTALS, ENTERPRISES, LINES
from data.vocabulary import RESPONSE_LEVELS, Emitted, PerformanceGrade, Sector
from emission_lists.workbook import ListWorkbook

Check = Callable[[ListWorkbook, date], Iterator[CellIssue]]

_COLUMNS = {
    (table.sheet, column.name): column
    for table in (ENTERPRISES, LINES, CITY_TOTALS)
    for column in table.columns
}


def findings(book: ListWorkbook, day: date) -> list[CellIssue]:
    """List everything in a list that contradicts itself, blocking or only remarked upon.

    Args:
        book: A workbook whose cells were read; frames are indexed by sheet row.
        day: The day of the import, for the validity of grades.

    Returns:
        Findings with sheet, row and column letter; a cell that is known to be wrong already is
        not named again.
    """
    named = {(issue.sheet, issue.row, issue.header) for issue in book.issues if issue.row}
    return [
        replace(issue, column=book.letters.get(issue.sheet, {}).get(issue.header, ""))
        for check in CHECKS
        for issue in check(book, day)
        if (issue.sheet, issue.row, issue.header) not in named
    ]


def lines_belong_to_listed_enterprises(book: ListWorkbook, _day: date) -> Iterator[CellIssue]:
    """Every production line names an enterprise of the first sheet."""
    listed = set(book.enterprises["enterprise_id"])
    orphans = book.lines[~book.lines["enterprise_id"].isin(listed)]
    yield from _at(orphans, LINES, "enterprise_id", "在“企业”表中没有，请先补企业或改正编号")


def enterprises_have_lines(book: ListWorkbook, _day: date) -> Iterator[CellIssue]:
    """An enterprise without lines will be ordered nothing."""
    without = book.enterprises[~book.enterprises["enterprise_id"].isin(book.lines["enterprise_id"])]
    yield from _at(
        without, ENTERPRISES, "enterprise_id", "没有生产线，预警时不会出令", blocking=False
    )


def no_line_twice(book: ListWorkbook, _day: date) -> Iterator[CellIssue]:
    """The same process of the same enterprise with the same emissions stands once."""
    same = ["enterprise_id", "process", *(p.column for p in Emitted)]
    twice = book.lines[book.lines.duplicated(same, keep="first")]
    yield from _at(twice, LINES, "process", "与前面一行企业、工序、排放量完全相同，疑似重复计列")


def all_sectors_are_there(book: ListWorkbook, _day: date) -> Iterator[CellIssue]:
    """The denominator holds all four kinds of sources."""
    missing = [s.label for s in Sector if s.label not in set(book.city_totals["sector"])]
    if missing:
        yield CellIssue(
            "排放源",
            f"缺 {'、'.join(missing)}；分母须含全部四类源，没有的填 0",
            sheet=CITY_TOTALS.sheet,
        )


def lines_stay_below_the_city(book: ListWorkbook, _day: date) -> Iterator[CellIssue]:
    """The listed lines cannot emit more than the whole industry of the city."""
    industry = book.city_totals[book.city_totals["sector"] == Sector.INDUSTRY.label]
    if industry.empty:
        return
    for pollutant in Emitted:
        total = float(industry[pollutant.column].iloc[0])
        listed = float(book.lines[pollutant.column].sum())
        # A sum of decimals carries rounding noise: 0.1 three times is more than 0.3.
        if listed > total * (1 + 1e-9):
            yield CellIssue(
                _COLUMNS[CITY_TOTALS.sheet, pollutant.column].header,
                f"工业源全社会排放量 {total:,.1f} kg/d 小于生产线合计 {listed:,.1f} kg/d，"
                f"请核对单位（t/a 与 kg/d）或补全分母",
                int(str(industry.index[0])),
                sheet=CITY_TOTALS.sheet,
            )
        single = book.lines[book.lines[pollutant.column] > total]
        yield from _at(
            single, LINES, pollutant.column, f"大于全市工业源 {total:,.1f} kg/d，请核对单位"
        )


def sector_cuts_name_their_source(book: ListWorkbook, _day: date) -> Iterator[CellIssue]:
    """A cut of mobile, dust or domestic sources needs its source; industry has none of its own."""
    columns = [f"cut_{level}" for level in RESPONSE_LEVELS]
    given = book.city_totals[book.city_totals[columns].fillna(0).gt(0).any(axis=1)]
    industry = given["sector"] == Sector.INDUSTRY.label
    for column in columns:
        filled = given[industry & (given[column] > 0)]
        yield from _at(filled, CITY_TOTALS, column, "工业源由生产线累加，此处须填空")
    unsourced = given[~industry & (given["cut_source"].fillna("") == "")]
    yield from _at(unsourced, CITY_TOTALS, "cut_source", "填了减排比例就须写明依据")


def filed_cuts_rise_with_the_level(book: ListWorkbook, _day: date) -> Iterator[CellIssue]:
    """A stricter level never cuts less than a milder one."""
    columns = [f"filed_{level}_share" for level in RESPONSE_LEVELS]
    known = book.lines[columns].ffill(axis="columns")  # 黄 30, 橙 empty, 红 10 falls too
    for milder, stricter in pairwise(columns):
        falling = book.lines[book.lines[stricter] < known[milder]]
        yield from _at(falling, LINES, stricter, "小于较低级别的备案减排比例", blocking=False)


def percentages_are_not_fractions(book: ListWorkbook, _day: date) -> Iterator[CellIssue]:
    """0.3 where 30 is meant: Excel keeps a cell shown as 30% as 0.3."""
    for table, frame in ((LINES, book.lines), (CITY_TOTALS, book.city_totals)):
        for column in (column for column in table.columns if column.unit == "%"):
            small = frame[(frame[column.name] > 0) & (frame[column.name] <= 0.01)]
            yield from _at(
                small, table, column.name, "不超过 1%，若原意为百分数请填整数值（30% 填 30）",
                blocking=False,
            )  # fmt: skip


def grades_fit_the_industry(book: ListWorkbook, _day: date) -> Iterator[CellIssue]:
    """A grade belongs to the scheme usual in its industry, where that is known."""
    schemes = reference.industries().set_index("name")["schemes"]
    scheme = book.lines["industry"].map(schemes).fillna("")
    grade = book.lines["grade"]
    free = {PerformanceGrade.UNGRADED.value, PerformanceGrade.A_PLUS.value, ""}
    odd = [
        s != "" and g not in free and g not in s.split("/")
        for s, g in zip(scheme, grade, strict=True)
    ]
    yield from _at(
        book.lines[odd],
        LINES,
        "grade",
        "与该行业通行的评级方式不符（名目待核），请核对",
        blocking=False,
    )


def grades_are_valid(book: ListWorkbook, day: date) -> Iterator[CellIssue]:
    """An expired grade gives no entitlement."""
    expired = book.lines[book.lines["grade_until"] < pd.Timestamp(day)]
    yield from _at(
        expired,
        LINES,
        "grade_until",
        "等级已过期，自主减排资格随之失效，请更新评级",
        blocking=False,
    )


def supply_floors_belong_to_protected(book: ListWorkbook, _day: date) -> Iterator[CellIssue]:
    """A supply floor stands with a protected enterprise (保障类), and the other way round."""
    protected = set(book.enterprises.loc[book.enterprises["protected"] == "是", "enterprise_id"])
    floor = book.lines["supply_floor"].fillna(0) > 0
    guarded = book.lines["enterprise_id"].isin(protected)
    yield from _at(
        book.lines[floor & ~guarded], LINES, "supply_floor",
        "填了保障负荷下限，但企业不是保障类；请删去下限，或把企业改为保障类",
    )  # fmt: skip
    bare = guarded & ~floor.groupby(book.lines["enterprise_id"]).transform("any")
    yield from _at(
        book.lines[bare], LINES, "supply_floor",
        "保障类企业没有填保障负荷下限，将与其他企业同样减排，请核对", blocking=False,
    )  # fmt: skip


CHECKS: tuple[Check, ...] = (
    lines_belong_to_listed_enterprises,
    no_line_twice,
    all_sectors_are_there,
    lines_stay_below_the_city,
    sector_cuts_name_their_source,
    filed_cuts_rise_with_the_level,
    percentages_are_not_fractions,
    grades_fit_the_industry,
    grades_are_valid,
    supply_floors_belong_to_protected,
    enterprises_have_lines,
)


def _at(
    rows: pd.DataFrame, table: Table, column: str, message: str, *, blocking: bool = True
) -> Iterator[CellIssue]:
    declared = _COLUMNS[table.sheet, column]
    for row, found in zip(rows.index, rows[column], strict=True):
        yield CellIssue(
            declared.header,
            message,
            int(str(row)),
            _as_filled(found, declared),
            sheet=table.sheet,
            blocking=blocking,
        )


def _as_filled(value: Any, column: Column) -> str:
    """A value as it stands in the sheet; empty where it is missing."""
    if pd.isna(value):
        return ""
    if column.kind == "date":
        return f"{value:%Y-%m-%d}"
    if column.kind == "number":
        return f"{value * (100 if column.unit == '%' else 1):.12g}"
    return str(value)
