from datetime import date

import numpy as np
import pytest

from data.vocabulary import AlertLevel
from emission_lists.cube import AXES, cube, what_if
from emission_lists.measures import measure_table
from emission_lists.rule_matrix import CityMeasure
from emission_lists.situations import situations

DAY = date(2026, 11, 24)


def asked(make_lines, rows, text, by="city"):
    laid = (CityMeasure("铸造", AlertLevel.RED, text, "甲", DAY),)
    lines = make_lines([{"industry": "铸造", "process": "中频炉"} | row for row in rows])
    summed = cube(situations(lines, DAY, "140100"), AlertLevel.RED)
    return what_if(summed, measure_table(AlertLevel.RED, DAY, "140100", None, laid), by)


@pytest.mark.parametrize(
    ("text", "cut"),
    [("限产30%", 30 + 60 + 20), ("限产90%", 90 + 90 + 20), ("停产", 100 + 100 + 20), ("限产10%", 10 + 60 + 20)],
)  # fmt: skip
def test_filed_measures_and_floors_bend_the_line_in_a_cell(make_lines, text, cut):
    rows = [
        {"pm_kg": 100},
        {"pm_kg": 100, "filed_red_share": 0.6},
        {"pm_kg": 100, "supply_floor": 0.8, "duty": "供气", "filed_red_share": 0.5},
    ]
    assert asked(make_lines, rows, text)["pm_cut_kg"].item() == pytest.approx(cut)


def test_whole_lines_and_capacities_are_judged_line_by_line(make_lines):
    rows = [{"pm_kg": 10}, {"pm_kg": 30}, {"pm_kg": 20, "permit_capacity": 50, "last_output": 100}]
    assert asked(make_lines, rows, "停产50%，以生产线计")["pm_cut_kg"].item() == 50
    ceiling = "限产20%，以环评批复产能、排污许可产能、上年产量三者最小值为基准"
    assert asked(make_lines, rows, ceiling)["pm_cut_kg"].item() == pytest.approx(2 + 6 + 20 * 0.6)


@pytest.mark.parametrize("axis", AXES)
def test_every_axis_adds_up_to_the_city(make_lines, axis):
    rows = [
        {"pm_kg": n, "grade": grade, "process": name}
        for n, grade, name in ((1, "B", "中频炉"), (2, "C", "锅炉"))
    ]
    found = asked(make_lines, rows, "限产50%", axis)
    assert found.index.name == axis
    np.testing.assert_allclose(found["pm_cut_kg"].sum(), 1.5)
