"""``forecasting fit``: the nightly refit of many cities."""

import logging
from typing import Annotated, Any

import typer

from commands.forecasting_base import DEFAULT_MODEL, ModelName, print_record, progress
from services import clock, connection, refits
from services import observations as observation_records

log = logging.getLogger("forecasting")


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
            progress=progress,
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
        print_record({"fits": [_fit_record(one) for one in kept],
                "failed": [_fit_record(one) for one in failed]})  # fmt: skip
    if failed:
        raise typer.Exit(1)


def _fit_record(made: refits.Refitted) -> dict[str, Any]:
    issue = made.issue.isoformat(timespec="minutes")
    result = {"fit": made.fit_id} if made.fit_id is not None else {"reason": made.reason}
    return {"city": made.city_code, "issue": issue, **result}
