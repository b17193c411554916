from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.criteria import criteria_on
from alerts.recommendation import recommend
from data.vocabulary import AlertLevel, Response

ISSUE = datetime(2026, 11, 22, 8)
FIRST = date(2026, 11, 22)
DAY = timedelta(days=1)


def paths(*rows, full=None, first=FIRST):
    """Joint paths from one list of daily AQI (without O3) each; ``full`` with all pollutants."""
    days = pd.date_range(first, periods=len(rows[0]), freq="D")
    return pd.DataFrame(
        [
            {"path": n, "day": day, "aqi_pm": value, "aqi": whole}
            for n, (row, beside) in enumerate(zip(rows, full or rows, strict=True))
            for day, value, whole in zip(days, row, beside, strict=True)
        ]
    )


def advise(frame, observed=None, act_chance=0.3, criteria=None, gap=36):
    return recommend(
        frame,
        observed or {},
        criteria or criteria_on(FIRST),
        issue=ISSUE,
        act_chance=act_chance,
        merge_gap_hours=gap,
    )


def test_a_chance_is_the_share_of_joint_paths_and_no_product_of_daily_chances():
    """Each day is above 150 in half of the paths either way; a product would say a quarter."""
    together = advise(paths(*[[160, 160]] * 5, *[[90, 90]] * 5))
    apart = advise(paths(*[[160, 90]] * 5, *[[90, 160]] * 5))
    assert together.chances[AlertLevel.YELLOW] == 0.5
    assert apart.chances[AlertLevel.YELLOW] == 0
    assert (together.level, apart.level) == (AlertLevel.YELLOW, None)


def test_a_chance_is_that_of_the_level_or_a_higher_one():
    advice = advise(
        paths(*[[210, 310, 210]] * 1, *[[210, 210, 90]] * 3, *[[210, 90, 90]] * 4, *[[90] * 3] * 2)
    )
    assert advice.chances == {
        AlertLevel.YELLOW: 0.8,
        AlertLevel.ORANGE: 0.4,
        AlertLevel.RED: 0.1,
    }
    assert advice.level is AlertLevel.ORANGE
    assert advice.criterion == "预测日AQI>200持续48小时及以上"
    assert "环大气〔2024〕6号" in advice.reference


@pytest.mark.parametrize(("bad", "level"), [(29, None), (30, AlertLevel.YELLOW)])
def test_a_level_is_recommended_from_just_the_act_chance_on(bad, level):
    advice = advise(paths(*[[210, 90]] * bad, *[[90, 90]] * (100 - bad)))
    assert advice.level is level
    assert (advice.response is Response.CURTAILMENT) == (level is not None)
    assert (advice.start is None) == (level is None)


def test_median_and_upper_end_stand_beside_it():
    calm, bad, worse = [90, 90, 90], [160, 160, 160], [310, 310, 310]
    advice = advise(paths(*[calm] * 2, *[bad] * 6, *[worse] * 2))
    assert advice.level is AlertLevel.ORANGE
    assert advice.level_of_median is AlertLevel.ORANGE
    assert advice.level_of_upper is AlertLevel.RED
    mostly_calm = advise(paths(*[calm] * 8, *[bad] * 2))
    assert (mostly_calm.level, mostly_calm.level_of_median) == (None, None)
    assert mostly_calm.level_of_upper is AlertLevel.ORANGE


def test_observed_days_of_a_running_episode_count():
    two_bad = {FIRST - DAY: 170.0, FIRST - 2 * DAY: 170.0}
    frame = paths(*[[160, 90]] * 10)
    assert advise(frame).level is None
    assert advise(frame, {FIRST - DAY: 170.0}).level is AlertLevel.YELLOW
    advice = advise(frame, two_bad)
    assert advice.level is AlertLevel.ORANGE
    assert advice.start == ISSUE
    assert "此前已出现 2 个污染日，计入持续时间" in advice.reasons


def test_a_clean_or_missing_day_between_ends_the_count():
    frame = paths(*[[160, 90]] * 10)
    assert advise(frame, {FIRST - 2 * DAY: 170.0, FIRST - DAY: 90.0}).level is None
    assert advise(frame, {FIRST - 2 * DAY: 170.0}).level is None


def test_one_observed_clean_day_does_not_part_two_episodes_but_two_do():
    frame = paths(*[[210, 90]] * 10)
    heavy = {FIRST - 4 * DAY: 210.0, FIRST - 3 * DAY: 210.0}
    one = advise(frame, {day + DAY: value for day, value in heavy.items()} | {FIRST - DAY: 90.0})
    two = advise(frame, heavy | {FIRST - 2 * DAY: 90.0, FIRST - DAY: 90.0})
    assert (one.level, two.level) == (AlertLevel.ORANGE, AlertLevel.YELLOW)


def test_an_episode_that_is_over_calls_for_nothing():
    advice = advise(paths(*[[90, 90]] * 10), {FIRST - DAY: 320.0, FIRST - 2 * DAY: 320.0})
    assert (advice.level, advice.response) == (None, Response.NONE)
    assert set(advice.chances.values()) == {0.0}


def test_ozone_alone_gives_a_health_notice():
    advice = advise(paths(*[[60, 60]] * 10, full=[[210, 210]] * 10))
    assert advice.response is Response.HEALTH_NOTICE
    assert advice.level is None
    assert advice.chances[AlertLevel.YELLOW] == 0
    assert advice.notice_chance == 1
    assert any("健康提示" in reason for reason in advice.reasons)
    assert advice.start == ISSUE


def test_ozone_beside_particles_does_not_raise_the_level():
    advice = advise(paths(*[[160, 160]] * 10, full=[[310, 310]] * 10))
    assert (advice.level, advice.response) == (AlertLevel.YELLOW, Response.CURTAILMENT)


def test_the_window_starts_on_the_most_frequent_day_and_ends_on_the_median_one():
    late = [90, 90, 210, 210, 90, 90]
    longer = [90, 90, 210, 210, 210, 90]
    advice = advise(paths(*[late] * 4, *[longer] * 5, [90, 210, 210, 210, 90, 90]))
    assert advice.start == datetime(2026, 11, 24)
    assert advice.end == datetime(2026, 11, 27)


def test_blue_of_2017_is_no_level_to_curtail_at():
    criteria = criteria_on(FIRST, edition=2017)
    advice = advise(paths(*[[210, 90]] * 10), criteria=criteria)
    assert advice.level is None
    assert set(advice.chances) == {AlertLevel.YELLOW, AlertLevel.ORANGE, AlertLevel.RED}
    assert advice.level_of_median is AlertLevel.BLUE


def test_without_paths_it_says_what_to_do():
    with pytest.raises(ValueError, match="请先起报"):
        advise(paths([90]).iloc[:0])


def test_paths_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="长短不一"):
        advise(paths([90, 90], [90, 90]).iloc[:3])


@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_a_higher_level_is_never_likelier_and_the_order_of_paths_does_not_matter(seed, days):
    rows = np.random.default_rng(seed).choice([90, 151, 201, 301], (20, days)).tolist()
    advice = advise(paths(*rows))
    shuffled = advise(paths(*reversed(rows)))
    chances = list(advice.chances.values())
    assert chances == sorted(chances, reverse=True)
    assert shuffled.chances == advice.chances
    if advice.level:
        assert advice.chances[advice.level] >= 0.3
        assert advice.end - advice.start >= timedelta(hours=24)
        assert advice.start >= ISSUE
