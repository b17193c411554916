"""The stations of the sample city: where they stand and what each of them reports."""

import numpy as np
import pandas as pd

from data.samples.air import CITY_COLUMNS
from data.samples.randomness import Flags, generator, persistent

_STATIONS = (
    # code, name, longitude, latitude, PM, gases of traffic, SO2, O3
    ("990100A", "示例市城东测站（演示）", 112.58, 37.91, 1.02, 1.08, 0.95, 0.97),
    ("990100B", "示例市城西测站（演示）", 112.44, 37.89, 1.06, 1.02, 1.10, 0.98),
    ("990100C", "示例市南湖测站（演示）", 112.52, 37.81, 1.08, 1.00, 1.05, 1.00),
    ("990100D", "示例市北苑测站（演示）", 112.51, 38.01, 0.96, 0.94, 1.00, 1.02),
    ("990100E", "示例市新城测站（演示）", 112.61, 37.83, 1.00, 1.10, 0.90, 0.99),
    ("990100F", "示例市云岭测站（演示，清洁对照）", 112.36, 38.03, 0.80, 0.72, 0.85, 1.08),
)
_WEATHER = ("temperature", "pressure", "dew_point", "rain", "wind_speed", "wind_direction")


def stations() -> pd.DataFrame:
    """Return the made-up stations: ``code``, ``name``, ``longitude`` and ``latitude`` (WGS-84)."""
    rows = [station[:4] for station in _STATIONS]
    return pd.DataFrame(rows, columns=["code", "name", "longitude", "latitude"])


def reported(city: pd.DataFrame, weather: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Make the hourly reports of every station from the city's air and weather.

    About 2 % of the hours are missing at each station, single pollutants now and then, and a
    station is out for one to three days a few times a year.

    Args:
        city: Concentrations of whole days, what ``city_air`` gives.
        weather: Hourly weather on the same index; a station's differs only by noise.
        seed: Seed of the sample city.

    Returns:
        ``place``, ``hour``, the pollutants (whole µg/m³, CO in steps of 0.1 mg/m³) and the weather
        columns; one row per station and hour, missing values as NaN.
    """
    hours, count = len(city), len(_STATIONS)
    noise = generator(seed, "stations").standard_normal((hours, count * 6)).reshape(hours, count, 6)
    noise = persistent(noise, 0.8)
    absent = _absent(hours, count, seed)
    spots = generator(seed, "spots").random((hours, count * 6)).reshape(hours, count, 6) < 0.004
    frames = []
    for number, (code, _, _, _, particles, gases, sulphur, ozone) in enumerate(_STATIONS):
        factor = {"so2": sulphur, "no2": gases, "co": gases, "o3": ozone}
        columns: dict[str, object] = {"place": code, "hour": city.index}
        for column, name in enumerate(CITY_COLUMNS):
            own = noise[:, number, column if name != "pm10" else 0]
            values = city[name].to_numpy() * factor.get(name, particles) * np.exp(0.09 * own)
            values = np.round(values, 1).clip(0.1) if name == "co" else np.round(values).clip(1)
            missing = absent[:, number] | spots[:, number, column]
            columns[name] = np.where(missing, np.nan, values)
        for name in _WEATHER:
            columns[name] = np.where(absent[:, number], np.nan, weather[name].to_numpy())
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def _absent(hours: int, count: int, seed: int) -> Flags:
    """Tell which hours a station does not report at all."""
    single = generator(seed, "absent").random((hours, count)) < 0.018
    draws = generator(seed, "outage").random((hours // 24, count * 2)).reshape(-1, count, 2)
    starts = draws[..., 0] < 0.006
    length = 1 + (draws[..., 1] * 3).astype(int)
    out = starts.copy()
    for later in (1, 2):
        out[later:] |= starts[:-later] & (length[:-later] > later)
    return np.asarray(single | np.repeat(out, 24, axis=0))
