from datetime import date

import numpy as np
import pytest

from emission_lists.line_traits import codes_of, number, share, texts, traits_of
from emission_lists.traits import UNFILLED

DAY = date(2026, 11, 24)


def only(make_lines, row, km=None, distances=True):
    lines = make_lines([row]).assign(built_up_km=float("nan") if km is None else km)
    (traits,), key = traits_of(lines, DAY, "140100", distances)
    assert key.tolist() == [0]
    return traits


def test_a_line_is_told_by_what_the_rules_ask(make_lines):
    found = only(
        make_lines,
        {
            "industry": "焦化",
            "process": "1号焦炉",
            "grade": "B",
            "oven_height": 5.5,
            "quenching": "干法",
        },
        km=12.0,
    )
    assert (found.industry, found.grade, found.process) == ("焦化", "B", "焦炉")
    assert (found.built_up_km, found.oven_height, found.quenching) == (20.0, 5.5, "干法")


@pytest.mark.parametrize(
    ("km", "band"), [(None, None), (-1, 0), (0, 0), (0.1, 20), (20, 20), (20.1, 21)]
)
def test_a_distance_counts_by_the_limits_of_the_rules(make_lines, km, band):
    assert only(make_lines, {}, km).built_up_km == band


def test_duty_is_asked_only_of_lines_with_a_supply_floor(make_lines):
    assert only(make_lines, {"duty": "供热"}).duty == ""
    assert only(make_lines, {"duty": "供热", "supply_floor": 0.2}).duty == "供热"
    assert only(make_lines, {"supply_floor": 0.2}).duty == UNFILLED


def test_oven_height_is_asked_only_of_ovens(make_lines):
    assert only(make_lines, {"process": "锅炉", "oven_height": 6}).oven_height is None


@pytest.mark.parametrize(
    ("penalised", "grade"), [(None, "B"), ("2026-11-24", "C"), ("2025-11-25", "C"), ("2025-11-24", "B"), ("2026-11-25", "B")]
)  # fmt: skip
def test_a_penalty_bars_for_a_year(make_lines, penalised, grade):
    assert only(make_lines, {"grade": "B", "penalised_on": penalised}).grade == grade


def test_columns_that_are_not_there_are_missing(make_lines):
    lines = make_lines([{}])
    assert np.isnan(number(lines, "nothing")).all()
    assert share(lines, "nothing").tolist() == [0]
    assert texts(lines, "nothing").to_list() == [""]


def test_an_unknown_text_is_never_the_last_code(make_lines):
    with pytest.raises(ValueError, match="行业不在名目中：炼金"):
        codes_of(make_lines([{}, {"industry": "炼金"}])["industry"], ["焦化"], "行业")
    assert codes_of(make_lines([{}])["industry"].iloc[:0], ["焦化"], "行业").size == 0
