"""Forecasts from the command line: ``python -m forecasting ingest | run | backtest …``."""

import json
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from commands import base, output_files
from data import parameters, sources
from data.parameters import ParameterError
from data.sources.open_meteo import AIR_DAYS, MAX_WEATHER_DAYS, Point
from data.sources.tidy import MappingError
from data.sources.weather import read_forecast_archive, read_observed
from data.system_errors import reason
from data.vocabulary import AlertLevel
from forecasting import records, score_table, trigger_record
from forecasting.backtest import REFIT_DAYS, backtest
from forecasting.knowledge import HOURS_OF_DAY, History
from forecasting.models import MODELS, create
from forecasting.models.base import FORECAST_COLUMNS
from services import (
    alert_records,
    clock,
    connection,
    fetching,
    forecast_checks,
    forecast_health,
    forecast_runs,
    refits,
)
from services import observations as observation_records
from services.forecast_runs import StoredForecast
from services.observations import Ingested

log = logging.getLogger("forecasting")
app = base.Commands("PM2.5 与 O3 预报")

BACKTEST_POLLUTANTS = ("pm25", "o3_mda8")
_SHOWN_ISSUES = 50
_SHOWN_CITIES = 20
ModelName = StrEnum("ModelName", {name: name for name in MODELS})  # type: ignore[misc]
DEFAULT_MODEL = ModelName("blend")


class ManyValues(base.Command):
    """Lets options that may be given several times take several values in a row."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Repeat the option before each further value: ``--city A B`` is ``--city A --city B``."""
        many = {
            name
            for parameter in self.params
            if getattr(parameter, "multiple", False)
            for name in parameter.opts
        }
        spelled: list[str] = []
        option = ""
        for position, text in enumerate(args):
            if text.startswith("--"):
                option = text if text in many else ""
            elif option and args[position - 1] != option:
                spelled.append(option)
            spelled.append(text)
        return super().parse_args(ctx, spelled)


class WeatherMode(StrEnum):
    """What is known of the weather after the issue day."""

    NONE = "none"
    ARCHIVE = "archive"
    PERFECT = "perfect"


@app.callback()
def main() -> None:
    """PM2.5 与 O3 预报。"""


@app.command(cls=ManyValues)
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
        _print(record)


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


@app.command()
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
        _print(_run_record(forecast, lead_days, levels))
        return
    for row in _rows(forecast.outlook):
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
        "quantiles": _rows(quantiles[list(FORECAST_COLUMNS)]),
        "outlook": _rows(forecast.outlook.drop(columns="city")),
        "paths": {
            "days": [f"{day:%Y-%m-%d}" for day in wide.columns],
            "aqi": wide.astype(object).where(wide.notna(), None).to_numpy().tolist(),
        },
        "levels": levels,
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON takes them: days as text, missing as null."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {
            str(name): f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else cell
            for name, cell in row.items()
        }
        for row in plain.to_dict("records")
    ]


