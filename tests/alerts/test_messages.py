from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import messages
from alerts.life_terms import Basis, Draft, Message, Move
from data.vocabulary import AlertLevel

AT = datetime(2026, 11, 22, 11, 5)
START, END = datetime(2026, 11, 24), datetime(2026, 11, 27)


def message(move=Move.ISSUE, level=AlertLevel.ORANGE, first="", start=START, end=END, **more):
    draft = Draft(
        move, Basis.FORECAST, "预测日AQI>200持续48小时及以上", level, start, end,
        "受静稳天气影响", "重度污染过程持续三天", "执行减排清单橙色措施", **more,
    )  # fmt: skip
    number = "140100-2026-001"
    made = Message(
        f"{number}-3" if first else number, move, AT, level, START, END, "", first or number,
        f"{number}-2" if first else "", draft,
    )  # fmt: skip
    return replace(made, text=messages.alert_text(made, "太原市", "分管副市长"))


def test_the_message_holds_all_that_the_plan_asks_for():
    assert message().text.split("\n") == [
        "太原市重污染天气橙色（Ⅱ级）预警信息",
        "编号：140100-2026-001",
        "发布时间：2026-11-22 11:05",
        "2026年11月24日0时至2026年11月26日24时启动重污染天气橙色（Ⅱ级）预警",
        "依据：预测日AQI>200持续48小时及以上",
        "气象形势：受静稳天气影响",
        "发展趋势：重度污染过程持续三天",
        "应对措施：执行减排清单橙色措施",
        "签发：分管副市长",
    ]


def test_a_change_names_the_first_message_and_the_one_before():
    text = message(Move.EXTEND, first="140100-2026-001").text
    assert "首发信息：140100-2026-001；上一条信息：140100-2026-001-2" in text
    assert "重污染天气橙色（Ⅱ级）预警延长至2026年11月26日24时" in text


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (Move.RAISE, "预警升级：2026年11月24日0时至2026年11月26日24时执行"),
        (Move.LOWER, "预警降级：2026年11月24日0时至2026年11月26日24时执行"),
        (Move.PAUSE, "2026年11月24日0时起暂停重污染天气橙色（Ⅱ级）预警"),
        (Move.RESUME, "2026年11月24日0时起恢复重污染天气橙色（Ⅱ级）预警"),
        (Move.LIFT, "2026年11月24日0时起解除重污染天气橙色（Ⅱ级）预警"),
    ],
)
def test_every_move_is_told_in_one_sentence(move, words):
    made = message(move, first="140100-2026-001")
    assert words in made.text
    assert words in messages.short_text(made, "太原市")
    assert f"预警{move.label}信息" in messages.heading(made, "太原市")


def test_a_pre_alert_is_no_alert():
    made = message(Move.PRE_ALERT, None)
    assert made.text.startswith("太原市不利气象条件应对信息")
    assert "启动不利气象条件应对" in made.text
    assert "预警信息" not in made.text


@pytest.mark.parametrize(
    ("level", "advice"),
    [
        (AlertLevel.YELLOW, "停止户外运动"), (AlertLevel.ORANGE, "停止户外运动"),
        (AlertLevel.RED, "一般人群应避免户外活动"), (None, "避免长时间、高强度的户外锻炼"),
    ],
)  # fmt: skip
def test_the_public_notice_gives_the_advice_of_the_level_and_how_sure_it_is(level, advice):
    notice = messages.public_notice(
        message(Move.ISSUE if level else Move.PRE_ALERT, level), "太原市"
    )
    assert advice in notice
    assert "HJ 633—2012" in notice
    assert "现行效力待核" in notice


def test_a_lift_gives_no_advice():
    assert "健康提示" not in messages.public_notice(message(Move.LIFT), "太原市")


def test_a_drill_says_so_everywhere():
    made = message()
    assert messages.short_text(made, "太原市", drill=True).startswith("【演练】")
    assert messages.public_notice(made, "太原市", drill=True).startswith("【演练】")
    told = messages.record(made, "140100", "太原市", drill=True)
    assert told["drill"] is True
    assert told["text"].startswith("【演练】")


def test_the_object_for_other_systems_holds_everything():
    told = messages.record(message(), "140100", "太原市")
    assert (told["level"], told["act"], told["before"]) == ("orange", "issue", None)
    assert (told["start"], told["end"]) == ("2026-11-24T00:00", "2026-11-27T00:00")
    assert told["text"] == message().text


@given(st.text(max_size=900))
def test_a_short_text_is_one_line_of_limited_length(words):
    made = replace(message(), draft=replace(message().draft, measures=words))
    text = messages.short_text(made, "太原市")
    assert len(text) <= messages.SHORT_LIMIT
    assert len(text.splitlines()) == 1
    assert "重污染天气橙色（Ⅱ级）预警" in text


@pytest.mark.parametrize(
    ("time", "told"),
    [
        (datetime(2026, 11, 27), "2026年11月26日24时"), (datetime(2027, 1, 1), "2026年12月31日24时"),
        (datetime(2026, 11, 26, 18), "2026年11月26日18时"),
        (datetime(2026, 11, 26, 18, 5), "2026年11月26日18时05分"),
    ],
)  # fmt: skip
def test_midnight_is_hour_24_of_the_day_before(time, told):
    assert messages.moment(time) == told
