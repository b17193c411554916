import io

import openpyxl
import pytest

from data.reference.synonyms import column_synonyms
from data.tables import CITY_TOTALS, EMISSION_LIST, ENTERPRISES, LINES, OTHER_SOURCES
from emission_lists import raw_workbook, workbook
from emission_lists.column_match import SURE, match_columns, match_workbook, signature
from emission_lists.headers import Header, key
from tests.emission_lists import messy


def sheets_of(*rows, merged=(), title="Sheet1"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append([cell or None for cell in row])
    for area in merged:
        sheet.merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    return raw_workbook.read(target.getvalue(), "x.xlsx")


def matched(headers, table=LINES):
    found = match_columns([Header(n, (text,)) for n, text in enumerate(headers)], table)
    return {one.header.text: (one.column, one.confidence) for one in found}


def test_every_synonym_names_a_column_and_leads_to_one_column_only():
    columns = {(table.sheet, column.name) for table in EMISSION_LIST for column in table.columns}
    synonyms = column_synonyms()
    assert set(zip(synonyms["table"], synonyms["column"], strict=True)) <= columns
    keyed = synonyms.assign(key=synonyms["synonym"].map(key))
    ambiguous = keyed.groupby(["table", "key"])["column"].nunique()
    assert ambiguous.max() == 1, ambiguous[ambiguous > 1]


@pytest.mark.parametrize("table", EMISSION_LIST, ids=lambda table: table.sheet)
def test_the_template_matches_itself_with_certainty(table):
    found = match_workbook(raw_workbook.read(workbook.template(), "模板.xlsx"))[table.sheet]
    assert list(found.places) == table.names
    assert {one.confidence for one in found.columns} == {1.0}
    assert (found.top, found.height) == (0, 1)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("所属行业", "industry"), ("绩效分级", "grade"), ("SO₂", "so2_kg"), ("二氧化硫年排放量(吨)", "so2_kg"),
        ("烟（粉）尘日排放量（kg/d）", "pm_kg"), ("ＮＯｘ", "nox_kg"), ("挥发性有机物排放量", "vocs_kg"),
        ("Ⅲ级响应措施", "filed_yellow"), ("红色预警期间减排比例（%）", "filed_red_share"),
        ("年运行天数", "running_days"), ("主要生产设备", "process"), ("环评批复产能(万t/a)", "eia_capacity"),
    ],
)  # fmt: skip
def test_usual_wordings_are_known(header, column):
    assert matched([header])[header][0] == column
    assert matched([header])[header][1] >= SURE


@pytest.mark.parametrize(
    "header",
    ["PM2.5排放量", "SO2减排量", "SO2排放浓度", "PM10", "NO2", "序号", "备注", "合计", "电话"],
)
def test_what_is_another_thing_is_not_taken_for_an_emission(header):
    assert header not in matched([header])


def test_a_header_that_is_merely_alike_is_proposed_below_certainty():
    column, confidence = matched(["企业统一社会信用代码证"], ENTERPRISES)["企业统一社会信用代码证"]
    assert (column, confidence < SURE) == ("credit_code", True)


def test_levels_are_never_mixed_up_by_likeness():
    found = matched(["橙色预警减排措施内容"])
    assert all(column == "filed_orange" for column, _ in found.values())


def test_one_column_serves_one_purpose_and_the_surest_wins():
    found = matched(["行业", "所属行业", "行业类别"])
    assert found == {"行业": ("industry", 1.0)}


def test_titles_two_header_rows_and_groups_are_seen_through():
    found = match_workbook(raw_workbook.read(messy.workbook(), "x.xlsx"))
    lines = found[LINES.sheet]
    assert (lines.sheet, lines.top, lines.height) == ("2026年清单", 1, 2)
    assert lines.places == {
        "process": 6, "industry": 5, "grade": 7, "so2_kg": 9, "nox_kg": 10, "pm_kg": 11, "vocs_kg": 12,
        "filed_yellow": 13, "filed_yellow_share": 14, "filed_orange": 15, "filed_orange_share": 16,
        "running_days": 8,
    }  # fmt: skip
    assert found[ENTERPRISES.sheet].sheet == "2026年清单"
    assert found[CITY_TOTALS.sheet].sheet == "全社会"
    assert OTHER_SOURCES.sheet not in found
    assert [column.name for column in lines.missing] == ["line_id", "enterprise_id"]


@pytest.mark.parametrize("above", [0, 1, 5, 14])
def test_the_header_is_found_in_the_first_fifteen_rows(above):
    rows = [["说明"]] * above + [[column.header for column in LINES.columns]]
    assert match_workbook(sheets_of(*rows))[LINES.sheet].top == above


def test_a_header_further_down_is_not_looked_for():
    rows = [["说明"]] * 18 + [[column.header for column in LINES.columns]]
    assert match_workbook(sheets_of(*rows)) == {}


def test_data_beneath_a_header_is_not_taken_for_a_second_header_row():
    rows = [[c.header for c in LINES.columns], ["L1", "QY1", "1号焦炉", "焦化"]]
    assert match_workbook(sheets_of(*rows))[LINES.sheet].height == 1


def test_a_group_without_merged_cells_still_heads_the_column_below_it():
    rows = [
        ["工序", "行业", "绩效等级", "生产线编号", "企业编号", "排放量(t/d)", "排放量(t/d)", "排放量(t/d)", "排放量(t/d)"],
        ["", "", "", "", "", "SO2", "NOx", "颗粒物", "VOCs"],
    ]  # fmt: skip
    found = match_workbook(sheets_of(*rows))[LINES.sheet]
    assert found.height == 2
    assert {one.header.unit for one in found.columns if one.column.endswith("_kg")} == {"t/d"}


def test_headers_are_known_again_in_another_order():
    heads = [column.header for column in LINES.columns]
    one, other = (match_workbook(sheets_of(row)).values() for row in (heads, heads[::-1]))
    assert signature(one) == signature(other)
