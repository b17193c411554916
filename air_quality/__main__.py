"""The index of observation files: ``python -m air_quality index FILE… --format … --out …``."""

import json
import logging
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from air_quality.aqi import IAQI_COLUMNS, daily_aqi
from air_quality.averaging import city_mean, daily_concentrations
from air_quality.comparison import compare_published
from commands import base, output_files
from data import sources
from data.sources.tidy import MappingError
from data.system_errors import reason

log = logging.getLogger("air_quality")
app = base.Commands("空气质量指数（AQI）计算")

_SHOWN_ISSUES = 20


@app.callback(help="空气质量指数（AQI）计算")
def main() -> None:
    """Keep ``index`` a command of its own, so that others can stand beside it."""


@app.command(help="计算每个城市（站点）每个自然日的 AQI、级别与首要污染物，按数据当日的标准版本")
def index(
    files: Annotated[list[Path], typer.Argument(help="观测数据文件，可为 .csv 或 .csv.gz")],
    file_format: Annotated[
        sources.Format,
        typer.Option(
            "--format", help="文件格式：cnemc 总站逐时宽表，prsa UCI 北京逐时，tidy 一城一日"
        ),
    ],
    out: Annotated[Path, typer.Option(help="结果文件（CSV）")],
    column: Annotated[
        list[str] | None,
        typer.Option(help="tidy 列名对应，可多次给出，如 pm25=PM2_5、o3_8h=o3_ppb*2.0"),
    ] = None,
    city: Annotated[
        str,
        typer.Option(help="城市名：逐时格式另给出各站平均的城市行；tidy 文件无城市列时作城市名"),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="结果摘要以 JSON 输出")] = False,
) -> None:
    """Write the index file; exit 1 where a file cannot be read, 2 where an option is wrong."""
    try:
        reading = sources.read(files, file_format, columns=column or (), city=city)
        daily = _daily(reading, city)
        result = index_rows(daily)
        with output_files.whole_file(out, make_folder=True) as part:
            result.to_csv(part, index=False)
    except MappingError as problem:
        log.error("%s", problem)
        raise typer.Exit(2) from problem
    except (sources.SourceError, OSError) as problem:
        log.error("未完成：%s", reason(problem))
        raise typer.Exit(1) from problem
    _report(reading, result)
    without = int(result["aqi"].isna().sum())
    log.info(
        "已写入 %s：%d 行，其中 %d 行按标准不给出 AQI，%d 处问题未采用",
        *(out, len(result), without, len(reading.issues)),
    )
    if as_json:
        summary = {
            "out": str(out),
            "rows": len(result),
            "places": int(result["city"].nunique()),
            "without_aqi": without,
            "issues": [str(issue) for issue in reading.issues],
            "notes": reading.notes,
        }
        print(json.dumps(summary, ensure_ascii=False))


def index_rows(daily: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the index file, by city and day, for a daily contract."""
    judged = daily_aqi(daily).sort_values(["city", "day"], ignore_index=True)
    judged["date"] = judged["day"].dt.strftime("%Y-%m-%d")
    return judged[["city", "date", "aqi", "level", "primary", "edition", *IAQI_COLUMNS]]


def _daily(reading: sources.Reading, city: str) -> pd.DataFrame:
    """Return the daily values of a reading; of an hourly one also of the mean over its places."""
    if reading.hourly is not None:
        daily = daily_concentrations(reading.hourly)
        if city:
            whole = daily_concentrations(city_mean(reading.hourly, city))
            daily = pd.concat([daily[daily["city"] != city], whole], ignore_index=True)
    elif reading.daily is not None:
        daily = reading.daily
    else:
        raise sources.SourceError(
            "文件中没有污染物列，请核对列名，或用 --column 指明（如 pm25=PM2_5）"
        )
    if daily.empty:
        raise sources.SourceError("文件中没有一行可用的数据，请查看上面列出的问题并修正")
    return daily


def _report(reading: sources.Reading, result: pd.DataFrame) -> None:
    for note in reading.notes:
        log.info("%s", note)
    if reading.hourly is not None:
        for sentence in compare_published(reading.hourly, reading.published):
            log.info("核对 %s", sentence)
    for issue in reading.issues[:_SHOWN_ISSUES]:
        log.warning("%s", issue)
    if len(reading.issues) > _SHOWN_ISSUES:
        log.warning("……另有 %d 处问题，加 --json 可全部列出", len(reading.issues) - _SHOWN_ISSUES)
    early = int(result["edition"].isna().sum())
    if early:
        log.warning("%d 行在 2013-01-01 之前，尚无适用的 AQI 标准，未给出指数", early)


if __name__ == "__main__":
    base.run(app)
