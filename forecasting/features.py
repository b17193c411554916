"""Predictors of one place, for every anchor day of its record.

Row ``i`` uses observations up to day ``i`` (and the hours of the issue after it) and forecasts of
the weather issued by then, so a row is the same whether later days are known or not. Features of
all places carry the same names; what a place lacks is NaN.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecasting.knowledge import DAY, POLLUTANTS
from forecasting.places import HOURLY_POLLUTANTS, HOURLY_WEATHER, Place
from forecasting.weather import Array

Features = dict[str, Array]

_LONG_MEMORY = ("pm25", "o3_mda8")
_OBSERVED = ("rh_mean", "ws_mean", "u_mean", "v_mean", "rain_mm", "t_mean", "dew_mean")
_CHANGES = ("t_mean", "p_mean", "rh_mean", "dew_mean", "ws_mean", "u_mean", "v_mean", "rain_mm")
_PATH = ("rh_mean", "ws_mean", "u_mean", "v_mean", "rain_mm", "ws_night", "dew_mean", "sunshine_h")
_NEXT_DAY = ("rh_mean", "ws_mean", "v_mean", "p_mean")
_TARGET_DAY = "weather_"
_FILL_DAYS = 3
_HOURS_FOR_A_DAY = 12  # of the last 24: a day's mean is then off by less than a day's change
_CALM = 0.3  # keeps the stagnation terms finite in still air, √(m/s)
# fmt: off
_SPRING_FESTIVALS = pd.DatetimeIndex(
    [
        "2013-02-10", "2014-01-31", "2015-02-19", "2016-02-08", "2017-01-28",
        "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01",
        "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06",
        "2028-01-26", "2029-02-13", "2030-02-03", "2031-01-23", "2032-02-11",
        "2033-01-31", "2034-02-19", "2035-02-08",
    ]
)
# fmt: on
"""First days of the Chinese year (春节), Gregorian calendar."""


@dataclass(frozen=True)
class Observed:
    """What the observations of a place say at each anchor day; the same for every lead day."""

    place: Place
    values: Features


def observed_features(place: Place, city: Place | None = None) -> Observed:
    """Lags, memory and last hours of all pollutants, and the weather of the last day.

    Args:
        place: The place forecast.
        city: Its city, if it is a station: what the whole city had is a predictor too.
    """
    values: Features = {}
    for pollutant in POLLUTANTS:
        root = _filled(_with_broken_days(place, pollutant))
        values[f"{pollutant}_0"] = root
        values[f"{pollutant}_1"] = shifted(root, 1)
        if pollutant in _LONG_MEMORY:
            values[f"{pollutant}_2"] = shifted(root, 2)
            values[f"{pollutant}_mean7"] = _mean_of_last(root, 7)
            values[f"{pollutant}_mean30"] = _mean_of_last(root, 30)
    for pollutant in HOURLY_POLLUTANTS:
        if pollutant in place.hours:
            window = place.hours[pollutant]
            for hours in (3, 6, 12, 24):
                values[f"{pollutant}_last{hours}h"] = _mean(window[:, -hours:])
            values[f"{pollutant}_max24h"] = _highest(window)
    for variable in HOURLY_WEATHER:
        if variable in place.hours:
            values[f"{variable}_last6h"] = _mean(place.hours[variable][:, -6:])
    if "pressure" in place.hours:
        pressure = place.hours["pressure"]
        values["pressure_rise"] = _mean(pressure[:, -3:]) - _mean(pressure[:, 6:12])
    for name in _OBSERVED:
        if name in place.variables:
            values[f"observed_{name}"] = place.observed[:, place.variables.index(name)]
    whole = city or place
    values["city_pm25_0"] = _filled(whole.daily["pm25"])
    values["city_o3_mda8_0"] = _filled(whole.daily["o3_mda8"])
    return Observed(place, values)


def weather_features(place: Place, archive: dict[int, Array], lead: int) -> Features:
    """Forecast weather of the target day, of the way to it and of the day after.

    Args:
        place: Gives the observed weather of the anchor day and before.
        archive: Forecast weather by lead day, row = issue day.
        lead: Days from the anchor to the target.

    Returns:
        Values and changes of each variable, means over the path, and terms for stagnation: humid
        and still air (rh / wind), southerly inflow of humid air, driest hour and strongest wind
        of the way. Empty where the archive does not reach the target day.
    """
    if lead not in archive:
        return {}
    columns = {name: number for number, name in enumerate(place.variables)}

    def on(day: int, name: str) -> Array:
        if day >= 1:
            return archive[day][:, columns[name]]
        return shifted(place.observed[:, columns[name]], -day)

    values: Features = {f"{_TARGET_DAY}{name}": on(lead, name) for name in columns}
    for name in _known(_CHANGES, columns):
        values[f"change_{name}"] = on(lead, name) - on(lead - 1, name)
    for name in _known(_PATH, columns):
        values[f"day_before_{name}"] = on(lead - 1, name)
        values[f"two_days_before_{name}"] = on(lead - 2, name)
        if lead > 1:
            values[f"path_{name}"] = np.mean([on(day, name) for day in range(1, lead + 1)], axis=0)
    if lead + 1 in archive:
        for name in _known(_NEXT_DAY, columns):
            values[f"day_after_{name}"] = on(lead + 1, name)
    if {"rh_mean", "ws_mean"} <= columns.keys():
        humid, wind = on(lead, "rh_mean") / 100, on(lead, "ws_mean")
        values["humid_squared"] = humid**2
        values["still"] = 1 / (_CALM + wind.clip(0))
        values["stagnation"] = humid * values["still"]
        path = range(1, lead + 1)
        values["path_stagnation"] = np.mean(
            [on(day, "rh_mean") / 100 / (_CALM + on(day, "ws_mean").clip(0)) for day in path],
            axis=0,
        )
        values["path_driest"] = np.min([on(day, "rh_mean") for day in path], axis=0)
        values["path_windiest"] = np.max([on(day, "ws_mean") for day in path], axis=0)
        if "v_mean" in columns:
            values["humid_southerly"] = humid * on(lead, "v_mean")
            values["strong_southerly"] = wind * on(lead, "v_mean")
        if "t_max" in columns:
            values["heat_squared"] = on(lead, "t_mean") ** 2 / 100
            values["humid_heat"] = humid * on(lead, "t_max")
    return values


def has_weather(features: Features) -> npt.NDArray[np.bool_]:
    """Rows in which any weather of the target day itself is known."""
    own = [values for name, values in features.items() if name.startswith(_TARGET_DAY)]
    if not own:
        return np.zeros(1, dtype=bool)
    return np.asarray(np.isfinite(np.column_stack(own)).any(axis=1))


def calendar_features(days: pd.DatetimeIndex, lead: int) -> Features:
    """Season, weekend, heating season and Spring Festival of the target days."""
    target = days + lead * DAY
    angle = 2 * np.pi * target.day_of_year.to_numpy() / 365.25
    month_day = target.month.to_numpy() * 100 + target.day.to_numpy()
    after_festival = _days_after_festival(target)
    return {
        "season_sin1": np.sin(angle),
        "season_cos1": np.cos(angle),
        "season_sin2": np.sin(2 * angle),
        "season_cos2": np.cos(2 * angle),
        "saturday": (target.day_of_week == 5).astype(float),
        "sunday": (target.day_of_week == 6).astype(float),
        "heating": ((month_day >= 1115) | (month_day <= 315)).astype(float),
        "spring_festival": ((after_festival >= -1) & (after_festival <= 6)).astype(float),
    }


def matrix(features: Features, names: list[str]) -> Array:
    """Stack features by name, missing ones as NaN; shape (rows, names)."""
    absent = np.full(len(next(iter(features.values()))), np.nan)
    return np.column_stack([features.get(name, absent) for name in names])


def shifted(values: Array, days: int) -> Array:
    """Move values ``days`` later (earlier where negative); what is not known becomes NaN."""
    moved = np.full_like(values, np.nan)
    if abs(days) >= len(values):
        return moved
    if days > 0:
        moved[days:] = values[:-days]
    elif days < 0:
        moved[:days] = values[-days:]
    else:
        moved[:] = values
    return moved


def _filled(values: Array) -> Array:
    """The last known value stands for a missing one for a few days."""
    filled = values.copy()
    for _ in range(_FILL_DAYS):
        filled = np.where(np.isnan(filled), shifted(filled, 1), filled)
    return filled


def _with_broken_days(place: Place, pollutant: str) -> Array:
    """Daily values; the hours before the issue stand for a day with too few hours for a mean."""
    root = place.daily[pollutant]
    if pollutant not in place.hours:
        return root
    window = place.hours[pollutant]
    enough = np.isfinite(window).sum(axis=1) >= _HOURS_FOR_A_DAY
    day = np.sqrt(_mean(window**2))
    return np.where(np.isnan(root) & enough, day, root)


def _known(names: tuple[str, ...], columns: dict[str, int]) -> list[str]:
    return [name for name in names if name in columns]


def _mean(window: Array) -> Array:
    known = np.isfinite(window)
    count = known.sum(axis=1)
    total = np.where(known, window, 0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _highest(window: Array) -> Array:
    highest = np.where(np.isfinite(window), window, -np.inf).max(axis=1)
    return np.where(np.isfinite(highest), highest, np.nan)


def _mean_of_last(values: Array, days: int) -> Array:
    known = np.isfinite(values)
    total = np.cumsum(np.where(known, values, 0))
    count = np.cumsum(known)
    total = total - np.concatenate([np.zeros(days), total])[: len(values)]
    count = count - np.concatenate([np.zeros(days, dtype=count.dtype), count])[: len(values)]
    return np.where(count >= days / 3, total / np.maximum(count, 1), np.nan)


def _days_after_festival(days: pd.DatetimeIndex) -> Array:
    index = np.searchsorted(_SPRING_FESTIVALS, days, side="right")
    before = _SPRING_FESTIVALS[np.clip(index - 1, 0, None)]
    after = _SPRING_FESTIVALS[np.clip(index, None, len(_SPRING_FESTIVALS) - 1)]
    since = (days - before).days.to_numpy()
    until = (after - days).days.to_numpy()
    return np.where(until == 1, -1.0, since.astype(float))
