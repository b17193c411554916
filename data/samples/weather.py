"""Daily weather of the sample city: a few hidden processes, what follows from them, forecasts.

Hidden processes (stagnation, humidity, temperature, rain, wind direction) are autoregressive from a
fixed epoch on. Weather variables are functions of them and of the season. A forecast runs the same
processes on from the issue day with innovations that are known the worse the farther they lie
ahead; its errors therefore grow with lead time and hang together between variables, lead days and
successive issues, as those of a numerical model do.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from data.samples.randomness import EPOCH, Array, Whole, generator

VARIABLES = (
    "t_mean",
    "t_max",
    "t_range",
    "dew_mean",
    "rh_mean",
    "rh_min",
    "p_mean",
    "ws_mean",
    "ws_max",
    "gust_max",
    "ws_afternoon",
    "ws_night",
    "u_mean",
    "v_mean",
    "sunshine_h",
    "rain_mm",
)
WIND_SPEEDS = ("ws_mean", "ws_max", "gust_max", "ws_afternoon", "ws_night")
WIND_VECTOR = ("u_mean", "v_mean")
LIMITS = {
    "rh_mean": (5.0, 100.0),
    "rh_min": (3.0, 100.0),
    "t_range": (1.0, 30.0),
    "sunshine_h": (0.0, 14.5),
    "rain_mm": (0.0, 200.0),
} | dict.fromkeys(WIND_SPEEDS, (0.2, 40.0))
"""Physical range of the variables that have one; forecasts are kept within it."""

SLOW, SYNOPTIC, HUMID, WARM, WET, TURN, BREEZE, SPAN, GUSTY = range(9)
_FIRST = np.array([0.88, 0.91, 0.65, 0.75, 0.35, 0.5, 0.0, 0.0, 0.0])
_SECOND = np.array([0.0, -0.64, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
"""Autoregression; the second process swings with about 6.5 days, like passing fronts."""

_SCALE = np.sqrt((1 + _SECOND) * ((1 - _SECOND) ** 2 - _FIRST**2) / (1 - _SECOND))
SKILL = (1.0, 0.96, 0.93, 0.895, 0.84, 0.76, 0.66, 0.56, 0.47)
"""Correlation of an innovation with its forecast, by lead days."""

_GIVEN = (1.5, 2.35, 2.4, 1.6)
_GIVEN_IN_JANUARY = (1.2, 2.0, 2.1, 2.0, 1.4)
_TWICE = (7, 8)
"""Stagnation given to some days of each month in every year, twice in high summer.

