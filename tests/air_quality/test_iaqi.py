import itertools
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from air_quality.iaqi import breakpoints, iaqi
from data.parameters import ParameterError

TABLES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases/aqi/breakpoints.yaml").read_text(encoding="utf-8")
)
BEFORE, AFTER = date(2026, 2, 28), date(2026, 3, 1)
COLUMNS = [
    pytest.param(table["day"], column, limits, id=f"{table['edition']} {column}")
    for table in TABLES
    for column, limits in table["columns"].items()
]


def index_of(concentration, column, day):
    return iaqi(pd.Series([concentration], dtype=float), breakpoints(column, day)).item()


@pytest.mark.parametrize(("day", "column", "limits"), COLUMNS)
def test_every_limit_of_the_table_gives_its_index(day, column, limits):
    for concentration, expected in limits.items():
        assert index_of(concentration, column, day) == expected


@pytest.mark.parametrize(("day", "column", "limits"), COLUMNS)
def test_one_unit_above_and_below_every_limit_is_interpolated_and_rounded_up(day, column, limits):
    # One unit is what the 2026 edition rounds to: 1 µg/m³, of CO 0.1 mg/m³. In tenths all
    # arithmetic is exact in whole numbers, so the expectation has no rounding noise of its own.
    unit = 1 if column.startswith("co") else 10
    steps = [(concentration * 10, index) for concentration, index in limits.items()]
    for (low, index_low), (high, index_high) in itertools.pairwise(steps):
        for tenths in (low + unit, high - unit):
            rise = (tenths - low) * (index_high - index_low)
            expected = index_low - (-rise // (high - low))
            assert index_of(tenths / 10, column, day) == expected, tenths / 10


@pytest.mark.parametrize(("day", "column", "limits"), COLUMNS)
def test_above_the_last_limit_the_rule_of_the_edition_holds(day, column, limits):
    above = {
        ("o3_mda8", BEFORE): None,
        ("so2_1h", BEFORE): None,
        ("o3_mda8", AFTER): 300,
        ("so2_1h", AFTER): 200,
    }.get((column, day), 500)
    found = index_of(max(limits) + 1, column, day)
    assert (None if found is pd.NA else found) == above


def test_before_the_first_edition_there_are_no_breakpoints():
    with pytest.raises(ParameterError, match="2013-01-01"):
        breakpoints("pm25_24h", date(2012, 12, 31))


def test_missing_concentration_stays_missing():
    assert iaqi(pd.Series([None], dtype=float), breakpoints("pm25_24h", AFTER)).isna().all()


def test_an_exact_half_with_noise_of_a_mean_still_rounds_to_even():
    noisy = 60.5 + 7e-15
    assert noisy > 60.5
    assert index_of(noisy, "pm25_24h", AFTER) == 100


@given(st.floats(0, 1000), st.floats(0, 1000), st.sampled_from([BEFORE, AFTER]))
def test_more_pollution_never_lowers_the_index(one, other, day):
    low, high = iaqi(pd.Series(sorted([one, other])), breakpoints("pm25_24h", day))
    assert low <= high


@given(st.integers(min_value=0, max_value=1000))
def test_the_2026_standard_is_never_milder(pm25):
    assert index_of(pm25, "pm25_24h", AFTER) >= index_of(pm25, "pm25_24h", BEFORE)
