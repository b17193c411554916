"""``forecasting bulletin``: the public forecast as text and files."""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from commands import output_files
from commands.forecasting_base import print_record
from data.parameters import ParameterError
from forecasting import bulletin as bulletins_domain
from forecasting import bulletin_document
from forecasting.bulletin import Bulletin, BulletinError
from services import bulletins, clock, connection, forecast_runs
from services import observations as observation_records

log = logging.getLogger("forecasting")

_FORMATS = (".txt", ".csv", ".docx")


def bulletin(
    city: Annotated[str, typer.Option(help="城市代码或名称")],
    issue_date: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="发布日，缺省为今天")
    ] = None,
    publish_hour: Annotated[
        int,
        typer.Option(
            min=0, max=23, help="发布时刻（整点）；0 为缺省：今天取此刻，其他日子取 18 时"
        ),
    ] = 0,
    days: Annotated[
        int, typer.Option(min=0, max=10, help="发布天数（不含发布日）；0 为标准的最少天数")
    ] = 0,
    run_number: Annotated[
        int | None, typer.Option("--run", help="用第几号预报；缺省为发布时最新的一次")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="输出文件，.txt、.csv 或 .docx；缺省只在屏幕上显示")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="结果以 JSON 输出")] = False,
) -> None:
    """生成公众预报（HJ 633—2026：未来三天 AQI 范围、级别、类别、颜色与首要污染物，20 时前发布）。"""
    if out is not None and out.suffix.lower() not in _FORMATS:
        raise typer.BadParameter(f"--out 应为 {'、'.join(_FORMATS)} 文件，现为 {out.name}")
    sessions, code = connection.sessions(), observation_records.code_of(city)
    published = _published(issue_date, publish_hour)
    if run_number is None and issue_date is not None and not publish_hour:
        published, run_number = _of_day(sessions, code, published)
    try:
        told = bulletins.compose(sessions, code, published, run_id=run_number, days=days or None)
    except (BulletinError, ParameterError, LookupError) as problem:
        log.error("公众预报未生成：%s", problem.args[0])
        raise typer.Exit(1) from problem
    if told.late:
        log.warning("已过 %s 发布时限（%s）", f"{told.due:%H:%M}", told.reference)
    if out is not None:
        with output_files.whole_file(out, make_folder=True) as part:
            part.write_bytes(_content(told, out.suffix.lower()))
        log.info("已写入 %s", out)
    if as_json:
        print_record(_record(told))
    elif out is None:
        typer.echo(bulletins_domain.text(told), nl=False)


def _published(day: datetime | None, hour: int) -> datetime:
    now = clock.now()
    if day is None or day.date() == now.date():
        return now.replace(hour=hour, minute=0, second=0, microsecond=0) if hour else now
    return day.replace(hour=hour or 18)


def _of_day(
    sessions: connection.Sessions, code: str, published: datetime
) -> tuple[datetime, int | None]:
    """The run of that day; one issued in the evening only can be told late at night at best."""
    morning = published.replace(hour=0, minute=0, second=0, microsecond=0)
    if forecast_runs.latest(sessions, code, published, after=morning) is not None:
        return published, None
    midnight = morning + timedelta(days=1)
    evening = forecast_runs.latest(sessions, code, midnight, after=morning)
    return (midnight - timedelta(minutes=1), evening) if evening else (published, None)


def _content(told: Bulletin, suffix: str) -> bytes:
    if suffix == ".docx":
        return bulletin_document.docx(told)
    return next(
        content for name, content in bulletins_domain.files(told).items() if name.endswith(suffix)
    )


def _record(told: Bulletin) -> dict[str, Any]:
    return {
        "city": told.city_code,
        "run": told.run_id,
        "issue": told.issue.isoformat(timespec="minutes"),
        "published": told.published.isoformat(timespec="minutes"),
        "due": told.due.isoformat(timespec="minutes"),
        "late": told.late,
        "revised_by": told.revised_by or None,
        "reference": told.reference,
        "days": [
            {
                "day": day.day.isoformat(),
                "aqi": [day.aqi_low, day.aqi_high],
                "level": day.words("numeral"),
                "category": day.words("name"),
                "colour": day.words("colour"),
                "primary": list(day.primary),
                "edition": day.edition,
                "revised": day.revised,
            }
            for day in told.days
        ],
        "text": bulletins_domain.text(told),
    }
