import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from alerts.__main__ import app
from services import clock, forecast_runs, observations

ROOT = Path(__file__).parents[2]


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


def judged(*arguments):
    result = run("judge", *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def hourly(tmp_path, text, name="h.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


FIRST_HOUR = "2026-11-25T00:00"
"""Begin of the first hour of the files that ``lines`` makes."""


def lines(values, first="2026-11-25 01:00", column="aqi_24h", form="%Y-%m-%dT%H:%M"):
    times = pd.date_range(first, periods=len(values), freq="h")
    rows = [f"{t.strftime(form)},{v}" for t, v in zip(times, values, strict=True)]
    return f"time,{column}\n" + "\n".join(rows) + "\n"


def test_a_run_of_days_is_judged_with_window_and_clause():
    record = judged("--aqi", "210,230,180,90", "--start", "2026-11-24")
    assert record == {
        "level": "orange",
        "start": "2026-11-24",
        "end": "2026-11-26",
        "criterion": "预测日AQI>200持续48小时及以上",
        "reference": "环大气〔2024〕6号《关于进一步优化重污染天气应对机制的指导意见》"
        " 预警分级标准（转引）",
    }


def test_no_level_is_null_and_still_names_what_was_applied():
    record = judged("--aqi", "200", "--start", "2026-11-24")
    assert [record[name] for name in ("level", "start", "end", "criterion")] == [None] * 4
    assert "环大气〔2024〕6号" in record["reference"]


def test_the_edition_asked_for_is_applied():
    assert judged("--aqi", "201", "--start", "2026-11-24")["level"] == "yellow"
    record = judged("--aqi", "201", "--start", "2026-11-24", "--edition", "2017")
    assert (record["level"], record["reference"][:12]) == ("blue", "环大气〔2017〕86号")


def test_what_judge_lacks_is_named():
    assert "--start（第一日）" in run("judge", "--aqi", "201").stderr
    asked = ["judge", "--aqi", "201", "--start", "2026-11-24", "--edition"]
    assert "--edition 可用 2017、2018 或 2024" in run(*asked, "2090").stderr
    assert judged(*asked[1:], "2025")["reference"].startswith("环大气〔2024〕6号")


def test_a_start_beside_hours_is_not_used_and_that_is_said(tmp_path, caplog):
    path = hourly(tmp_path, lines([151] * 48))
    record = judged("--hourly", path, "--start", "2020-01-01")
    assert record == judged("--hourly", path)
    assert record["start"].startswith("2026-11-2")
    assert "--start 只与 --aqi 同用，未采用" in caplog.text


def test_an_hourly_file_that_is_not_there_is_named(caplog):
    assert run("judge", "--hourly", "没有.csv").exit_code == 1
    assert "找不到文件 没有.csv" in caplog.text


def test_a_wrong_header_of_hours_is_not_blamed_on_a_format_that_cannot_be_given(tmp_path, caplog):
    assert run("judge", "--hourly", hourly(tmp_path, "hour,x\n1,2\n")).exit_code == 1
    assert "缺少列 time" in caplog.text
    assert "--format" not in caplog.text


def test_a_winter_before_2017_needs_an_edition(caplog):
    result = run("judge", "--aqi", "210,230", "--start", "2015-12-07", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "可用 --edition 2017、2018 或 2024" in caplog.text
    record = judged("--aqi", "210,230", "--start", "2015-12-07", "--edition", "2018")
    assert record["level"] == "yellow"


def test_missing_days_and_full_width_commas_are_understood():
    record = judged("--aqi", "151，NA,151,151", "--start", "2026-11-24")
    assert (record["level"], record["start"]) == ("yellow", "2026-11-26")


def test_without_json_it_is_said_in_words():
    result = run("judge", "--aqi", "201", "--start", "2026-11-24")
    assert result.stdout.startswith("黄色（Ⅲ级）：2026-11-24 至 2026-11-24，预测日AQI>200（")
    assert "未达到启动条件" in run("judge", "--aqi", "90", "--start", "2026-11-24").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["judge"],
        ["judge", "--aqi", "201"],
        ["judge", "--aqi", "201", "--start", "昨天"],
        ["judge", "--aqi", "201,许多", "--start", "2026-11-24"],
        ["judge", "--aqi", "201", "--start", "2026-11-24", "--edition", "2090"],
        ["recommend", "--city", "140100", "--edition", "2016"],
        ["recommend"],
        ["recommend", "--city", "140100", "--issue-date", "2026-13-01"],
        ["recommend", "--city", "140100", "--issue-hour", "25"],
        ["issue", "--city", "140100", "--level", "purple"],
        ["list", "--bogus"],
    ],
)
def test_wrong_usage_is_2(settings, arguments):
    assert run(*arguments).exit_code == 2


def test_an_hourly_run_may_cross_midnight(tmp_path):
    path = hourly(tmp_path, lines([140] * 3 + [160] * 48 + [120]))
    record = judged("--hourly", path)
    assert record["level"] == "yellow"
    assert (record["start"], record["end"]) == ("2026-11-25T03:00", "2026-11-27T03:00")


@pytest.mark.parametrize(
    ("hours", "level"), [(47, None), (48, "yellow"), (71, "yellow"), (72, "orange")]
)
def test_47_hours_are_not_48(tmp_path, hours, level):
    assert judged("--hourly", hourly(tmp_path, lines([151] * hours)))["level"] == level


@pytest.mark.parametrize(("hours", "level"), [(1, "yellow"), (47, "yellow"), (48, "orange")])
def test_one_mean_above_200_is_a_day_and_48_hours_are_two(tmp_path, hours, level):
    assert judged("--hourly", hourly(tmp_path, lines([201] * hours)))["level"] == level


@pytest.mark.parametrize(("hours", "level"), [(47, "yellow"), (48, "orange"), (71, "orange")])
def test_hours_of_pm25_count_as_they_lie_in_the_file(tmp_path, hours, level):
    """151 µg/m³ is AQI above 200; nothing before the first hour of the file is counted."""
    record = judged("--hourly", hourly(tmp_path, lines([151] * hours, column="pm25")))
    assert record["level"] == level
    assert record["start"] == FIRST_HOUR


@pytest.mark.parametrize("form", ["%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M"])
def test_times_may_be_written_as_spreadsheets_do(tmp_path, form):
    path = hourly(tmp_path, lines([151] * 48, form=form))
    assert judged("--hourly", path)["start"] == FIRST_HOUR


def test_midnight_may_be_written_as_a_day(tmp_path):
    text = lines([151] * 48, first="2026-11-24 12:00").replace("2026-11-25T00:00", "2026-11-25")
    assert judged("--hourly", hourly(tmp_path, text))["level"] == "yellow"


def test_hours_of_pm25_are_averaged_first(tmp_path):
    """116 µg/m³ is AQI 152, 115 is 150: the 48th hour closes 48 hours above 150."""
    path = hourly(tmp_path, lines([116] * 48, column="pm25"))
    record = judged("--hourly", path)
    assert (record["level"], record["start"]) == ("yellow", FIRST_HOUR)
    assert judged("--hourly", hourly(tmp_path, lines([116] * 47, column="pm25")))["level"] is None
    assert judged("--hourly", hourly(tmp_path, lines([115] * 60, column="pm25")))["level"] is None


def test_hours_not_in_order_are_put_in_order(tmp_path):
    head, *rows = lines([151] * 48).splitlines()
    path = hourly(tmp_path, "\n".join([head, *rows[::-1]]))
    assert judged("--hourly", path)["level"] == "yellow"


def test_a_bad_value_is_named_and_counts_as_missing(tmp_path, caplog):
    path = hourly(tmp_path, lines([151] * 24 + ["坏"] + [151] * 24))
    assert judged("--hourly", path)["level"] is None
    assert "h.csv 第 26 行「aqi_24h」不是数字或为负，按缺测处理，现为“坏”" in caplog.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("time,aqi\n2026-11-24T01:00,200\n", "h.csv 缺少 aqi_24h 或 pm25 列"),
        ("hour,aqi_24h\n1,200\n", "缺少列 time"),
        ("time,aqi_24h\n\n2026-11-24T01:00,200\n昨夜,200\n", "h.csv 第 4 行「time」不是时间"),
        ("time,aqi_24h\n2026-11-24T01:30,200\n", "h.csv 第 2 行「time」不是整点"),
        ("time,aqi_24h\n2026-11-24T01:00,很高\n", "没有可用的数值"),
        ("time,pm25\n2026-11-24T01:00,-30\n", "没有可用的数值"),
        ("time,aqi_24h\n2026-11-24T01:00+08:00,200\n", "请去掉时区"),
        ("", "空文件"),
        ("time,aqi_24h\n", "只有表头"),
    ],
)
def test_a_bad_hourly_file_fails_with_one_precise_line(tmp_path, caplog, text, said):
    result = run("judge", "--hourly", hourly(tmp_path, text))
    assert (result.exit_code, result.stdout) == (1, "")
    assert [record.getMessage() for record in caplog.records if said in record.getMessage()]


