from datetime import datetime

import pytest

from alerts.alert import AlertError, check
from data.vocabulary import RESPONSE_LEVELS, AlertLevel

BY = "某市长"
START, END = datetime(2026, 11, 24), datetime(2026, 11, 27)


@pytest.mark.parametrize("level", RESPONSE_LEVELS)
def test_the_three_levels_of_today_may_be_issued(level):
    check(level, START, END, BY)


def test_blue_is_history():
    with pytest.raises(AlertError, match="只有黄、橙、红三级，不能发布蓝色预警"):
        check(AlertLevel.BLUE, START, END, BY)


@pytest.mark.parametrize("end", [START, datetime(2026, 11, 23)])
def test_an_end_not_after_the_start_is_refused(end):
    with pytest.raises(AlertError, match="须晚于开始时间 2026-11-24 00:00"):
        check(AlertLevel.RED, START, end, BY)


def test_times_between_hours_are_refused():
    with pytest.raises(AlertError, match="须为整点"):
        check(AlertLevel.RED, datetime(2026, 11, 24, 8, 30), END, BY)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(AlertError) as problem:
        check(AlertLevel.BLUE, datetime(2026, 11, 24, 8, 30), datetime(2026, 11, 23), BY)
    assert len(str(problem.value).split("；")) == 3


def test_a_window_of_more_than_a_month_is_a_slip_of_the_pen():
    with pytest.raises(AlertError, match="时段超过 31 天"):
        check(AlertLevel.RED, START, datetime(2027, 11, 27), BY)


def test_an_alert_names_who_signed_it():
    with pytest.raises(AlertError, match="请写明签发人"):
        check(AlertLevel.RED, START, END, " ")
