"""The nightly refit of many cities, on this machine or on a cluster; one failure stops no other."""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import import_module
from typing import Any

import joblib
import pandas as pd
from joblib.externals.loky.process_executor import BrokenProcessPool
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from data import reference
from data.storage import database
from data.storage.observations import DailyRow, HourlyRow
from forecasting.knowledge import issue_moment
from services import forecast_fits, forecast_runs
from services.forecast_fits import PackedFit

log = logging.getLogger("forecasting")

_PATIENCE_S = 60
"""How long a cluster may be without any worker: one that died is started again within seconds."""
_DIED = "计算进程意外中止，常因内存不足；请减少 --jobs 或增加内存后重试"
_LOST = "集群连接中断或已没有工作进程；请检查调度器和工作进程后重试"


class Backend(StrEnum):
    """Where the work is done."""

    LOKY = "loky"
    """Processes on this machine."""
    DASK = "dask"
    """A Dask cluster."""


class ClusterError(RuntimeError):
    """The cluster cannot be used; the text says what to do."""


@dataclass(frozen=True)
class Refitted:
    """What came of one city and hour: a stored fit, or the reason there is none."""

    city_code: str
    issue: datetime
    fit_id: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class _Task:
    """All a worker needs; it opens the database itself, so that no data travel."""

    url: str
    city_code: str
    issue: datetime
    model: str
    lead_days: int


def cities(sessions: sessionmaker[Session]) -> list[str]:
    """Return every city with observations, in order."""
    with sessions() as session:
        found = {
            str(code)
            for column in (HourlyRow.city_code, DailyRow.city_code)
            for code in session.scalars(select(column).distinct())
        }
    return sorted(found)


def last_issue(now: datetime, hour: int) -> datetime:
    """Return the newest moment of that hour of the day (1 to 24) that has passed."""
    today = issue_moment(pd.Timestamp(now.date()), hour)
    return today if today <= now else today - timedelta(days=1)


