from datetime import date

import pytest
from pydantic import ValidationError

from data import parameters, reference
from data.parameters.shapes_daily_regimes import DAILY_SHAPES, DustStop, MachineryAlert
from data.vocabulary import AlertLevel

NOW = date(2026, 11, 22)
SHANXI = ("140100", "140200", "140500", "990100")
FILES = [(folder, name) for folder, name in parameters.files() if name in DAILY_SHAPES]


def test_every_declared_rule_has_a_file():
    assert {name for _, name in FILES} == set(DAILY_SHAPES)


def test_none_of_them_is_national():
    """All known texts are of Shanxi: other provinces have no such number until they fill it in."""
    assert "national" not in {folder for folder, _ in FILES}


@pytest.mark.parametrize("city", SHANXI)
def test_the_hourly_stop_is_250_in_the_whole_province(city):
    found = parameters.on("regimes/dust_stop", NOW, city)
    assert found.value.pm10_from == 250
    assert found.value.resume is None
    assert "晋政办发〔2019〕39号 第28条" in str(found.reference)
    assert found.reference.lapsed


@pytest.mark.parametrize(("day", "limit"), [(date(2019, 1, 1), 9), (date(2022, 10, 31), 9),
                                            (date(2022, 11, 1), 7), (NOW, 7)])  # fmt: skip
def test_the_dustfall_limit_falls_from_9_to_7(day, limit):
    assert parameters.on("regimes/dust_fall", day, "140100").value.limit == limit


def test_road_dust_is_laid_down_for_zezhou_alone():
    found = parameters.on("regimes/dust_road", NOW, "140500").value
    assert list(found.limits.values()) == [8, 10, 15]
    assert found.counties == ("泽州县",)
    assert found.consequence is None
    with pytest.raises(parameters.ParameterError):
        parameters.on("regimes/dust_road", NOW, "140100")


def test_the_trades_of_the_key_truck_users_are_the_six_of_the_document():
    found = parameters.on("regimes/vehicles_key_users", NOW, "140100").value
    assert list(found.industries) == ["钢铁", "建材", "焦化", "有色", "化工", "矿山"]
    named = [industry for ones in found.industries.values() for industry in ones]
    assert len(named) == len(set(named))
    assert set(named) <= set(reference.industry_names())


def test_what_was_not_read_stays_unset():
    sites = parameters.on("regimes/dust_sites", date(2021, 1, 20), "140100").value
    assert sites.grades is None
    assert sites.levels[AlertLevel.YELLOW] is None
    night = parameters.on("regimes/vehicles_night", NOW, "140500").value
    assert (night.from_hour, night.to_hour) == (None, None)


@pytest.mark.parametrize(
    ("city", "day", "stage"),
    [("140100", date(2020, 1, 5), "国四"), ("140500", date(2021, 12, 8), "国五"),
     ("140300", date(2019, 12, 10), "国四")],
)  # fmt: skip
def test_the_emission_stage_is_that_of_city_level_and_date(city, day, stage):
    bans = parameters.on("regimes/vehicles_stages", day, city).value.levels
    assert bans[AlertLevel.ORANGE][0].max_stage == stage
    assert bans[AlertLevel.YELLOW] is None


def test_the_values_of_the_sample_city_are_marked_as_examples_or_those_of_the_province():
    for name in DAILY_SHAPES:
        found = parameters.on(name, NOW, "990100")
        assert found.scope == "140000" or found.reference.read == "example", name


def test_what_a_value_must_not_be_is_refused():
    with pytest.raises(ValidationError):
        DustStop(pm10_from=0, sites="", measure="", resume=None)
    ban = {"vehicles": "机械", "max_stage": None, "where": "工地", "measure": "停"}
    with pytest.raises(ValidationError, match="max_stage"):
        MachineryAlert.model_validate({"levels": {"orange": ban}})
