from datetime import date

import numpy as np
import pytest

from data.vocabulary import RESPONSE_LEVELS
from emission_lists.situations import situations

DAY = date(2026, 11, 24)


def test_lines_alike_share_a_situation_and_no_key_is_negative(make_lines):
    lines = make_lines([{"grade": "C"}, {"grade": "C"}, {"grade": "D"}])
    listed = situations(lines, DAY, "140100")
    assert len(listed.traits) == 2
    assert sorted(listed.key.tolist()) == [0, 0, 1]
    assert set(listed.filed) == set(RESPONSE_LEVELS)


@pytest.mark.parametrize(
    ("row", "named"),
    [({"industry": "炼金"}, "行业不在名目中：炼金"), ({"grade": "E"}, "绩效等级不在名目中：E"),
     ({"grade": None}, "绩效等级不在名目中"), ({"industry": ""}, "行业不在名目中")],
)  # fmt: skip
def test_an_unknown_code_is_refused_and_never_taken_as_the_last(make_lines, row, named):
    with pytest.raises(ValueError, match=named):
        situations(make_lines([{}, row]), DAY, "140100")


@pytest.mark.parametrize("name", ["supply_floor", "minimum_load", "already_off"])
@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_outside_0_to_1_is_refused(make_lines, name, share):
    with pytest.raises(ValueError, match=f"{name} 有小于 0 或大于 1"):
        situations(make_lines([{name: share}]), DAY, "140100")


def test_a_list_without_the_newer_columns_is_taken_as_it_is(make_lines):
    old = make_lines([{"grade": "D", "pm_kg": 5}]).drop(
        columns=["already_off", "minimum_load", "duty", "quenching", "eia_capacity", "penalised_on"]
    )
    listed = situations(old, DAY, "140100")
    assert listed.room.tolist() == [1]
    assert listed.running.tolist() == [1]


def test_lines_stand_by_plant_industry_and_falling_emission(make_lines):
    lines = make_lines(
        [
            {"line_id": "b", "enterprise_id": "P2", "pm_kg": 1},
            {"line_id": "c", "enterprise_id": "P1", "pm_kg": 2},
            {"line_id": "a", "enterprise_id": "P2", "pm_kg": 1},
            {"line_id": "d", "enterprise_id": "P2", "pm_kg": 9},
        ]
    )
    listed = situations(lines, DAY, "140100")
    assert lines["line_id"].iloc[listed.order].to_list() == ["d", "a", "b", "c"]
    assert listed.starts.tolist() == [0, 3]


def test_distance_tells_only_those_lines_apart_that_a_rule_asks(make_lines):
    lines = make_lines(
        [{"industry": "铸造"}, {"industry": "铸造"}, {"industry": "焦化"}, {"industry": "焦化"}]
    )
    lines["built_up_km"] = [0.0, 30.0, 0.0, 30.0]
    assert len(situations(lines, DAY, "140100").traits) == 3
    assert len(situations(lines, DAY, "140100", distances=True).traits) == 4
    assert len(situations(lines, DAY, "320100").traits) == 2


def test_an_empty_list_makes_no_situation(make_lines):
    listed = situations(make_lines([{}]).iloc[:0], DAY, "140100")
    assert len(listed) == 0
    assert np.asarray(listed.ran).shape == (4, 0)
