import io
from datetime import datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.columns import as_text
from data.tables import EMISSION_LIST
from emission_lists import workbook
from emission_lists.workbook import WorkbookError


def edited(content, change):
    """The workbook after someone worked on it in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def filled(small_list):
    return workbook.filled(small_list)


def said(content, change=None):
    read = workbook.read(edited(content, change) if change else content, "清单.xlsx")
    return [str(issue) for issue in read.issues]


def put(sheet, cell, value):
    def change(book):
        book[sheet][cell] = value

    return change


def column_letter(sheet, name):
    table = next(table for table in EMISSION_LIST if table.sheet == sheet)
    return openpyxl.utils.get_column_letter(table.names.index(name) + 1)


# --- the template ------------------------------------------------------------------------------


def test_the_template_has_a_sheet_per_table_and_a_dictionary():
    book = openpyxl.load_workbook(io.BytesIO(workbook.template()))
    assert {"填表说明", "企业", "生产线", "全社会排放量", "数据字典"} <= set(book.sheetnames)
    for table in EMISSION_LIST:
        headers = [cell.value for cell in book[table.sheet][1]]
        assert headers == [column.header for column in table.columns]
        assert book[table.sheet].max_row == 1


def test_every_column_with_choices_has_a_drop_down():
    book = openpyxl.load_workbook(io.BytesIO(workbook.template()))
    for table in EMISSION_LIST:
        ranges = {
            str(area).split(":")[0]: validation
            for validation in book[table.sheet].data_validations.dataValidation
            for area in validation.sqref.ranges
        }
        for place, column in enumerate(table.columns, 1):
            first = f"{openpyxl.utils.get_column_letter(place)}2"
            listed_choice = bool(column.choices) and not column.joined
            assert (first in ranges) == listed_choice, column.header
            if listed_choice:
                assert ranges[first].type == "list"
                source = ranges[first].formula1
                if source.startswith('"'):
                    assert source.strip('"').split(",") == [str(c) for c in column.choices]
                else:
                    sheet, area = source.lstrip("=").split("!")
                    listed = [row[0].value for row in book[sheet][area.replace("$", "")]]
                    assert listed == list(column.choices)


def test_the_dictionary_explains_every_column():
    book = openpyxl.load_workbook(io.BytesIO(workbook.template()))
    rows = list(book["数据字典"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[1]) for row in rows] == [
        (table.sheet, column.header) for table in EMISSION_LIST for column in table.columns
    ]
    for row, column in zip(rows, (c for t in EMISSION_LIST for c in t.columns), strict=True):
        assert row[5] == ("是" if column.required else "否")
        assert (row[6] or "") == "、".join(column.choices)


def test_the_blank_template_says_that_there_is_nothing_in_it():
    assert said(workbook.template()) == [
        f"「{table.sheet}」表没有数据行，请填写后再导入"
        for table in EMISSION_LIST
        if not table.optional
    ]


# --- round trip --------------------------------------------------------------------------------


def test_what_was_filled_in_is_read_back_equal(small_list, filled):
    book = workbook.read(filled)
    assert book.issues == []
    assert book.acceptable
    read = dict(zip(small_list, (book.enterprises, book.lines, book.city_totals), strict=True))
    for sheet, frame in small_list.items():
        pd.testing.assert_frame_equal(read[sheet].reset_index(drop=True), frame, check_dtype=False)


def test_rows_carry_the_row_number_of_the_sheet(filled):
    assert workbook.read(filled).lines.index.to_list() == [2, 3, 4]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kg=st.decimals(min_value=0, max_value=100000, places=3),
    percent=st.decimals(min_value=0, max_value=100, places=2),
    word=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20),
)  # fmt: skip
def test_any_amount_share_and_word_comes_back_equal(make_lines, small_list, kg, percent, word):
    line = {"pm_kg": float(kg), "supply_floor": float(percent) / 100, "filed_red": f"减{word}。"}
    frames = small_list | {"生产线": make_lines([line])}
    back = workbook.read(workbook.filled(frames)).lines.iloc[0]
    assert back["pm_kg"] == pytest.approx(float(kg), rel=1e-14)
    assert back["supply_floor"] == pytest.approx(float(percent) / 100, rel=1e-14)
    assert back["filed_red"] == as_text(f"减{word}。")


def test_a_formula_in_a_name_stays_text(small_list):
    small_list["企业"].loc[0, "enterprise"] = "=1+1"
    assert workbook.read(workbook.filled(small_list)).enterprises.loc[2, "enterprise"] == "=1+1"


# --- what people do to a sheet -----------------------------------------------------------------


def test_full_width_digits_blanks_and_separators_are_taken(filled):
    pm, so2 = (column_letter("生产线", name) for name in ("pm_kg", "so2_kg"))

    def change(book):
        book["生产线"][f"{pm}2"] = "１，２００．５"
        book["生产线"][f"{so2}2"] = "　1,088 "
        book["生产线"][f"{column_letter('生产线', 'grade')}2"] = " Ｂ "

    book = workbook.read(edited(filled, change))
    assert book.issues == []
    assert book.lines.loc[2, ["pm_kg", "so2_kg", "grade"]].to_list() == [1200.5, 1088.0, "B"]


def test_headers_with_full_width_brackets_and_blanks_are_known(filled):
    def change(book):
        for cell in book["生产线"][1]:
            cell.value = f" {cell.value} ".replace("(", " （").replace(")", "）")

    assert said(filled, change) == []


def test_a_title_above_the_header_even_merged_does_no_harm(filled):
    def change(book):
        book["生产线"].insert_rows(1, 2)
        book["生产线"]["A1"] = "某市应急减排清单"
        book["生产线"].merge_cells("A1:H1")

    book = workbook.read(edited(filled, change))
    assert book.issues == []
    assert book.lines.index.to_list() == [4, 5, 6]


def test_empty_rows_between_are_skipped_and_rows_keep_their_number(filled):
    book = workbook.read(edited(filled, lambda book: book["生产线"].insert_rows(3)))
    assert book.issues == []
    assert book.lines.index.to_list() == [2, 4, 5]


def test_columns_may_stand_in_any_order(filled):
    def change(book):
        sheet = book["企业"]
        for row in sheet.iter_rows():
            first, second = row[0], row[1]
            first.value, second.value = second.value, first.value

    book = workbook.read(edited(filled, change))
    assert book.issues == []
    assert book.enterprises["enterprise_id"].to_list() == ["QY1", "QY2"]


def test_a_real_date_and_a_number_for_a_code_are_taken(filled):
    def change(book):
        book["生产线"][f"{column_letter('生产线', 'grade_until')}2"] = datetime(2027, 3, 1)
        book["企业"][f"{column_letter('企业', 'phone')}2"] = 13800000000

    book = workbook.read(edited(filled, change))
    assert book.issues == []
    assert book.lines.loc[2, "grade_until"] == pd.Timestamp("2027-03-01")
    assert book.enterprises.loc[2, "phone"] == "13800000000"


# --- bad input ---------------------------------------------------------------------------------


def test_a_missing_sheet_is_named_with_what_there_is(filled):
    def change(book):
        del book["全社会排放量"]

    (text,) = said(filled, change)
    assert text.startswith("「全社会排放量」表缺失，请使用最新模板；文件中现有：")
    assert "企业" in text


def test_a_merged_header_is_named_with_its_area(filled):
    def change(book):
        book["生产线"].merge_cells("E1:F1")

    texts = said(filled, change)
    assert "「生产线」表第 1 行合并单元格 E1:F1 须取消合并，表头占一行、每列一个名称" in texts
    assert not workbook.read(edited(filled, change)).acceptable


def test_merged_cells_below_the_header_are_named_with_their_area(filled):
    def change(book):
        book["企业"].merge_cells("D2:D3")

    texts = said(filled, change)
    assert "「企业」表第 2 行合并单元格 D2:D3 须取消合并，每行每格单独填写" in texts
    assert "「企业」表第 3 行D 列「县区」不能为空" in texts


WRONG_CELLS = [
    ("生产线", "pm_kg", "约120", "「颗粒物日排放量(kg/d)」应为数字，单位 kg/d，请去掉文字和单位，现填“约120”"),
    ("生产线", "nox_kg", "210kg", "「NOx日排放量(kg/d)」应为数字，单位 kg/d，请去掉文字和单位，现填“210kg”"),
    ("生产线", "so2_kg", -1, "「SO2日排放量(kg/d)」不能小于 0 kg/d，现填“-1”"),
    ("生产线", "vocs_kg", None, "「VOCs日排放量(kg/d)」不能为空"),
    ("生产线", "industry", "炼焦", "「行业」只能填 数据字典所列名目，现填“炼焦”"),
    ("生产线", "grade", "E", "「绩效等级」只能填 A+、A、B、B-、C、D、引领性、非引领性、未定级，现填“E”"),
    ("生产线", "grade_until", "明年底", "「等级有效期至」应为日期，写成 2026-11-22 的样子，现填“明年底”"),
    ("生产线", "grade_until", "2027年2月30日", "「等级有效期至」应为日期，写成 2026-11-22 的样子，现填“2027年2月30日”"),
    ("生产线", "supply_floor", 120, "「保障负荷下限(%)」不能大于 100 %，现填“120”"),
    ("企业", "protected", "对", "「保障类」只能填 是、否，现填“对”"),
    ("企业", "longitude", 37.9, "「经度(°)」不能小于 73 °，现填“37.9”"),
    ("全社会排放量", "sector", "农业源", "「排放源」只能填 工业源、移动源、扬尘源、生活源，现填“农业源”"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "name", "value", "message"), WRONG_CELLS)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(filled, sheet, name, value, message):
    letter = column_letter(sheet, name)
    change = put(sheet, f"{letter}2", value)
    if value is None:

        def change(book):
            book[sheet][f"{letter}2"].value = None

    assert said(filled, change) == [f"「{sheet}」表第 2 行{letter} 列{message}"]


@pytest.mark.parametrize("spelling", ["2027/6/30", "2027.6.30", "2027年6月30日", "2027-6-30"])
def test_a_date_typed_as_text_is_read(filled, spelling):
    letter = column_letter("生产线", "grade_until")
    book = workbook.read(edited(filled, put("生产线", f"{letter}2", spelling)))
    assert book.issues == []
    assert book.lines.loc[2, "grade_until"] == pd.Timestamp("2027-06-30")


def test_both_rows_of_a_duplicate_line_are_named(filled):
    assert said(filled, put("生产线", "A3", "L1")) == [
        "「生产线」表第 2 行A 列「生产线编号」重复，须唯一，现填“L1”",
        "「生产线」表第 3 行A 列「生产线编号」重复，须唯一，现填“L1”",
    ]


def test_a_missing_required_column_is_named(filled):
    assert said(filled, lambda book: book["生产线"].delete_cols(6)) == []  # 产能单位 is optional
    texts = said(filled, lambda book: book["生产线"].delete_cols(4))
    assert texts == ["「生产线」表「行业」列缺失，请使用最新模板补上该列"]


def test_a_header_that_stands_twice_is_named(filled):
    texts = said(filled, put("生产线", "F1", "行业"))
    assert texts == ["「生产线」表「行业」列出现了不止一次，请只保留一列"]


def test_an_unknown_column_is_remarked_upon_and_does_not_stop_the_import(filled):
    letter = column_letter("生产线", "filed_red_share")
    change = put("生产线", f"{letter}1", "红色备案减排比列(%)")
    assert said(filled, change) == [
        "「生产线」表「红色备案减排比列(%)」列不在模板中，未读入；若是表头写错请改正"
    ]
    assert workbook.read(edited(filled, change)).acceptable


def test_a_sheet_without_header_is_named(filled):
    def change(book):
        book["企业"].delete_rows(1, 3)

    assert said(filled, change) == ["「企业」表找不到表头，请使用最新模板，表头占第 1 行"]


def test_everything_wrong_in_all_sheets_is_listed_at_once(filled):
    def change(book):
        book["企业"]["H2"] = "对"
        book["生产线"]["D3"] = "炼焦"
        del book["全社会排放量"]

    assert len(said(filled, change)) == 3


def test_a_file_on_disk_is_called_by_its_name(tmp_path):
    path = tmp_path / "太原清单.xlsx"
    path.write_bytes(b"")
    with pytest.raises(WorkbookError, match=r"太原清单\.xlsx 是空文件，请重新导出"):
        workbook.read(path)
