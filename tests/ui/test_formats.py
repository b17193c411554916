import doctest
from datetime import date, datetime

import pytest

from data.vocabulary import AlertLevel
from ui import formats

DAY = date(2026, 11, 24)


def test_the_examples_in_the_docstrings_hold():
    found = doctest.testmod(formats)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize(
    ("value", "words", "colour"),
    [
        (0, "0 Ⅰ 优", "#00E400"),
        (50, "50 Ⅰ 优", "#00E400"),
        (51, "51 Ⅱ 良", "#FFFF00"),
        (150, "150 Ⅲ 轻度污染", "#FF7E00"),
        (200, "200 Ⅳ 中度污染", "#FF0000"),
        (201, "201 Ⅴ 重度污染", "#99004C"),
        (301, "301 Ⅵ 严重污染", "#7E0023"),
        (600, "600 Ⅵ 严重污染", "#7E0023"),
    ],
)
def test_an_aqi_has_its_numeral_category_and_official_colour(value, words, colour):
    assert formats.aqi_words(value, DAY) == words
    assert formats.aqi_colour(value, DAY) == colour


@pytest.mark.parametrize("value", [None, float("nan")])
def test_a_missing_aqi_is_a_dash_on_grey(value):
    assert formats.aqi_words(value, DAY) == "—"
    assert "background:#BBBBBB" in formats.aqi_chip(value, DAY)


@pytest.mark.parametrize(
    ("value", "text"),
    [(40, "#000000"), (200, "#000000"), (201, "#FFFFFF"), (480, "#FFFFFF"), (None, "#000000")],
)
def test_only_the_two_dark_colours_carry_white_text(value, text):
    chip = formats.aqi_chip(value, DAY)
    assert f";color:{text};" in chip
    assert formats.aqi_words(value, DAY) in chip


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "<1%"), (0.0099, "<1%"), (0.01, "1%"), (0.99, "99%"), (0.995, ">99%"), (1.0, ">99%")],
)
def test_a_chance_is_never_stated_as_certain(share, shown):
    assert formats.chance(share) == shown


@pytest.mark.parametrize("fraction", [None, float("nan")])
def test_a_missing_fraction_is_a_dash(fraction):
    assert formats.percent(fraction) == "—"


def test_a_gap_is_missing_met_or_stated_in_kilograms():
    assert formats.gap(float("nan"), 0.0) == "无比例要求"
    assert formats.gap(0.1, 0.0) == "目标 10.0%，已达到"
    assert formats.gap(0.1, 1234.56) == "目标 10.0%，差 1,234.6 kg/d"


def test_a_window_ends_at_24_o_clock_of_the_day_before_midnight():
    start = datetime(2026, 12, 30, 8)
    assert formats.window(start, datetime(2027, 1, 1)) == "12月30日8时至12月31日24时"
    assert formats.window(start, datetime(2026, 12, 31, 20)) == "12月30日8时至12月31日20时"


def test_a_window_without_both_ends_is_a_dash():
    assert formats.window(None, datetime(2026, 12, 31)) == "—"
    assert formats.window(datetime(2026, 12, 31), None) == "—"


def test_minutes_are_shown_only_where_there_are_any():
    assert formats.hour(None) == "—"
    assert formats.hour(datetime(2026, 11, 24, 9, 5)) == "11月24日9时5分"


def test_no_level_means_nothing_to_start():
    assert formats.alert_level(None) == "无需启动"
    assert formats.alert_level(AlertLevel.RED) == formats.alert_level("red")


def test_an_unknown_model_keeps_its_name():
    assert formats.model("ridge") == "岭回归"
    assert formats.model("other") == "other"


def test_a_missing_chance_is_a_dash():
    assert formats.chance(float("nan")) == "—"