def issue(*more, level="orange", start="2026-11-24T00:00", end="2026-11-27T00:00"):
    return run(
        *("issue", "--city", "140100", "--level", level, "--start", start, "--end", end),
        *("--as", "王某某", *more),
    )


def test_an_alert_is_issued_numbered_and_listed(settings):
    record = json.loads(issue("--json").stdout)
    year = clock.today().year
    assert record["number"] == f"140100-{year}-001"
    assert (record["level"], record["start"]) == ("orange", "2026-11-24T00:00")
    assert record["basis"].startswith(
        "人工决定；该级别启动条件为：预测日AQI>200持续48小时及以上；或"
    )
    issue("--basis", "会商决定", start="2026-11-27T00:00", end="2026-11-28T00:00")
    listed = json.loads(run("list", "--city", "太原", "--json").stdout)
    assert listed["city"] == "140100"
    assert [a["number"][-3:] for a in listed["alerts"]] == ["002", "001"]
    assert listed["alerts"][0]["basis"] == "会商决定"
    assert f"140100-{year}-002\t橙色（Ⅱ级）" in run("list", "--city", "140100").stdout


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"end": "2026-11-24T00:00"}, "须晚于开始时间"),
        ({"start": "2026-11-24T08:30"}, "须为整点"),
        ({"level": "blue"}, "不能发布蓝色预警"),
        ({"start": "2016-11-24T00:00", "end": "2016-11-25T00:00"}, "尚无"),
    ],
)
def test_an_alert_that_may_not_be_is_not_issued(settings, caplog, changes, said):
    result = issue("--json", **changes)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in caplog.text
    assert json.loads(run("list", "--city", "140100", "--json").stdout)["alerts"] == []


