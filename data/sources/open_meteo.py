"""Open-Meteo: weather forecasts and the global air-quality model (CAMS) at the point of a city.

Values of a model, not of monitoring: whatever shows them says so (``LABEL``). Data of Open-Meteo
are under CC BY 4.0; its public service is free for non-commercial use and can be self-hosted.

The service gives temperature, humidity, pressure, wind and concentrations at an hour, and rain,
sunshine and gusts of the hour that ended then. Both stand under that hour here, as observations do.
"""

import json
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from data.sources import http
from data.sources.cells import PLAUSIBLE
from data.sources.reading import SourceError

LABEL = "模式值，非监测值"
ATTRIBUTION = "Open-Meteo.com（CC BY 4.0）"
AIR_MODEL = "cams_global"
MAX_WEATHER_DAYS = 15
MAX_AIR_DAYS = 6
"""Days after today that can be asked for; the service counts today as well."""

_POINTS_PER_REQUEST = 100
_LOCAL_OFFSET = 8 * 3600
_SERVICE = "Open-Meteo"


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


@dataclass(frozen=True)
class _Variable:
    name: str
    unit: str
    factor: float = 1.0


_WEATHER = {
    "temperature_2m": _Variable("temperature", "°C"),
    "dew_point_2m": _Variable("dew_point", "°C"),
    "relative_humidity_2m": _Variable("relative_humidity", "%"),
    "surface_pressure": _Variable("pressure", "hPa"),
    "wind_speed_10m": _Variable("wind_speed", "m/s"),
    "wind_direction_10m": _Variable("wind_direction", "°"),
    "wind_gusts_10m": _Variable("wind_gust", "m/s"),
    "precipitation": _Variable("rain", "mm"),
    "sunshine_duration": _Variable("sunshine_h", "s", 1 / 3600),
    "boundary_layer_height": _Variable("boundary_layer", "m"),
}
_AIR = {
    "pm2_5": _Variable("pm25", "µg/m³"),
    "pm10": _Variable("pm10", "µg/m³"),
    "sulphur_dioxide": _Variable("so2", "µg/m³"),
    "nitrogen_dioxide": _Variable("no2", "µg/m³"),
    "carbon_monoxide": _Variable("co", "µg/m³", 0.001),
    "ozone": _Variable("o3", "µg/m³"),
    "dust": _Variable("dust", "µg/m³"),
}
_BOUNDS = dict(PLAUSIBLE) | {
    "relative_humidity": (0, 101),
    "wind_direction": (0, 360),
    "wind_gust": (0, 120),
    "sunshine_h": (0, 1.01),
    "boundary_layer": (0, 10_000),
    "dust": (0, 10_000),
}

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
    return _fetch(url, points, _WEATHER, days, extra, fetched_at, settings.patience, on_reply)


