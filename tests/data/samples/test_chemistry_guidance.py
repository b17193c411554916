from datetime import date

import numpy as np
import pandas as pd
import pytest

from air_quality import averaging
from data.samples import chemistry_guidance, observations

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def runs():
    return chemistry_guidance(TODAY, 8)


def test_the_runs_start_every_evening_up_to_the_hour_of_the_start(runs):
    starts = sorted(runs["init_time"].unique())
    assert starts[-1] == pd.Timestamp("2026-11-22 20:00")
    assert len(starts) == 150
    assert (runs["valid_time"] > runs["init_time"]).all()
    assert set(runs["pollutant"]) == {"pm25", "pm10", "so2", "no2", "o3", "co"}
    assert (runs["value"] >= 0).all()
    assert chemistry_guidance(TODAY, 20)["init_time"].max() == pd.Timestamp("2026-11-23 20:00")


def test_a_run_is_the_same_on_a_later_day_but_for_those_that_tell_the_episode(runs):
    keys = ["init_time", "valid_time", "pollutant"]
    later = chemistry_guidance(date(2026, 11, 25), 8)
    both = runs.merge(later, on=keys, suffixes=("", "_later"))
    old = both["init_time"] < "2026-11-22"
    assert old.sum() > 30_000
    assert (both.loc[old, "value"] == both.loc[old, "value_later"]).all()


def test_the_model_is_skilful_but_too_low_in_particles(runs):
    seen = observations(TODAY, 8).hourly
    hourly = seen.groupby("hour", as_index=False)["pm25"].mean().assign(place="x")
    daily = averaging.daily_concentrations(hourly).set_index("day")["pm25"]
    told = runs[runs["pollutant"] == "pm25"]
    # The hour that ends at midnight belongs to the day before.
    day = (told["valid_time"] - pd.Timedelta(hours=1)).dt.normalize()
    first = told[day == told["init_time"].dt.normalize() + pd.Timedelta(days=1)]
    means = first.groupby(day)["value"].mean()
    both = pd.concat([means.rename("told"), daily.rename("seen")], axis=1, sort=True).dropna()
    assert len(both) > 140
    assert np.corrcoef(np.sqrt(both.T))[0, 1] > 0.8
    assert 0.65 < both["told"].sum() / both["seen"].sum() < 0.95


def test_the_newest_run_tells_the_episode_ahead(runs):
    newest = runs[(runs["init_time"] == runs["init_time"].max()) & (runs["pollutant"] == "pm25")]
    by_day = newest.groupby(newest["valid_time"].dt.normalize())["value"].mean()
    ahead = by_day.loc["2026-11-25":"2026-11-26"]
    assert ahead.min() > 120
    assert ahead.min() > 2 * by_day.iloc[-1]
