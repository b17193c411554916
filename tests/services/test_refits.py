import importlib.util
import os
import signal
import threading
import time
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


@pytest.fixture
def cluster():
    import dask
    from distributed import LocalCluster

    # A worker takes seconds to start again: two deaths are enough to give a city up.
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as running,
    ):
        yield running


@pytest.fixture
def on_cluster(cluster, filled, database_url):
    def run(**more):
        address = cluster.scheduler_address
        return refit(filled, database_url, backend=Backend.DASK, scheduler=address, **more)

    return run


@without_dask
def test_a_cluster_of_two_workers_does_the_same(on_cluster, filled):
    told = []
    check(on_cluster(progress=lambda *done: told.append(done)), filled)
    assert told == [(1, 3), (2, 3), (3, 3)]


@without_dask
def test_a_worker_killed_at_work_leaves_its_city_to_the_other(
    on_cluster, filled, monkeypatch, tmp_path
):
    """The first worker that takes 140200 says its process number and is killed by it."""
    fit, note = refits._fit_city, tmp_path / "worker"

    def slow(task):
        if task.city_code == "140200" and not note.exists():
            note.with_suffix(".new").write_text(str(os.getpid()), encoding="utf-8")
            note.with_suffix(".new").rename(note)
            time.sleep(120)
        return fit(task)

    def kill():
        while not note.exists():
            time.sleep(0.05)
        killed.append(int(note.read_text(encoding="utf-8")))
        os.kill(killed[0], signal.SIGKILL)

    killed = []
    monkeypatch.setattr(refits, "_fit_city", slow)
    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    made = on_cluster()
    killer.join(10)
    assert killed
    assert killed[0] != os.getpid()
    check(made, filled)


@without_dask
def test_a_city_that_kills_every_worker_is_given_up_and_the_others_stand(on_cluster, monkeypatch):
    fit = refits._fit_city

    def dying(task):
        if task.city_code == "140200":
            os.kill(os.getpid(), signal.SIGKILL)
        return fit(task)

    monkeypatch.setattr(refits, "_fit_city", dying)
    made = on_cluster()
    assert made[0].fit_id is not None
    assert "计算进程意外中止" in made[1].reason
    assert "没有观测数据" in made[2].reason


@without_dask
def test_a_cluster_that_loses_its_workers_is_given_up(on_cluster, cluster, monkeypatch, tmp_path):
    begun = tmp_path / "begun"

    def endless(task):
        begun.touch()
        time.sleep(120)

    def close():
        while not begun.exists():
            time.sleep(0.05)
        cluster.scale(0)

    monkeypatch.setattr(refits, "_fit_city", endless)
    monkeypatch.setattr(refits, "_PATIENCE_S", 2)
    threading.Thread(target=close, daemon=True).start()
    assert {one.reason for one in on_cluster()} == {refits._LOST}


@without_dask
def test_a_scheduler_without_workers_is_named(filled, database_url, monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(refits, "_PATIENCE_S", 1)
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None) as empty,
        pytest.raises(ClusterError, match="没有工作进程，请先启动，如 dask worker"),
    ):
        refit(filled, database_url, backend=Backend.DASK, scheduler=empty.scheduler_address)


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
