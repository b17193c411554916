from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.columns import CellIssue, Column, as_text, check, values
from data.storage.lists import CityTotalRow, EnterpriseRow, LineRow, OtherSourceRow
from data.tables import CITY_TOTALS, EMISSION_LIST, ENTERPRISES, LINES, OTHER_SOURCES
from data.vocabulary import RESPONSE_LEVELS, Emitted, Sector

NUMBER = Column("load", "负荷", "number", "%", minimum=0, maximum=100)
DAY = Column("until", "有效期至", "date", required=False)
CODE = Column("code", "编号", unique=True)
GRADE = Column("grade", "等级", choices=("A", "B"))


def sheet(column, *cells, first_row=2):
    index = range(first_row, first_row + len(cells))
    return pd.DataFrame({column.header: [as_text(c) for c in cells]}, index=index, dtype=str)


def said(column, *cells):
    return [str(issue) for issue in check(sheet(column, *cells), [column], sheet="某")]


@pytest.mark.parametrize("table", EMISSION_LIST, ids=lambda table: table.sheet)
def test_columns_of_a_table_differ_in_name_and_header(table):
    headers = [column.header for column in table.columns]
    assert len(set(headers)) == len(headers)
    assert len(set(table.names)) == len(table.names)
    assert table.purpose
    assert all(column.label for column in table.columns)


@pytest.mark.parametrize("table", EMISSION_LIST, ids=lambda table: table.sheet)
def test_the_example_of_every_column_passes_its_own_check(table):
    for column in table.columns:
        if column.example != "":
            assert said(column, column.example) == [], column.header


def test_a_line_has_emissions_of_four_pollutants_and_a_filed_measure_per_level():
    assert {pollutant.column for pollutant in Emitted} <= set(LINES.names)
    for level in RESPONSE_LEVELS:
        assert {f"filed_{level}", f"filed_{level}_share"} <= set(LINES.names)
        assert f"cut_{level}" in CITY_TOTALS.names
    sector = next(column for column in CITY_TOTALS.columns if column.name == "sector")
    assert sector.choices == tuple(s.label for s in Sector)
    assert "credit_code" in ENTERPRISES.names


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("30", 0.30),
        (30.0, 0.30),
        ("３０", 0.30),
        ("　30 ", 0.30),
        ("12.5", 0.125),
        ("１２．５", 0.125),
        ("0", 0.0),
    ],
)
def test_a_percentage_is_read_as_a_fraction(cell, number):
    cells = sheet(NUMBER, cell)
    assert check(cells, [NUMBER]) == []
    assert values(cells, [NUMBER])["load"].item() == number


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,200", 1200.0),
        ("1，200", 1200.0),
        ("１，２００．５", 1200.5),
        ("1,234,567.25", 1234567.25),
        ("1200", 1200.0),
        ("1.2e3", 1200.0),
    ],
)
def test_thousands_separators_and_full_width_digits_are_understood(cell, number):
    column = Column("pm_kg", "颗粒物", "number", "kg/d", minimum=0)
    cells = sheet(column, cell)
    assert check(cells, [column]) == []
    assert values(cells, [column])["pm_kg"].item() == number


@pytest.mark.parametrize(
    "cell",
    ["约30", "30%", "30kg", "1,2", "12,00", "1 200", "inf", "nan", "-", "无", "1_000", "0x10"],
)
def test_text_in_a_number_is_named_with_row_and_what_was_found(cell):
    (issue,) = check(
        sheet(NUMBER, cell, first_row=7), [NUMBER], sheet="生产线", letters={"负荷(%)": "F"}
    )
    assert str(issue) == (
        f"「生产线」表第 7 行F 列「负荷(%)」应为数字，单位 %，请去掉文字和单位，现填“{cell}”"
    )  # fmt: skip


@pytest.mark.parametrize(("cell", "bound"), [("-0.1", "不能小于 0 %"), ("100.1", "不能大于 100 %")])
def test_a_number_outside_its_bounds_is_named(cell, bound):
    (text,) = said(NUMBER, cell)
    assert bound in text
    assert f"现填“{cell}”" in text


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-02",
        "2026-11-2",
        "2026/11/2",
        "2026.11.2",
        "2026年11月2日",
        "2026 年 11 月 2 日",
        "２０２６年１１月２日",
        "2026-11-02 00:00:00",
        "2026/11/2 0:00",
        date(2026, 11, 2),
        datetime(2026, 11, 2, 8, 30),
    ],
)
def test_a_day_is_understood_in_the_usual_spellings(cell):
    cells = sheet(DAY, cell)
    assert check(cells, [DAY]) == []
    assert values(cells, [DAY])["until"].item() == pd.Timestamp("2026-11-02")


@pytest.mark.parametrize(
    "cell", ["长期", "2026年11月", "2026-02-30", "11/2/2026", "46348", "26-11-2"]
)
def test_a_day_in_any_other_spelling_is_named(cell):
    (text,) = said(DAY, cell)
    assert text == f"「某」表第 2 行「有效期至」应为日期，写成 2026-11-22 的样子，现填“{cell}”"