def air_quality(
    points: Sequence[Point],
    *,
    fetched_at: datetime,
    days: int = 5,
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
    return _fetch(url, points, _AIR, days, extra, fetched_at, settings.patience, on_reply)


def _check_days(days: int, most: int, past_days: int = 0) -> None:
    if not 1 <= days <= most:
        raise ValueError(f"预报天数 {days} 超出范围，可取 1～{most}")
    if not 0 <= past_days <= 92:
        raise ValueError(f"回看天数 {past_days} 超出范围，可取 0～92")


def _fetch(
    url: str,
    points: Sequence[Point],
    variables: Mapping[str, _Variable],
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
        body = http.get(url, {**where, **common}, _SERVICE, patience)
        if on_reply:
            on_reply(body)
        raw.append(body)
        frames += [
            _frame(point.place, reply, variables)
            for point, reply in zip(part, _replies(body, len(part)), strict=True)
        ]
    return Fetched(pd.concat(frames, ignore_index=True), tuple(raw), fetched_at)


def _parts(points: Sequence[Point]) -> Iterator[Sequence[Point]]:
    for start in range(0, len(points), _POINTS_PER_REQUEST):
        yield points[start : start + _POINTS_PER_REQUEST]


def _replies(body: bytes, count: int) -> list[dict[str, Any]]:
    """Return the reply of each point: one stands alone, several in a list in the order asked."""
    try:
        content = json.loads(body, parse_constant=_refuse_constant)
    except ValueError as problem:
        if body.lstrip()[:1] == b"<":
            raise SourceError(
                f"{_SERVICE} 的应答是网页而不是数据，可能是上网认证页或代理的提示页；"
                f"请先登录网络，并核对服务地址"
            ) from problem
        raise SourceError(
            f"{_SERVICE} 的应答不是完整的 JSON（共 {len(body)} 字节），未采用；请稍后再试"
        ) from problem
    if isinstance(content, dict) and content.get("error"):
        raise SourceError(f"{_SERVICE} 不接受请求，对方说明：{http.reason_of(body)}")
    replies = content if isinstance(content, list) else [content]
    if len(replies) != count or not all(isinstance(reply, dict) for reply in replies):
        _strange(f"要了 {count} 个城市，得到 {len(replies)} 个")
    return replies


def _frame(
    place: str, reply: Mapping[str, Any], variables: Mapping[str, _Variable]
) -> pd.DataFrame:
    hourly, units = reply.get("hourly"), reply.get("hourly_units")
    if not isinstance(hourly, dict) or not isinstance(units, dict):
        _strange(f"{place} 没有 hourly 或 hourly_units")
    if reply.get("utc_offset_seconds") != _LOCAL_OFFSET:
        _strange(f"{place} 的时间不是北京时间（偏移 {reply.get('utc_offset_seconds')} 秒）")
    hours = _hours(place, hourly.get("time"))
    columns: dict[str, Any] = {"place": place, "hour": hours}
    for header, variable in variables.items():
        values = _numbers(place, header, hourly.get(header), len(hours))
        _check_unit(place, header, units.get(header), variable, values)
        low, high = _BOUNDS[variable.name]
        values = values * variable.factor
        columns[variable.name] = np.where((values >= low) & (values <= high), values, np.nan)
    return pd.DataFrame(columns).astype({"place": "str"})


def _hours(place: str, times: Any) -> pd.DatetimeIndex:
    if not isinstance(times, list) or not times:
        _strange(f"{place} 没有时间")
    try:
        hours = pd.DatetimeIndex(pd.to_datetime(times, format="%Y-%m-%dT%H:%M")).as_unit("us")
    except (ValueError, TypeError):
        _strange(f"{place} 的时间不能识别，如“{times[0]}”")
    if not (hours.is_monotonic_increasing and hours.is_unique and (hours.minute == 0).all()):
        _strange(f"{place} 的时间不是依次的整点")
    return hours


def _numbers(place: str, header: str, values: Any, count: int) -> "np.ndarray[Any, Any]":
    if not isinstance(values, list):
        _strange(f"{place} 没有变量 {header}")
    if len(values) != count:
        _strange(f"{place} 的 {header} 有 {len(values)} 个值，时间有 {count} 个")
    for value in values:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            _strange(f"{place} 的 {header} 含有不是数字的值“{str(value)[:40]}”")
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _check_unit(
    place: str,
    header: str,
    unit: Any,
    variable: _Variable,
    values: "np.ndarray[Any, Any]",
) -> None:
    # A model without a variable answers with nulls and the unit "undefined".
    if unit == "undefined" and np.isnan(values).all():
        return
    if unicodedata.normalize("NFKC", str(unit)) != unicodedata.normalize("NFKC", variable.unit):
        _strange(f"{place} 的 {header} 单位为“{unit}”，应为“{variable.unit}”")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _strange(what: str) -> NoReturn:
    raise SourceError(
        f"{_SERVICE} 的应答与约定不符：{what}；未采用，请核对服务地址与版本（自建服务须更新）"
    )
