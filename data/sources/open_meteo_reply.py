"""What a reply of Open-Meteo holds, and whether it holds what it should.

Parallel arrays under ``hourly``, their units under ``hourly_units``, local times without offset;
several points give a list of such replies.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from data.sources.cells import PLAUSIBLE
from data.sources.http import reason_of
from data.sources.reading import SourceError

SERVICE = "Open-Meteo"
_LOCAL_OFFSET = 8 * 3600
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Variable:
    """Our name of a variable, the unit it must come in, and the factor to our unit."""

    name: str
    unit: str
    factor: float = 1.0


WEATHER = {
    "temperature_2m": Variable("temperature", "°C"),
    "dew_point_2m": Variable("dew_point", "°C"),
    "relative_humidity_2m": Variable("relative_humidity", "%"),
    "surface_pressure": Variable("pressure", "hPa"),
    "wind_speed_10m": Variable("wind_speed", "m/s"),
    "wind_direction_10m": Variable("wind_direction", "°"),
    "wind_gusts_10m": Variable("wind_gust", "m/s"),
    "precipitation": Variable("rain", "mm"),
    "sunshine_duration": Variable("sunshine_h", "s", 1 / 3600),
    "boundary_layer_height": Variable("boundary_layer", "m"),
}
AIR = {
    "pm2_5": Variable("pm25", "µg/m³"),
    "pm10": Variable("pm10", "µg/m³"),
    "sulphur_dioxide": Variable("so2", "µg/m³"),
    "nitrogen_dioxide": Variable("no2", "µg/m³"),
    "carbon_monoxide": Variable("co", "µg/m³", 0.001),
    "ozone": Variable("o3", "µg/m³"),
    "dust": Variable("dust", "µg/m³"),
}
_BOUNDS = dict(PLAUSIBLE) | {
    "relative_humidity": (0, 101),
    "wind_direction": (0, 360),
    "wind_gust": (0, 120),
    "sunshine_h": (0, 1.01),
    "boundary_layer": (0, 10_000),
    "dust": (0, 10_000),
}


def read(body: bytes, places: Sequence[str], variables: Mapping[str, Variable]) -> pd.DataFrame:
    """Read one reply.

    Args:
        body: The reply as it came.
        places: Places in the order they were asked for.
        variables: The service's names to ours.

    Returns:
        ``place``, ``hour`` and our variables; null, and values no weather can have, are NaN.

    Raises:
        SourceError: It is no JSON, or has other units, lengths, times or points than asked for.
    """
    replies = _replies(body, len(places))
    frames = [_frame(place, reply, variables) for place, reply in zip(places, replies, strict=True)]
    return pd.concat(frames, ignore_index=True)


def _replies(body: bytes, count: int) -> list[dict[str, Any]]:
    """Return the reply of each point: one stands alone, several in a list in the order asked."""
    try:
        content = json.loads(body, parse_constant=_refuse_constant)
    except ValueError as problem:
        if body.lstrip()[:1] == b"<":
            raise SourceError(
                f"{SERVICE} 的应答是网页而不是数据，可能是上网认证页或代理的提示页；"
                f"请先登录网络，并核对服务地址"
            ) from problem
        raise SourceError(
            f"{SERVICE} 的应答不是完整的 JSON（共 {len(body)} 字节），未采用；请稍后再试"
        ) from problem
    if isinstance(content, dict) and content.get("error"):
        raise SourceError(f"{SERVICE} 不接受请求，对方说明：{reason_of(body)}")
    replies = content if isinstance(content, list) else [content]
    if len(replies) != count or not all(isinstance(reply, dict) for reply in replies):
        _strange(f"要了 {count} 个城市，得到 {len(replies)} 个")
    return replies


def _frame(place: str, reply: Mapping[str, Any], variables: Mapping[str, Variable]) -> pd.DataFrame:
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


def _numbers(place: str, header: str, values: Any, count: int) -> Floats:
    if not isinstance(values, list):
        _strange(f"{place} 没有变量 {header}")
    if len(values) != count:
        _strange(f"{place} 的 {header} 有 {len(values)} 个值，时间有 {count} 个")
    for value in values:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            _strange(f"{place} 的 {header} 含有不是数字的值“{str(value)[:40]}”")
    try:
        return np.array([np.nan if value is None else value for value in values], dtype=float)
    except OverflowError:
        _strange(f"{place} 的 {header} 含有过大的数")


def _check_unit(
    place: str,
    header: str,
    unit: Any,
    variable: Variable,
    values: Floats,
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
        f"{SERVICE} 的应答与约定不符：{what}；未采用，请核对服务地址与版本（自建服务须更新）"
    )
