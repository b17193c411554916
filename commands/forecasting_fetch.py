"""``forecasting fetch``: weather and air quality forecasts from Open-Meteo."""

import logging
from collections.abc import Callable
from typing import Annotated, Any

import typer

from commands.forecasting_base import print_record
from data import sources
from data.sources.open_meteo import AIR_DAYS, MAX_WEATHER_DAYS, Point
from data.system_errors import reason
from services import connection, fetching
from services import observations as observation_records

log = logging.getLogger("forecasting")


def fetch(
    point: Annotated[
        list[str],
        typer.Option(help="城市与坐标，如 140100=37.87,112.55（纬度在前），可连写多个"),
    ],
    days: Annotated[int, typer.Option(min=1, max=MAX_WEATHER_DAYS, help="今天之后的天数")] = 7,
    weather: Annotated[bool, typer.Option("--weather/--no-weather", help="取气象预报")] = True,
    air: Annotated[bool, typer.Option("--air/--no-air", help="取全球空气质量模式预报")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """从 Open-Meteo 取气象预报与空气质量模式预报并存档（模式值，非监测值）。"""
    points = [_point(text) for text in point]
    if twice := sorted({p.place for p in points if sum(q.place == p.place for q in points) > 1}):
        raise typer.BadParameter(f"{'、'.join(twice)} 给出了两次，请只留其一")
    sessions, received, failures = connection.sessions(), [], []
    tasks: list[tuple[bool, str, Callable[[], fetching.Received]]] = [
        (weather, "气象预报", lambda: fetching.fetch_weather(sessions, points, days=days)),
        (
            air,
            "空气质量模式预报",
            lambda: fetching.fetch_air_quality(sessions, points, days=min(days, AIR_DAYS)),
        ),
    ]
    for wanted, name, task in tasks:
        if not wanted:
            continue
        try:
            received.append(task())
        except (sources.SourceError, OSError) as problem:
            log.error("%s未取得：%s", name, reason(problem))
            failures.append(reason(problem))
            continue
        for note in received[-1].notes:
            log.info("%s", note)
        log.info("%s已存档：%d 行，计为 %s", name, received[-1].rows, received[-1].issue_day)
    if as_json:
        print_record({"received": [_fetch_record(one) for one in received], "errors": failures})
    if failures:
        raise typer.Exit(1)


def _point(text: str) -> Point:
    city, _, pair = text.partition("=")
    latitude, _, longitude = pair.replace("，", ",").partition(",")
    try:
        return Point(observation_records.code_of(city), float(latitude), float(longitude))
    except ValueError as problem:
        reason = str(problem) if "坐标" in str(problem) else "应如 140100=37.87,112.55"
        raise typer.BadParameter(f"--point “{text}”不能理解：{reason}") from problem


def _fetch_record(received: fetching.Received) -> dict[str, Any]:
    return {
        "source": received.source,
        "cities": list(received.city_codes),
        "rows": received.rows,
        "issue_day": received.issue_day.isoformat(),
        "raw": [path.name for path in received.raw],
        "notes": received.notes,
    }
