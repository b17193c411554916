import datetime
import io

import openpyxl
import pytest

from emission_lists import raw_workbook, workbook
from emission_lists.raw_workbook import Area
from emission_lists.workbook import WorkbookError


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_workbook_of_any_layout_is_read_sheet_by_sheet():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["甲", 1, 1.5, True, datetime.date(2026, 11, 22)])
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("B2:D2")
    sheet["B2"] = "组"
    sheet["A5"] = "末"
    sheet.merge_cells("H9:K20")  # beyond every cell
    book.create_sheet("空表")
    hidden = book.create_sheet("藏")
    hidden["A1"] = "x"
    hidden.sheet_state = "hidden"
    (read,) = raw_workbook.read(saved(book), "x.xlsx")
    assert (read.name, read.width) == ("Sheet", 5)
    assert read.texts(1) == [["甲", "1", "1.5", "是", "2026-11-22"]]
    assert read.column(1, 0)[:2] == ["1", "组"]
    assert set(read.merged) == {Area(1, 0, 3, 0), Area(1, 1, 1, 3)}
    assert Area(1, 0, 3, 0).is_vertical
    assert not Area(1, 1, 1, 3).is_vertical


def test_equal_cells_of_different_kinds_keep_their_text():
    book = openpyxl.Workbook()
    for value in (1, True, 1.0, "1"):
        book.active.append([value])
    (read,) = raw_workbook.read(saved(book), "x.xlsx")
    assert read.column(0, 0) == ["1", "是", "1", "1"]


def test_of_a_file_with_the_sheets_of_the_template_only_these_are_read(small_list):
    book = openpyxl.load_workbook(io.BytesIO(workbook.filled(small_list)))
    book.create_sheet("草稿")["XFD1048576"] = "x"
    names = [sheet.name for sheet in raw_workbook.read(saved(book), "x.xlsx")]
    assert names[:3] == ["企业", "生产线", "全社会排放量"]
    assert "草稿" not in names


def test_a_stray_cell_in_another_layout_is_named():
    book = openpyxl.Workbook()
    book.active["A1"] = "企业名称"
    book.active["XFD1048576"] = "x"
    with pytest.raises(WorkbookError, match="XFD1048576 单元格 有内容"):
        raw_workbook.read(saved(book), "老.xlsx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", saved(openpyxl.Workbook())])
def test_a_file_without_content_is_refused_by_name(content):
    with pytest.raises(WorkbookError, match=r"老\.xlsx"):
        raw_workbook.read(content, "老.xlsx")
