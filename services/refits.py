"""The nightly refit of many cities, on this machine or on a cluster; one failure stops no other."""

import logging
from collections.abc import Callable, Iterator, Sequence
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
    with _pool(backend, scheduler, jobs):
        for task, made in _run(tasks, jobs, backend):
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


def _run(
    tasks: Sequence[_Task], jobs: int, backend: Backend
) -> Iterator[tuple[_Task, PackedFit | str]]:
    """Yield results as they come; after a worker has died the rest run one to a process."""
    done: set[_Task] = set()
    how: dict[str, Any] = {"return_as": "generator_unordered"}
    if backend is Backend.LOKY:
        how |= {"n_jobs": jobs}
    try:
        for task, made in joblib.Parallel(**how)(joblib.delayed(_fit_city)(t) for t in tasks):
            done.add(task)
            yield task, made
    except Exception as problem:
        if not _worker_died(problem):
            raise
        log.warning("有计算进程意外中止（常因内存不足），其余城市逐个重算")
        for task in [task for task in tasks if task not in done]:
            try:
                # Two tasks of which one is empty: a single task would run in this very process.
                pair = joblib.Parallel(n_jobs=2)(
                    [joblib.delayed(_fit_city)(task), joblib.delayed(str)()]
                )
                yield pair[0]
            except Exception as again:
                if not _worker_died(again):
                    raise
                yield task, "计算进程意外中止，常因内存不足；请减少 --jobs 或增加内存后重试"


def _worker_died(problem: Exception) -> bool:
    """Whether a process was lost, here or on a cluster; the cluster's library may be absent."""
    return isinstance(problem, BrokenProcessPool) or type(problem).__name__ == "KilledWorker"


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
def _pool(backend: Backend, scheduler: str, jobs: int) -> Iterator[None]:
    """Let joblib compute in processes of this machine or on a Dask cluster."""
    if backend is Backend.LOKY:
        with joblib.parallel_config(backend="loky", n_jobs=jobs):
            yield
        return
    try:
        connect: Any = import_module("distributed").Client  # an extra that may be absent
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
        with joblib.parallel_config(backend="dask"):
            yield
    finally:
        client.close()
