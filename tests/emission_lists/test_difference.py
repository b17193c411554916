import io

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.tables import CITY_TOTALS, ENTERPRISES, LINES, OTHER_SOURCES
from emission_lists.difference import difference, to_workbook


def altered(sheets, sheet, row, **cells):
    frame = sheets[sheet].copy()
    for name, value in cells.items():
        frame.loc[row, name] = value
    return {**sheets, sheet: frame}


def of(found, table):
    return next(one for one in found.tables if one.table is table)


def test_the_same_list_does_not_differ_from_itself(small_list):
    found = difference(small_list, small_list)
    assert not found.any
    assert found.summary == "两版内容完全相同。"


def test_rows_added_and_removed_are_told_by_their_number(small_list):
    before = {**small_list, LINES.sheet: small_list[LINES.sheet].iloc[:-1]}
    after = {**small_list, LINES.sheet: small_list[LINES.sheet].iloc[1:]}
    lines = of(difference(before, after), LINES)
    assert (lines.added["line_id"].tolist(), lines.removed["line_id"].tolist()) == (["L3"], ["L1"])
    assert lines.changed.empty


def test_changes_are_named_cell_by_cell_emissions_and_grades_first(small_list):
    after = altered(
        small_list, LINES.sheet, 0, process="甲炉", grade="C", pm_kg=100.0, filed_orange_share=0.3
    )
    lines = of(difference(small_list, after), LINES)
    assert lines.changed[["key", "label", "before", "after"]].to_numpy().tolist() == [
        ["L1", "绩效等级", "B", "C"],
        ["L1", "颗粒物日排放量(kg/d)", "120.5", "100"],
        ["L1", "工序或设备", "1号线", "甲炉"],
        ["L1", "橙色备案减排比例(%)", "22.5", "30"],
    ]
    assert lines.changed_rows == 1


def test_the_sentence_says_what_matters(small_list):
    after = altered(small_list, LINES.sheet, 0, grade="C", pm_kg=100.0)
    after = altered(after, ENTERPRISES.sheet, 1, enterprise="改名热力有限公司")
    assert difference(small_list, after).summary == (
        "企业修改 1；生产线修改 1；绩效等级变动 1 条线；生产线合计排放量 颗粒物 -20.5 kg/d。"
    )


def test_dates_and_missing_cells_are_compared_as_what_they_are(small_list):
    after = altered(small_list, LINES.sheet, 0, grade_until=pd.NaT, supply_floor=np.nan)
    changed = of(difference(small_list, after), LINES).changed
    assert changed[["column", "before", "after"]].to_numpy().tolist() == [
        ["grade_until", "2027-12-31", ""]
    ]


def test_rounding_noise_of_a_conversion_is_no_change(small_list):
    after = altered(small_list, LINES.sheet, 0, pm_kg=120.5 * (1 + 1e-12))
    assert not difference(small_list, after).any


def test_against_nothing_everything_is_new(small_list):
    found = difference({}, small_list)
    assert [len(one.added) for one in found.tables][:3] == [2, 3, 4]
    assert found.emissions["before"].eq(0).all()


def test_tables_without_rows_and_later_columns_do_no_harm(small_list):
    old = {**small_list, LINES.sheet: small_list[LINES.sheet].drop(columns="fuel")}
    assert not of(difference(old, small_list), LINES).any
    assert not of(difference(small_list, small_list), OTHER_SOURCES).any


def test_the_workbook_holds_a_summary_and_a_sheet_per_kind_of_change(small_list):
    after = altered(small_list, LINES.sheet, 0, pm_kg=100.0)
    after[CITY_TOTALS.sheet] = after[CITY_TOTALS.sheet].iloc[:-1]
    book = openpyxl.load_workbook(
        io.BytesIO(to_workbook(difference(small_list, after), "第 1 版 → 第 2 版"))
    )
    assert book.sheetnames == ["摘要", "生产线·修改", "全社会排放量·删除"]
    assert book["摘要"]["A1"].value == "第 1 版 → 第 2 版"
    assert [cell.value for cell in book["生产线·修改"][2]] == [
        "L1", "1号线", "颗粒物日排放量(kg/d)", "120.5", "100",
    ]  # fmt: skip


cells = st.one_of(st.none(), st.floats(0, 1e6, allow_nan=False).map(lambda v: round(v, 3)))
rows = st.dictionaries(
    st.sampled_from([f"L{n}" for n in range(6)]), st.tuples(cells, st.sampled_from("BC"))
)


def frame_of(content):
    return {
        LINES.sheet: pd.DataFrame(
            [{"line_id": key, "process": "线", "pm_kg": kg, "grade": grade} for key, (kg, grade) in content.items()],
            columns=["line_id", "process", "pm_kg", "grade"],
        )
    }  # fmt: skip


@given(rows, rows)
def test_the_difference_applied_to_the_one_gives_the_other(one, other):
    found = of(difference(frame_of(one), frame_of(other)), LINES)
    built = {
        key: list(value) for key, value in one.items() if key not in set(found.removed["line_id"])
    }
    for row in found.added.to_dict("records"):
        built[row["line_id"]] = [None if pd.isna(row["pm_kg"]) else row["pm_kg"], row["grade"]]
    for cell in found.changed.to_dict("records"):
        place = ["pm_kg", "grade"].index(cell["column"])
        value = cell["after"]
        built[cell["key"]][place] = (float(value) if value else None) if place == 0 else value
    assert built == {
        key: [pytest.approx(kg) if kg else kg, grade] for key, (kg, grade) in other.items()
    }


@given(rows, rows)
def test_the_way_back_is_the_mirror_of_the_way_there(one, other):
    there, back = (
        of(difference(frame_of(a), frame_of(b)), LINES) for a, b in ((one, other), (other, one))
    )
    assert set(there.added["line_id"]) == set(back.removed["line_id"])
    assert set(
        zip(there.changed["key"], there.changed["before"], there.changed["after"], strict=True)
    ) == set(zip(back.changed["key"], back.changed["after"], back.changed["before"], strict=True))
