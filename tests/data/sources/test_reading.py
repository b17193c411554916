from dataclasses import FrozenInstanceError

import pytest

from data.sources.reading import (
    DAILY_COLUMNS,
    DAILY_WEATHER,
    HOURLY_COLUMNS,
    HOURLY_WEATHER,
    Reading,
    RowIssue,
)


@pytest.mark.parametrize(
    ("issue", "said"),
    [
        (
            RowIssue("a.csv", 3, "pm25", "为负，按缺测处理", "-4"),
            "a.csv 第 3 行「pm25」为负，按缺测处理，现为“-4”",
        ),
        (RowIssue("a.csv", 3, "pm25", "是空的"), "a.csv 第 3 行「pm25」是空的"),
        (RowIssue("a.csv", 2, "", "与第 1 行重复，已略去"), "a.csv 第 2 行与第 1 行重复，已略去"),
    ],
)
def test_an_issue_says_file_line_column_and_what_was_found(issue, said):
    assert str(issue) == said


def test_a_reading_of_nothing_is_empty_and_shares_no_list_with_another():
    one, other = Reading(), Reading()
    assert (one.hourly, one.daily, one.weather, one.published) == (None, None, None, None)
    one.issues.append(RowIssue("a.csv", 2, "", "坏"))
    one.notes.append("注意")
    assert (other.issues, other.notes) == ([], [])


def test_a_reading_and_its_issues_cannot_be_changed_afterwards():
    with pytest.raises(FrozenInstanceError):
        Reading().hourly = None
    with pytest.raises(FrozenInstanceError):
        RowIssue("a.csv", 2, "", "坏").line = 3


def test_concentrations_and_weather_never_share_a_column():
    assert not set(HOURLY_COLUMNS) & set(HOURLY_WEATHER)
    assert not set(DAILY_COLUMNS) & set(DAILY_WEATHER)
