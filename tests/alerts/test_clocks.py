from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import clocks
from data.parameters import ParameterError
from data.vocabulary import AlertLevel

NOW = datetime(2026, 11, 22, 9)
times = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))


def test_the_rules_of_taiyuan_are_those_of_its_plan():
    rules = clocks.rules_on(NOW.date(), "140100")
    assert (rules.form_hours, rules.issue_hours, rules.mirror_hours) == (2, 2, 2)
    assert (rules.lead_hours, rules.merge_gap_hours, rules.lift_hours) == (24, 36, 36)
    assert rules.signatories[AlertLevel.RED] == "市长"
    assert rules.references["merge_gap"].endswith("（待核）")


def test_before_the_plan_no_rules_are_made_up():
    with pytest.raises(ParameterError):
        clocks.rules_on(date(2018, 1, 1))


@given(times, st.integers(1, 48), times)
def test_a_clock_is_late_only_after_its_hour(started, hours, now):
    running = clocks.clock("时限", started, hours, None, "")
    assert running.late(now) == (now - started > timedelta(hours=hours))
    assert ("已超时" in running.told(now)) == running.late(now)


@given(times, st.integers(1, 48), times, times)
def test_a_stopped_clock_stands(started, hours, done, now):
    stopped = clocks.clock("时限", started, hours, done, "")
    assert stopped.told(now) == stopped.told(started)


@pytest.mark.parametrize(("gap", "merged"), [(-5, True), (0, True), (35, True), (36, False)])
def test_windows_closer_than_36_hours_are_one_whichever_comes_first(gap, merged):
    first = (NOW, NOW + timedelta(days=2))
    then = (first[1] + timedelta(hours=gap), first[1] + timedelta(days=3))
    assert clocks.merges(*then, *first, 36) == merged
    assert clocks.merges(*first, *then, 36) == merged


@pytest.mark.parametrize(
    ("month", "due"),
    [(date(2026, 11, 5), date(2026, 12, 10)), (date(2026, 12, 31), date(2027, 1, 10))],
)
def test_the_monthly_report_is_due_by_the_tenth_of_the_month_after(month, due):
    assert clocks.monthly_report_due(month, "140100") == due
