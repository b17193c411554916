"""``forecasting verify``: past forecasts made again and judged, for the page of the record."""

import logging
from datetime import datetime, timedelta
from typing import Annotated

import typer

from commands import base
from commands.forecasting_base import DEFAULT_MODEL, ModelName, print_record, progress, rows
from data.parameters import ParameterError
from data.vocabulary import AlertLevel
from forecasting import score_table, trigger_record
from forecasting.backtest import REFIT_DAYS
from forecasting.knowledge import HOURS_OF_DAY
from services import clock, connection, forecast_checks, forecast_runs
from services import observations as observation_records

log = logging.getLogger("forecasting")


def verify(
    city: Annotated[str, typer.Option(help="城市代码或名称")],
    start: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="首个起报日，缺省为末个起报日前 89 天"),
    ] = None,
    end: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="末个起报日，缺省为昨天"),
    ] = None,
    issue_hour: Annotated[int, typer.Option(min=1, max=24, help="起报时次")] = HOURS_OF_DAY,
    lead_days: Annotated[int, typer.Option(min=1, max=10, help="预报天数")] = 7,
    model: Annotated[ModelName, typer.Option(help="预报模型")] = DEFAULT_MODEL,
    refit_every: Annotated[int, typer.Option(min=1, help="每隔多少天重新拟合一次")] = REFIT_DAYS,
    edition: Annotated[
        int | None, typer.Option(help="预警条件的版本年份，缺省按各日现行版本")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """检验：在过去每个起报日用当时已知的资料重新预报，与实况对照，评分存档供“预报检验”页。"""
    code = observation_records.code_of(city)
    edition = base.checked_edition(edition, code)
    sessions = connection.sessions()
    last = end.date() if end else clock.today() - timedelta(days=1)
    first = start.date() if start else last - timedelta(days=89)
    try:
        number = forecast_checks.verify(
            sessions,
            code,
            first,
            last,
            model=model.value,
            issue_hour=issue_hour,
            lead_days=lead_days,
            refit_days=refit_every,
            edition=edition,
            progress=progress,
        )
    except (
        forecast_runs.MissingObservationsError,
        forecast_checks.CheckError,
        ParameterError,
    ) as problem:
        log.error("检验未完成：%s", problem.args[0])
        raise typer.Exit(1) from problem
    check = forecast_checks.load(sessions, number)
    log.info("检验已存档：第 %d 号，%s，%s 至 %s", number, code, first, last)
    by_lead = {name: score_table.scores(check.forecasts, name) for name in forecast_checks.SCORED}
    triggers = trigger_record.scores(check.triggers, check.act_chance)
    if as_json:
        print_record(
            {
                "city": code,
                "check": number,
                "from": first.isoformat(),
                "to": last.isoformat(),
                "scores": {name: rows(table.reset_index()) for name, table in by_lead.items()},
                "triggers": rows(triggers.reset_index(names="level")),
            }
        )
        return
    for name, table in by_lead.items():
        for lead, row in table.iterrows():
            typer.echo(
                f"{name}\t第{lead}天\tRMSE {row['rmse']:.1f}\t持续性 {row['persistence_rmse']:.1f}"
                f"\t气候平均 {row['climatology_rmse']:.1f}\tCSI {row['csi']:.2f}"
                f"\t5%—95% 内 {row['coverage']:.0%}"
            )
    for level, row in triggers.iterrows():
        typer.echo(
            f"{AlertLevel(str(level)).label}及以上\t发生 {row['events']:.0f}/{row['issues']:.0f} 次"
            f"\tBrier 技巧 {row['brier_skill']:.2f}"
        )
