"""``journal``: check the chain of the journal, write it to a file."""

import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from commands import base, output_files
from services import connection, journal

log = logging.getLogger("journal")
app = base.Commands("操作日志：校验是否被改动，导出")

AsJson = Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")]


@app.command()
def verify(
    known: Annotated[str, typer.Option("--hash", help="以前抄存的末条校验值，须仍在日志中")] = "",
    as_json: AsJson = False,
) -> None:
    """逐条校验日志；有改动则指出第一条不符的记录，并以 1 退出。"""
    found = journal.verify(connection.sessions(), known.strip().lower())
    if as_json:
        json.dump({**asdict(found), "holds": found.holds}, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    elif found.holds:
        typer.echo(f"{found.entries} 条全部相符，末条校验值 {found.last_hash}，请另行抄存")
    if not found.holds:
        which = "" if found.broken_id is None else f"第 {found.broken_id} 条不符："
        log.error("%s%s", which, found.problem)
        raise typer.Exit(1)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="写到哪个文件（.csv）")],
    city: Annotated[str, typer.Option(help="六位行政区划代码，只导该市；缺省为全部")] = "",
    force: Annotated[bool, typer.Option("--force", help="已有同名文件时覆盖它")] = False,
) -> None:
    """把日志导出为 CSV 表格，含变更前后与校验值。"""
    if out.exists() and not force:
        log.error("%s 已存在，请换一个名字，或加 --force 覆盖", out)
        raise typer.Exit(1)
    with (
        output_files.whole_file(out) as part,
        part.open("w", encoding="utf-8-sig", newline="") as target,
    ):
        count = journal.export(connection.sessions(), target, city)
    typer.echo(f"已导出 {count} 条到 {out}")
