import pytest

from data.tables import LINES
from emission_lists.import_choices import ShareStyle, TableChoice
from emission_lists.raw_workbook import Area, RawSheet
from emission_lists.sheet_cells import extract

COLUMNS = {"process": 0, "industry": 1, "pm_kg": 2, "filed_red_share": 3}
HEAD = ["工序", "行业", "颗粒物", "红色比例"]


def extracted(*rows, merged=(), fill_down=False, shares=ShareStyle.PERCENT):
    sheet = RawSheet("表一", [HEAD, *rows], tuple(merged))
    choice = TableChoice("表一", 0, 1, COLUMNS, None, shares)
    return extract(sheet, LINES, choice, fill_down=fill_down)


def test_rows_keep_the_number_they_have_in_excel_and_empty_ones_go():
    found = extracted(["1号焦炉", "焦化", 1.0, ""], ["", "", "", ""], ["2号焦炉", "焦化", 2.0, ""])
    assert found.cells.index.tolist() == [2, 4]
    assert found.letters == {"process": "A", "industry": "B", "pm_kg": "C", "filed_red_share": "D"}


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "", 30.0, ""],
        ["", "小 计", 30.0, ""],
        ["注：以上为2025年数据", "", "", ""],
        ["填表人：张某", "", "", ""],
    ],
)
def test_totals_and_remarks_beneath_the_table_are_left_aside_and_named(row):
    found = extracted(["1号焦炉", "焦化", 1.0, ""], row)
    assert found.cells.index.tolist() == [2]
    assert found.notes[-1] == "「表一」第 3 行是合计、列号或说明，未读入"


def test_a_row_that_numbers_the_columns_is_left_aside():
    found = extracted([1.0, 2.0, 3.0, 4.0], ["1号焦炉", "焦化", 1.0, ""])
    assert found.cells.index.tolist() == [3]


def test_merged_names_are_filled_down_only_where_that_was_declared():
    rows = (["1号焦炉", "焦化", 1.0, ""], ["2号焦炉", "", 2.0, ""])
    merged = [Area(1, 1, 2, 1)]
    asked = extracted(*rows, merged=merged)
    assert asked.cells["industry"].tolist() == ["焦化", ""]
    assert "合并单元格 B2:B3：可选择“按合并单元格向下填充”" in asked.issues[0].message
    done = extracted(*rows, merged=merged, fill_down=True)
    assert done.cells["industry"].tolist() == ["焦化", "焦化"]
    assert not done.issues
    assert "按声明把 1 处纵向合并单元格向下填充" in done.notes[0]


def test_cells_merged_across_columns_have_to_be_put_right():
    found = extracted(["1号焦炉", "焦化", 1.0, ""], merged=[Area(1, 0, 1, 1)], fill_down=True)
    assert "横向合并须取消" in found.issues[0].message


def test_shares_filled_in_as_fractions_become_per_cents_where_declared():
    found = extracted(["1号焦炉", "焦化", 1.0, 0.3], shares=ShareStyle.FRACTION)
    assert found.cells["filed_red_share"].tolist() == ["30"]


def test_the_error_of_a_formula_is_no_value():
    found = extracted(["1号焦炉", "#REF!", 1.0, ""])
    assert [(i.row, i.found, i.column) for i in found.issues] == [(2, "#REF!", "B")]


def test_cells_as_filled_stay_known():
    found = extracted(["1号 焦炉", "焦 化", "1,200", ""])
    assert found.cells["pm_kg"].tolist() == ["1200"]
    assert found.as_filled(2, "pm_kg") == "1,200"
    assert found.as_filled(9, "pm_kg") == found.as_filled(2, "county") == ""
