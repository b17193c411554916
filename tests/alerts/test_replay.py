from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import clocks
from alerts.criteria import criteria_on, judge_days
from alerts.life_terms import LifeError, Move, Phase
from alerts.replay import play

RULES = clocks.rules_on(date(2026, 11, 22))
FIRST = date(2025, 11, 1)


def windows(aqi, edition=None):
    return judge_days(aqi, FIRST, criteria_on(FIRST, edition=edition), RULES.merge_gap_hours)


def test_each_window_lives_from_draft_to_summary():
    found = windows([210, 210, 90, 90, 90, 160, 160, 90])
    lives = play(found, RULES, "太原市")
    assert [life.phase for life in lives] == [Phase.SUMMARISED] * 2
    assert [(life.level, life.start, life.end) for life in lives] == [
        (window.level, window.start, window.end) for window in found
    ]
    assert [message.move for message in lives[0].messages] == [Move.ISSUE, Move.LIFT]
    assert "启动重污染天气橙色（Ⅱ级）预警" in lives[0].messages[0].text


def test_a_window_of_two_months_is_extended():
    (life,) = play(windows([210] * 70), RULES, "太原市")
    moves = [message.move for message in life.messages]
    assert moves == [Move.ISSUE, Move.EXTEND, Move.EXTEND, Move.LIFT]
    assert (life.end - life.start).days == 70


@given(st.lists(st.sampled_from([80, 160, 210, 310]), max_size=60), st.sampled_from([2018, 2024]))
def test_whatever_the_criteria_call_for_can_be_carried_through(aqi, edition):
    found = windows(aqi, edition)
    assert len(play(found, RULES, "太原市")) == len(found)


def test_a_blue_alert_of_2017_is_no_alert_of_today():
    with pytest.raises(LifeError, match="只有黄、橙、红"):
        play(windows([210], 2017), RULES, "太原市")
