"""The emission list from the command line: ``python -m emission_lists check LIST.xlsx``."""

import json
import logging
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from commands import (
    base,
    emission_lists_coverage,
    emission_lists_grades,
    emission_lists_import,
    emission_lists_regimes,
    emission_lists_trace,
    output_files,
)
from data.columns import CellIssue
from data.parameters import ParameterError
from data.system_errors import reason
from data.vocabulary import RESPONSE_LEVELS, AlertLevel
from emission_lists import workbook
from emission_lists.grammar.table import parse_table, read_sentences
from services import (
    clock,
    connection,
    list_versions,
    observations,
    rule_adoptions,
    scenario_runs,
)

log = logging.getLogger("emission_lists")
app = base.Commands("应急减排清单：模板、检查、导入、减排核算")

City = Annotated[str, typer.Option(help="六位行政区划代码")]
AsJson = Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")]
ListFile = Annotated[Path, typer.Argument(help="填好的清单工作簿（.xlsx）")]


app.add_typer(emission_lists_grades.app, name="grades")
app.command("coverage")(emission_lists_coverage.coverage)
app.command("import")(emission_lists_import.import_list)
app.command("trace")(emission_lists_trace.trace)
app.command("diff")(emission_lists_import.diff)
app.command("report")(emission_lists_import.report)
app.command("profiles")(emission_lists_import.profiles)
app.command("regime")(emission_lists_regimes.regime)
app.command("regime-lists")(emission_lists_regimes.regime_lists)
app.command("regime-orders")(emission_lists_regimes.regime_orders)
app.command("regime-facts")(emission_lists_regimes.regime_facts)


@app.command()
def template(
    out: Annotated[Path, typer.Argument(help="写到哪个文件（.xlsx）")],
    force: Annotated[bool, typer.Option("--force", help="已有同名文件时覆盖它")] = False,
) -> None:
    """写出空白清单模板；已有同名文件时不覆盖，除非加 --force。"""
    if not force and out.is_file() and out.stat().st_size:
        _fail(f"{out} 已存在且不是空文件，未覆盖；请换一个文件名，或加 --force 覆盖", [], False)
    with output_files.whole_file(out) as part:
        part.write_bytes(workbook.template())
    log.info("空白模板已写到 %s", out)


@app.command()
def check(file: ListFile, as_json: AsJson = False) -> None:
    """检查清单，一次列出全部问题，不导入。"""
    _must_be_there(file, as_json)
    try:
        book = list_versions.check(file, clock.today(), file.name)
    except workbook.WorkbookError as problem:
        _fail(str(problem), [], as_json)
    _list(book.issues)
    if as_json:
        _print({"file": file.name, "acceptable": book.acceptable, "issues": _records(book.issues)})
    if not book.acceptable:
        count = sum(issue.blocking for issue in book.issues)
        log.error("%s 有 %d 处须改正，改正后再导入", file.name, count)
        raise typer.Exit(1)
    log.info(
        "%s 可以导入：企业 %d 家，生产线 %d 条", file.name, len(book.enterprises), len(book.lines)
    )


@app.command()
def balance(
    city: City,
    level: Annotated[AlertLevel, typer.Option(help="预警级别：yellow、orange、red")],
    day: Annotated[str, typer.Option(help="启动日期，如 2026-11-24；缺省为今天")] = "",
    list_version: Annotated[int, typer.Option(help="清单版本号，缺省为最新一版")] = 0,
    as_json: AsJson = False,
) -> None:
    """核算某级别下全市减排量，与比例要求对照。"""
    if level not in RESPONSE_LEVELS:
        raise typer.BadParameter(f"现行减排只分黄、橙、红三级，没有{level.label}")
    start = _day(day, "--day")
    sessions, code = connection.sessions(), observations.code_of(city)
    try:
        framed = scenario_runs.frame_scenario(sessions, code, level, start, list_version or None)
        record = scenario_runs.balance_record(scenario_runs.run_scenario(sessions, framed))
    except (LookupError, ParameterError) as problem:
        _fail(str(problem.args[0]), [], False)
    if as_json:
        _print(record)
        return
    for pollutant, row in record["pollutants"].items():
        target = "无比例要求" if row["target"] is None else f"目标 {row['target']:.0%}"
        typer.echo(
            f"{pollutant}\t减排 {row['cut_kg']:,.1f} kg/d\t{row['fraction'] or 0:.1%}\t{target}"
        )


@app.command()
def adopt(
    city: City,
    rules: Annotated[str, typer.Option(help="分级规则代号，如 example；填 none 为停用")],
    document: Annotated[str, typer.Option(help="采用该规则的文件名称或文号")],
    day: Annotated[str, typer.Option("--from", help="自哪天起，如 2026-11-24；缺省为今天")] = "",
) -> None:
    """记录该市采用（或停用）一套分级减排规则。"""
    chosen, start = "" if rules == "none" else rules, _day(day, "--from")
    code = observations.code_of(city)
    try:
        rule_adoptions.adopt(connection.sessions(), code, chosen, start, document)
    except (rule_adoptions.AdoptionError, ParameterError) as problem:
        _fail(str(problem.args[0]), [], False)
    log.info("已记录")


@app.command()
def parse(
    file: Annotated[Path, typer.Argument(help="措施语句表（.csv，须有 id、text 两列）")],
    out: Annotated[Path, typer.Option(help="写到哪个文件（.csv）")],
    as_json: AsJson = False,
) -> None:
    """把措施语句读成结构：种类、数值、单位、口径，读不懂的原样保留、不计减排。"""
    _must_be_there(file, as_json)
    try:
        parsed = parse_table(read_sentences(file))
        with output_files.whole_file(out) as part:
            parsed.to_csv(part, index=False)
    except output_files.OutputError as problem:
        _fail(str(problem), [], as_json)
    except (OSError, ValueError) as problem:
        _fail(f"{file.name} 未能解析：{reason(problem)}；请核对文件", [], as_json)
    unread = int((parsed["understood"] == 0).sum())
    log.info("已解析 %d 句，其中 %d 句有读不懂之处，结果在 %s", len(parsed), unread, out)
    if as_json:
        _print({"file": file.name, "sentences": len(parsed), "not_understood": unread})


def _must_be_there(file: Path, as_json: bool) -> None:
    if why := output_files.unreadable(file):
        _fail(why, [], as_json)


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError as problem:
        raise typer.BadParameter(f"{option} 应写成 2026-11-24 的样子，现为“{text}”") from problem


def _fail(message: str, issues: list[CellIssue], as_json: bool) -> Any:
    _list(issues)
    log.error("%s", message)
    if as_json:
        _print({"error": message, "issues": _records(issues)})
    raise typer.Exit(1)


def _list(issues: list[CellIssue]) -> None:
    for issue in issues:
        log.log(logging.ERROR if issue.blocking else logging.WARNING, "%s", issue)


def _records(issues: list[CellIssue]) -> list[dict[str, Any]]:
    return [{**vars(issue), "text": str(issue)} for issue in issues]


def _print(record: dict[str, Any]) -> None:
    json.dump(record, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    base.run(app)
