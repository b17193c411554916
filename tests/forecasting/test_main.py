from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from forecasting.__main__ import app

HEADER = "city,issue_day,lead_days,day,pollutant,mean,p05,p10,p25,p50,p75,p90,p95,above_1,above_2,above_3"


@pytest.fixture(scope="module")
def files(daily_history, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    daily = daily_history.daily.rename(columns={"day": "date", "o3_mda8": "o3_8h"})
    both = pd.concat([daily, daily.assign(city="乙市")], ignore_index=True)
    both.assign(level="良").to_csv(folder / "daily.csv", index=False)
    later = daily[daily["date"] > "2023-12-01"]
    daily[daily["date"] <= "2023-12-01"].to_csv(folder / "one.csv", index=False)
    later.to_csv(folder / "two.csv", index=False)
    daily_history.forecast_weather.to_csv(folder / "archive.csv", index=False)
    daily_history.weather.rename(columns={"day": "date"}).to_csv(folder / "w.csv", index=False)
    return {path.stem: path for path in folder.iterdir()}


def run(*words: object):
    return CliRunner().invoke(app, ["backtest", *map(str, words)])


def test_a_backtest_is_written_in_the_agreed_shape(files, tmp_path):
    out = tmp_path / "out" / "rows.csv"
    result = run(
        *("--observations", files["one"], files["two"], "--format", "tidy"),
        *("--from", "2024-01-01", "--to", "2024-01-03", "--lead-days", 3, "--model", "ridge"),
        *("--forecast-weather", files["archive"], "--observed-weather", files["w"], "--out", out),
    )
    assert result.exit_code == 0, result.output
    assert out.read_text(encoding="utf-8").splitlines()[0] == HEADER
    rows = pd.read_csv(out)
    assert len(rows) == 3 * 3 * 2
    assert set(rows["pollutant"]) == {"pm25", "o3_mda8"}
    assert rows.notna().all(axis=None)
    assert rows["day"].iloc[0] == "2024-01-02"


def test_only_the_cities_asked_for_are_forecast(files, tmp_path):
    out = tmp_path / "rows.csv"
    words = ["--observations", files["daily"], "--format", "tidy", "--model", "climatology"]
    words += ["--from", "2024-01-01", "--to", "2024-01-01", "--out", out]
    assert run(*words, "--city", "乙市").exit_code == 0
    assert set(pd.read_csv(out)["city"]) == {"乙市"}
    assert run(*words, "--city", "甲市", "乙市", "--pollutant", "pm25").exit_code == 0
    assert set(pd.read_csv(out)["city"]) == {"甲市", "乙市"}
    assert set(pd.read_csv(out)["pollutant"]) == {"pm25"}


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--from", "2024-01-02", "--to", "2024-01-01"], 2, "请核对"),
        (["--from", "2022-01-02", "--to", "2022-01-03"], 1, "请推迟 --from"),
        (["--from", "2024-01-01", "--to", "2024-01-01", "--issue-hour", 8], 1, "只能为 24"),
        (["--from", "2024-01-01", "--to", "2024-01-01", "--city", "丙市"], 1, "没有城市 丙市"),
        (["--from", "2024-01-01", "--to", "2024-01-01", "--weather", "perfect"], 1, "实况气象"),
        (["--from", "2024-01-01", "--to", "2024-01-01", "--weather", "archive"], 1, "气象预报存档"),
        (["--from", "2024-01-01", "--to", "2024-01-01", "--pollutant", "co"], 2, "不能回算 co"),
        (["--from", "2024-01-01", "--to", "2024-01-01", "--column", "x"], 2, "不能理解"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(files, tmp_path, caplog, words, code, message):
    out = tmp_path / "rows.csv"
    result = run("--observations", files["daily"], "--format", "tidy", "--out", out, *words)
    assert result.exit_code == code
    assert message in caplog.text
    assert not out.exists()


def test_of_many_cities_only_some_are_listed_and_all_counted(daily_history, tmp_path, caplog):
    day = daily_history.daily.rename(columns={"day": "date", "o3_mda8": "o3_8h"}).head(1)
    many = pd.concat([day.assign(city=f"{n:03d}市") for n in range(300)])
    many.to_csv(tmp_path / "many.csv", index=False)
    result = run(
        *("--observations", tmp_path / "many.csv", "--format", "tidy", "--city", "丙市"),
        *("--from", "2024-01-01", "--to", "2024-01-01", "--out", tmp_path / "o.csv"),
    )
    assert result.exit_code == 1
    assert "文件中有 300 个，例如 000市、" in caplog.text
    assert "019市 等，请核对 --city" in caplog.text
    assert "020市" not in caplog.text


def test_every_option_is_explained_in_chinese():
    text = CliRunner().invoke(app, ["backtest", "--help"]).output
    for word in ("观测文件", "起报日", "预报模型", "气象预报存档", "结果文件"):
        assert word in text
