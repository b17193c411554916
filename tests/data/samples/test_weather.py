from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.samples.randomness import EPOCH
from data.samples.weather import (
    LIMITS,
    VARIABLES,
    Episode,
    daily_weather,
    drivers,
    hidden,
    season,
    winterliness,
)

SEED = 7
UNTIL = date(2021, 12, 31)


@pytest.fixture(scope="module")
def past():
    return hidden(UNTIL, SEED)


def test_a_longer_run_begins_with_the_shorter_one(past):
    short = hidden(date(2020, 5, 1), SEED)
    assert short.days[0] == pd.Timestamp(EPOCH)
    size = len(short.days)
    assert (short.states == past.states[:size]).all()
    assert (short.forced == past.forced[:size]).all()


def test_another_seed_is_another_past(past):
    assert not np.allclose(hidden(UNTIL, SEED + 1).states, past.states)


def test_the_processes_keep_about_unit_variance(past):
    assert past.states.std(axis=0) == pytest.approx(np.ones(9), abs=0.3)


def test_every_month_is_given_stagnation(past):
    months = pd.Series(past.forced > 0, index=past.days).resample("MS").sum()
    assert (months >= 3).all()
    assert past.drivers().stagnation[past.forced > 2].min() > 1


def test_an_episode_changes_the_days_after_its_start_and_no_other(past):
    natural = drivers(past.states, past.forced)
    episode = Episode(20, (3.0, 2.0), (1.0, 1.0), (-1.0, -1.0), (1.0, 0.5))
    ahead = np.arange(len(past.days)) - episode.start
    changed = episode.laid_over(natural, ahead)
    moved = np.flatnonzero(changed.stagnation != natural.stagnation)
    assert moved.tolist() == [21, 22]
    assert changed.stagnation[21] == 3
    assert changed.stagnation[22] == pytest.approx(1 + natural.stagnation[22] / 2)
    assert changed.warmth[21] == 0.75


def test_winter_is_deepest_in_the_middle_of_january_and_spring_in_april():
    days = pd.date_range("2021-01-01", "2021-12-31", freq="D")
    winter, spring = season(days)
    assert days[winter.argmax()] == pd.Timestamp(2021, 1, 17)
    assert days[spring.argmax()] == pd.Timestamp(2021, 4, 15)
    assert winterliness(days) == pytest.approx(winter)
    assert days[winter.argmin()].month == 7


def test_the_weather_keeps_to_its_physical_range(past):
    weather = daily_weather(past.drivers(), *season(past.days))
    assert set(weather) == {*VARIABLES, "cloud"}
    for name, (low, high) in LIMITS.items():
        assert low <= weather[name].min()
        assert weather[name].max() <= high
    assert (weather["dew_mean"] <= weather["t_mean"]).all()
    assert (weather["t_max"] > weather["t_mean"]).all()


def test_stagnant_days_are_calm_and_damp(past):
    still = past.drivers().stagnation
    weather = daily_weather(past.drivers(), *season(past.days))
    assert np.corrcoef(still, weather["ws_mean"])[0, 1] < -0.7
    assert np.corrcoef(still, weather["rh_mean"])[0, 1] > 0.3
