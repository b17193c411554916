from datetime import date

import pytest
from pydantic import ValidationError

from data import parameters
from data.parameters.shapes_air_quality import IaqiBreakpoints, Levels

# GB 3095, class 2 limits in µg/m³: first day, PM2.5 annual and daily, PM10 annual and daily.
CLASS_2 = [
    (date(2026, 2, 28), 35, 75, 70, 150),  # GB 3095—2012
    (date(2026, 3, 1), 30, 60, 60, 120),  # GB 3095—2026, transition
    (date(2030, 12, 31), 30, 60, 60, 120),
    (date(2031, 1, 1), 25, 50, 50, 100),  # GB 3095—2026
]


def table(**changes):
    valid = parameters.on("air_quality/iaqi_breakpoints", date(2026, 3, 1)).value
    return {**valid.model_dump(), **changes}


@pytest.mark.parametrize(("day", "pm25", "pm25_day", "pm10", "pm10_day"), CLASS_2)
def test_limits_of_particles_tighten_in_two_steps(day, pm25, pm25_day, pm10, pm10_day):
    limits = parameters.on("air_quality/concentration_limits", day).value
    assert (limits.pm25.grade2.annual, limits.pm25.grade2.daily) == (pm25, pm25_day)
    assert (limits.pm10.grade2.annual, limits.pm10.grade2.daily) == (pm10, pm10_day)


def test_only_two_breakpoints_moved_in_2026():
    old, new = (
        parameters.on("air_quality/iaqi_breakpoints", day).value.model_dump()
        for day in (date(2026, 2, 28), date(2026, 3, 1))
    )
    moved = {
        (column, place): (old[column][place], new[column][place])
        for column in old
        if isinstance(old[column], tuple)
        for place in range(len(old[column]))
        if old[column][place] != new[column][place]
    }
    assert moved == {("pm10_24h", 2): (150, 120), ("pm25_24h", 2): (75, 60)}


def test_so2_has_the_daily_row_of_the_standard_and_not_the_hourly_one():
    so2 = parameters.on("air_quality/iaqi_breakpoints", date(2026, 3, 1)).value.so2_24h
    assert so2 == (0, 50, 150, 475, 800, 1600, 2100, 2620)


@pytest.mark.parametrize("column", [(1, 50), (0, 50, 50), (0, 60, 50), tuple(range(9))])
def test_a_column_rises_from_zero_and_is_no_longer_than_the_index(column):
    with pytest.raises(ValidationError, match="pm25_24h"):
        IaqiBreakpoints.model_validate(table(pm25_24h=column))


def test_levels_leave_no_gap():
    levels = parameters.on("air_quality/levels", date(2026, 3, 1)).value.model_dump()["levels"]
    with pytest.raises(ValidationError, match="不相接"):
        Levels.model_validate({"levels": [levels[0], levels[2]]})


def test_the_2026_index_begins_at_1_and_the_2012_index_at_0():
    lows = [
        parameters.on("air_quality/levels", day).value.levels[0].low
        for day in (date(2026, 2, 28), date(2026, 3, 1))
    ]
    assert lows == [0, 1]
