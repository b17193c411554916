from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from emission_lists import consistency
from emission_lists.workbook import ListWorkbook

DAY = date(2026, 11, 22)


@pytest.fixture
def book(small_list):
    for frame in small_list.values():
        frame.index = pd.RangeIndex(2, 2 + len(frame))
    return ListWorkbook(*small_list.values())


def said(book, day=DAY):
    return [(str(issue), issue.blocking) for issue in consistency.findings(book, day)]


def test_a_sound_list_has_no_findings(book):
    assert said(book) == []


def test_every_check_has_a_name_that_says_the_rule():
    assert all(check.__doc__ for check in consistency.CHECKS)
    assert len(set(consistency.CHECKS)) == len(consistency.CHECKS)


def test_a_line_of_an_unlisted_enterprise_is_named(book):
    book.lines.loc[3, "enterprise_id"] = "QY9"
    assert said(book) == [
        ("「生产线」表第 3 行「企业编号」在“企业”表中没有，请先补企业或改正编号，现填“QY9”", True)
    ]


def test_an_enterprise_without_lines_is_remarked_upon(book):
    book = replace(book, lines=book.lines.drop(index=4))
    text = "「企业」表第 3 行「企业编号」没有生产线，预警时不会出令；请补填生产线，或说明不涉气，现填“QY2”"
    assert (text, False) in said(book)


def test_the_same_line_under_two_numbers_is_named(book):
    columns = [name for name in book.lines if name != "line_id"]
    book.lines.loc[3, columns] = book.lines.loc[2, columns]
    assert [text for text, blocking in said(book) if blocking] == [
        "「生产线」表第 3 行「工序或设备」与前面一行企业、工序、排放量完全相同，疑似重复计列，现填“1号线”"
    ]


def test_a_missing_sector_is_named(book):
    book = replace(book, city_totals=book.city_totals.drop(index=[3, 5]))
    assert said(book) == [
        ("「全社会排放量」表「排放源」列缺 移动源、生活源；分母须含全部四类源，没有的填 0", True)
    ]


def test_an_emission_above_that_of_the_city_is_named_in_both_sheets(book):
    book.lines.loc[2, "nox_kg"] = 76650.0  # t/a taken for kg/d
    texts = [text for text, blocking in said(book) if blocking]
    assert texts == [
        "「全社会排放量」表第 2 行「NOx日排放量(kg/d)」工业源全社会排放量 1,000.0 kg/d 小于生产线合计 "
        "76,705.2 kg/d，请核对单位（t/a 与 kg/d）或补全分母",
        "「生产线」表第 2 行「NOx日排放量(kg/d)」大于全市工业源 1,000.0 kg/d，请核对单位，现填“76650”",
    ]


def test_lines_that_add_up_to_the_city_exactly_are_not_above_it(book, make_lines):
    lines = make_lines([{"pm_kg": 0.1, "process": f"{n}号线"} for n in range(3)])
    lines.index = [2, 3, 4]
    book.city_totals.loc[2, "pm_kg"] = 0.3  # 0.1 + 0.1 + 0.1 is a little more in binary
    book = ListWorkbook(book.enterprises.loc[[2]], lines, book.city_totals)
    assert not any(blocking for _, blocking in said(book))


def test_a_cut_of_industry_is_named_in_the_column_it_stands_in(book):
    book.city_totals.loc[2, "cut_orange"] = 0.3
    assert said(book) == [
        (
            "「全社会排放量」表第 2 行「橙色减排比例(%)」工业源由生产线累加，此处须填空，现填“30”",
            True,
        )
    ]


def test_a_cut_of_another_sector_needs_its_source(book):
    book.city_totals.loc[3, "cut_source"] = ""
    assert said(book) == [
        ("「全社会排放量」表第 3 行「减排比例依据」填了减排比例就须写明依据", True)
    ]


