"""``forecasting guidance``: forecasts of a local chemistry model into the database, as they came."""

import logging
from pathlib import Path
from typing import Annotated

import typer

from commands.forecasting_base import print_record
from data import sources
from data.system_errors import reason
from services import connection, guidance
from services import observations as observation_records

log = logging.getLogger("forecasting")

_SHOWN_ISSUES = 50


def take_in(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="模式预报表（.csv 或 .csv.gz），表头 model,init_time,city_code,valid_time,lead_h,"
            "pollutant,value,unit，可加 scenario；可连写多个"
        ),
    ],
    city: Annotated[
        list[str] | None, typer.Option(help="只导入这些城市（代码或名称），可连写多个；缺省为全部")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """导入本地空气质量模式（CMAQ、CAMx、NAQPMS 等）的预报；原值入库，起报时再订正使用。"""
    codes = [observation_records.code_of(name) for name in city or ()]
    try:
        taken = guidance.ingest(connection.sessions(), files, only=codes)
    except (sources.SourceError, OSError) as problem:
        log.error("模式预报导入未完成：%s", reason(problem))
        raise typer.Exit(1) from problem
    for note in taken.notes:
        log.info("%s", note)
    for issue in taken.issues[:_SHOWN_ISSUES]:
        log.warning("%s", issue)
    if len(taken.issues) > _SHOWN_ISSUES:
        rest = len(taken.issues) - _SHOWN_ISSUES
        log.warning("……另有 %d 处问题，加 --json 可全部列出", rest)
    log.info(
        "已导入 %d 个文件：%d 个值，%d 处问题未采用；城市 %s",
        taken.files, taken.hours, len(taken.issues), "、".join(taken.city_codes) or "无",
    )  # fmt: skip
    if as_json:
        print_record(
            {
                "cities": list(taken.city_codes),
                "files": taken.files,
                "values": taken.hours,
                "rejected": len(taken.issues),
                "issues": [str(issue) for issue in taken.issues],
                "notes": taken.notes,
            }
        )
