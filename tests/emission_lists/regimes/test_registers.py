import io
import math

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emission_lists.regimes import registers
from emission_lists.regimes.registers import DUSTFALL, FIRMS, MACHINES, ROAD_DUST, TABLES
from emission_lists.workbook_file import WorkbookError

FRAMES = {
    ROAD_DUST.sheet: pd.DataFrame(
        [{"road": "示例大街", "county": "城东区", "road_class": "核心", "dust": 8.5,
          "measured_on": pd.Timestamp("2026-11-20")}]
    ),
    DUSTFALL.sheet: pd.DataFrame(
        [{"county": "城东区", "month": pd.Timestamp("2026-10-01"), "dustfall": 7.2}]
    ),
    FIRMS.sheet: pd.DataFrame(
        [{"firm": "示例运输", "county": "城东区", "fleet": 100.0, "tested": 60.0, "over_limit": 12.0,
          "checked_until": pd.Timestamp("2026-11-20")}]
    ),
    MACHINES.sheet: pd.DataFrame(
        [{"machine_id": "JX1", "machine": "挖掘机", "owner": "甲公司", "county": "城东区",
          "stage": "国二", "power": "柴油", "coded": "是", "smoking": "否", "in_zone": "是",
          "task": "一般"}]
    ),
}  # fmt: skip


def test_what_is_written_is_read_back():
    found = registers.read(registers.filled(FRAMES))
    assert found.issues == ()
    assert list(found.frames) == [table.sheet for table in TABLES]
    for sheet, frame in FRAMES.items():
        pd.testing.assert_frame_equal(found.frames[sheet], frame, check_dtype=False)


def test_a_blank_template_holds_no_register():
    assert registers.read(registers.template()) == registers.Registers({}, ())


def test_a_missing_sheet_is_a_register_that_is_not_kept():
    book = openpyxl.load_workbook(io.BytesIO(registers.filled(FRAMES)))
    for sheet in (DUSTFALL.sheet, FIRMS.sheet, MACHINES.sheet):
        del book[sheet]
    target = io.BytesIO()
    book.save(target)
    assert list(registers.read(target.getvalue()).frames) == [ROAD_DUST.sheet]


def test_a_wrong_cell_is_named_and_the_whole_register_left_out():
    wrong = {**FRAMES, FIRMS.sheet: FRAMES[FIRMS.sheet].assign(firm="")}
    wrong[MACHINES.sheet] = FRAMES[MACHINES.sheet].assign(stage="国九")
    found = registers.read(registers.filled(wrong))
    assert list(found.frames) == [ROAD_DUST.sheet, DUSTFALL.sheet]
    assert [(issue.sheet, issue.row) for issue in found.issues] == [
        (FIRMS.sheet, 2), (MACHINES.sheet, 2),
    ]  # fmt: skip
    assert "只能填 国一" in found.issues[1].message


def test_a_doubled_header_is_refused():
    book = openpyxl.load_workbook(io.BytesIO(registers.filled(FRAMES)))
    book[ROAD_DUST.sheet]["B1"] = "道路"
    target = io.BytesIO()
    book.save(target)
    found = registers.read(target.getvalue())
    assert "表头有重复" in found.issues[0].message
    assert ROAD_DUST.sheet not in found.frames


def test_a_file_that_is_no_workbook_gets_a_message():
    with pytest.raises(WorkbookError, match="台账"):
        registers.read(b"not a workbook")


@given(st.lists(st.lists(st.text(max_size=6) | st.floats() | st.none(), max_size=8), max_size=5))
def test_whatever_stands_in_the_cells_nothing_breaks(rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = FIRMS.sheet
    for row in rows:
        sheet.append([_storable(cell) for cell in row])
    target = io.BytesIO()
    book.save(target)
    found = registers.read(target.getvalue())
    assert bool(found.frames) <= (not found.issues)


def _storable(cell):
    if isinstance(cell, str):
        return "".join(one for one in cell if one.isprintable())
    return None if cell is None or not math.isfinite(cell) else cell
