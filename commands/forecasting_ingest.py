"""``forecasting ingest``: files of observations and weather into the database."""

import logging
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.forecasting_base import print_record
from data import sources
from data.sources.tidy import MappingError
from data.system_errors import reason
from services import connection
from services import observations as observation_records
from services.observations import Ingested

log = logging.getLogger("forecasting")

_SHOWN_ISSUES = 50
_SHOWN_CITIES = 20


def ingest(
    files: Annotated[
        list[Path] | None, typer.Argument(help="观测文件，可为 .csv 或 .csv.gz，可连写多个")
    ] = None,
    file_format: Annotated[
        sources.Format | None, typer.Option("--format", help="观测文件格式")
    ] = None,
    city: Annotated[
        str,
        typer.Option(
            help="城市代码或名称：逐时文件的各站归入该市；tidy 文件无城市列时作城市。"
            "prsa 缺省为北京，cnemc 缺省为各列自成一市"
        ),
    ] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(help="tidy 列名对应，可多次给出，如 pm25=PM2_5、o3_8h=o3_ppb*2.0"),
    ] = None,
    forecast_weather: Annotated[
        list[Path] | None, typer.Option(help="气象预报存档，可连写多个")
    ] = None,
    observed_weather: Annotated[
        list[Path] | None, typer.Option(help="逐日实况气象，可连写多个")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """导入观测与气象文件；同一文件重复导入不改变任何数据。"""
    observed, archives = observed_weather or [], forecast_weather or []
    if not (files or observed or archives):
        raise typer.BadParameter("请至少给出一个观测文件或气象文件")
    if files and file_format is None:
        raise typer.BadParameter("给出观测文件时须用 --format 指明格式：cnemc、prsa 或 tidy")
    sessions, taken = connection.sessions(), []
    try:
        if files and file_format is not None:
            taken.append(
                observation_records.ingest(
                    sessions, files, file_format, city=city, columns=column or ()
                )
            )
        if observed or archives:
            taken.append(
                observation_records.ingest_weather(sessions, forecasts=archives, observed=observed)
            )
    except MappingError as problem:
        log.error("%s", problem)
        raise typer.Exit(2) from problem
    except (sources.SourceError, OSError) as problem:
        log.error("%s未完成：%s", "气象导入" if taken else "导入", reason(problem))
        raise typer.Exit(1) from problem
    record = _ingest_record(taken)
    _report(record)
    if as_json:
        print_record(record)


def _ingest_record(taken: list[Ingested]) -> dict[str, Any]:
    return {
        "cities": sorted({code for part in taken for code in part.city_codes}),
        "files": sum(part.files for part in taken),
        "hours": sum(part.hours for part in taken),
        "days": sum(part.days for part in taken),
        "rejected": sum(len(part.issues) for part in taken),
        "issues": [str(issue) for part in taken for issue in part.issues],
        "notes": [note for part in taken for note in part.notes],
    }


def _report(record: dict[str, Any]) -> None:
    for note in record["notes"]:
        log.info("%s", note)
    for issue in record["issues"][:_SHOWN_ISSUES]:
        log.warning("%s", issue)
    if record["rejected"] > _SHOWN_ISSUES:
        log.warning("……另有 %d 处问题，加 --json 可全部列出", record["rejected"] - _SHOWN_ISSUES)
    log.info(
        "已导入 %d 个文件：逐时 %d 行，日值 %d 行，%d 处问题未采用；%s",
        *(record[name] for name in ("files", "hours", "days", "rejected")),
        _stored_under(record["cities"]),
    )


def _stored_under(codes: list[str]) -> str:
    """Say the codes to ask for later, at most ``_SHOWN_CITIES`` of them."""
    if not codes:
        return "没有归入任何城市"
    more = f" 等 {len(codes)} 个城市代码" if len(codes) > _SHOWN_CITIES else ""
    return f"归入城市代码 {'、'.join(codes[:_SHOWN_CITIES])}{more}"
