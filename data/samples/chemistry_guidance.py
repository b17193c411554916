"""Forecasts of an invented chemistry model for the sample city: skilful, with errors of its own.

The model starts every evening at 20:00 and tells five days in steps of three hours. It is too low in
particles and too high in ozone, and the further ahead the more it errs; so there is something to
correct and something to weigh.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data.samples.air import CITY_COLUMNS, city_air
from data.samples.episode_ahead import episode_ahead
from data.samples.hourly_weather import hourly_weather
from data.samples.names import CITY_CODE
from data.samples.randomness import EPOCH, SEED, generator, persistent
from data.samples.sample_air import city

MODEL = "示例模式"
RUNS = 150
"""Evenings before the day of start that have a run."""
_START_HOUR = 20
_DAYS = 5
_STEP_HOURS = 3
_BIAS = {"pm25": 0.78, "pm10": 0.85, "so2": 1.25, "no2": 1.1, "o3": 1.12, "co": 0.8}
_ERROR, _GROWTH = 0.14, 0.05  # of the logarithm, on the first day and per further day
_LEAD_MEMORY = 0.6


def chemistry_guidance(today: date, hour: int, seed: int = SEED) -> pd.DataFrame:
    """Make the runs of the invented model that were there at an hour of the day of start.

    A run belongs to its evening: it is the same on whatever later day this is called, but for those
    of the two evenings before the day of start, which tell the episode ahead.

    Args:
        today: Day of start.
        hour: Hour of it, 0 to 24.
        seed: Seed of the sample city.

    Returns:
        ``model, scenario, city, init_time, valid_time`` (end of the hour, local time),
        ``pollutant`` and ``value``, µg/m³ (CO mg/m³), as the neutral table of models has them.
    """
    until = today + timedelta(days=9)
    past, _, _, usual = city(until, seed)
    episode = episode_ahead(past, today)
    shown = replace(past, episode=episode)
    ahead = city_air(hourly_weather(shown), shown, usual_after=episode.start)
    now = pd.Timestamp(today) + pd.Timedelta(hours=hour)
    evenings = pd.date_range(pd.Timestamp(today) - pd.Timedelta(days=RUNS), today, freq="D")
    starts = evenings + pd.Timedelta(hours=_START_HOUR)
    number = (until - EPOCH).days
    noise = generator(seed, "chemistry").standard_normal((number, _DAYS + 2, len(CITY_COLUMNS)))
    parts = []
    for evening, start in zip(evenings, starts, strict=True):
        if start > now:
            continue
        air = ahead if (today - evening.date()).days <= 1 else usual
        lead = np.arange(1, _DAYS * 24 + 24 - _START_HOUR + 1, _STEP_HOURS)
        valid = start + pd.to_timedelta(lead, unit="h")
        truth = air.reindex(valid)[list(CITY_COLUMNS)].to_numpy()
        drawn = persistent(noise[(evening.date() - EPOCH).days], _LEAD_MEMORY)
        day = np.arange(_DAYS + 2)
        error = drawn * (_ERROR + _GROWTH * day)[:, None]
        along = np.column_stack([np.interp(lead / 24, day, column) for column in error.T])
        value = truth * np.array([_BIAS[name] for name in CITY_COLUMNS]) * np.exp(along)
        run = pd.DataFrame(value.round(2), columns=list(CITY_COLUMNS))
        parts.append(run.assign(valid_time=valid, init_time=start))
    runs = pd.concat(parts, ignore_index=True).dropna()
    long = runs.melt(["init_time", "valid_time"], var_name="pollutant", value_name="value")
    return long.assign(model=MODEL, scenario="base", city=CITY_CODE)
