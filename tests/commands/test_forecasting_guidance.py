import json
from datetime import datetime

import pandas as pd
import pytest
from typer.testing import CliRunner

from forecasting.__main__ import app
from services import guidance

HEADER = "model,init_time,city_code,valid_time,lead_h,pollutant,value,unit"
START = pd.Timestamp("2026-11-22 20:00")
LATER = datetime(2026, 12, 31)


@pytest.fixture(autouse=True)
def _settings(settings):
    """Every command works on the test's own database."""


@pytest.fixture
def model_file(tmp_path):
    lines = [HEADER]
    for city in ("140100", "大同市"):
        for lead in (1, 2, 3):
            valid = START + pd.Timedelta(hours=lead)
            value = "坏" if (city, lead) == ("140100", 3) else 50 + lead
            lines.append(
                f"CMAQ,{START:%Y-%m-%dT%H:%M}+08:00,{city},{valid:%Y-%m-%dT%H:%M}+08:00,{lead},PM2.5,{value},ug/m3"
            )
    path = tmp_path / "run.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(app, ["guidance", *map(str, arguments)])


def test_a_file_is_taken_in_as_it_came_and_bad_rows_are_named(sessions, model_file, caplog):
    result = run(model_file, "--json")
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert (record["cities"], record["values"], record["rejected"]) == (["140100", "140200"], 5, 1)
    assert "run.csv 第 4 行" in caplog.text
    assert guidance.values(sessions, "140100", LATER, 60)["value"].tolist() == [51.0, 52.0]


def test_of_a_province_file_only_the_cities_asked_for_are_taken(sessions, model_file):
    assert json.loads(run(model_file, "--city", "大同", "--json").stdout)["cities"] == ["140200"]
    assert guidance.values(sessions, "140100", LATER, 60).empty
    assert len(guidance.values(sessions, "140200", LATER, 60)) == 3


def test_a_file_that_cannot_be_read_is_a_failure_in_words(tmp_path, caplog):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(path).exit_code == 1
    assert "模式预报导入未完成" in caplog.text
    assert run(tmp_path / "none.csv").exit_code == 1
