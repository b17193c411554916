import importlib.util
import os
from datetime import date, datetime

import pytest
from sqlalchemy import select

from data.storage.fits import FitRow
from services import forecast_runs, observations, refits
from services.refits import Backend, ClusterError

NOW = datetime(2026, 1, 21, 2, 30)
MIDNIGHT = datetime(2026, 1, 21)
CITIES = ["140100", "140200"]
without_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="Dask is not installed (pip install -r requirements-cluster.txt)",
)
pytestmark = pytest.mark.usefixtures("settings")


@pytest.fixture
def filled(sessions, daily_values):
    with sessions.begin() as session:
        for city in CITIES:
            values = daily_values(date(2026, 1, 20), city=city)
            observations.store_daily(session, values, "tidy")
    return sessions


def refit(sessions, url, codes=(*CITIES, "140300"), **more):
    return refits.refit(
        sessions, codes, [MIDNIGHT], url=url, model="ridge", lead_days=2, **more
    )  # fmt: skip


def check(made, sessions):
    assert [one.city_code for one in made] == [*CITIES, "140300"]
    assert [one.fit_id is None for one in made] == [False, False, True]
    assert "没有观测数据" in made[2].reason
    with sessions() as session:
        assert len(session.scalars(select(FitRow)).all()) == 2


@pytest.mark.parametrize(
    ("hour", "wanted"),
    [(2, datetime(2026, 1, 21, 2)), (8, datetime(2026, 1, 20, 8)), (24, MIDNIGHT)],
)
def test_the_issue_is_the_newest_moment_of_that_hour(hour, wanted):
    assert refits.last_issue(NOW, hour) == wanted


def test_every_city_with_observations_is_found(filled):
    assert refits.cities(filled) == CITIES


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_city_that_fails_is_named_and_the_others_are_stored(filled, database_url, jobs):
    told = []
    made = refit(filled, database_url, jobs=jobs, progress=lambda *done: told.append(done))
    check(made, filled)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_worker_that_dies_takes_no_other_city_with_it(sessions, database_url, monkeypatch):
    def dying(task):
        if task.city_code == "140200":
            os._exit(1)
        return task, "算过"

    monkeypatch.setattr(refits, "_fit_city", dying)
    made = refit(sessions, database_url, jobs=2)
    assert [one.reason for one in made][::2] == ["算过", "算过"]
    assert "计算进程意外中止" in made[1].reason


def test_the_morning_run_uses_the_fit_of_the_night(filled, database_url):
    refit(filled, database_url)
    forecast_runs.publish(filled, CITIES[0], date(2026, 1, 20), lead_days=2, model="ridge")
    with filled() as session:
        assert len(session.scalars(select(FitRow)).all()) == 2


@without_dask
def test_a_cluster_of_two_workers_does_the_same(filled, database_url):
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        made = refit(
            filled, database_url, backend=Backend.DASK, scheduler=cluster.scheduler_address
        )
    check(made, filled)


@without_dask
def test_a_scheduler_that_does_not_answer_is_named(filled, database_url):
    with pytest.raises(ClusterError, match=r"调度器 无此地址 没有应答.*--scheduler"):
        refit(filled, database_url, backend=Backend.DASK, scheduler="无此地址")


def test_without_the_library_it_says_what_to_install(filled, database_url, monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr(refits, "import_module", absent)
    with pytest.raises(ClusterError, match=r"requirements-cluster\.txt"):
        refit(filled, database_url, backend=Backend.DASK)
