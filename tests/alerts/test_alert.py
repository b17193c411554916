from datetime import datetime

import pytest

from alerts.alert import AlertError, check
from data.vocabulary import RESPONSE_LEVELS, AlertLevel

START, END = datetime(2026, 11, 24), datetime(2026, 11, 27)


@pytest.mark.parametrize("level", RESPONSE_LEVELS)
def test_the_three_levels_of_today_may_be_issued(level):
    check(level, START, END)


def test_blue_is_history():
    with pytest.raises(AlertError, match="只有黄、橙、红三级，不能发布蓝色预警"):
        check(AlertLevel.BLUE, START, END)


@pytest.mark.parametrize("end", [START, datetime(2026, 11, 23)])
def test_an_end_not_after_the_start_is_refused(end):
    with pytest.raises(AlertError, match="须晚于开始时间 2026-11-24 00:00"):
        check(AlertLevel.RED, START, end)


def test_times_between_hours_are_refused():
    with pytest.raises(AlertError, match="须为整点"):
        check(AlertLevel.RED, datetime(2026, 11, 24, 8, 30), END)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(AlertError) as problem:
        check(AlertLevel.BLUE, datetime(2026, 11, 24, 8, 30), datetime(2026, 11, 23))
    assert len(str(problem.value).split("；")) == 3
