from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from alerts.criteria import criteria_on, highest, judge_days, judge_hours
from data.parameters import ParameterError
from data.vocabulary import AlertLevel

CASES = Path(__file__).parents[1] / "cases/alerts"
GAP = 36
NOW = date(2026, 11, 24)
AQI = st.one_of(st.none(), st.sampled_from([80, 150, 151, 200, 201, 300, 301, 499, 500]))
RUNS = st.lists(AQI, max_size=10)
EDITIONS = st.sampled_from([2017, 2018, 2024])


def cases(name):
    found = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["情形"]) for case in found]


@pytest.mark.parametrize("case", cases("daily.yaml"))
def test_days_are_judged_as_the_criteria_say(case):
    used = criteria_on(case["起始"], edition=case.get("版本"))
    windows = judge_days(case["aqi"], case["起始"], used, GAP)
    found = [[w.level, w.start.date(), (w.end - timedelta(days=1)).date()] for w in windows]
    assert found == case["时段"]


@pytest.mark.parametrize("case", cases("hourly.yaml"))
def test_hours_are_judged_as_the_criteria_say(case):
    first = _moment(case["首时"])
    values = [value for count, value in case["逐时"] for _ in range(count)]
    hours = pd.Series(
        values, index=pd.date_range(first, periods=len(values), freq="h"), dtype=float
    )
    windows = judge_hours(hours, criteria_on(first.date()), GAP)
    wanted = [[level, _moment(start), _moment(end)] for level, start, end in case["时段"]]
    assert [[w.level, w.start, w.end] for w in windows] == wanted


def _moment(cell):
    return cell if isinstance(cell, datetime) else datetime.fromisoformat(cell)


def test_hours_that_are_not_in_the_index_meet_nothing():
    index = pd.date_range("2026-11-25 09:00", periods=49, freq="h").delete(24)
    assert judge_hours(pd.Series(151.0, index=index), criteria_on(NOW), GAP) == []


def test_no_hours_call_for_nothing():
    assert judge_hours(pd.Series(dtype=float), criteria_on(NOW), GAP) == []


def test_no_days_call_for_nothing():
    assert judge_days([], NOW, criteria_on(NOW), GAP) == []
    assert highest([]) is None


def test_the_highest_of_several_windows_is_the_earliest_of_equals():
    windows = judge_days(
        [201, 90, 90, 301, 201, 201, 90, 90, 301, 301, 301], NOW, criteria_on(NOW), GAP
    )
    assert [w.level for w in windows] == ["yellow", "red", "red"]
    assert highest(windows) == windows[1]


def test_every_criterion_names_its_clause():
    for year in (2017, 2018, 2024):
        for criterion in criteria_on(NOW, edition=year):
            assert "AQI" in criterion.text
            assert "环" in criterion.reference


def test_criteria_stand_strictest_first_and_blue_only_in_2017():
    levels = {
        year: [c.level for c in criteria_on(NOW, edition=year)] for year in (2017, 2018, 2024)
    }
    for found in levels.values():
        assert found == sorted(found, key=lambda level: -level.severity)
    assert [year for year, found in levels.items() if AlertLevel.BLUE in found] == [2017]


def test_before_the_first_edition_there_are_no_criteria():
    with pytest.raises(ParameterError, match="2016-12-31"):
        criteria_on(date(2016, 12, 31))


@given(RUNS, RUNS, EDITIONS)
def test_more_pollution_never_lowers_the_level(one, other, edition):
    used = criteria_on(NOW, edition=edition)
    longer = max(len(one), len(other))
    one, other = (run + [None] * (longer - len(run)) for run in (one, other))
    worse = [
        max((v for v in pair if v is not None), default=None)
        for pair in zip(one, other, strict=True)
    ]
    assert _severity(worse, used) >= max(_severity(one, used), _severity(other, used))


@given(RUNS, EDITIONS)
def test_the_level_is_that_of_the_clauses_read_one_by_one(run, edition):
    """The clauses of each edition spelled out once more, without the parameter files."""

    def lasts(above, hours, within=None):
        best = count = 0
        for value in run if within is None else within:
            count = count + 1 if value is not None and value > above else 0
            best = max(best, count)
        return best * 24 >= hours

    def both(above, hours, peak, peak_hours):
        runs, current = [], []
        for value in [*run, None]:
            if value is not None and value > above:
                current.append(value)
            else:
                runs, current = [*runs, current], []
        return any(len(r) * 24 >= hours and lasts(peak, peak_hours, r) for r in runs)

    reached_500 = lasts(499, 24)
    clauses = {
        2017: {
            4: both(200, 96, 300, 48) or reached_500,
            3: both(200, 72, 300, 24),
            2: lasts(200, 48),
            1: lasts(200, 24),
        },
        2018: {4: both(200, 96, 300, 48) or reached_500, 3: lasts(200, 72), 2: lasts(200, 48)},
        2024: {
            4: both(200, 72, 300, 24),
            3: lasts(200, 48) or lasts(150, 72),
            2: lasts(200, 24) or lasts(150, 48),
        },
    }
    wanted = max((severity for severity, met in clauses[edition].items() if met), default=0)
    assert _severity(run, criteria_on(NOW, edition=edition)) == wanted


@given(RUNS, EDITIONS, st.integers(0, 96))
def test_windows_are_in_order_and_further_apart_than_the_gap(run, edition, gap):
    windows = judge_days(run, NOW, criteria_on(NOW, edition=edition), gap)
    for one, following in pairwise(windows):
        assert following.start - one.end >= timedelta(hours=gap)
    for window in windows:
        assert window.end - window.start >= timedelta(hours=24)


def _severity(run, used):
    window = highest(judge_days(run, NOW, used, GAP))
    return window.level.severity if window else 0
