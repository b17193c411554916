"""From files to a :class:`History`: what ``backtest`` and services hand to models."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from air_quality.averaging import city_mean, daily_concentrations
from air_quality.weather import daily_weather
from forecasting.knowledge import History
from forecasting.weather import WEATHER, perfect_archive

MEAN_CITY = "beijing"
"""What the mean of the ``prsa`` stations is called unless named otherwise."""
_SHOWN_CITIES = 20


class RecordError(ValueError):
    """The record does not allow what was asked; the text (Chinese) says what to do."""


@dataclass(frozen=True)
class Sources:
    """Frames as the readers give them, before they are one record.

    Attributes:
        hourly: Hourly observations of stations or cities, or None.
        daily: Daily observations, or None; used where there are no hours.
        weather: Observed daily weather, or None; else it follows from the hours.
        forecast_weather: Archive of weather forecasts, or None.
    """

    hourly: pd.DataFrame | None = None
    daily: pd.DataFrame | None = None
    weather: pd.DataFrame | None = None
    forecast_weather: pd.DataFrame | None = None


def of_stations(sources: Sources, city: str = MEAN_CITY, *, stations: bool = False) -> History:
    """Record of one city that is the mean of its stations, hour by hour.

    Args:
        sources: Hourly observations, one place per station.
        city: What the mean is called.
        stations: Forecast the stations as well; else they are only learned from.

    Raises:
        RecordError: There are no hourly observations.
    """
    if sources.hourly is None or sources.hourly.empty:
        raise RecordError("没有读到逐时观测，请核对文件与 --format")
    names = [str(name) for name in sources.hourly["place"].unique() if name != city]
    separate = sources.hourly[sources.hourly["place"] != city]
    whole = city_mean(separate, city)
    hourly = pd.concat([separate, whole], ignore_index=True)
    return History(
        daily=daily_concentrations(hourly),
        hourly=hourly,
        weather=_weather(sources.weather, daily_weather(whole)),
        forecast_weather=_or_empty(sources.forecast_weather),
        parents=dict.fromkeys(names, city),
        targets=(city, *sorted(names)) if stations else (city,),
    )


def of_cities(sources: Sources, cities: Sequence[str] = ()) -> History:
    """Record of cities, each a series of its own, from hours or from daily values.

    Args:
        sources: Hourly or daily observations by city.
        cities: Which to forecast; empty means all. The others are learned from.

    Raises:
        RecordError: No observations, or a city that is not among them.
    """
    if sources.hourly is not None and len(sources.hourly):
        daily = daily_concentrations(sources.hourly)
        from_hours = daily_weather(sources.hourly)
    elif sources.daily is not None and len(sources.daily):
        daily, from_hours = sources.daily, pd.DataFrame()
    else:
        raise RecordError("没有读到观测，请核对文件与 --format")
    known = set(map(str, daily["city"].unique()))
    unknown = [city for city in cities if city not in known]
    if unknown:
        names = "、".join(sorted(known)[:_SHOWN_CITIES])
        some = f"，例如 {names} 等" if len(known) > _SHOWN_CITIES else f"：{names}"
        raise RecordError(
            f"观测文件中没有城市 {'、'.join(unknown)}；文件中有 {len(known)} 个{some}，请核对 --city"
        )
    return History(
        daily=daily,
        hourly=sources.hourly,
        weather=_weather(sources.weather, from_hours),
        forecast_weather=_or_empty(sources.forecast_weather),
        targets=tuple(cities) or tuple(sorted(known)),
    )


def with_weather(history: History, mode: str, lead_days: int) -> History:
    """Apply ``none``, ``archive`` or ``perfect`` to a record.

    Args:
        history: The record.
        mode: ``none`` drops the archive, ``archive`` keeps it, ``perfect`` replaces it by the
            observed weather of the target days.
        lead_days: Furthest lead day that may be asked for, counted from the last complete day.

    Raises:
        RecordError: ``archive`` without archive, ``perfect`` without observed weather.
    """
    if mode == "none":
        return history.with_weather(pd.DataFrame())
    if mode == "perfect":
        if history.weather.empty:
            raise RecordError("--weather perfect 需要实况气象，请用 --observed-weather 指定文件")
        return history.with_weather(perfect_archive(history.weather, lead_days))
    if history.forecast_weather.empty:
        raise RecordError("--weather archive 需要气象预报存档，请用 --forecast-weather 指定文件")
    return replace(history)


def _weather(given: pd.DataFrame | None, derived: pd.DataFrame) -> pd.DataFrame:
    weather = derived if given is None else given
    if weather.empty or not set(WEATHER) & set(weather.columns):
        return pd.DataFrame()
    return weather


def _or_empty(frame: pd.DataFrame | None) -> pd.DataFrame:
    return pd.DataFrame() if frame is None else frame
