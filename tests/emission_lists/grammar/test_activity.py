"""What a measure leaves running."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emission_lists.grammar import Kind, Window, curve, parse, remaining
from emission_lists.grammar.activity import left_on_average


def only(text):
    (measure,) = parse(text).measures
    return measure


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("石灰窑停产", 0.0),
        ("限产20%", 0.8),
        ("停产50%以上，以生产线计", 0.5),
        ("限产30%左右", 0.7),
        ("限产20%-30%", 0.8),
        ("停产三分之一", 2 / 3),
        ("生产负荷控制在70%以内", 0.7),
        ("大气污染物排放量削减20%", 0.8),
        ("高炉、转炉不限产", 1.0),
        ("结焦时间延长至36小时", None),
        ("停产1台烧结机", None),
        ("自主减排", None),
        ("禁止国四及以下货车通行", None),
        ("降低生产负荷", None),
        ("响应时间超过120小时后，停产50%", None),
    ],
)
def test_the_share_left(text, left):
    assert remaining(only(text)) == (left if left is None else pytest.approx(left))


def test_a_dated_stop_is_no_constant_share():
    assert remaining(only("12月1日0时至12月5日24时期间，烧结机停产")) is None


def test_a_cycle_begins_with_its_stop():
    assert curve(only("烧结机停48小时、开12小时"), 62) == [0.0] * 48 + [1.0] * 12 + [0.0] * 2


def test_a_window_crosses_midnight():
    left = curve(only("烧结机每日22时至次日9时停产"), 24, first_hour=20)
    assert left == [1.0] * 2 + [0.0] * 11 + [1.0] * 11


def test_a_step_holds_only_after_its_hours():
    assert curve(only("响应时间超过2小时后，停产50%"), 4) == [1.0, 1.0, 0.5, 0.5]


def test_without_a_stated_share_there_is_no_curve():
    assert curve(only("结焦时间延长至36小时"), 24) is None


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23))
def test_a_window_switches_off_as_many_hours_as_it_is_long(begin, end, first_hour):
    window = only(
        f"烧结机每日{begin}时至次日{end}时停产"
        if end <= begin
        else f"烧结机每日{begin}时至{end}时停产"
    )
    left = curve(window, 24, first_hour)
    assert sum(left) == pytest.approx(24 - ((end - begin - 1) % 24 + 1))


@given(st.integers(1, 99))
def test_a_deeper_limit_leaves_less(percent):
    left = [remaining(only(f"限产{share}%")) for share in (percent, percent + 1)]
    assert 1 > left[0] > left[1] >= 0


@pytest.mark.parametrize(
    ("text", "window", "left"),
    [
        ("停产", None, 0),
        ("限产30%", None, 0.7),
        ("烧结机停48小时、开12小时为周期限产", None, 0.2),
        ("烧结机停48小时、开12小时为周期限产", Window(48), 0),
        ("烧结机停48小时、开12小时为周期限产", Window(72), 1 / 6),
        ("每日22时至次日9时，烧结机停产", None, 13 / 24),
        ("每日8时至20时限产50%", None, 0.75),
        ("结焦时间由24小时延长至36小时", None, 2 / 3),
        ("出焦炉数减少36%", None, 0.64),
        ("4.3米焦炉停止50%炭化室装煤", None, 0.5),
    ],
)
def test_what_is_left_on_the_mean_over_an_alert(text, window, left):
    measures = [m for m in parse(text).measures if m.kind is not Kind.CLOCK_WINDOW or m.object]
    assert left_on_average(measures[0], window) == pytest.approx(left)


@pytest.mark.parametrize(
    "text", ["结焦时间延长至36小时", "停1台烧结机", "上网电量同比下降30%", "限产不超过20%"]
)
def test_without_a_share_of_the_normal_activity_nothing_is_said(text):
    assert left_on_average(parse(text).measures[0]) is None
