import io
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest

from data.tables import ENTERPRISES, LINES
from emission_lists import workbook
from emission_lists.unit_choice import EmissionUnit, UnitChoice
from services import journal, list_imports, list_versions
from services.list_versions import ListImportError
from tests.emission_lists import messy

CITY, DAY, NOW = "140100", date(2026, 11, 22), datetime(2026, 11, 22, 9)


def checked(content, name="老清单.xlsx", in_force=None, **declared):
    found = list_imports.draft(content, name)
    return list_imports.check(
        found, replace(list_imports.proposal(found), **declared), DAY, in_force
    )


def stored(sessions, number):
    return list_versions.load(sessions, CITY, number)


def test_a_list_of_another_layout_becomes_a_version_that_says_what_was_declared(sessions):
    made = list_imports.store(
        sessions, checked(messy.workbook(), fill_down=True), CITY, user="王", now=NOW
    )
    assert (made.number, made.source_file, made.imported_by) == (1, "老清单.xlsx", "王")
    said = "\n".join(made.remarks)
    assert "按声明的 t/a 除以各线上年运行天数" in said
    assert "按声明把" in said
    assert "向下填充" in said
    assert "以统一社会信用代码为编号" in said
    assert len(stored(sessions, 1).lines) == 3


def test_nothing_is_stored_while_something_blocks(sessions):
    with pytest.raises(ListImportError, match="未导入任何内容") as problem:
        list_imports.store(sessions, checked(messy.workbook()), CITY)
    assert problem.value.issues
    assert list_versions.latest(sessions, CITY) is None


def test_only_what_passed_is_stored_and_the_rest_is_recorded(sessions, small_list):
    small_list[LINES.sheet].loc[0, "grade"] = "优"
    small_list[ENTERPRISES.sheet].loc[2, "protected"] = "也许"
    found = checked(workbook.filled(small_list), "清单.xlsx")
    made = list_imports.store(sessions, found, CITY, only_passed=True, user="王", now=NOW)
    said = "\n".join(made.remarks)
    assert "只导入通过的行，未导入企业 1 行、生产线 2 行" in said
    assert "未导入：「生产线」第 2 行 QY1-01" in said
    assert "未导入：「生产线」第 6 行 QY3-01 1号装置（所属企业 QY3 未通过）" in said
    assert stored(sessions, 1).lines["line_id"].tolist() == ["QY1-02", "QY2-01", "QY2-02"]
    entry = journal.entries(sessions, CITY).iloc[0]
    assert entry["user"] == "王"
    assert "未导入企业 1 行、生产线 2 行" in entry["subject"]


def test_what_cannot_be_left_out_is_told(sessions, small_list):
    small_list["全社会排放量"] = small_list["全社会排放量"].iloc[:-1]
    with pytest.raises(ListImportError, match="须先改正才能只导入通过的行"):
        list_imports.store(sessions, checked(workbook.filled(small_list)), CITY, only_passed=True)


def test_a_file_is_compared_with_the_version_in_force(sessions):
    list_imports.store(sessions, checked(messy.workbook(), fill_down=True), CITY, now=NOW)
    in_force = stored(sessions, 1)
    same = checked(messy.workbook(), in_force=in_force, fill_down=True)
    assert not list_imports.compare(same, in_force).any
    other = checked(messy.workbook(tonnes=870), in_force=in_force, fill_down=True)
    assert list_imports.compare(other, in_force).summary == (
        "生产线修改 1；生产线合计排放量 SO2 -1,000.0 kg/d。"
    )


def test_the_same_file_is_taken_once_but_may_be_read_otherwise(sessions):
    found = checked(messy.workbook(), fill_down=True)
    list_imports.store(sessions, found, CITY, now=NOW)
    with pytest.raises(ListImportError, match="与第 1 版内容完全相同"):
        list_imports.store(sessions, found, CITY)
    unit = UnitChoice(EmissionUnit.KG_D)
    choices = replace(found.choices, fill_down=True).with_table(LINES.sheet, unit=unit)
    again = list_imports.check(found.draft, choices, DAY)
    assert list_imports.store(sessions, again, CITY).number == 2


def test_the_template_is_the_same_file_in_the_wizard_and_in_the_command(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY, now=NOW)
    with pytest.raises(ListImportError, match="与第 1 版内容完全相同"):
        list_imports.store(sessions, checked(list_file.read_bytes(), "改名.xlsx"), CITY)


def test_a_kept_profile_reads_the_next_file_as_the_first(sessions):
    found = list_imports.draft(messy.workbook(), "2026.xlsx")
    chosen = replace(list_imports.proposal(found), fill_down=True)
    assert list_imports.fitting_profile(sessions, CITY, found) is None
    list_imports.keep_profile(sessions, CITY, "山西2026", found, chosen)
    following = list_imports.draft(messy.workbook(tonnes=900), "2027.xlsx")
    profile = list_imports.fitting_profile(sessions, CITY, following)
    assert profile.name == "山西2026"
    assert list_imports.proposal(following, profile) == chosen


def test_the_error_workbook_corrected_can_be_handed_in_again(sessions):
    found = checked(messy.workbook(grade="优秀"), fill_down=True)
    assert found.blocking == 1
    book = openpyxl.load_workbook(io.BytesIO(list_imports.error_workbook(found)))
    sheet = book["2026年清单"]
    assert "只能填" in sheet["H4"].comment.text
    sheet["H4"] = "A"
    target = io.BytesIO()
    book.save(target)
    corrected = checked(target.getvalue(), "改.xlsx", fill_down=True)
    assert corrected.blocking == 0
    list_imports.store(sessions, corrected, CITY, now=NOW)
    assert stored(sessions, 1).lines["grade"].tolist() == ["A", "B", "C"]


def test_a_stored_list_leaves_and_comes_back_as_it_was(sessions):
    list_imports.store(sessions, checked(messy.workbook(), fill_down=True), CITY, now=NOW)
    in_force = stored(sessions, 1)
    out = workbook.filled(list_imports.tables(in_force))
    back = checked(out, "导出.xlsx", in_force=in_force)
    assert not list_imports.compare(back, in_force).any
