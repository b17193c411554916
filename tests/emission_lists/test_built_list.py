from dataclasses import replace

import pandas as pd
import pytest

from data.tables import CITY_TOTALS, ENTERPRISES, LINES
from emission_lists import raw_workbook, workbook
from emission_lists.built_list import build
from emission_lists.column_match import match_workbook
from emission_lists.import_choices import Numbering, propose
from emission_lists.raw_workbook import RawSheet
from emission_lists.unit_choice import EmissionUnit, UnitChoice
from tests.emission_lists import messy


def opened(content):
    sheets = raw_workbook.read(content, "x.xlsx")
    return sheets, propose(sheets, match_workbook(sheets))


def test_the_template_is_read_just_as_the_reader_of_the_template_reads_it(small_list):
    content = workbook.filled(small_list)
    built, read = build(*opened(content)), workbook.read(content)
    for name in ("enterprises", "lines", "city_totals", "other_sources"):
        pd.testing.assert_frame_equal(
            getattr(built.book, name),
            getattr(read, name),
            check_dtype=False,
            check_index_type=False,
        )
    assert built.book.letters == {k: v for k, v in read.letters.items() if k in built.book.letters}
    assert [i for i in built.book.issues if i.blocking] == []


def test_one_sheet_of_lines_becomes_enterprises_and_lines_in_kg_per_day():
    sheets, choices = opened(messy.workbook())
    built = build(sheets, replace(choices, fill_down=True))
    assert [i for i in built.book.issues if i.blocking] == []
    assert built.book.enterprises["enterprise"].tolist() == ["示例焦化有限公司", "示例砖厂"]
    assert built.book.enterprises["protected"].tolist() == ["否", "否"]
    assert built.book.lines["so2_kg"].tolist() == pytest.approx([1200e3 / 330, 12e3 / 365, 40])
    assert built.book.lines["filed_orange_share"].tolist() == [0.3, 0.3, 1.0]
    assert built.book.lines["grade"].tolist() == ["B", "B", "C"]
    assert built.book.lines.index.tolist() == [4, 5, 6]
    assert built.book.lines["line_id"].str[-3:].tolist() == ["-01", "-02", "-01"]
    assert built.book.city_totals["pm_kg"].tolist() == [50_000.0] * 4


def test_a_unit_nobody_declared_stops_the_import():
    sheets, choices = opened(messy.workbook())
    built = build(sheets, choices.with_table(LINES.sheet, unit=None))
    assert any("单位没有声明" in issue.message for issue in built.book.issues)
    assert not built.book.readable


def test_the_declared_unit_counts_and_not_the_one_in_the_header():
    sheets, choices = opened(messy.workbook())
    declared = replace(choices, fill_down=True).with_table(
        LINES.sheet, unit=UnitChoice(EmissionUnit.KG_D)
    )
    assert build(sheets, declared).book.lines["so2_kg"].tolist() == [1200, 12, 12]


def test_findings_are_named_by_the_users_sheet_and_cell():
    sheets, choices = opened(messy.workbook(grade="优秀"))
    built = build(sheets, replace(choices, fill_down=True))
    (issue,) = built.as_filled(one for one in built.book.issues if one.blocking)
    assert (issue.sheet, issue.row, issue.column, issue.found) == ("2026年清单", 4, "H", "优秀")


def test_rows_of_one_enterprise_that_contradict_each_other_are_named():
    rows = [
        ["企业名称", "县区", "保障类", "工序", "行业", "绩效等级", "颗粒物(kg/d)", "SO2(kg/d)", "NOx(kg/d)", "VOCs(kg/d)"],
        ["甲厂", "城东区", "否", "窑", "焦化", "B", 1.0, 1.0, 1.0, 1.0],
        ["甲厂", "城西区", "", "磨", "焦化", "B", 1.0, 1.0, 1.0, 1.0],
    ]  # fmt: skip
    sheets = (RawSheet("清单", rows),)
    choices = propose(sheets, match_workbook(sheets))
    assert (choices.numbering, choices.number_lines) == (Numbering.NAME, True)
    built = build(sheets, choices)
    (found,) = [i for i in built.book.issues if "不一致" in i.message]
    assert (found.sheet, found.row, found.header, found.found) == (
        ENTERPRISES.sheet,
        3,
        "县区",
        "城西区",
    )
    assert built.book.enterprises["county"].tolist() == ["城东区"]
    assert built.book.lines["enterprise_id"].tolist() == ["QY00001", "QY00001"]


def test_lines_find_their_enterprise_by_name_in_another_sheet():
    heads = [
        "企业名称",
        "工序",
        "行业",
        "绩效等级",
        "颗粒物(kg/d)",
        "SO2(kg/d)",
        "NOx(kg/d)",
        "VOCs(kg/d)",
    ]
    one = ["窑", "焦化", "B", 1.0, 1.0, 1.0, 1.0]
    sheets = (
        RawSheet(
            "企业情况", [["企业编号", "单位名称", "区县", "保障类"], ["E1", "甲厂", "城东区", "否"]]
        ),
        RawSheet("产线情况", [heads, ["甲 厂", *one], ["丁厂", *one]]),
    )
    built = build(sheets, propose(sheets, match_workbook(sheets)))
    assert built.book.lines["enterprise_id"].tolist() == ["E1", ""]
    assert built.book.lines["line_id"].tolist() == ["E1-01", ""]
    assert any("按企业名称在企业表中找不到" in i.message and i.row == 3 for i in built.book.issues)


def test_numbers_in_force_are_kept():
    in_force = {
        ENTERPRISES.sheet: pd.DataFrame({"enterprise_id": ["QY7"], "enterprise": ["示例砖厂"]}),
        LINES.sheet: pd.DataFrame(
            {"enterprise_id": ["QY7"], "process": ["1号窑"], "line_id": ["旧号"]}
        ),
    }
    sheets, choices = opened(messy.workbook())
    named = replace(choices, fill_down=True, numbering=Numbering.NAME)
    built = build(sheets, named, in_force)
    assert built.book.enterprises["enterprise_id"].tolist() == ["QY00008", "QY7"]
    assert built.book.lines["line_id"].tolist()[-1] == "旧号"


def test_a_table_that_is_nowhere_is_asked_for():
    sheets = (RawSheet("备忘", [["今天", "明天"]]),)
    built = build(sheets, propose(sheets, match_workbook(sheets)))
    missing = [i.sheet for i in built.book.issues if "没有找到" in i.message]
    assert missing == [ENTERPRISES.sheet, LINES.sheet, CITY_TOTALS.sheet]
