"""``emission_lists regime``: the regimes beside the alert, their lists and notices."""

import json
import logging
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from commands import output_files
from data.parameters import ParameterError
from emission_lists.regimes import REGIMES
from emission_lists.regimes.regime import Regime, RegimeKind
from emission_lists.workbook_file import WorkbookError
from orders.bundle import ExportError
from orders.document import TemplateError
from services import (
    clock,
    connection,
    observations,
    regime_notices,
    regime_records,
    seasonal_regimes,
)
from services.seasonal_regimes import FactsError, Given

log = logging.getLogger("emission_lists")

_NAMES = "、".join(f"{name}（{entry.title}）" for name, entry in REGIMES.items())
City = Annotated[str, typer.Option(help="六位行政区划代码")]
AsJson = Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")]


def regime(
    city: City,
    name: Annotated[str, typer.Option("--regime", help=f"制度：{_NAMES}")],
    day: Annotated[str, typer.Option(help="判定哪一天，如 2026-11-24；缺省为今天")] = "",
    list_version: Annotated[int, typer.Option(help="清单版本号，缺省为最新一版")] = 0,
    facts: Annotated[
        Path | None, typer.Option(help="核定表（.xlsx）；缺省沿用同一季最近一份名单的核定表")
    ] = None,
    o3: Annotated[
        float | None, typer.Option(min=0, help="当日臭氧 µg/m³，缺省取实况或预报")
    ] = None,
    temperature: Annotated[
        float | None, typer.Option(help="当日最高气温 ℃，缺省取实况或预报")
    ] = None,
    season_from: Annotated[str, typer.Option(help="采暖季首日，文件未载时填城市公布的日期")] = "",
    season_until: Annotated[str, typer.Option(help="采暖季末日，文件未载时填城市公布的日期")] = "",
    out: Annotated[Path | None, typer.Option(help="名单写到哪个文件（.xlsx）")] = None,
    record: Annotated[bool, typer.Option("--record", help="存为正式名单，给出名单编号")] = False,
    as_json: AsJson = False,
) -> None:
    """按某项制度核定某日的名单：谁执行、执行什么、依据哪一条，谁豁免、为什么。"""
    _known(name)
    season = _season(season_from, season_until)
    judged = _day(day, "--day") or clock.today()
    sessions, code = connection.sessions(), observations.code_of(city)
    try:
        given = Given(o3, temperature, season, _facts(facts, name))
        found = seasonal_regimes.evaluate(sessions, code, name, judged, given, list_version or None)
        stored = seasonal_regimes.issue(sessions, found) if record else None
        if out is not None:
            _write(out, found, stored)
    except (
        LookupError, FactsError, ParameterError, WorkbookError, output_files.OutputError,
    ) as problem:  # fmt: skip
        _fail(problem, as_json)
    if stored is not None:
        log.info("已存为名单 %s", stored.number)
    if as_json:
        _print(
            {**found.regime.to_record(), "list_version": found.list_version, "given": found.told}
            | {"number": stored.number if stored else None}
        )
    else:
        _show(found.regime)


def regime_orders(
    city: City,
    number: Annotated[str, typer.Option(help="名单编号，如 990100-staggered-001")],
    out: Annotated[Path, typer.Option(help="导出到哪个目录")],
    as_json: AsJson = False,
) -> None:
    """导出一份正式名单：名单一册（.xlsx），每家企业通知一份（.docx）。"""
    code = observations.code_of(city)
    if not number.startswith(f"{code}-"):
        raise typer.BadParameter(f"名单 {number} 不属于 {city}，请核对城市代码与名单编号")
    try:
        made = regime_notices.export(connection.sessions(), number, out)
    except (LookupError, ExportError, TemplateError, ParameterError, OSError) as problem:
        _fail(problem, as_json)
    log.info("已导出通知 %d 份到 %s，失败 %d 份", made.orders, out, len(made.failed))
    if as_json:
        record = made.to_json()
        _print({"number": record.pop("alert"), **record})
    if made.failed:
        raise typer.Exit(1)


def regime_lists(
    city: City,
    name: Annotated[str, typer.Option("--regime", help=f"只列某项制度：{_NAMES}")] = "",
    as_json: AsJson = False,
) -> None:
    """列出已存的名单，新的在前。"""
    if name:
        _known(name)
    code = observations.code_of(city)
    found = regime_records.records(connection.sessions(), code, name)
    rows = json.loads(found.astype(str).to_json(orient="records", force_ascii=False))
    if as_json:
        _print({"city": code, "lists": rows})
        return
    for row in rows:
        typer.echo(f"{row['number']}\t{row['title']}\t{row['day']}\t{row['made_by']}")
    if not rows:
        log.info("%s 还没有已存的名单，用 regime --record 核定并存入", code)


def regime_facts(
    out: Annotated[Path, typer.Argument(help="写到哪个文件（.xlsx）")],
    name: Annotated[str, typer.Option("--regime", help=f"制度：{_NAMES}")] = "staggered",
) -> None:
    """写出某项制度的空白核定表：产业结构类别、豁免条件、核定负荷、活性炭更换日期等。"""
    _known(name)
    try:
        with output_files.whole_file(out) as part:
            part.write_bytes(seasonal_regimes.facts_template(name))
    except output_files.OutputError as problem:
        _fail(problem, False)
    log.info("空白核定表已写到 %s", out)


def _facts(path: Path | None, name: str) -> dict[str, pd.DataFrame] | None:
    if path is None:
        return None
    if why := output_files.unreadable(path):
        raise LookupError(why)
    return seasonal_regimes.read_facts(path.read_bytes(), path.name, name)


def _known(name: str) -> None:
    if name not in REGIMES:
        raise typer.BadParameter(f"没有名为 {name} 的制度，--regime 可用 {_NAMES}")


def _season(first: str, last: str) -> tuple[date, date] | None:
    start, end = _day(first, "--season-from"), _day(last, "--season-until")
    if (start is None) != (end is None):
        raise typer.BadParameter("--season-from 与 --season-until 须同时填写")
    if start is None or end is None:
        return None
    if end < start:
        raise typer.BadParameter("--season-until 早于 --season-from，请核对")
    return start, end


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise typer.BadParameter(f"{option} 应写成 2026-11-24 的样子，现为“{text}”") from problem


def _write(
    out: Path, found: seasonal_regimes.Evaluated, stored: regime_records.RegimeRecord | None
) -> None:
    content = regime_records.workbook(stored) if stored else seasonal_regimes.draft_list(found)
    with output_files.whole_file(out) as part:
        part.write_bytes(content)
    log.info("名单已写到 %s", out)


def _show(found: Regime) -> None:
    if not found.applied:
        typer.echo(f"{found.title}：不执行。{found.why_not}")
        return
    counts = found.rows["kind"].value_counts()
    said = "，".join(f"{RegimeKind(str(kind)).label} {n} 条" for kind, n in counts.items())
    typer.echo(f"{found.title}（{found.day}）：{said or '没有条目'}")
    for row in found.bound.itertuples():
        typer.echo(f"{row.subject_id}\t{row.name}\t{row.measure}\t{row.reference}")
    for remark in found.remarks:
        log.info("%s", remark)


def _fail(problem: Exception, as_json: bool) -> Any:
    for one in getattr(problem, "issues", []):
        log.error("%s", one)
    message = str(problem.args[0] if problem.args else problem)
    log.error("%s", message)
    if as_json:
        _print({"error": message})
    raise typer.Exit(1) from problem


def _print(record: dict[str, Any]) -> None:
    json.dump(record, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