def _print(record: dict[str, Any]) -> None:
    json.dump(record, sys.stdout, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


@app.command("backtest", cls=ManyValues)
def backtest_command(
    observations: Annotated[list[Path], typer.Option(help="观测文件，可连写多个")],
    file_format: Annotated[sources.Format, typer.Option("--format", help="观测文件格式")],
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="首个起报日")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="末个起报日")],
    out: Annotated[Path, typer.Option(help="结果文件（CSV）")],
    city: Annotated[
        list[str] | None,
        typer.Option(help="城市，可多次给出；缺省为文件中全部。prsa 格式为各站平均的名称"),
    ] = None,
    lead_days: Annotated[int, typer.Option(min=1, max=10, help="预报天数")] = 7,
    issue_hour: Annotated[
        int, typer.Option(min=1, max=24, help="起报时刻：起报日此时及以前的小时值已知")
    ] = HOURS_OF_DAY,
    model: Annotated[ModelName, typer.Option(help="预报模型")] = DEFAULT_MODEL,
    forecast_weather: Annotated[
        list[Path] | None, typer.Option(help="气象预报存档，可多次给出")
    ] = None,
    observed_weather: Annotated[
        list[Path] | None, typer.Option(help="逐日实况气象，可多次给出")
    ] = None,
    weather: Annotated[
        WeatherMode | None,
        typer.Option(help="起报日之后的气象：none 不用，archive 用存档，perfect 用实况"),
    ] = None,
    stations: Annotated[bool, typer.Option("--stations", help="prsa：各站也各出一组预报")] = False,
    column: Annotated[
        list[str] | None,
        typer.Option(help="tidy 列名对应，可多次给出，如 pm25=PM2_5、o3_8h=o3_ppb*2.0"),
    ] = None,
    pollutant: Annotated[
        list[str] | None, typer.Option(help="pm25 或 o3_mda8，可多次给出；缺省为二者")
    ] = None,
    refit_every: Annotated[int, typer.Option(min=1, help="每隔多少天重新拟合一次")] = REFIT_DAYS,
) -> None:
    """回算：在过去每个起报日只用当时已知的资料预报，结果写入 CSV。"""
    wanted = tuple(pollutant or BACKTEST_POLLUTANTS)
    if unknown := [name for name in wanted if name not in BACKTEST_POLLUTANTS]:
        log.error("不能回算 %s，可用 pm25、o3_mda8", "、".join(unknown))
        raise typer.Exit(2)
    if end < start:
        log.error("--to（%s）早于 --from（%s），请核对", end.date(), start.date())
        raise typer.Exit(2)
    try:
        history = _history(
            observations,
            file_format,
            city or [],
            column or [],
            forecast_weather or [],
            observed_weather or [],
            stations=stations,
        )
        if issue_hour < HOURS_OF_DAY and history.hourly is None:
            raise records.RecordError("日值文件没有小时值，--issue-hour 只能为 24")
        mode = weather or (WeatherMode.ARCHIVE if forecast_weather else WeatherMode.NONE)
        history = records.with_weather(history, mode, lead_days + (issue_hour < HOURS_OF_DAY))
        _check_span(history, pd.Timestamp(start))
        days = pd.date_range(start, end, freq="D")
        result = backtest(
            create(model.value, wanted, lead_days),
            history,
            days,
            lead_days,
            issue_hour=issue_hour,
            refit_every=refit_every,
            progress=_progress,
        )
        _write(result, out)
    except MappingError as problem:
        log.error("%s", problem)
        raise typer.Exit(2) from problem
    except (sources.SourceError, records.RecordError, OSError) as problem:
        log.error("回算未完成：%s", reason(problem))
        raise typer.Exit(1) from problem
    log.info("已写入 %s：%d 个起报日，%d 行", out, len(days), len(result))


def _history(
    files: list[Path],
    file_format: sources.Format,
    cities: list[str],
    columns: list[str],
    forecast_weather: list[Path],
    observed_weather: list[Path],
    *,
    stations: bool,
) -> History:
    """Read all files into one record and say in the log what was left out."""
    reading = sources.read(files, file_format, columns=columns, city=cities[0] if cities else "")
    for note in reading.notes:
        log.info("%s", note)
    if reading.issues:
        log.warning("观测文件有 %d 处问题未采用，例如：%s", len(reading.issues), reading.issues[0])
    observed = [reading.weather] if reading.weather is not None else []
    if observed_weather:
        observed = [_logged(read_observed(path)) for path in observed_weather]
    archive = [_logged(read_forecast_archive(path)) for path in forecast_weather]
    frames = records.Sources(
        hourly=reading.hourly,
        daily=reading.daily,
        weather=pd.concat(observed, ignore_index=True) if observed else None,
        forecast_weather=pd.concat(archive, ignore_index=True) if archive else None,
    )
    if file_format is sources.Format.PRSA:
        name = cities[0] if cities else records.MEAN_CITY
        return records.of_stations(_renamed(frames, name), name, stations=stations)
    return records.of_cities(frames, cities)