@pytest.mark.parametrize(
    ("shares", "named"),
    [
        ((0.3, 0.2, 0.4), ["橙色"]),
        ((0.3, 0.3, 0.2), ["红色"]),
        ((0.3, None, 0.1), ["红色"]),
        ((None, 0.2, 0.2), []),
        ((None, None, None), []),
    ],
)
def test_a_filed_share_that_falls_as_the_level_rises_is_remarked_upon(book, shares, named):
    columns = ["filed_yellow_share", "filed_orange_share", "filed_red_share"]
    book.lines.loc[2, columns] = list(shares)
    found = said(book)
    falling = [text for text, _ in found if "小于较低级别" in text]
    assert [text.split("「")[2][:2] for text in falling] == named
    assert not any(blocking for _, blocking in found)


def test_a_share_typed_as_a_fraction_is_remarked_upon(book):
    book.lines.loc[2, "filed_orange_share"] = 0.003  # a cell shown as 30% holds 0.3
    ((text, blocking),) = said(book)
    assert text == (
        "「生产线」表第 2 行「橙色备案减排比例(%)」不超过 1%，若原意为百分数请填整数值（30% 填 30），现填“0.3”"
    )
    assert not blocking


def test_a_grade_of_the_other_scheme_is_remarked_upon(book):
    book.lines.loc[2, "grade"] = "引领性"
    ((text, blocking),) = said(book)
    assert "第 2 行「绩效等级」与该行业通行的评级方式不符" in text
    assert not blocking


@pytest.mark.parametrize(("day", "found"), [(date(2027, 12, 31), 0), (date(2028, 1, 1), 1)])
def test_a_grade_is_valid_on_its_last_day_and_expired_the_day_after(book, day, found):
    remarks = said(book, day)
    assert len(remarks) == found
    assert all("等级已过期" in text and "2027-12-31" in text for text, _ in remarks)


def test_a_supply_floor_of_an_ordinary_enterprise_is_refused(book):
    book.lines.loc[2, "supply_floor"] = 0.6
    ((text, blocking),) = said(book)
    assert "企业不是保障类" in text
    assert text.endswith("现填“60”")
    assert blocking


def test_a_protected_enterprise_without_floor_is_remarked_upon(book):
    book.lines.loc[4, "supply_floor"] = None
    ((text, blocking),) = said(book)
    assert "第 4 行「保障负荷下限(%)」保障类企业没有填保障负荷下限" in text
    assert not blocking


def test_of_many_like_remarks_the_rest_is_counted(book, make_lines):
    lines = make_lines([{"process": f"{n}号炉", "pm_kg": n + 1, "grade": "A"} for n in range(700)])
    lines.index = pd.RangeIndex(2, 702)
    book.city_totals.loc[2, "pm_kg"] = 1e9
    found = consistency.findings(replace(book, lines=lines), DAY)
    bare = [issue for issue in found if issue.header == "评级依据"]
    assert [issue.row for issue in bare] == [*range(2, 502), None]
    assert "另有 200 行有同类提示" in bare[-1].message


def test_what_blocks_is_listed_to_the_last_row(book, make_lines):
    lines = make_lines([{"enterprise_id": f"无{n}", "pm_kg": n} for n in range(700)])
    lines.index = pd.RangeIndex(2, 702)
    book.city_totals.loc[2, "pm_kg"] = 1e9
    found = consistency.findings(replace(book, lines=lines), DAY)
    assert sum(issue.blocking for issue in found) == 700


def test_a_list_of_the_older_columns_is_inspected_as_if_the_newer_were_empty(book):
    old_lines = ["line_id", "enterprise_id", "process", "industry", "grade", "grade_until",
                 "grade_scheme", "supply_floor", "capacity", "capacity_unit", "meter_id",
                 "verification", "pm_kg", "so2_kg", "nox_kg", "vocs_kg"]  # fmt: skip
    filed = [name for name in book.lines if name.startswith("filed_")]
    whole = said(book)
    narrow = said(replace(book, lines=book.lines[old_lines + filed]))
    assert [blocking for _, blocking in narrow if blocking] == []
    assert len(narrow) >= len(whole)


def test_rows_without_any_line_or_enterprise_break_no_check(book):
    empty = replace(book, enterprises=book.enterprises.iloc[:0], lines=book.lines.iloc[:0],
                    city_totals=book.city_totals.iloc[:0])  # fmt: skip
    assert [issue.header for issue in consistency.findings(empty, DAY)] == ["排放源"]
