"""Import, export, import: what was read once is read the same for ever."""

import io
import json
import math
from datetime import date, datetime

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from data import samples
from data.columns import Column, as_text
from data.tables import CITY_TOTALS, EMISSION_LIST, ENTERPRISES, LINES, OTHER_SOURCES
from data.vocabulary import Sector
from emission_lists import workbook
from emission_lists.workbook_rows import as_percent

# What people type, and what Excel makes of it.
signs = st.characters(codec="utf-8", exclude_categories=["Cs", "Cn"])
words = st.one_of(
    st.text(signs, max_size=12),
    st.sampled_from(
        ["007", "　１２　", "=1+1", "+5", "1e5", "TRUE", "#N/A", "_x0041_", "a\r\nb", "\x01", "<&>\"'",
         "2用1备", "示例（一）厂", "０．５", "'007", "NULL", "nan", "None", "-", "\t甲 ", "𠮷野", "1.50"]
    ),
)  # fmt: skip
amounts = st.one_of(
    st.integers(0, 10**7),
    st.floats(0, 1e7, allow_nan=False),
    st.decimals(0, 10**6, places=4).map(str),
    st.integers(1000, 10**7).map(lambda n: f"{n:,}"),
    st.integers(0, 10**6).map(lambda n: str(n).translate({d: d + 0xFEE0 for d in range(48, 58)})),
)
days = st.one_of(
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.dates(date(1900, 3, 1), date(2100, 12, 31)).map(lambda d: f"{d.year}年{d.month}月{d.day}日"),
    st.dates(date(1900, 3, 1), date(2100, 12, 31)).map(
        lambda d: f"{d.year}/{d.month}/{d.day} 0:00"
    ),
)


def cell(column):
    """Cells of a column that the check accepts."""
    if column.kind == "date":
        cells = days
    elif column.kind == "number":
        low, high = column.minimum or 0.0, column.maximum
        bounded = st.floats(low, high, allow_nan=False) if high else amounts
        whole = st.integers(math.ceil(low), math.floor(high)) if high else amounts
        cells = st.one_of(bounded, whole)
    elif column.joined:
        some = st.lists(st.sampled_from(column.choices), min_size=1, max_size=3, unique=True)
        cells = some.map("、".join)
    elif column.choices:
        cells = st.sampled_from([str(choice) for choice in column.choices])
    else:
        cells = words.filter(lambda word: len(as_text(word)) <= column.longest)
    if column.required:
        return cells.filter(lambda value: as_text(value) != "")
    return st.one_of(st.none(), cells)


CELLS = {id(column): cell(column) for table in EMISSION_LIST for column in table.columns}


@st.composite
def rows(draw, table, count):
    """Rows with a few columns as anybody may fill them and the rest as in the template."""
    usual = {c.name: c.example if c.required else None for c in table.columns}
    made = []
    for _ in range(count):
        some = draw(st.lists(st.sampled_from(table.columns), max_size=7, unique_by=id))
        made.append(usual | {column.name: draw(CELLS[id(column)]) for column in some})
    for number, row in enumerate(made):
        for column in table.columns:
            if column.unique and row[column.name] is not None:
                row[column.name] = f"{number:03d}"
    if table is CITY_TOTALS:
        for row, sector in zip(made, Sector, strict=True):
            row["sector"] = sector.label
    return made


lists = st.fixed_dictionaries(
    {
        ENTERPRISES.sheet: rows(ENTERPRISES, 2),
        LINES.sheet: rows(LINES, 3),
        CITY_TOTALS.sheet: rows(CITY_TOTALS, 4),
        OTHER_SOURCES.sheet: st.one_of(rows(OTHER_SOURCES, 2), rows(OTHER_SOURCES, 0)),
    }
)


