import itertools
from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from air_quality.episodes import Episode, find_episodes
from data.vocabulary import Pollutant


def days(aqi, primary="PM2.5", city="某市", start="2026-11-20"):
    return pd.DataFrame(
        {
            "city": city,
            "day": pd.date_range(start, periods=len(aqi), freq="D"),
            "aqi": pd.array(aqi, dtype="Int64"),
            "primary": primary,
        }
    )


def test_an_episode_has_its_days_peak_and_pollutant():
    found = find_episodes(days([80, 201, 260, 230, 90]), min_aqi=201, min_days=2)
    assert found == [
        Episode(date(2026, 11, 21), date(2026, 11, 23), 260, (Pollutant.PM25,), "某市")
    ]
    assert found[0].days == 3


def test_a_shorter_run_is_no_episode():
    assert find_episodes(days([201, 100, 201]), min_aqi=201, min_days=2) == []


def test_a_day_without_index_ends_an_episode():
    found = find_episodes(days([210, None, 220]), min_aqi=201, min_days=1)
    assert [episode.days for episode in found] == [1, 1]


def test_a_missing_day_ends_an_episode():
    frame = days([210, 220, 230]).drop(index=1)
    assert len(find_episodes(frame, min_aqi=201, min_days=1)) == 2


def test_cities_are_kept_apart():
    both = pd.concat([days([210], city="甲"), days([210], city="乙", start="2026-11-21")])
    found = find_episodes(both.sample(frac=1, random_state=0), min_aqi=201, min_days=1)
    assert {episode.city for episode in found} == {"甲", "乙"}


def test_pollutants_that_lead_equally_often_are_named_together():
    frame = days([210, 220], primary=["PM2.5+O3", "PM2.5+O3"])
    (episode,) = find_episodes(frame, min_aqi=201, min_days=1)
    assert episode.primary == (Pollutant.PM25, Pollutant.O3)


@given(st.lists(st.one_of(st.none(), st.integers(0, 500)), max_size=40), st.integers(1, 4))
def test_episodes_cover_only_polluted_days_and_never_touch(aqi, min_days):
    found = find_episodes(days(aqi), min_aqi=201, min_days=min_days)
    start = date(2026, 11, 20)
    for episode in found:
        run = aqi[(episode.start - start).days : (episode.end - start).days + 1]
        assert len(run) >= min_days
        assert all(value is not None and value >= 201 for value in run)
    assert all((later.start - earlier.end).days > 1 for earlier, later in itertools.pairwise(found))