def _renamed(frames: records.Sources, city: str) -> records.Sources:
    """Weather of a single city is that of the stations' city, whatever it is called."""

    def named(frame: pd.DataFrame | None) -> pd.DataFrame | None:
        if frame is None or frame.empty or (frame["city"] != frame["city"].iloc[0]).any():
            return frame
        return frame.assign(city=city)

    return records.Sources(
        frames.hourly, frames.daily, named(frames.weather), named(frames.forecast_weather)
    )


def _logged(
    read: tuple[pd.DataFrame, list[sources.RowIssue], list[str]],
) -> pd.DataFrame:
    frame, issues, notes = read
    for note in notes:
        log.info("%s", note)
    if issues:
        log.warning("气象文件有 %d 处问题未采用，例如：%s", len(issues), issues[0])
    return frame


def _check_span(history: History, start: pd.Timestamp) -> None:
    """An issue day before any observation cannot be forecast from."""
    first = history.daily["day"].min()
    if start < first:
        raise records.RecordError(
            f"观测从 {first.date()} 开始，不能从 {start.date()} 起报；"
            "请推迟 --from 或补充更早的观测"
        )


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


def _write(result: pd.DataFrame, out: Path) -> None:
    numbers = [name for name in FORECAST_COLUMNS if name.startswith(("mean", "p0", "p1", "p2"))]
    numbers += ["p50", "p75", "p90", "p95"]
    rounded = result.round(dict.fromkeys(numbers, 2) | {f"above_{n}": 4 for n in (1, 2, 3)})
    with output_files.whole_file(out, make_folder=True) as part:
        rounded.to_csv(part, index=False, date_format="%Y-%m-%d")


