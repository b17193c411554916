import io
from datetime import date

import pandas as pd
from python_calamine import CalamineWorkbook

from emission_lists.regimes import list_workbook, staggered
from emission_lists.regimes.situation import Situation

LINES = pd.DataFrame(
    [{"line_id": f"L{n}", "process": "1号线", "enterprise_id": "QY1", "enterprise": "=甲厂",
      "industry": "焦化", "grade": grade, "treatment_done": "是"} for n, grade in enumerate("ACD未", 1)]
).replace({"grade": {"未": "未定级"}})  # fmt: skip


def test_every_row_stands_on_one_sheet_and_the_sources_on_the_last():
    found = staggered.evaluate(Situation("140100", date(2021, 12, 1), LINES))
    content = list_workbook.write(found, "太原市", "名单编号 140100-staggered-001")
    assert content == list_workbook.write(found, "太原市", "名单编号 140100-staggered-001")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    listed = {name: [row[1] for row in rows[name][2:]] for name in book.sheet_names[:-1]}
    assert listed == {
        "执行名单": ["L2", "L3"],
        "豁免和自主": ["L1"],
        "待核": ["L4"],
        "提倡": [],
        "不适用": [],
    }
    assert rows["执行名单"][3][7] == 1.0
    assert rows["执行名单"][2][4] == "=甲厂"
    assert any("2021—2022年秋冬季" in str(row[1]) for row in rows["依据与说明"])
    assert any("互不通用" in str(row[1]) for row in rows["依据与说明"])


def test_a_regime_that_is_not_applied_says_why_in_the_workbook():
    found = staggered.evaluate(Situation("140100", date(2026, 12, 1), LINES))
    book = CalamineWorkbook.from_filelike(io.BytesIO(list_workbook.write(found, "太原市", "试算")))
    notes = book.get_sheet_by_name("依据与说明").to_python()
    assert any(row[0] == "未执行" and "不取值" in str(row[1]) for row in notes)
