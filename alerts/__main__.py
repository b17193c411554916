"""Alerts from the command line: ``python -m alerts judge --aqi 210,230,180,90 --start D``."""

import json
import logging
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from alerts import criteria as alert_criteria
from alerts.alert import AlertError
from commands import base
from data import parameters
from data.parameters import ParameterError
from data.sources import SourceError
from data.vocabulary import AlertLevel
from services import (
    alert_records,
    clock,
    connection,
    forecast_runs,
    freshness,
    hourly_aqi,
    observations,
    revisions,
)

log = logging.getLogger("alerts")
app = base.Commands("预警级别：判定、建议、发布、查询")

City = Annotated[str, typer.Option(help="六位行政区划代码")]
AsJson = Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")]


@app.command()
def judge(
    aqi: Annotated[str, typer.Option(help="连续各日 AQI，逗号分隔，如 210,230,180,90")] = "",
    start: Annotated[str, typer.Option(help="第一日，如 2026-11-24")] = "",
    hourly: Annotated[Path | None, typer.Option(help="逐时 CSV：time,aqi_24h 或 time,pm25")] = None,
    city: Annotated[str, typer.Option(help="六位行政区划代码，缺省用国家标准")] = "",
    edition: Annotated[int, typer.Option(help="改用某年版的启动条件，如 2017；缺省按起始日")] = 0,
    as_json: AsJson = False,
) -> None:
    """按启动条件判定一段 AQI 对应的预警级别。"""
    if bool(aqi) == bool(hourly):
        raise typer.BadParameter("--aqi 与 --hourly 须且只须给一个")
    if aqi and not start:
        raise typer.BadParameter("--aqi 须连同 --start（第一日）给出，如 --start 2026-11-24")
    if hourly is not None and start:
        log.warning("--start 只与 --aqi 同用，未采用；--hourly 的时间取自文件")
    asked = base.checked_edition(edition, city or None)
    try:
        given = hourly_aqi.read(hourly) if hourly is not None else None
        first = given.first_day if given else _day(start, "--start")
        used = alert_criteria.criteria_on(first, city or None, asked)
        gap = parameters.on("alerts/merge_gap", first, city or None).value.hours
        if given is None:
            windows = alert_criteria.judge_days(_numbers(aqi), first, used, gap)
        else:
            for note in given.notes:
                log.warning("%s", note)
            windows = alert_criteria.judge_hours(
                given.aqi_24h, used, gap, cover_hours=given.cover_hours
            )
    except (ParameterError, SourceError, ValueError) as problem:
        _fail(str(problem.args[0]) + _edition_hint(problem, city))
    window = alert_criteria.highest(windows)
    record = _judged(window, days=hourly is None, reference=used[0].reference)
    if as_json:
        _print(record)
    else:
        typer.echo(_said(window, record))


@app.command()
def recommend(
    city: City,
    issue_date: Annotated[str, typer.Option(help="起报日，缺省为今天")] = "",
    issue_hour: Annotated[int, typer.Option(min=0, max=24, help="起报时次，0 为该日最新一次")] = 0,
    edition: Annotated[int, typer.Option(help="改用某年版的启动条件，如 2017；缺省按起报日")] = 0,
    as_json: AsJson = False,
) -> None:
    """按预报建议预警级别、时段、把握与依据；该时次没有预报时先起报。"""
    day = _day(issue_date, "--issue-date") if issue_date else clock.today()
    code = observations.code_of(city)
    asked = base.checked_edition(edition, code)
    sessions = connection.sessions()
    try:
        run = _run_of(sessions, code, day, issue_hour)
        forecast = revisions.load(sessions, run).revised
        advice = alert_records.recommend_from(sessions, forecast, edition=asked)
    except (forecast_runs.MissingObservationsError, ParameterError, ValueError) as problem:
        _fail(str(problem.args[0]) + _edition_hint(problem, code))
    states = freshness.used_by(forecast)
    record = alert_records.recommendation_record(forecast, advice, states)
    if as_json:
        _print(record)
        return
    typer.echo(f"{advice.response.label}：{advice.level.full_label if advice.level else '—'}")
    for reason in advice.reasons:
        typer.echo(f"  {reason}")


