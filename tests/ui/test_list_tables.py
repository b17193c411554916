from datetime import datetime

from data.tables import ENTERPRISES, LINES
from emission_lists.difference import difference
from emission_lists.headers import Header
from services.list_versions import ListVersion
from ui import list_tables


def version(number):
    return ListVersion(
        number, "140100", number, datetime(2026, 11, number, 9), "王", "甲.xlsx", ("一", "二")
    )


def test_the_newest_version_is_the_one_in_force():
    shown = list_tables.versions([version(2), version(1)])
    assert shown["状态"].tolist() == ["现行", "历史"]
    assert shown["备注"].tolist() == [2, 2]


def test_matches_are_shown_with_how_sure_they_are():
    names = list_tables.header_names([Header(0, ("编号",)), Header(27, ("单位", "名称"))])
    assert names == {0: "A 编号", 27: "AB 单位 / 名称"}
    shown = list_tables.match_rows(
        ENTERPRISES,
        {"enterprise_id": 0, "enterprise": 27},
        {"enterprise_id": 1.0, "enterprise": 0.7},
        names,
    )
    assert shown.loc["enterprise_id", ["文件中的列", "把握"]].tolist() == ["A 编号", "与模板一致"]
    assert shown.loc["enterprise", "把握"] == "近似，请核对"
    assert shown.loc["county", "文件中的列"] == list_tables.NONE


def test_rows_are_shown_without_columns_that_are_empty_throughout(small_list):
    found = difference({}, small_list)
    lines = next(one for one in found.tables if one.table is LINES)
    shown = list_tables.rows(lines.added, LINES)
    assert "颗粒物日排放量(kg/d)" in shown
    assert "核查要点" not in shown
