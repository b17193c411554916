from datetime import date

import pytest

from data.vocabulary import AlertLevel
from emission_lists.curtailment import curtail
from emission_lists.line_sentences import sentences
from emission_lists.measures import measure_table
from emission_lists.rule_matrix import CityMeasure

DAY = date(2026, 11, 24)


def said(make_lines, row, text="", km=None, city="140100", rule_set=None):
    laid = (CityMeasure("焦化", AlertLevel.ORANGE, text, "甲", DAY),) if text else ()
    table = measure_table(AlertLevel.ORANGE, DAY, city, rule_set, laid)
    lines = make_lines([{"pm_kg": 9, "process": "1号焦炉"} | row]).assign(
        built_up_km=km or float("nan")
    )
    return sentences(curtail(lines, table, DAY)).item()


@pytest.mark.parametrize(
    ("row", "text", "sentence"),
    [
        ({}, "焦炉限产30%", "焦炉限产30%"),
        ({}, "焦炉停产50%，以生产线计", "焦炉停产50%，以生产线计（本线压减50%）"),
        ({}, "焖炉；颗粒物排放浓度不高于10mg/m3", "焖炉；颗粒物排放浓度不高于10mg/m3"),
        ({"already_off": 1}, "停产", "已停产，保持停产，不得复产"),
        ({"supply_floor": 0.8, "duty": "供气"}, "停产", "停产，保障负荷不低于80%"),
        ({"filed_orange": "停产"}, "焦炉限产30%", "按备案措施执行：停产"),
    ],
)
def test_the_words_of_the_city_are_printed_as_they_are(make_lines, row, text, sentence):
    assert said(make_lines, row, text) == sentence


def test_what_is_ordered_beside_it_is_said_after_it(make_lines):
    found = said(make_lines, {"filed_orange_share": 0.2}, km=5)
    assert found.startswith("按备案措施执行：减排20%；焦炉烟囱颗粒物")


def test_a_limit_by_the_smallest_capacity_says_what_it_comes_to(make_lines):
    row = {
        "industry": "水泥熟料",
        "process": "回转窑",
        "grade": "B",
        "permit_capacity": 80,
        "last_output": 100,
    }
    found = said(make_lines, row, city="140200")
    assert found.startswith("限产20%（以环评批复产能")
    assert found.endswith("折合本线现有负荷压减36%")
