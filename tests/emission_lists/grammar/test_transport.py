import pytest

from emission_lists.grammar import Kind, parse


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("国四及以下货车禁止通行", "国四", "max stage"),
        ("国三、国四货车禁止通行", "国四", "max stage"),
        ("国三（不含）以下货车禁止通行", "国三", "below stage"),
        ("国三货车禁止通行", "国三", "stage"),
        ("货车禁止通行", "all", ""),
    ],
)
def test_a_ban_names_the_stage_up_to_which_it_holds(text, value, unit):
    parsed = parse(text)
    (ban,) = parsed.measures
    assert parsed.understood
    assert (ban.kind, ban.value, ban.unit) == (Kind.TRANSPORT_BAN, value, unit)


def test_a_bound_that_leaves_the_stage_itself_open_is_kept_as_a_doubt():
    parsed = parse("国四以下货车禁止通行")
    assert [m.unit for m in parsed.measures] == ["max stage unclear"]
    assert parsed.unread == ("国四以下是否含国四",)


def test_a_ban_of_the_cleaner_vehicles_is_not_believed():
    assert parse("国五及以上车辆禁止通行").measures == ()


def test_machines_are_banned_apart_from_vehicles_and_one_way_is_no_ban():
    truck, machine = parse("禁止国四及以下货车、国二及以下挖掘机使用").measures
    assert (truck.kind, truck.value) == (Kind.TRANSPORT_BAN, "国四")
    assert (machine.kind, machine.value) == (Kind.NRMM_BAN, "国二")
    (way,) = parse("货车只进不出").measures
    assert (way.kind, way.value) == (Kind.TRANSPORT_ONEWAY, "out")