def typed_in(sheets):
    """A workbook as a spreadsheet program saves it: real numbers, dates and texts."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for table in EMISSION_LIST:
            sheet = book.add_worksheet(table.sheet)
            for place, column in enumerate(table.columns):
                sheet.write_string(0, place, column.header)
                for number, row in enumerate(sheets[table.sheet], 1):
                    value = row[column.name]
                    if isinstance(value, date):
                        sheet.write_datetime(number, place, datetime(*value.timetuple()[:3]), day)
                    elif isinstance(value, str):
                        sheet.write_string(number, place, value)
                    elif value is not None:
                        sheet.write_number(number, place, value)
    return target.getvalue()


def frames_of(book):
    frames = (book.enterprises, book.lines, book.city_totals, book.other_sources)
    return dict(zip([table.sheet for table in EMISSION_LIST], frames, strict=True))


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(lists)
def test_import_export_import_is_identity(sheets):
    first = workbook.read(typed_in(sheets))
    assert [str(issue) for issue in first.issues] == []
    once = frames_of(first)
    again = workbook.read(workbook.filled(once))
    assert again.issues == []
    for sheet, frame in frames_of(again).items():
        pd.testing.assert_frame_equal(
            frame, once[sheet], check_exact=True, check_index_type=False, obj=sheet
        )
    assert [len(frame) for frame in once.values()] == [len(sheets[name]) for name in once]


@settings(max_examples=10, deadline=None)
@given(st.lists(words, min_size=1, max_size=40))
def test_a_text_is_kept_sign_by_sign(texts):
    frame = pd.DataFrame({"enterprise": [*texts, "甲"]})
    empty = {table.sheet: pd.DataFrame(columns=table.names) for table in EMISSION_LIST}
    content = workbook.filled(empty | {ENTERPRISES.sheet: frame})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("企业").to_python()
    assert [row[ENTERPRISES.names.index("enterprise")] for row in rows[1:]] == [*texts, "甲"]


@given(st.floats(0, 100).map(lambda percent: percent / 100))
@example(0.07)
@example(0.29)
@example(1e-20)
def test_a_percentage_is_read_back_as_just_the_fraction_it_came_from(fraction):
    assert as_percent(np.array([fraction]))[0] / 100 == fraction


@pytest.mark.parametrize(("fraction", "percent"), [(0.07, 7.0), (0.29, 29.0), (0.575, 57.5)])
def test_a_round_percentage_is_written_round(fraction, percent):
    assert as_percent(np.array([fraction]))[0] == percent


def test_the_sample_list_with_every_new_column_comes_back_equal():
    enterprises, lines, totals = samples.enterprises()
    sheets = dict(
        zip(
            [table.sheet for table in EMISSION_LIST],
            (enterprises, lines, totals, samples.other_sources()),
            strict=True,
        )
    )
    read = frames_of(workbook.read(workbook.filled(sheets)))
    for sheet, frame in sheets.items():
        pd.testing.assert_frame_equal(
            read[sheet].reset_index(drop=True), frame, check_dtype=False, check_exact=True
        )


def test_a_workbook_of_the_first_edition_is_read_with_the_new_columns_empty():
    """Without the columns and the sheet that came later."""
    enterprises, lines, totals = samples.enterprises()
    enterprises, lines = enterprises.head(20), lines.head(60)
    content = workbook.filled({"企业": enterprises, "生产线": lines, "全社会排放量": totals})
    book = openpyxl.load_workbook(io.BytesIO(content))
    del book["非工业源"]
    book["企业"].delete_cols(ENTERPRISES.names.index("park") + 1, 30)
    book["生产线"].delete_cols(LINES.names.index("eia_capacity") + 1, 30)
    target = io.BytesIO()
    book.save(target)
    read = workbook.read(target.getvalue())
    assert read.issues == []
    assert read.other_sources.empty
    assert list(read.other_sources) == OTHER_SOURCES.names
    assert list(read.lines) == LINES.names
    assert read.lines["already_off"].isna().all()
    assert (read.lines["duty"] == "").all()
    assert read.lines["penalised_on"].isna().all()
    pd.testing.assert_series_equal(
        read.lines["pm_kg"].reset_index(drop=True), lines["pm_kg"], check_exact=True
    )


def test_other_programs_read_what_was_written():
    enterprises, lines, totals = samples.enterprises()
    content = workbook.filled(
        {"企业": enterprises, "生产线": lines.head(3), "全社会排放量": totals}
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert (
        book["生产线"].dimensions == f"A1:{openpyxl.utils.get_column_letter(len(LINES.columns))}4"
    )
    assert book["生产线"]["A2"].value == lines["line_id"].iloc[0]
    assert book["生产线"].freeze_panes == "B2"
    assert (
        json.dumps(book["全社会排放量"]["F3"].value) == f"{totals['cut_yellow'].iloc[1] * 100:.0f}"
    )


def test_a_text_among_numbers_is_refused_by_the_writer():
    column = next(c for c in LINES.columns if c.name == "pm_kg")
    assert isinstance(column, Column)
    empty = {table.sheet: pd.DataFrame(columns=table.names) for table in EMISSION_LIST}
    wrong = pd.DataFrame({"pm_kg": pd.Series(["约30"], dtype=object)})
    with pytest.raises(ValueError, match="约30"):
        workbook.filled(empty | {LINES.sheet: wrong})
