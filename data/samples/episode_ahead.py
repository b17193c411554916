"""The episode that lies two days ahead of the day of start, in every season."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from data.samples.air import city_air
from data.samples.hourly_weather import hourly_weather
from data.samples.randomness import EPOCH
from data.samples.weather import Episode, Hidden

_GOAL = {1: 130.0, 2: 222.0, 3: 226.0}
"""City mean of PM2.5, µg/m³, by days after the start: AQI above 200 for two days."""

_FIRST_TRY = (1.9, 2.5, 2.4, 1.8, -0.8, -0.9)
_LEAST = (1.6, 2.5, 2.0, -0.4)
_MOST = 3.6
"""Bounds of the stagnation: it must show in the weather even where the air is foul already."""

_SENSITIVITY = 0.75
"""How much the logarithm of PM2.5 gains with stagnation, near enough to find the goal quickly."""


def episode_ahead(past: Hidden, today: date) -> Episode:
    """Find stagnation that would lead to heavy pollution from the second day after ``today`` on.

    What it takes depends on the season and on how clean the air is today; so the stagnation of
    each day is corrected until the concentrations it would lead to are near the goal.

    Args:
        past: Hidden processes up to at least seven days after ``today``, without an episode.
        today: Day of start.
    """
    start = (today - EPOCH).days
    stagnation = list(_FIRST_TRY)
    episode = _episode(start, stagnation)
    for _ in range(4):
        daily = pm25_under(past, episode)
        for day, goal in _goals(float(daily[start + 1])).items():
            wanted = stagnation[day - 1] + np.log(goal / daily[start + day]) / _SENSITIVITY
            stagnation[day - 1] = float(np.clip(wanted, _LEAST[day - 1], _MOST))
        episode = _episode(start, stagnation)
    return episode


def _goals(first: float) -> dict[int, float]:
    """Return the goals, given the first day's PM2.5: after a clean start the episode lasts longer.

    After a foul one it must not, lest it calls for red instead of orange.
    """
    return _GOAL | {4: float(np.clip(225 - 0.6 * first, 135, 195))}


def pm25_under(past: Hidden, episode: Episode) -> "pd.Series[float]":
    """Return the daily PM2.5, µg/m³ by days since the epoch, that an episode would lead to.

    Emissions are as usual from the day after the start on: that is what a forecast can know.
    """
    shown = replace(past, episode=episode)
    pm25 = city_air(hourly_weather(shown), shown, usual_after=episode.start)["pm25"].to_numpy()
    return pd.Series(pm25.reshape(-1, 24).mean(axis=1))


def _episode(start: int, stagnation: list[float]) -> Episode:
    return Episode(
        start,
        tuple(stagnation),
        humidity=(1.3, 1.7, 1.6, 0.8, -0.6, -0.7),
        wetness=(-1.5, -1.5, -1.5, -1.5, -0.6, -0.4),
        weight=(0.95, 0.95, 0.95, 0.95, 0.85, 0.5),
    )
