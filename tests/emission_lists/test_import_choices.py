import json
from dataclasses import replace

import pytest

from data.tables import ENTERPRISES, LINES
from emission_lists import raw_workbook, workbook
from emission_lists.column_match import match_workbook
from emission_lists.import_choices import (
    LINK,
    ChoiceError,
    Numbering,
    ShareStyle,
    choice_at,
    from_record,
    is_template,
    merged_columns,
    propose,
    to_record,
)
from emission_lists.raw_workbook import RawSheet
from emission_lists.unit_choice import EmissionUnit, UnitChoice
from tests.emission_lists import messy


def opened(content):
    sheets = raw_workbook.read(content, "x.xlsx")
    matches = match_workbook(sheets)
    return sheets, matches, propose(sheets, matches)


def test_units_are_proposed_as_the_headers_name_them_and_merged_cells_stay():
    sheets, _, choices = opened(messy.workbook())
    assert choices.tables[LINES.sheet].unit == UnitChoice(EmissionUnit.T_A)
    assert choices.tables["全社会排放量"].unit == UnitChoice(EmissionUnit.T_D)
    assert choices.fill_down is False
    assert merged_columns(sheets, choices) == 4
    assert (choices.numbering, choices.number_lines) == (Numbering.CREDIT_CODE, True)
    assert choices.tables[LINES.sheet].columns[LINK] == 1


def test_a_unit_no_header_names_is_left_to_the_user():
    sheet = RawSheet(
        "排放源", [["源类", "颗粒物", "SO2", "NOx", "VOCs"], ["工业源", 1.0, 1.0, 1.0, 1.0]]
    )
    found = propose((sheet,), match_workbook((sheet,)))
    assert found.tables["全社会排放量"].unit is None


@pytest.mark.parametrize(
    ("cells", "style"),
    [([0.3, 0.5], ShareStyle.FRACTION), ([0.3, 30.0], ShareStyle.PERCENT), ([1.0, 1.0], ShareStyle.PERCENT), ([], ShareStyle.PERCENT)],
)  # fmt: skip
def test_fractions_are_proposed_only_where_every_share_is_one(cells, style):
    head = [
        "生产线编号",
        "企业编号",
        "工序",
        "行业",
        "绩效等级",
        "SO2",
        "NOx",
        "颗粒物",
        "VOCs",
        "红色减排比例",
    ]
    sheet = RawSheet("线", [head, *[["x"] * 9 + [cell] for cell in cells]])
    assert propose((sheet,), match_workbook((sheet,))).tables[LINES.sheet].shares is style


def test_choices_survive_being_kept_and_applied_to_the_same_file():
    sheets, _, choices = opened(messy.workbook())
    chosen = replace(choices, fill_down=True).with_table(
        LINES.sheet, unit=UnitChoice(EmissionUnit.T_A, 330.0)
    )
    kept = json.loads(json.dumps(to_record(chosen, sheets), ensure_ascii=False))
    assert from_record(kept, sheets) == chosen


def test_a_profile_finds_its_columns_in_another_order_and_further_down():
    sheets, _, choices = opened(messy.workbook())
    kept = to_record(choices, sheets)
    turned = tuple(
        RawSheet(
            sheet.name, [["说明"] + [""] * (sheet.width - 1), *(row[::-1] for row in sheet.rows)]
        )
        for sheet in sheets
        if not sheet.merged
    )
    totals = {"tables": {"全社会排放量": kept["tables"]["全社会排放量"]}} | {
        name: kept[name] for name in ("fill_down", "numbering", "number_lines")
    }
    found = from_record(totals, turned).tables["全社会排放量"]
    assert (found.top, found.columns["sector"]) == (1, 4)


def test_columns_a_profile_misses_are_named():
    sheets, _, choices = opened(messy.workbook())
    kept = to_record(choices, sheets)
    kept["tables"][LINES.sheet]["columns"]["fuel"] = "燃料品种"
    with pytest.raises(ChoiceError, match="找不到配置里的列 “燃料品种”"):
        from_record(kept, sheets)


def test_the_template_is_told_from_any_other_layout(small_list):
    _, matches, choices = opened(workbook.filled(small_list))
    assert is_template(choices, matches)
    assert not is_template(replace(choices, fill_down=True), matches)
    _, matches, choices = opened(messy.workbook())
    assert not is_template(choices, matches)


def test_a_header_the_user_points_at_is_matched_anew():
    sheets, _, _ = opened(messy.workbook())
    choice, match = choice_at(sheets[0], ENTERPRISES.sheet, 1, 2)
    assert choice.columns["enterprise"] == 1
    assert len(match.headers) == 18
    wrong, _ = choice_at(sheets[0], ENTERPRISES.sheet, 3, 1)
    assert dict(wrong.columns) == {}