@app.command()
def issue(
    city: City,
    level: Annotated[AlertLevel, typer.Option(help="级别：yellow、orange、red")],
    start: Annotated[str, typer.Option(help="开始时间，如 2026-11-24T00:00")],
    end: Annotated[str, typer.Option(help="结束时间，如 2026-11-27T00:00")],
    user: Annotated[str, typer.Option("--as", help="签发人")],
    basis: Annotated[str, typer.Option(help="依据；缺省为该级别现行启动条件")] = "",
    as_json: AsJson = False,
) -> None:
    """发布一次预警并编号。"""
    try:
        alert = alert_records.issue(
            connection.sessions(), observations.code_of(city), level, _moment(start, "--start"),
            _moment(end, "--end"),
            user=user, basis=basis,
        )  # fmt: skip
    except (AlertError, ParameterError) as problem:
        _fail(str(problem.args[0]))
    log.info("已发布，编号 %s", alert.number)
    if as_json:
        _print(alert_records.record(alert))


@app.command("list")
def list_(city: City, as_json: AsJson = False) -> None:
    """列出该市已发布的预警，新的在前。"""
    code = observations.code_of(city)
    issued = alert_records.issued(connection.sessions(), code)
    if as_json:
        _print({"city": code, "alerts": [alert_records.record(alert) for alert in issued]})
        return
    for alert in issued:
        typer.echo(f"{alert.number}\t{alert.level.full_label}\t{alert.start} 至 {alert.end}")


def _run_of(sessions: Any, code: str, day: date, hour: int) -> int:
    """The forecast asked for; made now where it is not there yet."""
    if hour == 0:
        midnight = datetime.combine(day, datetime.min.time())
        until = midnight + timedelta(hours=24)
        found = forecast_runs.latest(sessions, code, until, after=midnight)
        if found is not None:
            return found
    day, hour = forecast_runs.issue_time(day, hour, clock.now())
    moment = pd.Timestamp(day) + pd.Timedelta(hours=hour)
    found = forecast_runs.at(sessions, code, moment.to_pydatetime())
    if found is not None:
        return found
    return forecast_runs.publish(sessions, code, day, issue_hour=hour)


def _judged(window: alert_criteria.Window | None, *, days: bool, reference: str) -> dict[str, Any]:
    if window is None:
        return {
            "level": None,
            "start": None,
            "end": None,
            "criterion": None,
            "reference": reference,
        }
    last = (window.end - pd.Timedelta(days=1)).date().isoformat()
    return {
        "level": str(window.level),
        "start": window.start.date().isoformat()
        if days
        else window.start.isoformat(timespec="minutes"),
        "end": last if days else window.end.isoformat(timespec="minutes"),
        "criterion": window.criterion.text,
        "reference": window.criterion.reference,
    }


def _said(window: alert_criteria.Window | None, record: dict[str, Any]) -> str:
    if window is None:
        return f"未达到启动条件（{record['reference']}）"
    why = f"{window.criterion.text}（{window.criterion.reference}）"
    return f"{window.level.full_label}：{record['start']} 至 {record['end']}，{why}"


def _numbers(text: str) -> list[float | None]:
    values: list[float | None] = []
    for part in text.replace("，", ",").split(","):
        word = part.strip()
        try:
            value = None if word in ("", "NA", "—") else float(word)
        except ValueError as problem:
            raise typer.BadParameter(f"--aqi 中“{word}”不是数字") from problem
        if value is not None and not 0 <= value <= 500:
            raise typer.BadParameter(f"--aqi 中“{word}”不在 AQI 的范围 0 至 500 内")
        values.append(value)
    return values


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise typer.BadParameter(f"{option} 应写成 2026-11-24 的样子，现为“{text}”") from problem


def _moment(text: str, option: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise typer.BadParameter(
            f"{option} 应写成 2026-11-24T00:00 的样子，现为“{text}”"
        ) from problem
    if moment.tzinfo is not None:
        raise typer.BadParameter(f"{option} 一律为北京时间，请去掉时区，现为“{text}”")
    return moment


def _edition_hint(problem: Exception, city: str) -> str:
    if not isinstance(problem, ParameterError):
        return ""
    return f"（可用 --edition {base.editions(city or None)}）"


def _fail(message: str) -> Any:
    log.error("%s", message)
    raise typer.Exit(1)


def _print(record: dict[str, Any]) -> None:
    json.dump(record, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    base.run(app)
