"""``emission_lists trace``: why a line cuts what it cuts."""

import json
import logging
import sys
from datetime import date
from typing import Annotated

import typer

from data.parameters import ParameterError
from data.vocabulary import RESPONSE_LEVELS, AlertLevel
from services import clock, connection, line_traces, observations

log = logging.getLogger("emission_lists")


def trace(
    city: Annotated[str, typer.Option(help="六位行政区划代码")],
    line: Annotated[str, typer.Option(help="生产线编号")],
    level: Annotated[AlertLevel, typer.Option(help="预警级别：yellow、orange、red")],
    day: Annotated[str, typer.Option(help="启动日期，如 2026-11-24；缺省为今天")] = "",
    list_version: Annotated[int, typer.Option(help="清单版本号，缺省为最新一版")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """说明一条生产线减多少、依据哪条规定、等级与备案如何，换个等级或级别会怎样。"""
    if level not in RESPONSE_LEVELS:
        raise typer.BadParameter(f"现行减排只分黄、橙、红三级，没有{level.label}")
    try:
        start = date.fromisoformat(day) if day else clock.today()
    except ValueError as problem:
        raise typer.BadParameter(f"--day 应写成 2026-11-24 的样子，现为“{day}”") from problem
    code = observations.code_of(city)
    try:
        found = line_traces.trace_line(
            connection.sessions(), code, line, level, start, list_version or None
        )
    except (LookupError, ParameterError) as problem:
        log.error("%s", problem.args[0])
        if as_json:
            _print({"error": str(problem.args[0])})
        raise typer.Exit(1) from problem
    if as_json:
        _print({"city": code, **found.to_record()})
        return
    for sentence in found.sentences:
        typer.echo(sentence)


def _print(record: dict[str, object]) -> None:
    json.dump(record, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
