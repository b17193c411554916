"""Cases of order language in YAML: a sentence and the structure that must come of it."""

from pathlib import Path

import pytest
import yaml

from emission_lists.grammar import parse

FOLDER = Path(__file__).parents[2] / "cases/measures"
CASES = [
    pytest.param(case, id=f"{path.stem} {case['text'][:24]}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_a_sentence_becomes_its_structure(case):
    parsed = parse(case["text"])
    assert [[m.kind.value, m.value, m.unit] for m in parsed.measures] == case["measures"]
    assert list(parsed.unread) == case.get("unread", [])
    assert parsed.understood == bool(case["measures"] and not case.get("unread"))


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_back_is_read_as_the_same(case):
    parsed = parse(case["text"])
    assert parse(parsed.sentence) == parsed
