import pytest

from emission_lists.grammar import Kind, parse
from emission_lists.grammar.framing import counting, exception, residue_is_clear, take_windows


@pytest.mark.parametrize(
    ("segment", "taken"),
    [
        ("每天20时至次日8时停产", ("停产", "20-8", "")),
        ("7时至9时、17时至19时30分禁止通行", ("禁止通行", "7-9;17-19:30", "")),
        ("11月15日至12月31日期间停窑", ("停窑", "", "11月15日至12月31日期间")),
        ("25时至26时停产", ("25时至26时停产", "", "")),
        ("停产", ("停产", "", "")),
    ],
)
def test_windows_and_periods_are_taken_out_of_a_segment(segment, taken):
    assert take_windows(segment) == taken


def test_counting_and_exceptions_are_only_what_says_nothing_else():
    assert counting("以生产线计") == "以生产线计"
    assert counting("停产50%") == ""
    assert exception("除电炉以外") == exception("电炉除外") == "电炉"
    assert exception("电炉停产") == ""


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        ("D级企业", True),
        ("已停产的企业", True),
        ("基准氧含量8%", True),
        ("或者", False),
        ("其余停产", False),
        ("另外2台", False),
        ("产量30%", False),
    ],
)
def test_words_beside_a_measure_are_clear_only_without_an_order_or_amount(text, clear):
    assert residue_is_clear(text) is clear


def test_hours_of_response_and_circumstances_frame_the_measure_after_them():
    (measure,) = parse("橙色预警期间，响应超过72小时后，砖瓦窑停产50%，电炉除外").measures
    assert (measure.kind, measure.after) == (Kind.STOP_SHARE_AFTER, "72")
    assert (measure.condition, measure.exception) == ("橙色预警期间", "电炉")
