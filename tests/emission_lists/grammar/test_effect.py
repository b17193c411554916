import pytest

from data.vocabulary import AlertLevel
from emission_lists.grammar import Window, parse
from emission_lists.grammar.effect import Mode, effect
from emission_lists.traits import Traits

SINTER = Traits("长流程联合钢铁", "C", process="烧结机")


def found(text, traits=SINTER, level=AlertLevel.ORANGE, window=None, process=""):
    return effect(parse(text), traits, level, window, process)


@pytest.mark.parametrize(
    ("text", "mode", "cut"),
    [
        ("停产", Mode.STOP, 1),
        ("烧结机停产", Mode.STOP, 1),
        ("烧结工序停产", Mode.STOP, 1),
        ("限产20%", Mode.SHARE, 0.2),
        ("降低生产负荷30%", Mode.SHARE, 0.3),
        ("减排30%以上", Mode.SHARE, 0.3),
        ("生产负荷控制在70%以内", Mode.SHARE, 0.3),
        ("停产50%，以生产线计", Mode.BY_LINE, 0.5),
        ("停三分之二", Mode.BY_LINE, 2 / 3),
        (
            "限产20%，以环评批复产能、排污许可产能、前一年实际产量三者最小值为基准",
            Mode.CEILING,
            0.2,
        ),
        ("烧结机停48小时、开12小时为周期限产", Mode.SHARE, 0.8),
        ("每日20时至次日8时停产", Mode.SHARE, 0.5),
        ("不停产、不限产", Mode.NOTHING, 0),
        ("自主减排", Mode.OWN, 0),
        ("停止公路运输", Mode.NOTHING, 0),
        ("颗粒物排放浓度不高于10mg/m3", Mode.NOTHING, 0),
    ],
)
def test_a_text_comes_to_a_mode_and_a_share(text, mode, cut):
    one = found(text)
    assert one.mode is mode
    assert one.cut == pytest.approx(cut)
    assert not one.open


@pytest.mark.parametrize(
    "text",
    ["焖炉", "停1台烧结机", "结焦时间延长至36小时", "上网电量同比下降30%", "限产", "按最低负荷运行", "轮流停产",
     "限产不超过20%", "停止投料"],
)  # fmt: skip
def test_what_gives_no_share_counts_as_nothing_and_says_so(text):
    one = found(text)
    assert one.cut == 0
    assert one.open or not one.binds


def test_what_is_not_understood_counts_as_nothing_and_is_named():
    one = found("高炉、转炉分别限产30%、50%、20%")
    assert (one.mode, one.cut) == (Mode.NOTHING, 0)
    assert "未读懂“高炉、转炉分别限产30%、50%、20%”" in one.open[0]


def test_of_several_clauses_that_bind_the_strictest_counts():
    assert found("限产20%；烧结机限产50%；高炉停产").cut == 0.5


def test_caps_and_bans_are_ordered_beside_it():
    one = found("限产20%；停止使用国四及以下重型载货车辆运输；颗粒物排放浓度不高于10mg/m3")
    assert one.cut == 0.2
    assert len(one.orders) == 2


@pytest.mark.parametrize(
    ("hours", "cut"), [(None, 1), (72, 1), (120, 1), (144, 11 / 12), (240, 0.75)]
)
def test_a_step_after_so_many_hours_counts_on_the_mean(hours, cut):
    text = "烧结机停产，预警响应时间超过120小时之后，停产50%以上"
    window = None if hours is None else Window(hours)
    assert found(text, window=window).cut == pytest.approx(cut)


def test_a_window_counts_by_the_hours_of_the_alert():
    text = "每日20时至次日8时停产"
    assert found(text, window=Window(12, 20)).cut == 1
    assert found(text, window=Window(12, 8)).cut == 0


def test_a_window_of_other_equipment_does_not_bind():
    assert not found("每日23时至次日6时全部转炉停产").binds
