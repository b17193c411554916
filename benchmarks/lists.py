"""Curtailment of a city's list against a loop over the same rules; reading the workbook."""

import io
from datetime import date

import openpyxl
import pandas as pd

from benchmarks.timing import Result, compare
from data import samples
from data.tables import CITY_TOTALS, ENTERPRISES, LINES
from data.vocabulary import AlertLevel, Emitted, MeasureKind, PerformanceGrade
from emission_lists import measures, workbook
from emission_lists.curtailment import curtail
from emission_lists.measures import MeasureTable

DAY = date(2026, 11, 24)


def run() -> list[Result]:
    enterprises, lines, totals = samples.enterprises()
    many = pd.concat(
        [
            lines.assign(
                line_id=lines["line_id"] + f"-{n}", enterprise_id=lines["enterprise_id"] + f"-{n}"
            )
            for n in range(10)
        ],
        ignore_index=True,
    )
    table = measures.measure_table(AlertLevel.ORANGE, DAY, "990100", "example")
    book = workbook.filled(
        {ENTERPRISES.sheet: enterprises, LINES.sheet: lines, CITY_TOTALS.sheet: totals}
    )
    return [
        compare(
            f"curtailment of {len(many):,} lines", "Python loop over dictionaries",
            lambda: _loop(many, table), lambda: curtail(many, table, DAY),
        ),
        compare(
            f"reading and checking a workbook of {len(lines):,} lines",
            "openpyxl, reading alone", lambda: _openpyxl(book), lambda: workbook.read(book),
        ),
    ]  # fmt: skip


def _loop(lines: pd.DataFrame, table: MeasureTable) -> list[dict[str, float]]:
    """The same rules without 停产一半, line by line."""
    cuts = []
    for line in lines.to_dict("records"):
        expired = pd.notna(line["grade_until"]) and line["grade_until"] < pd.Timestamp(DAY)
        grade = PerformanceGrade.UNGRADED if expired else PerformanceGrade(line["grade"])
        bound = table.of(str(line["industry"]), grade)
        declared = line["filed_orange_share"]
        share = bound.cut
        if bound.kind in (MeasureKind.SELF, MeasureKind.FILED):
            share = 0.0 if pd.isna(declared) else declared
        floor = 0.0 if pd.isna(line["supply_floor"]) else line["supply_floor"]
        share = min(share, 1 - floor)
        cuts.append({p.cut_column: line[p.column] * share for p in Emitted})
    return cuts


def _openpyxl(book: bytes) -> int:
    sheets = openpyxl.load_workbook(io.BytesIO(book), read_only=True)
    return sum(len(row) for sheet in sheets for row in sheet.iter_rows(values_only=True))
