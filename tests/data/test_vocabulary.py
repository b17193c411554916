import pytest

from data.vocabulary import (
    PRIMARY_ORDER,
    RESPONSE_LEVELS,
    Act,
    AlertLevel,
    Emitted,
    GradeScheme,
    MeasureKind,
    PerformanceGrade,
    Pollutant,
    Response,
    Role,
    Sector,
)

ALL = (
    Pollutant,
    Emitted,
    AlertLevel,
    Response,
    PerformanceGrade,
    GradeScheme,
    Sector,
    MeasureKind,
    Role,
    Act,
)


@pytest.mark.parametrize("terms", ALL, ids=lambda terms: terms.__name__)
def test_every_term_has_a_label_of_its_own_and_is_found_by_its_value(terms):
    labels = [term.label for term in terms]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    assert all(terms(str(term)) is term for term in terms)


def test_alert_levels_rise_from_blue_to_red():
    assert [level.severity for level in AlertLevel] == [1, 2, 3, 4]
    assert [level.full_label for level in AlertLevel] == [
        "蓝色（Ⅳ级）",
        "黄色（Ⅲ级）",
        "橙色（Ⅱ级）",
        "红色（Ⅰ级）",
    ]


def test_curtailment_knows_three_levels_and_not_blue():
    assert RESPONSE_LEVELS == (AlertLevel.YELLOW, AlertLevel.ORANGE, AlertLevel.RED)


def test_pollutants_are_named_and_measured_as_in_the_standard():
    assert [pollutant.label for pollutant in PRIMARY_ORDER] == [
        "PM2.5",
        "PM10",
        "SO2",
        "NO2",
        "CO",
        "O3",
    ]
    assert set(PRIMARY_ORDER) == set(Pollutant)
    assert Pollutant.O3.daily == "o3_mda8"
    assert Pollutant.PM25.daily == "pm25"
    assert {p for p in Pollutant if p.unit == "mg/m³"} == {Pollutant.CO}


def test_columns_of_emissions_carry_their_unit():
    assert [p.column for p in Emitted] == ["pm_kg", "so2_kg", "nox_kg", "vocs_kg"]
    assert [p.cut_column for p in Emitted] == [
        "pm_cut_kg",
        "so2_cut_kg",
        "nox_cut_kg",
        "vocs_cut_kg",
    ]
