"""``emission_lists coverage``: the list against the register of discharge permits."""

import json
import logging
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from commands import output_files
from emission_lists import workbook
from emission_lists.consistency import coverage as compare
from emission_lists.consistency import permit_register
from services import clock, list_versions

log = logging.getLogger("emission_lists")


def coverage(
    file: Annotated[Path, typer.Argument(help="填好的清单工作簿（.xlsx）")],
    register: Annotated[
        Path, typer.Option(help="排污许可名录（.csv，须有单位名称、统一社会信用代码或许可证编号）")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """对照排污许可名录：清单漏了谁，谁没有许可证，许可证是否载明应急管控要求。"""
    for path in (file, register):
        if why := output_files.unreadable(path):
            _fail(why, as_json)
    try:
        book = list_versions.check(file, clock.today(), file.name)
        held = permit_register.read(register)
    except (workbook.WorkbookError, permit_register.RegisterError) as problem:
        _fail(str(problem), as_json)
    if not book.readable:
        _fail(f"{file.name} 的表或列不全，无法对照；请先用 check 检查并改正", as_json)
    issues = compare(book, held)
    for issue in issues:
        log.warning("%s", issue)
    log.info("名录 %d 家，清单 %d 家，提示 %d 条", len(held), len(book.enterprises), len(issues))
    if as_json:
        found = [{**vars(issue), "text": str(issue)} for issue in issues]
        _print({"file": file.name, "register": len(held), "issues": found})


def _fail(message: str, as_json: bool) -> Any:
    log.error("%s", message)
    if as_json:
        _print({"error": message})
    raise typer.Exit(1)


def _print(record: dict[str, Any]) -> None:
    json.dump(record, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
