"""Databases for the tests: always SQLite files in a temporary folder, never mocks."""

import fcntl
import os
import shutil
from datetime import date, datetime, timedelta

import hypothesis
import numpy as np
import pandas as pd
import pytest

from data.storage import database
from data.tables import CITY_TOTALS, ENTERPRISES, LINES
from emission_lists import workbook
from services import clock, sample_city

CITY = "140100"

# The same examples in every run, so that a change is judged by what it changes; new ones are sought
# with HYPOTHESIS_PROFILE=explore, and what that finds becomes a test of its own.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", derandomize=False, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session", autouse=True)
def _own_folder(tmp_path_factory):
    """Files a test makes, such as stored fits, never end up in the folder of the checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESPONSE_VAR", str(tmp_path_factory.mktemp("var")))
        yield


@pytest.fixture(scope="session")
def _empty_file(tmp_path_factory):
    """A database with all tables and no rows; copied for every test, since migrating takes time."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    database.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database_url(tmp_path, _empty_file):
    """Address of an empty database of the test's own."""
    return f"sqlite:///{shutil.copy(_empty_file, tmp_path / 'response.db')}"


@pytest.fixture
def sessions(database_url):
    """Sessions of that database."""
    yield from _sessions(database_url)


@pytest.fixture
def settings(monkeypatch, tmp_path, database_url):
    """The settings of the program point to that database and to a folder of the test's own."""
    monkeypatch.setenv("RESPONSE_DATABASE_URL", database_url)
    monkeypatch.setenv("RESPONSE_VAR", str(tmp_path / "var"))


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory):
    """The prepared sample city, made once for all workers; never write to it."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    done = folder / "sample-city.db"
    with (folder / "sample-city.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            making = folder / "sample-city.part.db"
            url = f"sqlite:///{making}"
            database.migrate(url)
            made = database.engine(url)
            sample_city.prepare(database.sessions(made), clock.now(), check_days=21)
            made.dispose()  # the last connection folds the write-ahead log into the file
            making.rename(done)
    return done


@pytest.fixture
def sample_database(tmp_path, sample_file):
    """Address of a database with the sample city, the test's own."""
    return f"sqlite:///{shutil.copy(sample_file, tmp_path / 'sample.db')}"


@pytest.fixture
def sample_sessions(sample_database):
    """Sessions of that database."""
    yield from _sessions(sample_database)


@pytest.fixture
def sample_settings(monkeypatch, tmp_path, sample_database):
    """The settings of the program point to the sample city."""
    monkeypatch.setenv("RESPONSE_DATABASE_URL", sample_database)
    monkeypatch.setenv("RESPONSE_VAR", str(tmp_path / "var"))


@pytest.fixture
def small_list():
    """Sheets of a list of three enterprises: five lines with grades B, C, D, A and without one."""
    enterprises = pd.DataFrame(
        [
            _enterprise(f"QY{n}", county)
            for n, county in enumerate(["城东区", "城南区", "城东区"], 1)
        ]
    )
    lines = pd.DataFrame(
        [
            _line("QY1", 1, "焦化", "B", 100.0),
            _line("QY1", 2, "焦化", "C", 50.0),
            _line("QY2", 1, "砖瓦窑", "D", 20.0),
            _line("QY2", 2, "砖瓦窑", "A", 40.0),
            _line("QY3", 1, "焦化", "未定级", 10.0),
        ]
    )
    totals = pd.DataFrame(
        [
            _total("工业源", 500.0, ""),
            _total("移动源", 200.0, "示例文件 第3条", 0.1),
            _total("扬尘源", 100.0, "示例文件 第4条", 0.2),
            _total("生活源", 50.0, ""),
        ]
    )
    return {ENTERPRISES.sheet: enterprises, LINES.sheet: lines, CITY_TOTALS.sheet: totals}


@pytest.fixture
def list_file(tmp_path, small_list):
    """The same list as a filled workbook."""
    path = tmp_path / "清单.xlsx"
    path.write_bytes(workbook.filled(small_list))
    return path


@pytest.fixture
def daily_values():
    """Makes daily values of a city: a winter with swings, the newest days as given."""

    def make(last, days=150, pm25=(), city=CITY):
        day = pd.date_range(end=pd.Timestamp(last), periods=days, freq="D")
        generator = np.random.default_rng(7)
        swing = 60 + 35 * np.sin(np.arange(days) / 2.5) + generator.normal(0, 8, days)
        frame = pd.DataFrame({"city": city, "city_code": city, "day": day, "pm25": swing.clip(5)})
        if len(pm25):
            frame.loc[days - len(pm25) :, "pm25"] = list(pm25)
        return frame.assign(pm10=frame["pm25"] * 1.4, so2=12.0, no2=40.0, co=1.1, o3_mda8=50.0)

    return make


@pytest.fixture
def tidy_file(tmp_path, daily_values):
    """Makes a file of daily values, as people bring them."""

    def make(last=date(2026, 1, 20), name="tidy.csv", **changes):
        frame = daily_values(last, **changes)
        frame["date"] = frame["day"].dt.strftime("%Y-%m-%d")
        frame = frame.rename(columns={"o3_mda8": "o3_8h"})
        path = tmp_path / name
        columns = ["date", "city", "pm25", "pm10", "so2", "no2", "co", "o3_8h"]
        frame[columns].to_csv(path, index=False)
        return path

    return make


@pytest.fixture
def prsa_file(tmp_path):
    """Makes a file of one station's hours from 0:00 of a day on."""

    def make(station, first=datetime(2015, 12, 1), hours=48, pm25=100.0, name=""):
        lines = ["No,year,month,day,hour,PM2.5,PM10,SO2,NO2,CO,O3,TEMP,station"]
        for n in range(hours):
            t = first + timedelta(hours=n)
            value = pm25[n] if isinstance(pm25, list) else pm25
            lines.append(
                f"{n + 1},{t.year},{t.month},{t.day},{t.hour},{value},150,20,60,1500,30,-2,{station}"
            )
        path = tmp_path / (name or f"{station}.csv")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


def _sessions(url):
    made = database.engine(url)
    yield database.sessions(made)
    made.dispose()


def _blank(table):
    """An empty cell of every column, in its kind."""
    empty = {"text": "", "number": np.nan, "date": pd.NaT}
    return {column.name: empty[column.kind] for column in table.columns}


def _enterprise(identity, county):
    return {
        **_blank(ENTERPRISES),
        "enterprise_id": identity,
        "enterprise": f"示例{identity}有限公司",
        "county": county,
        "address": "工业园一路1号",
        "longitude": 112.6,
        "latitude": np.nan,
        "protected": "否",
        "trucks_per_day": 24.0,
    }


def _line(enterprise, n, industry, grade, pm):
    return {
        **_blank(LINES),
        "line_id": f"{enterprise}-{n:02d}",
        "enterprise_id": enterprise,
        "process": f"{n}号装置",
        "industry": industry,
        "capacity": 60.0,
        "capacity_unit": "万t/a",
        "grade": grade,
        "grade_until": pd.NaT,
        "supply_floor": np.nan,
        **{"pm_kg": pm, "so2_kg": pm * 0.5, "nox_kg": pm * 2, "vocs_kg": pm * 0.1},
        **{f"filed_{level}_share": np.nan for level in ("yellow", "orange", "red")},
    }


def _total(sector, kg, source, cut=np.nan):
    return {
        "sector": sector,
        **dict.fromkeys(("pm_kg", "so2_kg", "nox_kg", "vocs_kg"), kg),
        **dict.fromkeys(("cut_yellow", "cut_orange", "cut_red"), cut),
        "cut_source": source,
    }
