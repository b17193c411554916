"""Hourly concentrations of the sample city that follow from its weather.

PM2.5 comes from a box filled by emissions (more in the heating season, grown by humidity) and
emptied by wind, mixing and rain; so it builds up over stagnant days and is gone within hours of a
front. The other pollutants follow from the same weather, simply.
"""

import numpy as np
import pandas as pd

from data.samples.randomness import Array, generator, persistent
from data.samples.weather import Hidden, season

CITY_COLUMNS = ("pm25", "pm10", "so2", "no2", "o3", "co")


def city_air(hourly: pd.DataFrame, past: Hidden, *, usual_after: int | None = None) -> pd.DataFrame:
    """Compute the city's concentrations from its hourly weather.

    Args:
        hourly: What ``hourly_weather`` gives.
        past: The processes it was made from.
        usual_after: Position of a day after which emissions are as usual, without the chance
            variation that no weather forecast can tell; None for chance on all days.

    Returns:
        ``pm25 pm10 so2 no2 o3`` µg/m³ and ``co`` mg/m³ on the index of ``hourly``, not rounded.
    """
    days = len(past.days)
    winter, spring = (np.repeat(values, 24) for values in season(past.days))
    clock = np.tile(np.arange(24) + 0.5, days)
    chance = generator(past.seed, "emission").standard_normal((days, 4))
    chance = persistent(chance, 0.6)
    if usual_after is not None:
        chance[usual_after + 1 :] = 0
    chance = np.repeat(chance, 24, axis=0)
    still = np.repeat(past.drivers().stagnation, 24)
    weather = {name: hourly[name].to_numpy() for name in hourly.columns}
    wind, damp = weather["wind_speed"], weather["relative_humidity"]

    traffic = 1 + 0.28 * _bump(clock, 8.5, 2.2) + 0.34 * _bump(clock, 19.5, 3.0)
    midday = _bump(clock, 14.5, 4.2)
    # Chosen so that the root of PM2.5 falls about evenly with wind: calms are what counts.
    blown = (14.5 / (14.5 - 5.3 * (wind - 0.5)).clip(2.6, None)) ** 2
    pm25 = _box(
        3.6
        * (0.93 + 0.16 * winter)
        * (0.55 + 0.45 * traffic)
        * _growth(damp)
        * np.exp(0.16 * chance[:, 0] + 0.06 * still.clip(-1.5, 3)),
        0.03 * blown * (1 + (0.25 - 0.15 * winter) * midday)
        + 0.05 * weather["rain"].clip(0, 3) ** 0.6,
    )
    dust = _dust(past, spring, still, clock)
    dry = (1.35 - damp / 100).clip(0.4, 1.1)
    coarse = (26 + 14 * spring) * dry * (0.75 + 0.06 * (wind - 2).clip(0, None) ** 2)
    coarse = coarse * (0.7 + 0.3 * traffic) / (1 + weather["rain"]) * np.exp(0.2 * chance[:, 1])
    close = (1.7 / (0.5 + wind)) ** 0.55
    no2 = (9 + 24 * (0.75 + 0.25 * winter) * traffic * close) * (1 - (0.42 - 0.1 * winter) * midday)
    no2 *= np.exp(0.12 * chance[:, 2])
    so2 = 5 + (4 + 13 * winter.clip(0, 1)) * close * (0.8 + 0.4 * _bump(clock, 10, 3))
    return pd.DataFrame(
        {
            "pm25": pm25 + 0.1 * dust,
            "pm10": 1.12 * pm25 + coarse + dust,
            "so2": so2 * np.exp(0.2 * chance[:, 1]),
            "no2": no2,
            "o3": _ozone(weather, winter, still, clock, no2, chance[:, 3]),
            "co": 0.3 + 0.0072 * pm25 + 0.16 * traffic * close,
        },
        index=hourly.index,
    )


def _bump(clock: Array, middle: float, width: float) -> Array:
    away = (clock - middle + 12) % 24 - 12
    return np.asarray(np.exp(-((away / width) ** 2)))


def _growth(damp: Array) -> Array:
    """Secondary particles: little below 50 % humidity, more than twice the mass in wet haze."""
    return 1 + 1.6 * ((damp - 40) / 50).clip(0, 1) ** 1.3


def _box(source: Array, loss: Array) -> Array:
    level = 45.0
    levels = np.empty_like(source)
    gone = -np.expm1(-loss)
    for hour, (gain, share) in enumerate(zip(source.tolist(), gone.tolist(), strict=True)):
        level += gain - share * level
        levels[hour] = level
    return levels


def _ozone(
    weather: dict[str, Array], winter: Array, still: Array, clock: Array, no2: Array, chance: Array
) -> Array:
    sun = 1 - 0.85 * weather["cloud"]
    warm = np.repeat(weather["temperature"].reshape(-1, 24).max(axis=1), 24)
    damp = np.repeat(weather["relative_humidity"].reshape(-1, 24).mean(axis=1), 24)
    made = 10.0 * (warm - 7).clip(0, None) * sun * (0.62 - 0.12 * winter)
    made *= (1 + 0.14 * still).clip(0.5, 1.5) * (1.15 - 0.55 * ((damp - 50) / 45).clip(0, 1))
    made *= np.exp(0.13 * chance)
    background = (38 - 10 * winter) * (0.75 + 0.09 * weather["wind_speed"]).clip(0, 1.35)
    night = 1 - _bump(clock, 14.5, 6)
    # A broad afternoon: the mean of eight hours stays near the peak, as in real cities.
    ozone = background + made * _bump(clock, 15.3, 4.6) - 0.55 * no2 * night
    return np.asarray(ozone.clip(3, None))


def _dust(past: Hidden, spring: Array, still: Array, clock: Array) -> Array:
    draws = generator(past.seed, "dust").random((len(past.days), 3))
    windy = still[::24] < -0.7
    comes = windy & (draws[:, 0] < 0.22 * spring[::24] ** 1.5)
    size = np.where(comes, 350 + 900 * draws[:, 1] ** 2, 0.0)
    begins = np.repeat(2 + 9 * draws[:, 2], 24)
    shape = 1 / (1 + np.exp(-2 * (clock - begins))) * np.exp(-(clock - begins).clip(0, None) / 7)
    return np.asarray(np.repeat(size, 24) * shape)