def test_a_day_far_ahead_is_a_day():
    assert values(sheet(DAY, "9999-12-31"), [DAY])["until"].notna().all()


def test_an_empty_required_cell_is_named_and_an_optional_one_is_not():
    assert said(NUMBER, "") == ["「某」表第 2 行「负荷(%)」不能为空"]
    assert said(DAY, "") == []


def test_all_lines_of_a_repeated_code_are_named():
    assert said(CODE, "1", "2", "1") == [
        "「某」表第 2 行「编号」重复，须唯一，现填“1”",
        "「某」表第 4 行「编号」重复，须唯一，现填“1”",
    ]


def test_empty_cells_of_an_optional_code_are_not_repeated():
    assert said(Column("code", "编号", unique=True, required=False), "", "") == []


def test_a_choice_is_named_with_what_is_allowed():
    assert said(GRADE, "甲") == ["「某」表第 2 行「等级」只能填 A、B，现填“甲”"]
    assert said(GRADE, "Ａ", " B ") == []


def test_a_long_choice_points_to_the_dictionary():
    industry = next(column for column in LINES.columns if column.name == "industry")
    (text,) = said(industry, "炼焦业")
    assert "数据字典" in text


def test_a_missing_column_is_named_and_a_missing_optional_one_is_taken_as_empty():
    nothing = pd.DataFrame(index=[2])
    assert [str(i) for i in check(nothing, [NUMBER, DAY], sheet="某")] == [
        "「某」表「负荷(%)」列缺失，请使用最新模板补上该列"
    ]
    assert values(nothing, [DAY])["until"].isna().all()


def test_everything_wrong_is_listed_at_once_top_row_first():
    cells = pd.DataFrame(
        {"负荷(%)": ["50", "x", "-1"], "编号": ["1", "", "1"]}, index=[2, 3, 4], dtype=str
    )
    rows = [issue.row for issue in check(cells, [NUMBER, CODE])]
    assert rows == [2, 3, 3, 4, 4]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (True, "是"),
        (False, "否"),
        (12.0, "12"),
        (12.5, "12.5"),
        (13800000000.0, "13800000000"),
        (date(2026, 1, 5), "2026-01-05"),
        (" Ａ＋　", "A+"),
        ("示例（一）厂", "示例（一）厂"),
    ],
)
def test_a_cell_is_written_as_text(cell, text):
    assert as_text(cell) == text


def test_a_remark_about_a_whole_column_has_no_row():
    assert str(CellIssue("产能", "缺失", sheet="生产线")) == "「生产线」表「产能」列缺失"
    assert str(CellIssue("", "缺失", sheet="生产线")) == "「生产线」表缺失"


@given(st.floats(min_value=0, max_value=1e9, allow_nan=False))
def test_a_number_written_as_text_comes_back_equal(number):
    column = Column("pm_kg", "颗粒物", "number", "kg/d", minimum=0)
    assert values(sheet(column, number), [column])["pm_kg"].item() == number


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=12))
def test_no_cell_whatever_breaks_the_check(text):
    for column in (NUMBER, DAY, CODE, GRADE):
        cells = sheet(column, text)
        wrong = check(cells, [column])
        typed = values(cells, [column])[column.name].item()
        if column.kind != "text" and as_text(text) and not wrong:
            assert not pd.isna(typed)
        if column is NUMBER and not wrong:
            assert np.isnan(typed) or 0 <= typed <= 1


SEVERAL = Column("evidence", "核查手段", choices=("用电量", "门禁"), joined=True, required=False)


def test_several_choices_may_stand_in_one_cell():
    assert said(SEVERAL, "用电量", "门禁、用电量", "") == []
    assert said(SEVERAL, "用电量、量尺") == [
        "「某」表第 2 行「核查手段」只能填 用电量、门禁，多个用“、”隔开，现填“用电量、量尺”"
    ]
    assert len(said(SEVERAL, "用电量,门禁", "用电量、")) == 2


def test_a_text_longer_than_the_database_has_room_for_is_named():
    assert said(Column("name", "名称", longest=3), "一二三", "一二三四") == [
        "「某」表第 3 行「名称」不能超过 3 字，现填“一二三四”"
    ]


def test_the_database_has_room_for_every_text_that_passes_the_check():
    models = (EnterpriseRow, LineRow, CityTotalRow, OtherSourceRow)
    for table, model in zip(EMISSION_LIST, models, strict=True):
        for column in table.columns:
            room = getattr(model.__table__.columns[column.name].type, "length", None)
            if column.kind == "text" and room is not None and not column.choices:
                assert column.longest <= room, column.header
            if column.choices and room is not None:
                longest = sum(len(c) + 1 for c in column.choices) if column.joined else 0
                assert max([longest, *map(len, column.choices)]) <= room, column.header


def test_every_column_that_came_later_may_stay_empty():
    later = {"park", "eia_capacity", "already_off", "evidence", "penalised_on", "second_phone"}
    found = {c.name: c for table in (ENTERPRISES, LINES) for c in table.columns if c.name in later}
    assert set(found) == later
    assert not any(column.required for column in found.values())
    assert OTHER_SOURCES.optional
