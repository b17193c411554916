"""``forecasting backtest``: forecasts from files, from each of many past days."""

import logging
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from commands import output_files
from commands.forecasting_base import DEFAULT_MODEL, ModelName, progress
from data import sources
from data.sources.tidy import MappingError
from data.sources.weather import read_forecast_archive, read_observed
from data.system_errors import reason
from forecasting import records
from forecasting.backtest import REFIT_DAYS
from forecasting.backtest import backtest as forecast_again
from forecasting.knowledge import HOURS_OF_DAY, History
from forecasting.models import create
from forecasting.models.base import FORECAST_COLUMNS

log = logging.getLogger("forecasting")

BACKTEST_POLLUTANTS = ("pm25", "o3_mda8")


class WeatherMode(StrEnum):
    """What is known of the weather after the issue day."""

    NONE = "none"
    ARCHIVE = "archive"
    PERFECT = "perfect"


def backtest(
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
        result = forecast_again(
            create(model.value, wanted, lead_days),
            history,
            days,
            lead_days,
            issue_hour=issue_hour,
            refit_every=refit_every,
            progress=progress,
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


def _write(result: pd.DataFrame, out: Path) -> None:
    numbers = [name for name in FORECAST_COLUMNS if name.startswith(("mean", "p0", "p1", "p2"))]
    numbers += ["p50", "p75", "p90", "p95"]
    rounded = result.round(dict.fromkeys(numbers, 2) | {f"above_{n}": 4 for n in (1, 2, 3)})
    with output_files.whole_file(out, make_folder=True) as part:
        rounded.to_csv(part, index=False, date_format="%Y-%m-%d")
