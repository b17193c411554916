from datetime import date

import pytest

from data.tables import CITY_TOTALS, ENTERPRISES, LINES
from emission_lists import consistency, workbook
from emission_lists.passing import PassingError, passing

DAY = date(2026, 11, 22)


def passed(sheets):
    return passing(
        workbook.read(workbook.filled(sheets)), lambda book: consistency.findings(book, DAY)
    )


def test_a_sound_list_passes_as_it_is(small_list):
    found = passed(small_list)
    assert found.left_out == ()
    assert len(found.book.lines) == 3
    assert found.summary == "全部行都已通过"


def test_a_wrong_line_goes_alone(small_list):
    small_list[LINES.sheet].loc[1, "grade"] = "优"
    found = passed(small_list)
    (gone,) = found.left_out
    assert (gone.sheet, gone.row, gone.key) == (LINES.sheet, 3, "L2")
    assert "只能填" in gone.reason
    assert found.book.lines["line_id"].tolist() == ["L1", "L3"]
    assert found.book.acceptable
    assert found.summary == "只导入通过的行，未导入生产线 1 行"


def test_the_lines_of_a_wrong_enterprise_go_with_it(small_list):
    small_list[ENTERPRISES.sheet].loc[0, "protected"] = "也许"
    found = passed(small_list)
    assert {(one.sheet, one.key) for one in found.left_out} == {
        (ENTERPRISES.sheet, "QY1"), (LINES.sheet, "L1"), (LINES.sheet, "L2"),
    }  # fmt: skip
    assert [one.reason for one in found.left_out if one.key == "L1"] == ["所属企业 QY1 未通过"]
    assert found.book.lines["line_id"].tolist() == ["L3"]


def test_a_line_larger_than_the_city_is_left_out_and_the_sum_fits_again(small_list):
    small_list[LINES.sheet].loc[0, "pm_kg"] = 1e6
    found = passed(small_list)
    assert [one.key for one in found.left_out] == ["L1"]


def test_the_denominator_has_to_be_right_as_a_whole(small_list):
    small_list[CITY_TOTALS.sheet] = small_list[CITY_TOTALS.sheet].iloc[1:]
    with pytest.raises(PassingError, match="须先改正才能只导入通过的行"):
        passed(small_list)


def test_where_no_line_passes_nothing_is_left(small_list):
    small_list[LINES.sheet]["grade"] = "优"
    with pytest.raises(PassingError, match="没有一条生产线通过"):
        passed(small_list)


def test_a_number_given_twice_takes_both_rows_out(small_list):
    small_list[LINES.sheet].loc[1, "line_id"] = "L1"
    assert [one.row for one in passed(small_list).left_out] == [2, 3]
