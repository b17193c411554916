from datetime import date

import pytest
from pydantic import ValidationError

from data import parameters
from data.parameters.shapes_forecast import BulletinRule, Ramp, RangeWidth, WeatherIndexRule

NOW = date(2026, 11, 22)
PART = {"label": "静稳", "weight": 1, "variables": {"ws_mean": {"at_0": 3, "at_100": 1}}}


def rule(**changes):
    given = {
        "components": {"stagnation": PART},
        "clearing": {"ws_mean": 3, "rain_mm": 5},
        "min_known": 0.5,
        "classes": [{"low": 0, "name": "有利"}, {"low": 50, "name": "不利"}],
    }
    return given | changes


def test_the_public_forecast_is_due_at_20_for_three_days():
    dated = parameters.on("forecast/bulletin", NOW)
    assert (dated.value.min_days, dated.value.by_hour) == (3, 20)
    assert dated.reference.clause == "5.1.1，5.2.3"


def test_the_width_of_the_range_is_practice_and_says_so():
    dated = parameters.on("forecast/aqi_range", NOW)
    assert dated.value == RangeWidth(mode="absolute", half=15)
    assert str(dated.reference).endswith("（示例值）")
    assert "全国无统一规定" in dated.note


def test_the_weights_of_the_index_are_an_example_and_sum_to_one():
    dated = parameters.on("forecast/weather_index", NOW)
    assert dated.reference.read == "example"
    assert sum(part.weight for part in dated.value.components.values()) == pytest.approx(1)
    assert set(dated.value.components) == {"stagnation", "humidity", "mixing", "accumulation"}


def test_a_sound_rule_is_taken():
    assert WeatherIndexRule.model_validate(rule()).classes[1].name == "不利"


@pytest.mark.parametrize(
    "changes",
    [
        {"components": {"luck": PART}},
        {"components": {"stagnation": PART | {"weight": 0}}},
        {"components": {"stagnation": PART | {"variables": {}}}},
        {"min_known": 0},
        {"classes": []},
        {"classes": [{"low": 10, "name": "有利"}]},
        {"classes": [{"low": 0, "name": "有利"}, {"low": 0, "name": "不利"}]},
        {"colour": "红"},
    ],
)
def test_a_rule_that_gives_no_index_is_refused(changes):
    with pytest.raises(ValidationError):
        WeatherIndexRule.model_validate(rule(**changes))


def test_a_ramp_has_two_ends():
    with pytest.raises(ValidationError, match="不能相同"):
        Ramp(at_0=3, at_100=3)


@pytest.mark.parametrize("given", [{"min_days": 0, "by_hour": 20}, {"min_days": 3, "by_hour": 25}])
def test_days_and_hour_are_real_ones(given):
    with pytest.raises(ValidationError):
        BulletinRule(**given)