@app.command(cls=ManyValues)
def fetch(
    point: Annotated[
        list[str],
        typer.Option(help="城市与坐标，如 140100=37.87,112.55（纬度在前），可连写多个"),
    ],
    days: Annotated[int, typer.Option(min=1, max=MAX_WEATHER_DAYS, help="今天之后的天数")] = 7,
    weather: Annotated[bool, typer.Option("--weather/--no-weather", help="取气象预报")] = True,
    air: Annotated[bool, typer.Option("--air/--no-air", help="取全球空气质量模式预报")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """从 Open-Meteo 取气象预报与空气质量模式预报并存档（模式值，非监测值）。"""
    points = [_point(text) for text in point]
    if twice := sorted({p.place for p in points if sum(q.place == p.place for q in points) > 1}):
        raise typer.BadParameter(f"{'、'.join(twice)} 给出了两次，请只留其一")
    sessions, received, failures = connection.sessions(), [], []
    tasks: list[tuple[bool, str, Callable[[], fetching.Received]]] = [
        (weather, "气象预报", lambda: fetching.fetch_weather(sessions, points, days=days)),
        (
            air,
            "空气质量模式预报",
            lambda: fetching.fetch_air_quality(sessions, points, days=min(days, AIR_DAYS)),
        ),
    ]
    for wanted, name, task in tasks:
        if not wanted:
            continue
        try:
            received.append(task())
        except (sources.SourceError, OSError) as problem:
            log.error("%s未取得：%s", name, reason(problem))
            failures.append(reason(problem))
            continue
        for note in received[-1].notes:
            log.info("%s", note)
        log.info("%s已存档：%d 行，计为 %s", name, received[-1].rows, received[-1].issue_day)
    if as_json:
        _print({"received": [_fetch_record(one) for one in received], "errors": failures})
    if failures:
        raise typer.Exit(1)


def _point(text: str) -> Point:
    city, _, pair = text.partition("=")
    latitude, _, longitude = pair.replace("，", ",").partition(",")
    try:
        return Point(observation_records.code_of(city), float(latitude), float(longitude))
    except ValueError as problem:
        reason = str(problem) if "坐标" in str(problem) else "应如 140100=37.87,112.55"
        raise typer.BadParameter(f"--point “{text}”不能理解：{reason}") from problem


def _fetch_record(received: fetching.Received) -> dict[str, Any]:
    return {
        "source": received.source,
        "cities": list(received.city_codes),
        "rows": received.rows,
        "issue_day": received.issue_day.isoformat(),
        "raw": [path.name for path in received.raw],
        "notes": received.notes,
    }


@app.command(cls=ManyValues)
def fit(
    city: Annotated[list[str] | None, typer.Option(help="城市代码或名称，可连写多个")] = None,
    every: Annotated[bool, typer.Option("--all", help="所有有观测的城市")] = False,
    issue_hour: Annotated[
        list[int] | None,
        typer.Option(min=1, max=24, help="供几时起报使用，可连写多个；缺省为 8"),
    ] = None,
    lead_days: Annotated[int, typer.Option(min=1, max=10, help="预报天数")] = 7,
    model: Annotated[ModelName, typer.Option(help="预报模型")] = DEFAULT_MODEL,
    jobs: Annotated[int, typer.Option(help="本机进程数，-1 为全部核")] = 1,
    backend: Annotated[refits.Backend, typer.Option(help="在本机（loky）或集群（dask）计算")] = (
        refits.Backend.LOKY
    ),
    scheduler: Annotated[str, typer.Option(help="集群调度器，如 tcp://127.0.0.1:8786")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """拟合模型并存档，供起报直接使用；宜每夜运行。一城失败不影响其他城市。"""
    if bool(city) == every:
        raise typer.BadParameter("请用 --city 给出城市，或用 --all 拟合全部城市，二者取一")
    if jobs == 0 or jobs < -1:
        raise typer.BadParameter("--jobs 应为正整数，或 -1 表示全部核")
    sessions, now = connection.sessions(), clock.now()
    codes = (
        refits.cities(sessions) if every else [observation_records.code_of(c) for c in city or ()]
    )
    if not codes:
        log.error("库中没有任何城市的观测，请先用 forecasting ingest 导入")
        raise typer.Exit(1)
    hours = sorted(set(issue_hour or [8]))
    try:
        made = refits.refit(
            sessions,
            list(dict.fromkeys(codes)),
            [refits.last_issue(now, hour) for hour in hours],
            url=connection.database_url(),
            model=model.value,
            lead_days=lead_days,
            jobs=jobs,
            backend=backend,
            scheduler=scheduler,
            progress=_progress,
        )
    except refits.ClusterError as problem:
        log.error("%s", problem)
        raise typer.Exit(1) from problem
    failed = [one for one in made if one.fit_id is None]
    log.info("已拟合并存档 %d 个，失败 %d 个", len(made) - len(failed), len(failed))
    for one in failed:
        log.error("未拟合：%s（%s）：%s", one.city_code, f"{one.issue:%m-%d %H:%M}", one.reason)
    if as_json:
        kept = [one for one in made if one.fit_id is not None]
        _print({"fits": [_fit_record(one) for one in kept],
                "failed": [_fit_record(one) for one in failed]})  # fmt: skip
    if failed:
        raise typer.Exit(1)


def _fit_record(made: refits.Refitted) -> dict[str, Any]:
    issue = made.issue.isoformat(timespec="minutes")
    result = {"fit": made.fit_id} if made.fit_id is not None else {"reason": made.reason}
    return {"city": made.city_code, "issue": issue, **result}


@app.command()
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
            progress=_progress,
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
        _print(
            {
                "city": code,
                "check": number,
                "from": first.isoformat(),
                "to": last.isoformat(),
                "scores": {name: _rows(table.reset_index()) for name, table in by_lead.items()},
                "triggers": _rows(triggers.reset_index(names="level")),
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


if __name__ == "__main__":
    base.run(app)
