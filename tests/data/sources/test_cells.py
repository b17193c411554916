import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sources.cells import Cells
from data.sources.files import Table


def cells_of(**columns):
    frame = pd.DataFrame(columns)
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return Cells(Table("a.csv", frame, []))


def test_marks_for_no_value_become_missing_without_complaint():
    cells = cells_of(pm25=["", "NA", " — ", "-", "/", "缺测", "12"])
    assert cells.numbers("pm25", "pm25").isna().sum() == 6
    assert cells.issues == []


def test_below_detection_counts_half_and_is_noted():
    cells = cells_of(so2=["<3", "＜ 1.5", "4"])
    assert cells.numbers("so2", "so2").to_list() == [1.5, 0.75, 4]
    assert cells.issues == []
    assert list(cells.notes()) == ["a.csv：2 个“<检出限”的值按检出限的一半计"]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("约30", "不是数字"),
        ("1,200", "不是数字"),
        ("-5", "超出合理范围（折算后 0～5000）"),
        ("-999", "超出合理范围"),
        ("99999", "超出合理范围"),
        ("inf", "不是有限的数"),
    ],
)
def test_what_is_no_concentration_is_missing_and_listed_with_its_line(cell, message):
    cells = cells_of(pm25=["10", cell, "20"])
    values = cells.numbers("pm25", "pm25")
    assert values.isna().to_list() == [False, True, False]
    (issue,) = cells.issues
    assert (issue.line, issue.column, issue.found) == (3, "pm25", cell)
    assert message in str(issue)
    assert str(issue).startswith("a.csv 第 3 行「pm25」")


def test_the_range_is_judged_after_scaling():
    cells = cells_of(CO=[1000.0, 400_000.0])
    assert cells.numbers("CO", "co", factor=0.001).iloc[0] == 1
    assert len(cells.issues) == 1


def test_days_are_understood_in_the_usual_forms():
    cells = cells_of(
        date=["2026-11-22", "2026/11/2", "20261122", "2026-11-22 00:00:00", "2026-02-30", "明天"]
    )
    days = cells.days("date")
    assert days.dt.strftime("%m%d").to_list()[:4] == ["1122", "1102", "1122", "1122"]
    assert days.isna().to_list() == [False] * 4 + [True] * 2
    assert [issue.line for issue in cells.issues] == [6, 7]
    assert "请填如 2026-11-22" in str(cells.issues[0])


def test_numbers_as_days_are_understood():
    assert cells_of(date=[20261122]).days("date").item() == pd.Timestamp("2026-11-22")


def test_a_day_long_ago_or_far_ahead_is_no_day():
    assert cells_of(date=["1026-11-22", "3026-11-22"]).days("date").isna().all()


def test_the_first_of_equal_rows_is_kept_and_the_others_point_to_it():
    cells = cells_of(city=["甲", "乙", "甲"])
    frame = pd.DataFrame({"city": ["甲", "乙", "甲"], "x": [1, 2, 3]}, index=[2, 3, 4])
    assert cells.without_repeats(frame, ["city"], "城市")["x"].to_list() == [1, 2]
    assert str(cells.issues[0]) == "a.csv 第 4 行与第 2 行城市相同，未采用；请删去其一"


@given(st.lists(st.text(max_size=12), min_size=1, max_size=20))
def test_no_text_makes_the_reading_of_numbers_fail(texts):
    cells = cells_of(pm25=pd.Series(texts, dtype="object"))
    values = cells.numbers("pm25", "pm25")
    assert values.dropna().between(0, 5000).all()
