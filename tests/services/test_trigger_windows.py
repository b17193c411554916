from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.vocabulary import RESPONSE_LEVELS, AlertLevel
from services import alert_records, forecast_runs, observations, trigger_windows

CITY, DAY = "140100", date(2026, 11, 20)


@pytest.fixture
def run(sessions, daily_values):
    """A stored run after two heavy days."""

    def make(pm25=(160, 180)):
        with sessions.begin() as session:
            observations.store_daily(session, daily_values(DAY, pm25=list(pm25)), "tidy")
        return forecast_runs.load(
            sessions, forecast_runs.publish(sessions, CITY, DAY, model="persistence")
        )

    return make


def with_paths(run, *paths):
    days = sorted(run.paths["day"].unique())
    rows = [
        {"path": n, "lead_days": lead, "day": day, "aqi": value, "aqi_pm": value,
         "aqi_pm25": value, "primary": "PM2.5"}
        for n, path in enumerate(paths)
        for lead, (day, value) in enumerate(zip(days, path, strict=True), 1)
    ]  # fmt: skip
    return replace(run, paths=pd.DataFrame(rows))


def chances(table, level, name="inside"):
    return table[table["level"] == level][name].round(3).tolist()


def test_the_chance_of_a_level_is_that_of_the_recommendation(sessions, run):
    made = run()
    table = trigger_windows.by_day(sessions, made)
    advice = alert_records.recommend_from(sessions, made)
    for level in RESPONSE_LEVELS:
        assert chances(table, level, "ever")[0] == pytest.approx(advice.chances[level], abs=6e-4)
    assert len(table) == 7 * len(RESPONSE_LEVELS)


def test_a_day_is_never_likelier_than_the_level_and_a_higher_level_never_likelier(sessions, run):
    table = trigger_windows.by_day(sessions, run())
    assert (table["inside"] <= table["ever"] + 1e-12).all()
    assert (table["starts"] <= table["inside"] + 1e-12).all()
    wide = table.pivot(index="day", columns="level", values="inside")
    ordered = [
        wide[level].to_numpy() for level in sorted(RESPONSE_LEVELS, key=lambda x: x.severity)
    ]
    assert (np.diff(np.array(ordered), axis=0) <= 1e-12).all()


def test_paths_are_judged_as_a_whole_and_counted_by_day(sessions, run):
    made = with_paths(
        run((40, 40)),
        [60, 210, 220, 60, 60, 60, 60],
        [60, 60, 210, 220, 60, 60, 60],
        [60, 210, 60, 60, 60, 210, 60],
        [60, 60, 60, 60, 60, 60, 60],
    )
    table = trigger_windows.by_day(sessions, made)
    orange = AlertLevel.ORANGE
    assert chances(table, orange) == [0, 0.25, 0.5, 0.25, 0, 0, 0]
    assert chances(table, orange, "starts") == [0, 0.25, 0.25, 0, 0, 0, 0]
    assert chances(table, orange, "ever")[0] == 0.5
    # One day above 200 calls for yellow; two of them are two windows.
    assert chances(table, AlertLevel.YELLOW) == [0, 0.5, 0.5, 0.25, 0, 0.25, 0]


def test_an_episode_that_already_runs_counts_from_its_first_day(sessions, run):
    made = with_paths(run((160, 180)), [210, 60, 60, 60, 60, 60, 60])
    table = trigger_windows.by_day(sessions, made)
    assert chances(table, AlertLevel.ORANGE) == [1, 0, 0, 0, 0, 0, 0]
    assert chances(table, AlertLevel.ORANGE, "starts") == [1, 0, 0, 0, 0, 0, 0]


def test_dust_takes_pm10_out(sessions, run):
    made = with_paths(run((40, 40)), [60, 210, 220, 230, 60, 60, 60])
    dusty = replace(made, paths=made.paths.assign(aqi_pm25=60.0))
    assert trigger_windows.by_day(sessions, dusty, dust=True)["ever"].eq(0).all()
    assert trigger_windows.by_day(sessions, dusty)["ever"].max() == 1
