"""``forecasting ranking``: counties, stations or cities of a month by their mean PM2.5."""

import logging
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from commands import output_files
from commands.forecasting_base import print_record, rows
from services import bulletins, clock, connection
from services import observations as observation_records
from services.bulletins import RankingError

log = logging.getLogger("forecasting")

_HEADERS = {
    "rank": "排名",
    "place": "区县或站点",
    "pm25_mean": "PM2.5 月均(µg/m³)",
    "o3_p90": "O3 日最大8小时第90百分位(µg/m³)",
    "good_days": "优良天数",
    "days": "有效天数",
    "valid": "是否有效",
}


def ranking(
    city: Annotated[
        list[str],
        typer.Option(help="城市代码或名称；一个城市排其区县（或站点），连写多个则排城市"),
    ],
    month: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m"], help="月份，如 2026-10；缺省为上月")
    ] = None,
    counties: Annotated[
        Path | None,
        typer.Option(help="站点所属区县（CSV，表头 station,county）；缺省按站点排"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="结果文件（CSV）；缺省只在屏幕上显示")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """按月排名：PM2.5 月均由低到高，并列 O3 百分位与优良天数；有效天数不足的不参加排名。"""
    of_month = month.date() if month else _last_month(clock.today())
    codes = list(dict.fromkeys(observation_records.code_of(name) for name in city))
    if counties is not None and len(codes) > 1:
        raise typer.BadParameter("--counties 只用于一个城市；多个城市之间按城市排名")
    if counties is not None and (wrong := output_files.unreadable(counties)):
        log.error("%s", wrong)
        raise typer.Exit(1)
    try:
        ranked = bulletins.ranking(connection.sessions(), codes, of_month, counties=counties)
    except RankingError as problem:
        log.error("排名未完成：%s", problem)
        raise typer.Exit(1) from problem
    shown = ranked.round({"pm25_mean": 1, "o3_p90": 1})
    if left_out := shown.loc[~shown["valid"], "place"].tolist():
        log.warning("有效天数不足、未参加排名：%s", "、".join(map(str, left_out)))
    if out is not None:
        with output_files.whole_file(out, make_folder=True) as part:
            _labelled(shown).to_csv(part, index=False, encoding="utf-8-sig")
        log.info("已写入 %s：%s，%d 行", out, f"{of_month:%Y-%m}", len(shown))
    if as_json:
        print_record({"month": f"{of_month:%Y-%m}", "cities": codes, "ranking": rows(shown)})
    elif out is None:
        for row in rows(shown):
            place, mean, good = row["place"], row["pm25_mean"], row["good_days"]
            average = "—" if mean is None else f"{mean:.1f} µg/m³"
            typer.echo(f"{row['rank'] or '—'}\t{place}\tPM2.5 {average}\t优良 {good} 天")


def _last_month(today: date) -> date:
    return (pd.Timestamp(today).replace(day=1) - pd.Timedelta(days=1)).date()


def _labelled(ranked: pd.DataFrame) -> pd.DataFrame:
    valid = ranked["valid"].map({True: "是", False: "否（有效天数不足）"})
    return ranked.assign(valid=valid)[list(_HEADERS)].rename(columns=_HEADERS)
