import json
from datetime import date, datetime

import pandas as pd
import pytest
from typer.testing import CliRunner

from forecasting.__main__ import app
from services import clock, observations

LEVELS = {"甲站": 30.0, "乙站": 60.0, "丙站": 90.0}


@pytest.fixture(autouse=True)
def filled(settings, sessions, daily_values):
    """October 2026: hours of three stations of Taiyuan, days of two other cities."""
    hours = pd.date_range("2026-10-01 01:00", "2026-11-01 00:00", freq="h")
    with sessions.begin() as session:
        for place, level in LEVELS.items():
            frame = pd.DataFrame({"hour": hours, "pm25": level, "o3": level})
            kept = frame if place != "丙站" else frame[frame["hour"] > "2026-10-10"]
            kept = kept.assign(place=place, city_code="140100")
            observations.store_hourly(session, kept, "cnemc")
        for code in ("140200", "140300"):
            frame = daily_values(date(2026, 10, 31), days=31, city=code)
            observations.store_daily(session, frame, "tidy")
    return sessions


@pytest.fixture
def counties(tmp_path):
    def make(text="station,county\n甲站,城东区\n乙站,城东区\n丙站,城西区\n"):
        path = tmp_path / "站点区县.csv"
        path.write_text(text, encoding="utf-8-sig")
        return path

    return make


def run(*arguments):
    return CliRunner().invoke(app, ["ranking", *map(str, arguments)])


def ranked(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_counties_are_ranked_by_the_mean_of_their_stations(counties, caplog):
    told = ranked("--city", "太原", "--month", "2026-10", "--counties", counties())
    assert (told["month"], told["cities"]) == ("2026-10", ["140100"])
    first, second = told["ranking"]
    assert (first["place"], first["rank"], first["pm25_mean"]) == ("城东区", 1, 45.0)
    assert (second["place"], second["rank"], second["valid"]) == ("城西区", None, False)
    assert "有效天数不足、未参加排名：城西区" in caplog.text


def test_without_a_table_of_counties_the_stations_are_ranked():
    told = ranked("--city", "140100", "--month", "2026-10")
    assert [row["place"] for row in told["ranking"]][:2] == ["甲站", "乙站"]


def test_several_cities_are_ranked_among_each_other():
    told = ranked("--city", "140200", "140300", "--month", "2026-10")
    assert {row["place"] for row in told["ranking"]} == {"大同市", "阳泉市"}
    assert [row["days"] for row in told["ranking"]] == [31, 31]


def test_the_month_left_out_is_the_last_one(monkeypatch, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 3, 9))
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 3))
    out = tmp_path / "排名.csv"
    assert run("--city", "140100", "--out", out).exit_code == 0
    table = pd.read_csv(out, encoding="utf-8-sig")
    assert table["区县或站点"].tolist()[0] == "甲站"
    assert table["是否有效"].tolist() == ["是", "是", "否（有效天数不足）"]
    shown = run("--city", "140100").stdout.splitlines()
    assert shown[0].startswith("1\t甲站\tPM2.5 30.0 µg/m³\t优良 ")


def test_what_cannot_be_ranked_is_said(counties, caplog, tmp_path):
    cases = [
        (["--city", "140100", "--month", "2025-10"], "在 2025-10 没有站点逐时观测"),
        (["--city", "140100", "--month", "2026-10", "--counties", counties("a,b\n1,2\n")],
         "应有 station,county 两列，现为 a,b"),
        (["--city", "140100", "--month", "2026-10",
          "--counties", counties("station,county\n他站,城东区\n")], "没有太原市的任何站点"),
        (["--city", "140100", "--month", "2026-10", "--counties", tmp_path / "无.csv"], "找不到文件"),
    ]  # fmt: skip
    for arguments, said in cases:
        if "--counties" in arguments and "两列" in said:
            counties("a,b\n1,2\n")
        elif "--counties" in arguments and "任何站点" in said:
            counties("station,county\n他站,城东区\n")
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (1, ""), said
        assert said in caplog.text
    table = counties()
    assert run("--city", "140100", "140200", "--counties", table).exit_code == 2
