"""Daily weather out of hourly weather, under the names the forecast uses."""

import numpy as np
import pandas as pd

from air_quality.averaging import natural_day, with_wind_vector

_AFTERNOON = range(12, 19)
_NIGHT = range(0, 8)
_MIN_HOURS = 20
"""As for concentrations; a sum of rain or a maximum over fewer hours would be too low."""


def relative_humidity(temperature: pd.Series, dew_point: pd.Series) -> pd.Series:
    """Return relative humidity in % from temperature and dew point in °C, at most 100.

    Source: Magnus formula over water with the coefficients of WMO-No. 8 (17.62, 243.12 °C).
    """
    ratio: pd.Series = np.exp(
        17.62 * dew_point / (243.12 + dew_point) - 17.62 * temperature / (243.12 + temperature)
    )
    return (100 * ratio).clip(upper=100.0)


def daily_weather(hourly: pd.DataFrame) -> pd.DataFrame:
    """Return the daily weather of every place and natural day.

    Args:
        hourly: Hourly contract with any of its weather columns; ``wind_u`` and ``wind_v``
            (as ``city_mean`` gives them) go before speed and direction.

    Returns:
        ``city``, ``day`` and those of ``t_mean t_max t_range dew_mean`` (°C), ``rh_mean`` (%),
        ``p_mean`` (hPa), ``ws_mean ws_max ws_afternoon ws_night u_mean v_mean`` (m/s),
        ``rain_mm`` whose hours are known. Afternoon is the hours from 12 to 19 o'clock, night
        those from 0 to 8. With fewer than 20 valid hours of the day (three quarters of the
        afternoon's or night's) a value is missing.
    """
    hourly = with_wind_vector(hourly)
    columns = {name: hourly[name] for name in _NEEDED if name in hourly}
    frame = pd.DataFrame(columns)
    if {"temperature", "dew_point"} <= set(frame.columns):
        frame["humidity"] = relative_humidity(frame["temperature"], frame["dew_point"])
    begun = (hourly["hour"] - pd.Timedelta(hours=1)).dt.hour
    if "wind_speed" in frame:
        frame["afternoon"] = frame["wind_speed"].where(begun.isin(_AFTERNOON))
        frame["night"] = frame["wind_speed"].where(begun.isin(_NIGHT))
    groups = frame.groupby([hourly["place"], natural_day(hourly["hour"])], observed=True)
    counts = groups.count()
    daily = pd.DataFrame(index=counts.index)
    for name, (source, how) in _VARIABLES.items():
        if source in frame:
            values = (
                groups[source].max() - groups[source].min()
                if how == "range"
                else (groups[source].agg(how))
            )
            least = _MIN_PART.get(source, _MIN_HOURS)
            daily[name] = values.where(counts[source] >= least)
    daily.index = daily.index.set_names(["city", "day"])
    return daily.reset_index()


_NEEDED = ("temperature", "dew_point", "pressure", "wind_speed", "wind_u", "wind_v", "rain")
_MIN_PART = {"afternoon": 6, "night": 6, "wind_u": 15, "wind_v": 15}
"""A vane gives no direction in calm hours; those would else take whole days away."""
_VARIABLES = {
    "t_mean": ("temperature", "mean"),
    "t_max": ("temperature", "max"),
    "t_range": ("temperature", "range"),
    "dew_mean": ("dew_point", "mean"),
    "rh_mean": ("humidity", "mean"),
    "p_mean": ("pressure", "mean"),
    "ws_mean": ("wind_speed", "mean"),
    "ws_max": ("wind_speed", "max"),
    "ws_afternoon": ("afternoon", "mean"),
    "ws_night": ("night", "mean"),
    "u_mean": ("wind_u", "mean"),
    "v_mean": ("wind_v", "mean"),
    "rain_mm": ("rain", "sum"),
}
