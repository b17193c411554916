import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from air_quality.__main__ import app

ROOT = Path(__file__).parents[2]
DATA = ROOT / "../shared/data"
HEADER = "city,date,aqi,level,primary,edition,iaqi_so2,iaqi_no2,iaqi_co,iaqi_o3,iaqi_pm10,iaqi_pm25"


def run(*arguments):
    return CliRunner().invoke(app, ["index", *map(str, arguments)])


@pytest.fixture
def tidy_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "date,city,pm25,pm10,so2,no2,co,o3_8h,aqi\n"
        "2026-11-22,太原,60,90,10,40,1.2,60,99\n"
        "2026-02-28,太原,60,90,10,40,1.2,60,99\n"
        "2026-11-23,太原,50,90,NA,40,1.2,60,99\n"
        "2026-11-24,太原,坏,300,10,40,1.2,60,99\n",
        encoding="utf-8",
    )
    return path


def test_the_index_file_has_the_agreed_shape(tidy_file, tmp_path):
    out = tmp_path / "new/out.csv"
    assert run(tidy_file, "--format", "tidy", "--out", out).exit_code == 0
    assert out.read_text(encoding="utf-8").splitlines() == [
        HEADER,
        "太原,2026-02-28,82,2,PM2.5,HJ 633-2012,10,50,30,30,70,82",
        "太原,2026-11-22,100,2,PM2.5,HJ 633-2026,10,50,30,30,79,100",
        "太原,2026-11-23,,,,HJ 633-2026,,50,30,30,79,80",
        "太原,2026-11-24,175,4,PM10,HJ 633-2026,10,50,30,30,175,",
    ]
    assert [path.name for path in out.parent.iterdir()] == ["out.csv"]


def test_json_is_one_object_on_stdout(tidy_file, tmp_path, caplog):
    result = run(tidy_file, "--format", "tidy", "--out", tmp_path / "o.csv", "--json")
    summary = json.loads(result.stdout)
    assert (summary["rows"], summary["places"], summary["without_aqi"]) == (4, 1, 1)
    assert summary["issues"] == [
        "a.csv 第 5 行「pm25」不是数字，按缺测处理；请填数字或留空，现为“坏”"
    ]
    assert "未使用的列 aqi" in summary["notes"][0]


def test_hours_give_a_row_per_station_and_with_a_city_its_mean(tmp_path):
    lines = ["No,year,month,day,hour,PM2.5,PM10,SO2,NO2,CO,O3,station"]
    for station, pm25 in (("甲", 30), ("乙", 90)):
        lines += [f"1,2014,3,1,{h},{pm25},80,10,40,1000,{h * 10},{station}" for h in range(24)]
    path = tmp_path / "hours.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run(path, "--format", "prsa", "--out", tmp_path / "o.csv").exit_code == 0
    stations = pd.read_csv(tmp_path / "o.csv").set_index("city")
    assert stations["iaqi_pm25"].to_dict() == {"甲": 43, "乙": 119}
    # Largest hour 230: 100 + 30/100 * 50 = 115; MDA8 195: 100 + 35/55 * 50 = 131.8
    assert stations["iaqi_o3"].to_list() == [132, 132]
    assert (
        run(path, "--format", "prsa", "--city", "某市", "--out", tmp_path / "o.csv").exit_code == 0
    )
    assert pd.read_csv(tmp_path / "o.csv").set_index("city")["iaqi_pm25"]["某市"] == 82


def test_a_file_that_cannot_be_read_exits_1_with_one_line_and_writes_nothing(tmp_path, caplog):
    result = run(tmp_path / "没有.csv", "--format", "tidy", "--out", tmp_path / "o.csv")
    assert result.exit_code == 1
    assert len(caplog.records) == 1
    assert "没有.csv" in caplog.text
    assert not (tmp_path / "o.csv").exists()


@pytest.mark.parametrize(
    "wrong", [["--format", "xls"], ["--format", "tidy", "--column", "pm25=x**2"], []]
)
def test_wrong_usage_exits_2(tidy_file, tmp_path, wrong):
    assert run(tidy_file, *wrong, "--out", tmp_path / "o.csv").exit_code == 2


def test_the_module_runs_from_the_root_with_its_log_on_stderr(tidy_file, tmp_path):
    command = [sys.executable, "-m", "air_quality", "index", tidy_file]
    result = subprocess.run(
        [*command, "--format", "tidy", "--out", tmp_path / "o.csv"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == ""
    assert "4 行" in result.stderr


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.exists(), reason="the real data sets are not on this machine")
def test_all_366_cities_get_an_index(tmp_path):
    path = DATA / "cn_daily_aqistudy/cn_daily_2013-12_2015-12.csv.gz"
    assert run(path, "--format", "tidy", "--out", tmp_path / "o.csv").exit_code == 0
    result = pd.read_csv(tmp_path / "o.csv")
    assert result["city"].nunique() == 366
    assert result["aqi"].notna().mean() > 0.99
    assert (result["edition"] == "HJ 633-2012").all()
