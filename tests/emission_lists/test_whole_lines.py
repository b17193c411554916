from datetime import date

import numpy as np

from emission_lists.situations import situations
from emission_lists.whole_lines import by_line

DAY = date(2026, 11, 24)


def judged(make_lines, rows, wanted, filed=0.0, apart=False):
    lines = make_lines(rows)
    listed = situations(lines, DAY, "140100")
    at = np.arange(len(listed))
    full = [np.full(len(at), value) for value in (apart, wanted, filed)]
    ruled, cut = by_line(listed, at, *full)
    return [
        dict(zip(lines["line_id"].iloc[listed.order], one, strict=True)) for one in (ruled, cut)
    ]


def test_the_largest_stop_until_the_share_is_reached(make_lines):
    ruled, cut = judged(make_lines, [{"pm_kg": kg} for kg in (5, 9, 7)], 0.5)
    assert ruled == cut == {"L1": 0, "L2": 1, "L3": 1}


def test_a_single_line_lowers_its_load_no_lower_than_its_safety_minimum(make_lines):
    assert judged(make_lines, [{"pm_kg": 5}], 0.5)[0] == {"L1": 0.5}
    assert judged(make_lines, [{"pm_kg": 5, "minimum_load": 0.75}], 0.5)[0] == {"L1": 0.25}


def test_lines_that_are_off_are_not_counted(make_lines):
    rows = [{"pm_kg": 9, "already_off": 1}, {"pm_kg": 5}]
    assert judged(make_lines, rows, 0.5)[0] == {"L1": 0, "L2": 0.5}


def test_kinds_are_counted_apart_where_the_rule_names_them(make_lines):
    rows = [
        {"pm_kg": kg, "process": name}
        for kg, name in ((9, "高炉"), (8, "高炉"), (7, "烧结机"), (6, "烧结机"))
    ]
    assert judged(make_lines, rows, 0.5)[0] == {"L1": 1, "L2": 1, "L3": 0, "L4": 0}
    assert judged(make_lines, rows, 0.5, apart=True)[0] == {"L1": 1, "L2": 0, "L3": 1, "L4": 0}


def test_the_filed_measure_binds_the_whole_plant_where_it_leaves_less(make_lines):
    rows = [{"pm_kg": 5}, {"pm_kg": 5}]
    assert judged(make_lines, rows, 0.5, filed=0.6)[1] == {"L1": 0.6, "L2": 0.6}
    assert judged(make_lines, rows, 0.5, filed=0.5)[1] == {"L1": 1, "L2": 0}


def test_a_third_of_three_is_one_line(make_lines):
    ruled, _ = judged(make_lines, [{"pm_kg": kg} for kg in (1, 2, 3)], 1 / 3)
    assert list(ruled.values()) == [1, 0, 0]
