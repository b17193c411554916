import json
from datetime import date

import pytest
from typer.testing import CliRunner

from forecasting.__main__ import app
from services import clock, observations

CITY = "140100"
DAY = date(2026, 1, 20)


@pytest.fixture(autouse=True)
def _settings(settings):
    """Every command works on the test's own database."""


@pytest.fixture
def filled(sessions, daily_values):
    with sessions.begin() as session:
        observations.store_daily(session, daily_values(clock.today(), city=CITY), "tidy")
        observations.store_daily(session, daily_values(DAY, days=120, city=CITY), "tidy")


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


def test_fits_are_stored_and_the_failed_city_is_listed_with_exit_1(filled, caplog):
    result = run(
        "fit", "--city", "太原", "140200", "--model", "ridge", "--lead-days", 2, "--issue-hour", 24, "--json"
    )  # fmt: skip
    assert result.exit_code == 1
    record = json.loads(result.stdout)
    assert [(one["city"], one["fit"]) for one in record["fits"]] == [(CITY, 1)]
    assert record["failed"][0]["city"] == "140200"
    assert "没有观测数据" in record["failed"][0]["reason"]
    assert "未拟合：140200" in caplog.text


def test_all_cities_are_fitted_and_it_ends_with_0(filled):
    result = run("fit", "--all", "--model", "ridge", "--lead-days", 1, "--issue-hour", 24)
    assert result.exit_code == 0, result.output


def test_all_without_any_city_says_what_to_do(caplog):
    assert run("fit", "--all").exit_code == 1
    assert "forecasting ingest" in caplog.text


@pytest.mark.parametrize(
    "arguments", [[], ["--all", "--city", CITY], ["--all", "--jobs", 0], ["--all", "--backend", "x"]]
)  # fmt: skip
def test_wrong_usage_is_exit_2(arguments):
    assert run("fit", *arguments).exit_code == 2


def test_a_cluster_that_cannot_be_used_is_one_line_and_exit_1(filled, caplog):
    result = run("fit", "--all", "--backend", "dask", "--scheduler", "无此地址")
    assert result.exit_code == 1
    assert "--scheduler" in caplog.text or "requirements-cluster.txt" in caplog.text


def test_a_record_is_made_and_told(filled):
    period = ["--from", "2026-01-10", "--to", "2026-01-14", "--lead-days", 2, "--model", "ridge"]
    told = run("verify", "--city", CITY, *period)
    assert told.exit_code == 0, told.output
    assert "pm25\t第1天\tRMSE " in told.stdout
    assert "黄色及以上\t发生 " in told.stdout
    record = json.loads(run("verify", "--city", CITY, *period, "--json").stdout)
    assert (record["city"], record["check"], record["from"]) == (CITY, 2, "2026-01-10")
    assert [row["lead_days"] for row in record["scores"]["pm25"]] == [1, 2]
    assert [row["level"] for row in record["triggers"]] == ["yellow", "orange", "red"]


@pytest.mark.parametrize("city", [CITY, "140200"])
def test_a_record_that_cannot_be_made_is_one_line_and_exit_1(filled, caplog, city):
    assert run("verify", "--city", city, "--from", "2001-01-01").exit_code == 1
    assert "检验未完成" in caplog.text