So each winter has one clear episode, and heavy pollution is not unheard of outside the heating
season, so that a model can learn it.
"""


@dataclass(frozen=True)
class Drivers:
    """What the weather of a day comes down to; arrays of any one shape."""

    stagnation: Array
    humidity: Array
    warmth: Array
    wetness: Array
    turn: Array
    noise: Array
    """Small independent parts of wind, range and gusts; last axis of length 3."""


@dataclass(frozen=True)
class Episode:
    """Stagnation laid over some days: one row of values per day after ``start``."""

    start: int
    """Position of the day of start, days since the epoch."""
    stagnation: tuple[float, ...]
    humidity: tuple[float, ...]
    wetness: tuple[float, ...]
    weight: tuple[float, ...]
    """Share of these values against what the processes have, 0..1."""

    def laid_over(self, d: Drivers, ahead: Whole) -> Drivers:
        """Return the drivers with the episode on days that lie 1, 2, … days after the start.

        Args:
            d: Drivers, one per day.
            ahead: Days after the start; days with 0 and less stay as they are.
        """
        mild = tuple(0.25 * still for still in self.stagnation)
        given = {
            "stagnation": self.stagnation,
            "humidity": self.humidity,
            "warmth": mild,
            "wetness": self.wetness,
        }
        changed = {name: getattr(d, name).copy() for name in given}
        for place, weight in enumerate(self.weight):
            on = ahead == place + 1
            for name, values in changed.items():
                values[on] = weight * given[name][place] + (1 - weight) * values[on]
        return replace(d, **changed)


@dataclass(frozen=True)
class Hidden:
    """The hidden processes of consecutive days from the epoch on."""

    days: pd.DatetimeIndex
    states: Array
    """Days by process, unit variance."""
    innovations: Array
    forced: Array
    """Stagnation given to a day in place of its own, 0 where none is."""
    seed: int
    episode: Episode | None = None
    """Laid over the days after its start, to see what it would lead to."""

    def drivers(self) -> Drivers:
        """Return the drivers of every day."""
        natural = drivers(self.states, self.forced)
        if self.episode is None:
            return natural
        return self.episode.laid_over(natural, np.arange(len(self.days)) - self.episode.start)


def hidden(until: date, seed: int) -> Hidden:
    """Run the hidden processes from the epoch to ``until``."""
    days = pd.date_range(EPOCH, until, freq="D")
    innovations = generator(seed, "basin").standard_normal((len(days), len(_FIRST)))
    states = np.zeros_like(innovations)
    last, before = innovations[0], innovations[0]
    for step, innovation in enumerate(innovations):
        last, before = next_state(last, before, innovation), last
        states[step] = last
    return Hidden(days, states, innovations, _forced(days, seed), seed)


def next_state(last: Array, before: Array, innovation: Array) -> Array:
    """Carry the processes on by a day, from the states of the last two and an innovation."""
    return np.asarray(_FIRST * last + _SECOND * before + _SCALE * innovation)


def _forced(days: pd.DatetimeIndex, seed: int) -> Array:
    forced = np.zeros(len(days))
    for year in range(EPOCH.year, days[-1].year + 1):
        draws = generator(seed, f"stills {year}").random((12, 2))
        for month, draw in enumerate(draws, start=1):
            firsts = [3 + 8 * draw[0], 17 + 8 * draw[1]] if month in _TWICE else [5 + 18 * draw[0]]
            for first in firsts:
                start = (date(year, month, int(first)) - EPOCH).days
                values = _GIVEN_IN_JANUARY if month == 1 else _GIVEN
                forced[start : start + len(values)] = values[: max(len(days) - start, 0)]
    return forced


def drivers(states: Array, forced: Array) -> Drivers:
    """Mix the hidden processes into drivers: stagnant days are humid and mild as well."""
    natural = 0.5 * states[..., SLOW] + 0.87 * states[..., SYNOPTIC]
    # A given episode replaces most of what the processes had: it has to be one in every year.
    share = np.where(forced > 0, 0.2, 1.0)
    stagnation = natural * share + forced
    return Drivers(
        stagnation,
        0.5 * stagnation + 0.87 * states[..., HUMID] * share,
        0.25 * stagnation + 0.97 * states[..., WARM],
        np.where(forced > 0, -1.5, states[..., WET]),
        states[..., TURN],
        states[..., BREEZE:],
    )


def winterliness(days: pd.DatetimeIndex) -> Array:
    """Season as a number: +1 in the middle of January, -1 in the middle of July."""
    return np.asarray(np.cos(2 * np.pi * (days.day_of_year.to_numpy() - 17) / 365.25), dtype=float)


def daily_weather(d: Drivers, winter: Array, spring: Array) -> dict[str, Array]:
    """Compute the daily weather variables, and ``cloud`` (0..1), that follow from the drivers."""
    wet = d.wetness + 0.35 * d.humidity - 0.25 * d.stagnation.clip(0, 3) - 0.55 * winter
    cloud = 1 / (1 + np.exp(-1.1 * (wet - 0.1)))
    t_mean = (
        10.3 - 14.2 * winter + (3.0 + 0.7 * winter) * d.warmth - 1.5 * (cloud - 0.5) * (1 - winter)
    )
    t_range = (13.5 - 8.0 * cloud + 0.9 * d.noise[..., 1]).clip(2.5, 22)
    rh_mean = (56 - 7 * winter - 9 * spring + 12.5 * d.humidity + 13 * (cloud - 0.45)).clip(12, 98)
    vapour = rh_mean / 100 * np.exp(17.62 * t_mean / (243.12 + t_mean))
    dew = 243.12 * np.log(vapour) / (17.62 - np.log(vapour))
    ws = 0.35 + 0.75 * np.log1p(np.exp(1.75 - 1.1 * d.stagnation)) * (1 + 0.15 * spring)
    ws = (ws * np.exp(0.1 * d.noise[..., 0])).clip(0.35, 9)
    angle = np.deg2rad(320 - 140 / (1 + np.exp(-1.4 * d.stagnation - 0.7 * d.turn)))
    ws_max = ws * 1.75
    return {
        "t_mean": t_mean,
        "t_max": t_mean + 0.52 * t_range,
        "t_range": t_range,
        "dew_mean": dew,
        "rh_mean": rh_mean,
        "rh_min": (rh_mean - 1.9 * t_range).clip(4, 98),
        "p_mean": 928 + 7.5 * winter - 2.2 * d.stagnation - 1.6 * d.warmth,
        "ws_mean": ws,
        "ws_max": ws_max,
        "gust_max": ws_max * (1.55 + 0.1 * d.noise[..., 2]),
        "ws_afternoon": ws * 1.36,
        "ws_night": ws * 0.74,
        "u_mean": -0.72 * ws * np.sin(angle),
        "v_mean": -0.72 * ws * np.cos(angle),
        "sunshine_h": ((12.1 - 2.4 * winter) * (0.93 - 0.95 * cloud)).clip(0, 14),
        "rain_mm": np.where(wet > 0.95, 7 * (wet - 0.93).clip(0, None) ** 1.5, 0.0)
        * (1 - 0.75 * winter.clip(0, 1)),
        "cloud": cloud,
    }


def season(days: pd.DatetimeIndex) -> tuple[Array, Array]:
    """Return winterliness and springliness (1 in mid-April, below 0.2 outside spring) of days."""
    spring = np.exp(-(((days.day_of_year.to_numpy() - 105) / 32.0) ** 2))
    return winterliness(days), np.asarray(spring, dtype=float)
