"""Tables of sentences and the command that reads them; the real sentences where they are at hand."""

import json
import logging
import re
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from emission_lists.__main__ import app
from emission_lists.grammar import parse
from emission_lists.grammar.table import COLUMNS, parse_table

REAL = Path(__file__).parents[3] / "../shared/reference/measure_sentences.csv"
real = pytest.mark.skipif(not REAL.exists(), reason="the real sentences are not at hand")
STOPS = {"process_stop": "stop", "equipment_stop": "stop", "nrmm_ban": "transport_ban"}
NUMBERED = {"stop", "limit_share", "stop_share", "coking_time", "transport_ban", "clock_window"} | {
    "stop_units",
    "load_cut",
    "emission_cut",
    "concentration_cap",
    "stagger_days",
    "cycle",
}


def table(*texts):
    return pd.DataFrame({"id": [f"T{n}" for n in range(len(texts))], "text": texts})


def test_clauses_stand_in_the_same_order_in_every_column():
    (row,) = parse_table(table("竖炉停产50%，以生产线计；结焦时间延长至36小时。")).to_dict(
        "records"
    )
    assert row == {
        "id": "T0",
        "kind": "stop_share|coking_time",
        "value": "50|36",
        "unit": "%|h",
        "basis": "竖炉; 以生产线计|",
        "understood": 1,
        "sentence": "竖炉停产50%，以生产线计；结焦时间延长至36小时",
    }


def test_an_empty_text_and_an_unknown_one_keep_their_rows():
    parsed = parse_table(table("", "另行通知"))
    assert list(parsed["understood"]) == [0, 0]
    assert list(parsed["kind"]) == ["", ""]
    assert parsed.loc[1, "sentence"] == "未读懂【另行通知】"
    assert list(parse_table(table()).columns) == COLUMNS


def test_the_command_writes_the_table(tmp_path, caplog):
    table("石灰窑停产", "另行通知").to_csv(tmp_path / "句.csv", index=False)
    words = ["parse", str(tmp_path / "句.csv"), "--out", str(tmp_path / "结果.csv"), "--json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"file": "句.csv", "sentences": 2, "not_understood": 1}
    assert list(pd.read_csv(tmp_path / "结果.csv")["understood"]) == [1, 0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id,words\n1,x\n", "缺少列 text"),
        ("id,text\n1,停产\n".encode("gb18030"), "不是 UTF-8 编码"),
        (b"", "不是逗号分隔的表格"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_one_line(content, said, tmp_path, caplog):
    (tmp_path / "句.csv").write_bytes(content)
    with caplog.at_level(logging.ERROR):
        words = ["parse", str(tmp_path / "句.csv"), "--out", str(tmp_path / "结果.csv")]
        result = CliRunner().invoke(app, words)
    assert result.exit_code == 1
    assert said in caplog.text


def test_a_place_that_cannot_be_written_is_named(tmp_path, caplog):
    table("停产").to_csv(tmp_path / "句.csv", index=False)
    words = ["parse", str(tmp_path / "句.csv"), "--out", str(tmp_path / "没有" / "结果.csv")]
    assert CliRunner().invoke(app, words).exit_code == 1
    assert "结果.csv" in caplog.text


def pairs(kinds, values):
    """Kind and numbers of every clause whose number counts."""
    found = set()
    for kind, value in zip(kinds.split("|"), values.split("|"), strict=False):
        family = STOPS.get(kind, kind)
        numbers = re.findall(r"\d+(?:\.\d+)?|国.|all", "100" if family == "stop" else value)
        if family in NUMBERED:
            found.add((family, tuple(sorted(numbers))))
    return found


@real
@pytest.mark.real_data
def test_the_labelled_real_sentences_are_read_as_labelled():
    known = pd.read_csv(REAL, dtype=str, keep_default_na=False)
    known = known[known["kind"] != ""].reset_index(drop=True)
    parsed = parse_table(known)
    wanted = [pairs(*row) for row in zip(known["kind"], known["value"], strict=True)]
    said = [pairs(*row) for row in zip(parsed["kind"], parsed["value"], strict=True)]
    right = sum(len(a & b) for a, b in zip(wanted, said, strict=True))
    assert right / sum(map(len, said)) >= 0.97
    assert right / sum(map(len, wanted)) >= 0.95


@real
@pytest.mark.real_data
def test_every_real_sentence_said_back_is_read_as_the_same():
    for text in pd.read_csv(REAL, dtype=str)["text"]:
        parsed = parse(text)
        assert parse(parsed.sentence) == parsed, text
