"""Sixty sentences written and labelled before the grammar had seen any of them."""

import csv
from pathlib import Path

import pytest

from emission_lists.grammar import parse

FILE = Path(__file__).parents[2] / "cases/measures_first_seen.csv"
ROWS = [row for row in csv.DictReader(FILE.open(encoding="utf-8")) if row["kind"]]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_what_the_label_says_is_read(row):
    wanted = set(zip(row["kind"].split("|"), row["value"].split("|"), strict=True))
    read = {(measure.kind.value, measure.value) for measure in parse(row["text"]).measures}
    assert wanted <= read