def refit(
    sessions: sessionmaker[Session],
    city_codes: Sequence[str],
    issues: Sequence[datetime],
    *,
    url: str,
    model: str = forecast_runs.DEFAULT_MODEL,
    lead_days: int = 7,
    jobs: int = 1,
    backend: Backend = Backend.LOKY,
    scheduler: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> list[Refitted]:
    """Fit every city for every issue and store what succeeds as it comes in.

    Args:
        sessions: Session factory of this process, which alone writes.
        city_codes: Division codes.
        issues: Moments up to which is learned; their hours are those the fits serve.
        url: Address of the database as the workers reach it.
        model: Name of the model.
        lead_days: Last lead day.
        jobs: Processes on this machine; -1 takes all cores. A cluster decides by itself.
        backend: Processes of this machine or a cluster.
        scheduler: Address of the cluster's scheduler, as ``tcp://127.0.0.1:8786``.
        progress: Told the number done and the total.

    Returns:
        One entry per city and issue, in the order asked for.

    Raises:
        ClusterError: The cluster's library is not installed or its scheduler does not answer.
    """
    tasks = [_Task(url, city, issue, model, lead_days) for city in city_codes for issue in issues]
    results: dict[_Task, Refitted] = {}
    with _pool(backend, scheduler, tasks, jobs) as running:
        for task, made in running:
            if isinstance(made, PackedFit):
                stored = forecast_fits.store(sessions, made)
                results[task] = Refitted(task.city_code, task.issue, fit_id=stored)
            else:
                results[task] = Refitted(task.city_code, task.issue, reason=made)
                name = reference.city_name(task.city_code)
                log.error("%s（%s）未能拟合：%s", name, task.city_code, made)
            if progress:
                progress(len(results), len(tasks))
    return [results[task] for task in tasks]


def _run_here(tasks: Sequence[_Task], jobs: int) -> Iterator[tuple[_Task, PackedFit | str]]:
    """Yield results as they come; after a process has died the rest run one to a process."""
    done: set[_Task] = set()
    try:
        with joblib.parallel_config(backend="loky", n_jobs=jobs):
            work = (joblib.delayed(_fit_city)(task) for task in tasks)
            for task, made in joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")(work):
                done.add(task)
                yield task, made
    except BrokenProcessPool:
        log.warning("有计算进程意外中止（常因内存不足），其余城市逐个重算")
        for task in [task for task in tasks if task not in done]:
            try:
                # Two tasks of which one is empty: a single task would run in this very process.
                pair = joblib.Parallel(n_jobs=2)(
                    [joblib.delayed(_fit_city)(task), joblib.delayed(str)()]
                )
                yield pair[0]
            except BrokenProcessPool:
                yield task, _DIED


def _run_on_cluster(client: Any, tasks: Sequence[_Task]) -> Iterator[tuple[_Task, PackedFit | str]]:
    """Yield results as they come; the scheduler gives the work of a dead worker to another.

    A city whose work has killed several workers in turn is given up, and when no worker is left
    for a while so are all that remain; what has come in by then stands.
    """
    wait = import_module("distributed").wait
    pending = {client.submit(_fit_city, task, pure=False): task for task in tasks}
    while pending:
        try:
            wait(list(pending), timeout=_PATIENCE_S, return_when="FIRST_COMPLETED")
        except TimeoutError:
            if _workers(client):
                continue
            yield from ((task, _LOST) for task in pending.values())
            return
        except CancelledError:  # the scheduler has gone; every future says so below
            log.warning("与集群的连接中断")
        for future in [future for future in pending if future.done()]:
            yield _outcome(future, pending.pop(future))


def _outcome(future: Any, task: _Task) -> tuple[_Task, PackedFit | str]:
    try:
        made: tuple[_Task, PackedFit | str] = future.result()
    except CancelledError:
        return task, _LOST
    except Exception as problem:  # KilledWorker, or a worker that lacks what the work needs
        died = type(problem).__name__ == "KilledWorker"
        return task, _DIED if died else f"集群未能算出：{problem}"
    return made


def _workers(client: Any) -> int:
    try:
        return len(client.scheduler_info()["workers"])
    except (OSError, CancelledError, ValueError):
        return 0


def _fit_city(task: _Task) -> tuple[_Task, PackedFit | str]:
    """Fit one city; whatever goes wrong comes back as its reason in words."""
    try:
        made = database.engine(task.url)
        try:
            history = forecast_runs.history_of(database.sessions(made), task.city_code, task.issue)
        finally:
            made.dispose()
        packed, _ = forecast_fits.pack(
            history, task.city_code, task.issue, model=task.model, lead_days=task.lead_days
        )
    except Exception as problem:  # a city's trouble of any kind must not reach the others
        said = str(problem.args[0]) if problem.args else ""
        return task, said or type(problem).__name__
    return task, packed


@contextmanager
def _pool(
    backend: Backend, scheduler: str, tasks: Sequence[_Task], jobs: int
) -> Iterator[Iterator[tuple[_Task, PackedFit | str]]]:
    """Compute in processes of this machine or on a Dask cluster, whose library may be absent."""
    if backend is Backend.LOKY:
        yield _run_here(tasks, jobs)
        return
    try:
        connect: Any = import_module("distributed").Client
    except ImportError as problem:
        raise ClusterError(
            "没有安装 Dask，请先运行 pip install -r requirements-cluster.txt，或改用 --backend loky"
        ) from problem
    try:
        client = connect(scheduler, timeout="10s", set_as_default=True)
    except (OSError, ValueError) as problem:
        raise ClusterError(
            f"调度器 {scheduler or '（未给出）'} 没有应答，请核对 --scheduler，如 tcp://127.0.0.1:8786"
        ) from problem
    try:
        _wait_for_worker(client, scheduler)
        yield _run_on_cluster(client, tasks)
    finally:
        client.close()


def _wait_for_worker(client: Any, scheduler: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE_S)
    except TimeoutError as problem:
        raise ClusterError(
            f"调度器 {scheduler} 下没有工作进程，请先启动，如 dask worker {scheduler}"
        ) from problem
