"""Open-Meteo: weather forecasts and the global air-quality model (CAMS) at the point of a city.

Values of a model, not of monitoring: whatever shows them says so (``LABEL``). Data of Open-Meteo
are under CC BY 4.0; its public service is free for non-commercial use and can be self-hosted.

The service gives temperature, humidity, pressure, wind and concentrations at an hour, and rain,
sunshine and gusts of the hour that ended then. Both stand under that hour here, as observations do.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from data.sources import http
from data.sources.open_meteo_reply import AIR, SERVICE, WEATHER, Variable, read

LABEL = "模式值，非监测值"
ATTRIBUTION = "Open-Meteo.com（CC BY 4.0）"
AIR_MODEL = "cams_global"
MAX_WEATHER_DAYS = 15
MAX_AIR_DAYS = 6
"""Days after today that can be asked for; the service counts today as well."""
AIR_DAYS = 5
"""Days after today that the global model reaches."""

_POINTS_PER_REQUEST = 100


@dataclass(frozen=True)
class Settings:
    """Where the service is and how patiently to ask."""

    weather_url: str = "https://api.open-meteo.com"
    air_url: str = "https://air-quality-api.open-meteo.com"
    patience: http.Patience = field(default_factory=http.Patience)

    @classmethod
    def from_environment(cls) -> "Settings":
        """Take ``RESPONSE_OPEN_METEO_URL`` and ``RESPONSE_OPEN_METEO_AIR_URL`` where set."""
        return cls(
            os.environ.get("RESPONSE_OPEN_METEO_URL") or cls.weather_url,
            os.environ.get("RESPONSE_OPEN_METEO_AIR_URL") or cls.air_url,
        )


@dataclass(frozen=True)
class Point:
    """A place to ask for, in degrees (WGS 84)."""

    place: str
    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuse what lies on no globe, such as a swapped pair in China."""
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(
                f"{self.place} 的坐标（纬度 {self.latitude:g}，经度 {self.longitude:g}）无效；"
                f"请按“纬度,经度”填写，如 37.87,112.55"
            )


@dataclass(frozen=True)
class Fetched:
    """What one question brought."""

    hourly: pd.DataFrame
    """``place``, ``hour`` (local time) and variables; NaN where the model has no value."""
    raw: tuple[bytes, ...]
    """The replies as they came, one per hundred points."""
    fetched_at: datetime
    label: str = LABEL


OnReply = Callable[[bytes], None]


def forecast(
    points: Sequence[Point],
    *,
    fetched_at: datetime,
    days: int = 7,
    past_days: int = 2,
    settings: Settings | None = None,
    on_reply: OnReply | None = None,
) -> Fetched:
    """Fetch the hourly weather forecast of places.

    Args:
        points: Places, each once.
        fetched_at: Local time of asking, kept with the result.
        days: Days after today, 1 to 15. Of the last one 24:00 is not given.
        past_days: Days before today, 0 to 92, as the model analysed them.
        settings: Addresses and patience; from the environment where None.
        on_reply: Called with each reply before it is read, to keep it as it came.

    Returns:
        ``place``, ``hour``, ``temperature`` and ``dew_point`` (°C), ``relative_humidity`` (%),
        ``pressure`` (hPa, at the height of the place), ``wind_speed``, ``wind_gust`` (m/s),
        ``wind_direction`` (degrees it blows from), ``rain`` (mm), ``sunshine_h`` (h in the hour),
        ``boundary_layer`` (m). Null, and values no weather can have, are NaN.

    Raises:
        SourceError: The service cannot be reached, refuses, or answers otherwise than documented
            (not JSON, other units, other length, other time zone).
        ValueError: ``days`` or ``past_days`` out of range, or no place.
    """
    _check_days(days, MAX_WEATHER_DAYS, past_days)
    settings = settings or Settings.from_environment()
    url = f"{settings.weather_url.rstrip('/')}/v1/forecast"
    extra = {"wind_speed_unit": "ms", "past_days": str(past_days)}
    return _fetch(url, points, WEATHER, days, extra, fetched_at, settings.patience, on_reply)


def air_quality(
    points: Sequence[Point],
    *,
    fetched_at: datetime,
    days: int = AIR_DAYS,
    settings: Settings | None = None,
    on_reply: OnReply | None = None,
) -> Fetched:
    """Fetch the hourly air-quality forecast of the global model (CAMS) for places.

    The reply does not say which run of the model it is from, so a forecast is dated by its fetch.

    Args:
        points: Places, each once.
        fetched_at: Local time of asking, kept with the result.
        days: Days after today, 1 to 6; the model reaches about five.
        settings: Addresses and patience; from the environment where None.
        on_reply: Called with each reply before it is read.

    Returns:
        ``place``, ``hour``, ``pm25 pm10 so2 no2 o3 dust`` (µg/m³) and ``co`` (mg/m³).

    Raises:
        SourceError: As ``forecast``.
        ValueError: ``days`` out of range, or no place.
    """
    _check_days(days, MAX_AIR_DAYS)
    settings = settings or Settings.from_environment()
    url = f"{settings.air_url.rstrip('/')}/v1/air-quality"
    extra = {"domains": AIR_MODEL}
    return _fetch(url, points, AIR, days, extra, fetched_at, settings.patience, on_reply)


def _check_days(days: int, most: int, past_days: int = 0) -> None:
    if not 1 <= days <= most:
        raise ValueError(f"预报天数 {days} 超出范围，可取 1～{most}")
    if not 0 <= past_days <= 92:
        raise ValueError(f"回看天数 {past_days} 超出范围，可取 0～92")


def _fetch(
    url: str,
    points: Sequence[Point],
    variables: Mapping[str, Variable],
    days: int,
    extra: Mapping[str, str],
    fetched_at: datetime,
    patience: http.Patience,
    on_reply: OnReply | None,
) -> Fetched:
    places = [point.place for point in points]
    if not places:
        raise ValueError("没有给出任何城市的坐标，请至少给出一个")
    if len(set(places)) < len(places):
        raise ValueError("同一城市的坐标给出了两次，请只留其一")
    common = {
        "hourly": ",".join(variables),
        "timezone": "Asia/Shanghai",
        "forecast_days": str(days + 1),
        **extra,
    }
    raw, frames = [], []
    for part in _parts(points):
        where = {
            "latitude": ",".join(f"{point.latitude:g}" for point in part),
            "longitude": ",".join(f"{point.longitude:g}" for point in part),
        }
        body = http.get(url, {**where, **common}, SERVICE, patience)
        if on_reply:
            on_reply(body)
        raw.append(body)
        frames.append(read(body, [point.place for point in part], variables))
    return Fetched(pd.concat(frames, ignore_index=True), tuple(raw), fetched_at)


def _parts(points: Sequence[Point]) -> Iterator[Sequence[Point]]:
    for start in range(0, len(points), _POINTS_PER_REQUEST):
        yield points[start : start + _POINTS_PER_REQUEST]
