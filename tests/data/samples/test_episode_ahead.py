from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.samples.air import city_air
from data.samples.episode_ahead import episode_ahead, pm25_under
from data.samples.hourly_weather import hourly_weather
from data.samples.randomness import EPOCH
from data.samples.weather import hidden

STARTS = [date(2020, 3, 10), date(2020, 7, 20), date(2020, 11, 22)]


@pytest.mark.parametrize("today", STARTS)
def test_two_heavy_days_follow_from_the_second_day_on_whatever_the_season(today):
    past = hidden(today + timedelta(days=9), 7)
    episode = episode_ahead(past, today)
    start = (today - EPOCH).days
    assert episode.start == start
    assert max(episode.stagnation) <= 3.6
    daily = pm25_under(past, episode)
    assert len(daily) == len(past.days)
    assert (daily.loc[start + 2 : start + 3] > 150).all()
    assert daily[start + 6] < daily[start + 3] / 1.5


def test_what_was_observed_up_to_the_start_stays_as_it_was():
    today = STARTS[0]
    past = hidden(today + timedelta(days=9), 7)
    start = (today - EPOCH).days
    natural = city_air(hourly_weather(past), past)["pm25"].to_numpy().reshape(-1, 24).mean(axis=1)
    under = pm25_under(past, episode_ahead(past, today))
    # The evening of the start already leans on the noon that follows.
    assert under.loc[: start - 1].tolist() == pytest.approx(natural[:start].tolist())


def test_the_search_finds_the_same_episode_again_and_leaves_the_past_untouched():
    today = STARTS[0]
    past = hidden(today + timedelta(days=9), 7)
    states = past.states.copy()
    assert episode_ahead(past, today) == episode_ahead(replace(past), today)
    assert past.episode is None
    assert (past.states == states).all()
