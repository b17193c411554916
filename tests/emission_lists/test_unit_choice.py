import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.tables import CITY_TOTALS, LINES
from emission_lists.headers import Header
from emission_lists.unit_choice import (
    EmissionUnit,
    UnitChoice,
    UnitError,
    proposed,
    to_kilograms_per_day,
    without_days,
)

amounts = st.floats(min_value=0, max_value=1e9, allow_nan=False).map(lambda v: f"{v:.6g}")


def converted(values, choice, days=None):
    running = None if days is None else pd.Series(days)
    return to_kilograms_per_day(pd.Series(values), choice, running).tolist()


@pytest.mark.parametrize(
    ("unit", "days", "expected"),
    [
        (EmissionUnit.KG_D, None, "12"),
        (EmissionUnit.T_D, None, "12000"),
        (EmissionUnit.T_A, 300, "40"),
        (EmissionUnit.KG_A, 300, "0.04"),
    ],
)
def test_twelve_of_each_unit_in_kg_per_day(unit, days, expected):
    assert converted(["12"], UnitChoice(unit, days)) == [expected]


def test_running_days_of_the_line_come_first_then_the_declared_ones():
    choice = UnitChoice(EmissionUnit.T_A, 365)
    assert converted(["330", "365", "365"], choice, ["330", "", "0"]) == ["1000", "1000", "1000"]


def test_a_yearly_amount_without_any_days_is_left_empty_and_named():
    choice = UnitChoice(EmissionUnit.T_A)
    filled, days = pd.Series(["330", "12", ""]), pd.Series(["330", "400", ""])
    assert converted(filled, choice, days.tolist()) == ["1000", "", ""]
    assert without_days(filled, choice, days).tolist() == [False, True, False]


def test_what_is_no_number_stays_for_the_check_to_name():
    assert converted(["约30", ""], UnitChoice(EmissionUnit.T_D)) == ["约30", ""]


@pytest.mark.parametrize("days", [0, -1, 367])
def test_days_no_year_has_are_refused(days):
    with pytest.raises(UnitError, match="不超过 366 天"):
        UnitChoice(EmissionUnit.T_A, days)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["SO2(t/a)", "NOx(t/a)"], EmissionUnit.T_A),
        (["SO2(t/a)", "NOx(kg/d)"], None),
        (["SO2(t/a)", "NOx"], None),
        (["SO2", "NOx"], None),
        (["SO2(吨)", "NOx(吨)"], None),
        (["SO2(mg/m3)"], None),
    ],
)
def test_a_unit_is_proposed_only_where_all_headers_agree_on_one(headers, expected):
    assert proposed(Header(n, (text,)) for n, text in enumerate(headers)) == expected


def test_what_was_declared_is_said_in_a_sentence():
    assert "按声明的 t/d 折算为 kg/d" in UnitChoice(EmissionUnit.T_D).sentence(CITY_TOTALS)
    assert "除以 330 天" in UnitChoice(EmissionUnit.T_A, 330).sentence(CITY_TOTALS).replace(
        "以3", "以 3"
    )
    said = UnitChoice(EmissionUnit.T_A, 330).sentence(LINES)
    assert "各线上年运行天数（未填的按 330 天）" in said


@given(amounts, st.sampled_from(EmissionUnit), st.integers(1, 366))
def test_conversion_keeps_the_amount(amount, unit, days):
    converted_to = float(converted([amount], UnitChoice(unit, days))[0])
    back = converted_to / unit.kilograms * (days if unit.yearly else 1)
    assert back == pytest.approx(float(amount), rel=1e-9, abs=1e-12)
