import numpy as np
import pandas as pd

from data.vocabulary import Emitted
from ui import list_charts


def lines(*rows):
    names = [
        "enterprise_id",
        "enterprise",
        "county",
        "longitude",
        "latitude",
        "grade",
        "nox_kg",
        "line_id",
    ]
    return pd.DataFrame(
        [dict(zip(names, (*row, f"L{n}"), strict=True)) for n, row in enumerate(rows)],
        columns=names,
    )


LINES = lines(
    ("E1", "甲厂", "城东区", 112.5, 37.9, "A", 100.0),
    ("E1", "甲厂", "城东区", 112.5, 37.9, "D", 50.0),
    ("E2", "乙厂", "城西区", np.nan, np.nan, "B", 10.0),
    ("E3", "丙厂", "城东区", 112.6, 37.8, "别的", 1.0),
)


def test_an_enterprise_stands_once_with_its_sum_and_its_weakest_grade():
    found = list_charts.located(LINES, Emitted.NOX).set_index("enterprise_id")
    assert found["kg"].to_dict() == {"E1": 150.0, "E2": 10.0, "E3": 1.0}
    assert found["grade"].to_dict() == {"E1": "D", "E2": "B", "E3": "未定级"}
    assert found["lines"].to_dict() == {"E1": 2, "E2": 1, "E3": 1}


def test_points_need_no_map_from_outside_and_leave_out_what_has_no_place():
    figure = list_charts.points(list_charts.located(LINES, Emitted.NOX), "NOx")
    assert {trace.type for trace in figure.data} == {"scatter"}
    assert sum(len(trace.x) for trace in figure.data) == 2
    assert not [key for key in figure.to_plotly_json()["layout"] if key in ("geo", "map", "mapbox")]


def test_counties_are_tiles_the_largest_first():
    figure = list_charts.county_tiles(list_charts.located(LINES, Emitted.NOX), "NOx")
    words = [word for row in figure.data[0].text for word in row if word]
    assert words[0].startswith("<b>城东区</b><br>2 家<br>0.15 t/d")
    assert len(words) == 2


def test_an_empty_list_draws_empty_figures():
    nobody = list_charts.located(LINES.iloc[:0], Emitted.NOX)
    assert not list_charts.points(nobody, "NOx").data
    assert list_charts.county_tiles(nobody, "NOx").data
