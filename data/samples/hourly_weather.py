"""Hourly weather of the sample city, and the daily values taken from it."""

import numpy as np
import pandas as pd

from data.samples.randomness import Array, generator, persistent
from data.samples.weather import VARIABLES, Hidden, daily_weather, season

_MIDDLE = np.arange(24) + 0.5
"""Middle of each averaging hour, o'clock."""


def hourly_weather(past: Hidden) -> pd.DataFrame:
    """Spread the weather of every day over its hours.

    Returns:
        One row per hour from the epoch on, indexed by the hour's end: ``temperature`` °C,
        ``dew_point`` °C, ``relative_humidity`` %, ``pressure`` hPa, ``rain`` mm, ``wind_speed``
        m/s, ``wind_direction`` ° (missing in calms), ``u``, ``v`` m/s and ``cloud`` 0..1.
    """
    days = len(past.days)
    daily = daily_weather(past.drivers(), *season(past.days))
    noise = generator(past.seed, "hourly weather").standard_normal((days * 24, 5))
    slow = persistent(noise[:, :4], 0.85)
    clock = np.tile(_MIDDLE, days)

    warm = np.cos(2 * np.pi * (clock - 14.8) / 24) + 0.12 * np.cos(4 * np.pi * (clock - 14) / 24)
    temperature = _through(daily["t_mean"]) + _steps(daily["t_range"]) * 0.47 * warm
    temperature += 0.35 * slow[:, 0]
    dew_point = np.minimum(_through(daily["dew_mean"]) + 0.4 * slow[:, 1], temperature - 0.2)
    windy = 0.32 * np.cos(2 * np.pi * (clock - 15) / 24)
    speed = np.exp(np.log(_through(daily["ws_mean"])) - 0.055 + windy + 0.22 * slow[:, 2])
    angle = np.arctan2(-_steps(daily["u_mean"]), -_steps(daily["v_mean"])) + 0.45 * slow[:, 3]
    speed = np.round(speed.clip(0.1, 25), 1)
    direction = np.round(np.rad2deg(angle) % 360, 0)
    return pd.DataFrame(
        {
            "temperature": np.round(temperature, 1),
            "dew_point": np.round(dew_point, 1),
            "relative_humidity": _humidity(temperature, dew_point),
            "pressure": np.round(
                _through(daily["p_mean"]) + 0.9 * np.cos(4 * np.pi * (clock - 10) / 24), 1
            ),
            "rain": _rain(daily["rain_mm"], past.seed),
            "wind_speed": speed,
            "wind_direction": np.where(speed < 0.3, np.nan, direction),
            "u": -speed * np.sin(angle),
            "v": -speed * np.cos(angle),
            "cloud": _steps(daily["cloud"]),
        },
        index=past.days[0] + pd.to_timedelta(np.arange(1, days * 24 + 1), unit="h"),
    )


def daily_from_hourly(hourly: pd.DataFrame, past: Hidden) -> pd.DataFrame:
    """Take the daily weather variables from complete days of hours; sunshine from the cloud."""

    def by_day(name: str) -> Array:
        return hourly[name].to_numpy().reshape(-1, 24)

    daily = daily_weather(past.drivers(), *season(past.days))
    temperature, humidity, speed = map(by_day, ("temperature", "relative_humidity", "wind_speed"))
    values = {
        "t_mean": temperature.mean(axis=1),
        "t_max": temperature.max(axis=1),
        "t_range": np.ptp(temperature, axis=1),
        "dew_mean": by_day("dew_point").mean(axis=1),
        "rh_mean": humidity.mean(axis=1),
        "rh_min": humidity.min(axis=1),
        "p_mean": by_day("pressure").mean(axis=1),
        "ws_mean": speed.mean(axis=1),
        "ws_max": speed.max(axis=1),
        "gust_max": speed.max(axis=1) * daily["gust_max"] / daily["ws_max"],
        "ws_afternoon": speed[:, 12:18].mean(axis=1),
        "ws_night": speed[:, [*range(7), 21, 22, 23]].mean(axis=1),
        "u_mean": by_day("u").mean(axis=1),
        "v_mean": by_day("v").mean(axis=1),
        "sunshine_h": daily["sunshine_h"],
        "rain_mm": by_day("rain").sum(axis=1),
    }
    table = pd.DataFrame({name: np.round(values[name], 2) for name in VARIABLES})
    return table.set_axis(past.days, axis=0)


def _steps(daily: Array) -> Array:
    return np.repeat(daily, 24)


def _through(daily: Array) -> Array:
    """Hourly values on straight lines between the noons, so that midnight makes no jump."""
    noons = np.arange(len(daily)) * 24 + 12
    return np.asarray(np.interp(np.arange(len(daily) * 24) + 0.5, noons, daily))


def _humidity(temperature: Array, dew_point: Array) -> Array:
    def pressure(celsius: Array) -> Array:
        return np.asarray(np.exp(17.62 * celsius / (243.12 + celsius)))

    percent = 100 * pressure(dew_point) / pressure(temperature)
    return np.asarray(np.round(percent.clip(3, 100), 1))


def _rain(daily: Array, seed: int) -> Array:
    shares = generator(seed, "rain hours").random((len(daily), 24)) ** 6
    shares = np.where(shares < 0.1, 0, shares) + 1e-9
    hours = daily[:, None] * shares / shares.sum(axis=1, keepdims=True)
    return np.asarray(np.round(hours, 1).ravel())