def test_an_overlap_names_the_other_alert(settings, caplog):
    issue()
    assert issue(start="2026-11-26T23:00", end="2026-11-28T00:00").exit_code == 1
    assert f"与预警 140100-{clock.today().year}-001 的时段重叠" in caplog.text


@pytest.mark.parametrize("start", ["今天", "2026-11-24T00:00+08:00"])
def test_a_time_that_cannot_be_read_is_wrong_usage(settings, start):
    assert issue(start=start).exit_code == 2


def test_without_observations_nothing_can_be_recommended(settings, caplog):
    result = run("recommend", "--city", "140100", "--issue-date", "2026-01-20", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "太原市（140100）在 2026-01-21 00:00 之前没有观测数据" in caplog.text


def test_a_future_issue_is_refused(settings, caplog):
    tomorrow = clock.today() + timedelta(days=1)
    assert run("recommend", "--city", "140100", "--issue-date", tomorrow).exit_code == 1
    assert "尚未到" in caplog.text


def test_a_recommendation_has_the_shape_scripts_rely_on(settings, sessions, daily_values):
    with sessions.begin() as session:
        frame = daily_values(date(2026, 1, 20), pm25=[260, 260, 260])
        observations.store_daily(session, frame, "tidy")
    made = forecast_runs.publish(sessions, "140100", date(2026, 1, 20), model="persistence")
    result = run("recommend", "--city", "太原", "--issue-date", "2026-01-20", "--json")
    record = json.loads(result.stdout)
    assert set(record) >= {
        *("city", "issue", "level", "response", "start", "end", "criterion", "reference"),
        *("chances", "level_of_median", "level_of_upper", "act_chance", "sources"),
    }
    assert (record["city"], record["issue"]) == ("140100", "2026-01-21T00:00")
    assert forecast_runs.latest(sessions, "140100") == made, "the stored midnight run is used"
    assert set(record["chances"]) == {"yellow", "orange", "red"}
    assert record["act_chance"] == 0.3
    assert [s["name"] for s in record["sources"]] == ["实况", "气象预报", "空气质量预报"]
    assert {s["state"] for s in record["sources"]} <= {"fresh", "late", "missing"}
    words = run("recommend", "--city", "140100", "--issue-date", "2026-01-20").stdout
    assert "橙色条件达到的概率" in words


def test_a_winter_before_2017_is_recommended_for_by_a_named_edition(
    settings, sessions, daily_values, caplog
):
    with sessions.begin() as session:
        observations.store_daily(session, daily_values(date(2015, 12, 7)), "tidy")
    forecast_runs.publish(sessions, "140100", date(2015, 12, 7), model="persistence")
    asked = ["recommend", "--city", "140100", "--issue-date", "2015-12-07", "--json"]
    assert run(*asked).exit_code == 1
    assert "可用 --edition 2017、2018 或 2024" in caplog.text
    record = json.loads(run(*asked, "--edition", "2018").stdout)
    assert record["reference"].startswith("环办大气函〔2018〕875号")


def test_the_newest_run_of_the_day_is_the_one_recommended_from(settings, sessions, daily_values):
    with sessions.begin() as session:
        observations.store_daily(session, daily_values(date(2026, 1, 20)), "tidy")
    for hour in (8, 24):
        forecast_runs.publish(
            sessions, "140100", date(2026, 1, 20), issue_hour=hour, model="persistence"
        )
    for day, wanted in (("2026-01-20", "2026-01-21T00:00"), ("2026-01-19", "2026-01-20T00:00")):
        if day == "2026-01-19":
            forecast_runs.publish(sessions, "140100", date(2026, 1, 19), model="persistence")
        record = run("recommend", "--city", "140100", "--issue-date", day, "--json")
        assert json.loads(record.stdout)["issue"] == wanted
    early = run(
        "recommend", "--city", "140100", "--issue-date", "2026-01-20", "--issue-hour", "8", "--json"
    )
    assert json.loads(early.stdout)["issue"] == "2026-01-20T08:00"


def test_as_a_program_it_prints_one_object_and_logs_to_stderr(tmp_path):
    """On a machine without a database yet."""
    environment = {
        **os.environ,
        "RESPONSE_DATABASE_URL": f"sqlite:///{tmp_path / 'new' / 'a.db'}",
        "RESPONSE_VAR": str(tmp_path / "var"),
    }
    command = [
        *(sys.executable, "-m", "alerts", "issue", "--city", "140100", "--level", "red"),
        *("--start", "2026-11-24T00:00", "--end", "2026-11-25T00:00", "--as", "王某某", "--json"),
    ]

    def program():
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    made = program()
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["level"] == "red"
    assert made.stdout.count("\n") == 1
    assert "已发布，编号" in made.stderr
    again = program()
    assert (again.returncode, again.stdout) == (1, "")
    assert len(again.stderr.strip().splitlines()) == 1
    assert "重叠" in again.stderr
