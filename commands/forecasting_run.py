"""``forecasting run``: one forecast, stored."""

import logging
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

import pandas as pd
import typer

from commands.forecasting_base import DEFAULT_MODEL, ModelName, print_record, rows
from data import parameters
from data.parameters import ParameterError
from forecasting.models.base import FORECAST_COLUMNS
from services import alert_records, clock, connection, forecast_health, forecast_runs
from services import observations as observation_records
from services.forecast_runs import StoredForecast

log = logging.getLogger("forecasting")


def run(
    city: Annotated[str, typer.Option(help="六位行政区划代码")],
    issue_date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="起报日，缺省为今天")
    ] = None,
    issue_hour: Annotated[
        int,
        typer.Option(
            min=0, max=24, help="起报时次；0 为缺省：过去的日子取 24 时，今天取最近的整点"
        ),
    ] = 0,
    lead_days: Annotated[int, typer.Option(min=1, max=10, help="预报天数")] = 7,
    model: Annotated[ModelName, typer.Option(help="预报模型")] = DEFAULT_MODEL,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """起报一次并存档。"""
    sessions, code = connection.sessions(), observation_records.code_of(city)
    asked = issue_date.date() if issue_date else None
    try:
        day, hour = forecast_runs.issue_time(asked, issue_hour, clock.now())
        made = forecast_runs.publish(
            sessions, code, day, issue_hour=hour, lead_days=lead_days, model=model.value
        )
        forecast = forecast_runs.load(sessions, made)
        edition = _edition_for(day, code)
        advice = alert_records.recommend_from(sessions, forecast, edition=edition)
        amiss = forecast_health.notes(sessions, code, clock.now()) if asked is None else ()
    except (forecast_runs.MissingObservationsError, ParameterError, ValueError) as problem:
        log.error("预报未完成：%s", problem.args[0])
        raise typer.Exit(1) from problem
    forecast = replace(forecast, notes=(*forecast.notes, *amiss))
    for note in forecast.notes:
        log.info("%s", note)
    log.info("预报已存档：第 %d 号，%s 起报 %s", made, code, f"{forecast.issue:%Y-%m-%d %H:%M}")
    if as_json:
        levels = {str(level): round(chance, 4) for level, chance in advice.chances.items()}
        print_record(_run_record(forecast, lead_days, levels))
        return
    for row in rows(forecast.outlook):
        typer.echo(
            f"{row['day']}\tAQI {row['aqi_p50']:.0f}（{row['aqi_p05']:.0f} 至 {row['aqi_p95']:.0f}）"
            f"\t{row['primary'] or '—'}"
        )


def _edition_for(day: date, city: str) -> int | None:
    """The first edition of the alert criteria, for days before any was in force; else None."""
    first = parameters.editions("alerts/criteria", city)[0].in_force_from
    if day >= first:
        return None
    log.info("%s 尚无预警启动条件，各级别比例按 %d 年版计", day, first.year)
    return first.year


def _run_record(
    forecast: StoredForecast, lead_days: int, levels: dict[str, float]
) -> dict[str, Any]:
    """Return a stored forecast as the JSON object that scripts read."""
    quantiles = forecast.quantiles.assign(
        city=forecast.city_code, issue_day=pd.Timestamp(forecast.issue_day)
    )
    wide = forecast.paths.pivot(index="path", columns="day", values="aqi")
    newest = forecast.newest_hour
    return {
        "city": forecast.city_code,
        "run": forecast.id,
        "issue": forecast.issue.isoformat(timespec="minutes"),
        "model": forecast.model,
        "lead_days": lead_days,
        "newest_hour": newest.isoformat(timespec="minutes") if newest else None,
        "newest_weather": forecast.newest_weather.isoformat() if forecast.newest_weather else None,
        "notes": list(forecast.notes),
        "quantiles": rows(quantiles[list(FORECAST_COLUMNS)]),
        "outlook": rows(forecast.outlook.drop(columns="city")),
        "paths": {
            "days": [f"{day:%Y-%m-%d}" for day in wide.columns],
            "aqi": wide.astype(object).where(wide.notna(), None).to_numpy().tolist(),
        },
        "levels": levels,
    }
