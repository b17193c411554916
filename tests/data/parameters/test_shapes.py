import pytest
from pydantic import ValidationError

from data.parameters.shapes import SHAPES, Condition, Criteria, Measure, ReductionTargets, RuleSet


def test_a_shape_refuses_unknown_keys_and_later_changes():
    with pytest.raises(ValidationError):
        Measure.model_validate({"kind": "stop", "colour": "红"})
    measure = Measure(kind="stop")
    with pytest.raises(ValidationError):
        measure.kind = "none"


@pytest.mark.parametrize("bounds", [{}, {"above_aqi": 200, "from_aqi": 500}])
def test_a_condition_has_exactly_one_bound(bounds):
    with pytest.raises(ValidationError, match="须且只须填一个"):
        Condition.model_validate({"hours": 24, **bounds})


@pytest.mark.parametrize("hours", [0, -1, 1.5])
def test_a_condition_lasts_a_whole_number_of_hours(hours):
    with pytest.raises(ValidationError):
        Condition(hours=hours, above_aqi=200)


@pytest.mark.parametrize(
    ("kind", "share", "cut"),
    [("self", None, 0), ("none", None, 0), ("limit", 0.2, 0.2), ("stop_share", 0.5, 0.5), ("stop", None, 1)],
)  # fmt: skip
def test_a_measure_cuts_its_share(kind, share, cut):
    assert Measure(kind=kind, share=share).cut == cut


@pytest.mark.parametrize(
    "given",
    [{"kind": "limit"}, {"kind": "stop_share"}, {"kind": "stop", "share": 0.5}, {"kind": "self", "share": 0.1}],
)  # fmt: skip
def test_a_share_stands_with_limit_and_part_stop_only(given):
    with pytest.raises(ValidationError, match="须填 share"):
        Measure.model_validate(given)


@pytest.mark.parametrize("share", [-0.1, 1.1, 20])
def test_a_share_lies_between_0_and_1(share):
    with pytest.raises(ValidationError):
        ReductionTargets.model_validate({"levels": {"red": {"pm": share}}})


def test_unknown_levels_grades_and_pollutants_are_refused():
    for shape, value in (
        (ReductionTargets, {"levels": {"purple": {"pm": 0.1}}}),
        (ReductionTargets, {"levels": {"red": {"co2": 0.1}}}),
        (RuleSet, {"title": "某", "grades": {"E": {}}}),
        (Criteria, {"levels": {"red": [{"text": "某", "all": []}]}}),
    ):
        with pytest.raises(ValidationError):
            shape.model_validate(value)


def test_every_parameter_with_a_shape_is_named_by_its_path():
    assert all(name.count("/") == 1 for name in SHAPES)
