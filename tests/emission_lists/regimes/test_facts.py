from datetime import date

import pandas as pd

from emission_lists.regimes import registers
from emission_lists.regimes.facts import (
    FACTS,
    LINE_FACTS,
    SOURCE_FACTS,
    day_of,
    number_of,
    text_of,
    with_facts,
)
from emission_lists.regimes.situation import Situation

LINES = pd.DataFrame({"line_id": ["L1", "L2", "L3"], "grade": ["A", None, "C"]}, index=[5, 6, 7])


def joined(facts):
    situation = Situation("140100", date(2026, 1, 1), LINES, line_facts=pd.DataFrame(facts))
    return with_facts(situation)[0]


def test_facts_stand_beside_their_line_whatever_their_order():
    lines = joined([{"line_id": "L3", "ultra_low": "是"}, {"line_id": "L1", "load_before": 0.5}])
    assert lines.index.tolist() == [5, 6, 7]
    assert text_of(lines, "ultra_low").tolist() == ["", "", "是"]
    assert number_of(lines, "load_before").tolist()[0] == 0.5
    assert number_of(lines, "load_before").isna().tolist() == [False, True, True]


def test_the_last_word_about_a_line_holds_and_unknown_lines_are_left_aside():
    lines = joined(
        [{"line_id": "L1", "ultra_low": "否"}, {"line_id": "L1", "ultra_low": "是"},
         {"line_id": "L9", "ultra_low": "是"}]
    )  # fmt: skip
    assert text_of(lines, "ultra_low").tolist() == ["是", "", ""]


def test_a_column_nobody_filled_in_is_missing():
    assert text_of(LINES, "grade").tolist() == ["A", "", "C"]
    assert text_of(LINES, "duty").tolist() == ["", "", ""]
    assert number_of(LINES, "built_up_km").isna().all()
    assert day_of(LINES, "carbon_changed_on").isna().all()


def test_the_annex_comes_back_from_a_workbook_with_shares_and_days():
    facts = pd.DataFrame(
        {"line_id": ["L1"], "structure_class": ["限制类"], "load_before": [0.55],
         "carbon_changed_on": [pd.Timestamp("2026-05-20")]}
    )  # fmt: skip
    shown = facts.assign(load_before=55.0)
    sources = pd.DataFrame(
        {"source_id": ["S1"], "activity": ["沥青铺装、户外涂装"], "in_built_up": ["是"]}
    )
    content = registers.filled({LINE_FACTS.sheet: shown, SOURCE_FACTS.sheet: sources}, FACTS)
    book = registers.read(content, "核定表.xlsx", FACTS)
    assert not book.issues
    read = book.frames[LINE_FACTS.sheet]
    assert read["load_before"].tolist() == [0.55]
    assert read["carbon_changed_on"].tolist() == [pd.Timestamp("2026-05-20")]
    assert book.frames[SOURCE_FACTS.sheet]["activity"].tolist() == ["沥青铺装、户外涂装"]


def test_a_wrong_cell_of_the_annex_is_named():
    wrong = pd.DataFrame({"line_id": ["L1"], "structure_class": ["禁止类"]})
    book = registers.read(registers.filled({LINE_FACTS.sheet: wrong}, FACTS), "核定表.xlsx", FACTS)
    assert "产业结构类别" in str(book.issues[0])
    assert LINE_FACTS.sheet not in book.frames
