import json
from datetime import datetime

import pandas as pd
import pytest
from typer.testing import CliRunner

from emission_lists.__main__ import app
from emission_lists.regimes import registers
from emission_lists.regimes.facts import FACTS, LINE_FACTS
from services import connection, list_versions

CITY = "140100"
WINTER = ["--city", CITY, "--regime", "staggered", "--day", "2021-12-01"]


@pytest.fixture
def listed(settings, list_file):
    list_versions.import_list(connection.sessions(), list_file, CITY, now=datetime(2021, 11, 20))


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_list_is_printed_as_one_json_object(listed):
    result = run("regime", *WINTER, "--json")
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert (record["regime"], record["season"], record["applied"]) == (
        "staggered",
        "2021-2022",
        True,
    )
    assert (record["list_version"], record["number"]) == (1, None)
    assert {row["subject_id"]: row["kind"] for row in record["rows"]}["QY2-01"] == "stop"


def test_for_people_the_bound_lines_are_listed_with_their_clause(listed):
    result = run("regime", *WINTER)
    assert "停产 1 条" in result.stdout
    assert "QY2-01\t1号装置\t停产\t山西省2021—2022年秋冬季" in result.stdout


def test_a_season_without_known_rule_is_said_to_be_so(listed):
    result = run("regime", "--city", CITY, "--regime", "staggered", "--day", "2026-12-01")
    assert result.exit_code == 0
    assert "不执行" in result.stdout
    result = run(
        "regime", "--city", CITY, "--regime", "staggered", "--day", "2026-12-01", "--record"
    )
    assert result.exit_code == 1


def test_facts_list_record_and_notices_from_the_shell(listed, tmp_path, caplog):
    facts = pd.DataFrame({"line_id": ["QY1-02"], "plan_share": [30.0]})
    annex = tmp_path / "核定表.xlsx"
    annex.write_bytes(registers.filled({LINE_FACTS.sheet: facts}, FACTS))
    out = tmp_path / "名单.xlsx"
    result = run("regime", *WINTER, "--facts", annex, "--out", out, "--record", "--json")
    assert result.exit_code == 0, caplog.text
    record = json.loads(result.stdout)
    assert record["number"] == "140100-staggered-001"
    assert out.stat().st_size
    assert next(r for r in record["rows"] if r["subject_id"] == "QY1-02")["share"] == 0.3

    lists = json.loads(run("regime-lists", "--city", CITY, "--json").stdout)["lists"]
    assert [one["number"] for one in lists] == ["140100-staggered-001"]
    assert (
        "140100-staggered-001"
        in run("regime-lists", "--city", CITY, "--regime", "staggered").stdout
    )

    words = [
        "regime-orders",
        "--city",
        CITY,
        "--number",
        record["number"],
        "--out",
        tmp_path / "out",
    ]
    made = json.loads(run(*words, "--json").stdout)
    assert (made["number"], made["orders"], made["failed"]) == ("140100-staggered-001", 2, [])
    assert (tmp_path / "out" / made["files"][0]["path"]).exists()


def test_the_days_of_the_season_are_taken_from_the_city_where_the_rule_has_none(listed):
    words = ["--city", CITY, "--regime", "staggered", "--day", "2019-12-01", "--json"]
    without = json.loads(run("regime", *words).stdout)
    given = json.loads(
        run("regime", *words, "--season-from", "2019-11-01", "--season-until", "2020-03-31").stdout
    )
    assert {row["missing"] for row in without["rows"]} >= {"采暖季起止日期"}
    assert "采暖季起止日期" not in {row["missing"] for row in given["rows"]}


def test_the_blank_annex_is_written(settings, tmp_path, caplog):
    assert run("regime-facts", tmp_path / "空白.xlsx").exit_code == 0
    assert (tmp_path / "空白.xlsx").stat().st_size
    assert run("regime-facts", tmp_path / "没有" / "空白.xlsx").exit_code == 1
    assert "没有目录" in caplog.text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["regime", "--city", CITY, "--regime", "alert"], "没有名为 alert 的制度"),
        (["regime", *WINTER, "--season-from", "2021-11-01"], "须同时填写"),
        (
            ["regime", *WINTER, "--season-from", "2021-11-01", "--season-until", "2020-01-01"],
            "早于",
        ),
        (["regime", "--city", CITY, "--regime", "dust", "--day", "明天"], "2026-11-24 的样子"),
        (["regime-orders", "--city", CITY, "--number", "140200-dust-001", "--out", "x"], "不属于"),
    ],
)
def test_wrong_usage_is_exit_2_and_names_the_option(settings, words, says):
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ["regime", "--city", "140200", "--regime", "staggered", "--day", "2021-12-01"],
            "尚未导入",
        ),
        (["regime", *WINTER, "--facts", "没有这个文件.xlsx"], "找不到文件"),
        (["regime", *WINTER, "--list-version", "7"], "第 7 版"),
        (
            ["regime-orders", "--city", CITY, "--number", "140100-dust-001", "--out", "x"],
            "没有编号",
        ),
    ],
)
def test_failure_is_exit_1_and_one_line_says_why(listed, words, says, caplog):
    result = run(*words, "--json")
    assert result.exit_code == 1
    assert says in caplog.text
    assert says in json.loads(result.stdout)["error"]
