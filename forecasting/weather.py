"""Daily weather as the forecast uses it."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.sources.reading import DAILY_WEATHER
from forecasting.knowledge import DAY

Array = npt.NDArray[np.float64]

WEATHER = DAILY_WEATHER
"""Daily weather variables: °C, %, hPa, m/s (``u`` towards east, ``v`` towards north), h, mm."""


def dew_point(temperature: Array, humidity: Array) -> Array:
    """Dew point in °C of temperature in °C and relative humidity in %.

    Inverse of the Magnus formula over water with the coefficients of WMO-No. 8. Humidity below
    1 % counts as 1 %, above 100 % as 100 %.
    """
    exponent = _magnus(temperature) + np.log(np.clip(humidity, 1, 100) / 100)
    return 243.12 * exponent / (17.62 - exponent)


def humidity_of(temperature: Array, dew: Array) -> Array:
    """Relative humidity in %, at most 100, of temperature and dew point in °C; see above."""
    humidity: Array = 100 * np.exp(np.minimum(_magnus(dew) - _magnus(temperature), 0))
    return humidity


def _magnus(temperature: Array) -> Array:
    return 17.62 * temperature / (243.12 + temperature)


def perfect_archive(weather: pd.DataFrame, lead_days: int) -> pd.DataFrame:
    """An archive that forecasts exactly what was observed: the ceiling of any weather forecast.

    Only for backtests, since its rows of an issue day hold the weather of later days.

    Args:
        weather: Observed daily weather, ``city``, ``day`` and variables.
        lead_days: Furthest lead day to fill.
    """
    if weather.empty:
        return pd.DataFrame()
    parts = [
        weather.assign(issue_day=weather["day"] - lead * DAY, lead_days=lead)
        for lead in range(1, lead_days + 1)
    ]
    return pd.concat(parts, ignore_index=True).drop(columns="day")
