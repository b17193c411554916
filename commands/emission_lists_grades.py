"""``emission_lists grades``: records of performance grades, and what is in force on a day."""

import json
import logging
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from commands import base, output_files
from data.columns import CellIssue
from data.parameters import ParameterError
from data.vocabulary import GradeScheme, PerformanceGrade
from emission_lists.grading import GradeAct
from emission_lists.workbook_file import WorkbookError
from services import clock, connection, grade_records, observations

log = logging.getLogger("emission_lists")
app = base.Commands("绩效等级：登记评定、升降与处罚，查某日执行的等级及其缘由")

City = Annotated[str, typer.Option(help="六位行政区划代码")]
AsJson = Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")]
Line = Annotated[str, typer.Option(help="生产线编号")]
Enterprise = Annotated[str, typer.Option(help="企业编号")]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="等级变更表（.csv 或 .xlsx），一次变更一行")],
    city: City,
    as_json: AsJson = False,
) -> None:
    """登记一批等级变更；有一行不对则全部不登记，已登记过的不重复登记。"""
    if why := output_files.unreadable(file):
        _fail(why, [], as_json)
    code = observations.code_of(city)
    try:
        done = grade_records.import_file(connection.sessions(), file, code)
    except (WorkbookError, grade_records.GradeRecordError, ParameterError) as problem:
        _fail(str(problem.args[0]), getattr(problem, "issues", []), as_json)
    _report(code, done, as_json)


@app.command()
def show(
    city: City,
    line: Line = "",
    enterprise: Enterprise = "",
    day: Annotated[str, typer.Option(help="哪一天的等级，如 2026-11-24；缺省为今天")] = "",
    as_json: AsJson = False,
) -> None:
    """查某日执行的等级、有效期与缘由，及该企业的登记记录。"""
    if not line and not enterprise:
        raise typer.BadParameter("请用 --line 或 --enterprise 指明生产线或企业")
    asked = _day(day, "--day") or clock.today()
    sessions, code = connection.sessions(), observations.code_of(city)
    try:
        found = grade_records.show(sessions, code, asked, line_id=line, enterprise_id=enterprise)
        owner = found["enterprise_id"].iloc[0]
        whole = grade_records.overall(sessions, code, asked, owner)
        history = grade_records.records_of(sessions, code, owner)
    except (LookupError, ParameterError) as problem:
        _fail(str(problem.args[0]), [], as_json)
    if as_json:
        _print(
            {
                "city": code,
                "day": asked.isoformat(),
                "overall": whole,
                "lines": _rows(found),
                "records": _rows(history),
            }
        )
        return
    for row in found.itertuples():
        typer.echo(f"{row.line_id}\t{row.process}\t{row.grade}\t{row.grade_reason}")
    typer.echo(f"企业总体\t{whole['grade']}\t{whole['by_industry']}")
    for row in history.itertuples():
        act = GradeAct(str(row.act)).label
        typer.echo(
            f"记录 {row.number}\t{row.valid_from:%Y-%m-%d}\t{act}\t{row.grade}\t{row.document}"
        )


@app.command()
def change(
    city: City,
    document: Annotated[str, typer.Option(help="评级、处罚或撤回的文件名称或文号")],
    day: Annotated[str, typer.Option("--from", help="自哪天起，如 2026-11-24；处罚填处罚日期")],
    enterprise: Enterprise = "",
    line: Line = "",
    industry: Annotated[str, typer.Option(help="行业；企业有几个行业时必填")] = "",
    act: Annotated[GradeAct, typer.Option(help="grade 评定、penalty 处罚、withdrawal 撤回")] = (
        GradeAct.GRADE
    ),
    grade: Annotated[str, typer.Option(help="绩效等级，如 B；取消等级填未定级")] = "",
    scheme: Annotated[GradeScheme, typer.Option(help="评级依据的年份")] = GradeScheme.GUIDE_2020,
    until: Annotated[str, typer.Option(help="有效期至，如 2027-12-31；长期有效不填")] = "",
    evidence: Annotated[str, typer.Option(help="评定凭据：现场核查、监测报告等")] = "",
    as_json: AsJson = False,
) -> None:
    """登记一次等级变更；自生效日起执行，此前各日不受影响。"""
    if not enterprise and not line:
        raise typer.BadParameter("请用 --enterprise 或 --line 指明企业或生产线")
    if grade and grade not in set(PerformanceGrade):
        raise typer.BadParameter(f"没有等级“{grade}”，可用 {'、'.join(PerformanceGrade)}")
    code = observations.code_of(city)
    record: dict[str, object] = {
        "enterprise_id": enterprise,
        "line_id": line,
        "industry": industry,
        "act": act.value,
        "grade": grade,
        "scheme": scheme.label if act is GradeAct.GRADE else "",
        "valid_from": _day(day, "--from"),
        "until": _day(until, "--until"),
        "evidence": evidence,
        "document": document,
    }
    try:
        done = grade_records.change(connection.sessions(), code, record)
    except (LookupError, grade_records.GradeRecordError, ParameterError) as problem:
        _fail(str(problem.args[0]), [], as_json)
    _report(code, done, as_json)


def _report(code: str, done: grade_records.Recorded, as_json: bool) -> None:
    for remark in done.remarks:
        log.warning("%s", remark)
    log.info("已登记 %d 条，另有 %d 条此前已登记", done.added, done.known)
    if as_json:
        _print({"city": code, "added": done.added, "known": done.known, "remarks": done.remarks})


def _day(text: str, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise typer.BadParameter(f"{option} 应写成 2026-11-24 的样子，现为“{text}”") from problem


def _fail(message: str, issues: list[CellIssue], as_json: bool) -> Any:
    for issue in issues:
        log.error("%s", issue)
    log.error("%s", message)
    if as_json:
        _print({"error": message, "issues": [{**vars(i), "text": str(i)} for i in issues]})
    raise typer.Exit(1)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as scripts read them: days as 2026-11-24, what is missing as null."""
    return [
        {
            str(name): None
            if pd.isna(value)
            else (f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value)
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    ]


def _print(record: dict[str, Any]) -> None:
    json.dump(record, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
