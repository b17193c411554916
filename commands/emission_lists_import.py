"""``emission_lists import | diff | report | profiles``: a new version of the list, and what changes."""

import json
import logging
import sys
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from commands import output_files
from data.columns import CellIssue
from data.vocabulary import Emitted
from emission_lists import difference, import_choices
from emission_lists.difference import Difference
from emission_lists.import_choices import ChoiceError
from emission_lists.workbook import WorkbookError
from services import clock, connection, import_profiles, list_imports, list_versions, observations
from services.connection import Sessions
from services.import_profiles import ProfileError
from services.list_imports import Checked
from services.list_versions import ListImportError, ListVersion

log = logging.getLogger("emission_lists")

City = Annotated[str, typer.Option(help="六位行政区划代码")]
Profile = Annotated[
    str, typer.Option(help="导入配置的名称，用于不是模板样式的文件；在“减排清单”页建立")
]
AsJson = Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")]
ListFile = Annotated[Path, typer.Argument(help="填好的清单工作簿（.xlsx）")]

_KNOWN = (WorkbookError, ListImportError, ProfileError, ChoiceError, LookupError)


def import_list(
    file: ListFile,
    city: City,
    profile: Profile = "",
    only_passed: Annotated[
        bool, typer.Option("--only-passed", help="只导入通过检查的行，未导入的记入版本备注")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """检查并导入清单，成为该市的新一版。"""
    _must_be_there(file, as_json)
    sessions, code = connection.sessions(), observations.code_of(city)
    try:
        if profile or only_passed:
            checked = _checked(sessions, file, code, profile)
            version = list_imports.store(sessions, checked, code, only_passed=only_passed)
        else:
            version = list_versions.import_list(sessions, file, code)
    except _KNOWN as problem:
        _fail(str(problem.args[0]), getattr(problem, "issues", []), as_json)
    log.info("已导入为第 %d 版，提示 %d 条", version.number, len(version.remarks))
    if as_json:
        _print({"city": code, "list_version": version.number, "remarks": list(version.remarks)})


def diff(
    city: City,
    file: Annotated[
        Path | None, typer.Argument(help="与现行版比较的清单工作簿（.xlsx）；不给则比较两个版本")
    ] = None,
    before: Annotated[int, typer.Option("--from", help="较早的版本号，缺省为上一版")] = 0,
    after: Annotated[int, typer.Option("--to", help="较晚的版本号，缺省为最新一版")] = 0,
    profile: Profile = "",
    out: Annotated[Path | None, typer.Option(help="逐项差异写到哪个文件（.xlsx）")] = None,
    as_json: AsJson = False,
) -> None:
    """比较两个版本，或比较一个文件与现行版：新增、删除、逐格修改。"""
    sessions, code = connection.sessions(), observations.code_of(city)
    try:
        if file is not None:
            _must_be_there(file, as_json)
            found, title = _against_file(sessions, file, code, before, profile)
        else:
            found, title = _between(sessions, code, before, after)
    except _KNOWN as problem:
        _fail(str(problem.args[0]), getattr(problem, "issues", []), as_json)
    if out is not None:
        with output_files.whole_file(out) as part:
            part.write_bytes(difference.to_workbook(found, title))
        log.info("逐项差异已写到 %s", out)
    if as_json:
        _print(_difference_record(found, title))
        return
    typer.echo(f"{title}：{found.summary}")


def report(
    file: ListFile,
    out: Annotated[Path, typer.Option(help="标出问题的工作簿写到哪个文件（.xlsx）")],
    city: Annotated[str, typer.Option(help="六位行政区划代码，与 --profile 一起用")] = "",
    profile: Profile = "",
    as_json: AsJson = False,
) -> None:
    """检查清单，把问题标在原工作簿上（标色、批注，加“问题”“建议”两列），不导入。"""
    _must_be_there(file, as_json)
    if profile and not city:
        raise typer.BadParameter("--profile 须与 --city 一起用")
    code = observations.code_of(city) if city else ""
    try:
        checked = _checked(connection.sessions() if city else None, file, code, profile)
    except _KNOWN as problem:
        _fail(str(problem.args[0]), getattr(problem, "issues", []), as_json)
    with output_files.whole_file(out) as part:
        part.write_bytes(list_imports.error_workbook(checked))
    rest = len(checked.issues) - checked.blocking
    log.info("须改正 %d 处，提示 %d 处，已标在 %s", checked.blocking, rest, out)
    if as_json:
        _print({"file": file.name, "acceptable": not checked.blocking,
                "issues": _records(checked.issues)})  # fmt: skip


def profiles(city: City, as_json: AsJson = False) -> None:
    """列出该市的导入配置。"""
    code = observations.code_of(city)
    found = import_profiles.profiles(connection.sessions(), code)
    if as_json:
        _print({"city": code, "profiles": [
            {"name": one.name, "number": one.number, "made_at": one.made_at.isoformat(),
             "made_by": one.made_by} for one in found]})  # fmt: skip
        return
    for one in found:
        typer.echo(f"{one.name}\t第 {one.number} 版\t{one.made_at:%Y-%m-%d %H:%M}\t{one.made_by}")
    if not found:
        log.info("尚无导入配置，可在“减排清单”页导入时建立")


def _checked(sessions: Sessions | None, file: Path, code: str, profile: str) -> Checked:
    """Read a file by a profile, or without one where it has the layout of the template."""
    found = list_imports.draft(file)
    kept = import_profiles.named(sessions, code, profile) if sessions and profile else None
    choices = list_imports.proposal(found, kept)
    if kept is None and not import_choices.is_template(choices, found.matches):
        raise ChoiceError(
            f"{file.name} 不是模板的样式；请先在“减排清单”页完成列对应并保存为配置，再用 --profile 指定"
        )
    newest = list_versions.latest(sessions, code) if sessions else None
    in_force = list_versions.load(sessions, code, newest.number) if sessions and newest else None
    return list_imports.check(found, choices, clock.today(), in_force, code)


def _against_file(
    sessions: Sessions, file: Path, code: str, before: int, profile: str
) -> tuple[Difference, str]:
    older = _version(sessions, code, before)
    checked = _checked(sessions, file, code, profile)
    if not checked.book.readable:
        raise ListImportError(f"{file.name} 还不能与现行版比较，请先改正", checked.issues)
    stored = list_versions.load(sessions, code, older.number)
    return list_imports.compare(checked, stored), f"第 {older.number} 版 → {file.name}"


def _between(sessions: Sessions, code: str, before: int, after: int) -> tuple[Difference, str]:
    later = _version(sessions, code, after)
    if not before and later.number == 1:
        raise LookupError(f"{code} 第 1 版之前没有版本，无从比较")
    earlier = _version(sessions, code, before or later.number - 1)
    one, other = (
        list_imports.tables(list_versions.load(sessions, code, version.number))
        for version in (earlier, later)
    )
    return difference.difference(one, other), f"第 {earlier.number} 版 → 第 {later.number} 版"


def _version(sessions: Sessions, code: str, number: int) -> ListVersion:
    stored = list_versions.versions(sessions, code)
    if not stored:
        raise LookupError(f"{code} 还没有导入清单，请先导入")
    found = stored[0] if not number else next((v for v in stored if v.number == number), None)
    if found is None:
        raise LookupError(f"{code} 没有第 {number} 版清单，现有第 1 至 {stored[0].number} 版")
    return found


def _difference_record(found: Difference, title: str) -> dict[str, Any]:
    tables = {
        one.table.sheet: {
            "added": len(one.added),
            "removed": len(one.removed),
            "changed": one.changed_rows,
            "cells": one.changed.astype(object).where(one.changed.notna(), None).to_dict("records"),
        }
        for one in found.tables
    }
    emissions = {
        Emitted(name).value: {"before_kg": float(before), "after_kg": float(after)}
        for name, before, after in found.emissions.itertuples(name=None)
    }
    return {"compared": title, "summary": found.summary, "tables": tables, "emissions": emissions}


def _must_be_there(file: Path, as_json: bool) -> None:
    if why := output_files.unreadable(file):
        _fail(why, [], as_json)


def _fail(message: str, issues: list[CellIssue], as_json: bool) -> Any:
    for issue in issues:
        log.log(logging.ERROR if issue.blocking else logging.WARNING, "%s", issue)
    log.error("%s", message)
    if as_json:
        _print({"error": message, "issues": _records(issues)})
    raise typer.Exit(1)


def _records(issues: list[CellIssue]) -> list[dict[str, Any]]:
    return [{**vars(issue), "text": str(issue)} for issue in issues]


def _print(record: dict[str, Any]) -> None:
    json.dump(record, sys.stdout, ensure_ascii=False, default=_plain)
    sys.stdout.write("\n")


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else str(value)
