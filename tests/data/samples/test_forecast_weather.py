from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from data.samples.forecast_weather import Archive
from data.samples.hourly_weather import daily_from_hourly, hourly_weather
from data.samples.randomness import EPOCH
from data.samples.weather import LIMITS, VARIABLES, Episode, hidden

TODAY = date(2020, 10, 10)
FIRST = date(2020, 3, 1)
START = (TODAY - EPOCH).days


def archive(until: date = TODAY + timedelta(days=9), start: int = START) -> Archive:
    past = hidden(until, 7)
    days = 4
    calm = Episode(start, (3.5,) * days, (1.5,) * days, (-1.5,) * days, (1.0,) * days)
    return Archive(past, daily_from_hourly(hourly_weather(past), past), calm)


@pytest.fixture(scope="module")
def made():
    return archive()


@pytest.fixture(scope="module")
def issued(made):
    return made.issued(FIRST, TODAY, 7)


def test_every_issue_day_has_every_lead_day_once(issued):
    assert list(issued.columns) == ["issue_day", "lead_days", *VARIABLES]
    assert len(issued) == 7 * ((TODAY - FIRST).days + 1)
    assert not issued.duplicated(["issue_day", "lead_days"]).any()
    assert issued.notna().all(axis=None)


def test_forecasts_stay_within_the_physical_range(issued):
    for name, (low, high) in LIMITS.items():
        assert issued[name].between(low, high).all()


def test_the_farther_ahead_the_larger_the_error(issued, made):
    before = issued[issued["issue_day"] < pd.Timestamp(TODAY) - pd.Timedelta(days=8)]
    target = before["issue_day"] + pd.to_timedelta(before["lead_days"], unit="D")
    error = before["t_mean"].to_numpy() - made.observed["t_mean"].loc[target].to_numpy()
    size = pd.Series(np.abs(error)).groupby(before["lead_days"].to_numpy()).mean()
    assert size[7] > size[4] > size[1] > 0


def test_the_episode_is_shown_today_and_yesterday_and_not_before(issued):
    elsewhere = archive(start=START + 5000).issued(FIRST, TODAY, 7)
    differs = (issued[list(VARIABLES)] != elsewhere[list(VARIABLES)]).any(axis=1)
    days = [pd.Timestamp(TODAY) - pd.Timedelta(days=n) for n in (1, 0)]
    assert sorted(set(issued.loc[differs, "issue_day"])) == days
    today = issued[issued["issue_day"] == days[1]].set_index("lead_days")
    assert today.loc[2:3, "ws_mean"].max() < issued["ws_mean"].quantile(0.2)


def test_a_shorter_reach_or_a_later_call_gives_the_same_forecasts(issued, made):
    short = made.issued(FIRST, TODAY, 3)
    same = issued[issued["lead_days"] <= 3].reset_index(drop=True)
    pd.testing.assert_frame_equal(short, same)
    later = archive(TODAY + timedelta(days=40)).issued(FIRST, TODAY, 3)
    pd.testing.assert_frame_equal(later, same)
