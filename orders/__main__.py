"""Orders from the command line: ``python -m orders export --alert NUMBER --out DIR``."""

import json
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from alerts.alert import AlertError
from commands import base
from data.parameters import ParameterError
from orders.bundle import ExportError
from orders.document import TemplateError
from orders.order import AlteredRecordError
from services import connection, journal, observations, order_records

log = logging.getLogger("orders")
app = base.Commands("一厂一策减排指令：出令与导出")


@app.callback()
def main() -> None:
    """一厂一策减排指令。"""


@app.command()
def export(
    city: Annotated[str, typer.Option(help="六位行政区划代码")],
    alert: Annotated[str, typer.Option(help="预警编号，如 990100-2026-002")],
    out: Annotated[Path, typer.Option(help="导出到哪个目录")],
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """导出一次预警的全部指令；尚未出令的先出令，编号只给一次。"""
    if not alert.startswith(f"{observations.code_of(city)}-"):
        log.error("预警 %s 不属于 %s，请核对城市代码与预警编号", alert, city)
        raise typer.Exit(1)
    try:
        made = order_records.export(connection.sessions(), alert, out, user=journal.SYSTEM)
    except (
        AlertError, AlteredRecordError, ExportError, ParameterError, TemplateError,
        order_records.OrderError,
    ) as problem:  # fmt: skip
        log.error("%s", problem.args[0])
        raise typer.Exit(1) from problem
    log.info("已导出指令 %d 份到 %s，失败 %d 份", made.orders, out, len(made.failed))
    if as_json:
        json.dump(made.to_json(), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    if made.failed:
        raise typer.Exit(1)


if __name__ == "__main__":
    base.run(app)
