from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from alerts import messages
from alerts.cap import NAMESPACE, cap
from alerts.life_terms import Basis, Draft, Message, Move
from data.vocabulary import AlertLevel

SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("cap-1.2.xsd"))))
AT = datetime(2026, 11, 22, 11, 5, 30)
START, END = datetime(2026, 11, 24), datetime(2026, 11, 27)


def message(
    number="140100-2026-001",
    move=Move.ISSUE,
    first="",
    before="",
    level=AlertLevel.ORANGE,
    at=AT,
    **more,
):
    values = {"weather": "静稳", "outlook": "持续", "measures": "执行清单", "start": START} | more
    draft = Draft(move, values.pop("basis", Basis.FORECAST), "预测日AQI>200", level, **values)
    made = Message(number, move, at, level, START, END, "", first or number, before, draft)
    return replace(made, text=messages.alert_text(made, "太原市"))


FIRST = message()
SECOND = message(
    "140100-2026-001-2", Move.EXTEND, FIRST.number, FIRST.number, at=AT + timedelta(days=1)
)
LAST = message(
    "140100-2026-001-3", Move.LIFT, FIRST.number, SECOND.number, at=AT + timedelta(days=3)
)


def read(document):
    root = etree.fromstring(document)
    SCHEMA.assertValid(root)
    return root


def one(root, path):
    return root.findtext("/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/")))


def test_the_first_message_is_an_alert_without_references():
    root = read(cap(FIRST, "太原市", "140100"))
    assert (one(root, "msgType"), one(root, "status"), one(root, "references")) == (
        "Alert",
        "Actual",
        None,
    )
    assert one(root, "sent") == "2026-11-22T11:05:30+08:00"
    assert one(root, "info/severity") == "Severe"
    assert one(root, "info/urgency") == "Future"
    assert one(root, "info/expires") == "2026-11-27T00:00:00+08:00"
    assert one(root, "info/area/geocode/value") == "140100"
    assert one(root, "info/description") == FIRST.text
    assert "停止户外运动" in one(root, "info/instruction")


def test_update_and_cancel_reference_the_first_and_the_one_before():
    update = read(cap(SECOND, "太原市", "140100", [FIRST]))
    assert one(update, "msgType") == "Update"
    assert one(update, "references") == "CN-140100,140100-2026-001,2026-11-22T11:05:30+08:00"
    cancel = read(cap(LAST, "太原市", "140100", [FIRST, SECOND]))
    assert one(cancel, "msgType") == "Cancel"
    assert one(cancel, "references").split() == [
        "CN-140100,140100-2026-001,2026-11-22T11:05:30+08:00",
        "CN-140100,140100-2026-001-2,2026-11-23T11:05:30+08:00",
    ]
    assert one(cancel, "info/responseType") == "AllClear"
    assert one(cancel, "info/instruction") == "执行清单"


def test_what_a_message_refers_to_has_to_be_given():
    with pytest.raises(ValueError, match="引用的 140100-2026-001-2 不在"):
        cap(LAST, "太原市", "140100", [FIRST])


def test_a_drill_is_an_exercise_and_says_so():
    root = read(cap(FIRST, "太原市", "140100", drill=True))
    assert one(root, "status") == "Exercise"
    assert one(root, "note") == "演练，请勿执行"
    assert one(root, "info/headline").startswith("【演练】")
    assert one(root, "info/description").startswith("【演练】")


@pytest.mark.parametrize(
    ("hours", "word"), [(-1, "Immediate"), (0, "Immediate"), (1, "Expected"), (2, "Future")]
)
def test_urgency_follows_the_time_to_the_start(hours, word):
    urgent = message(start=AT + timedelta(hours=hours))
    assert one(read(cap(urgent, "太原市", "140100")), "info/urgency") == word


def test_a_pre_alert_without_level_is_valid_too():
    root = read(
        cap(message(move=Move.PRE_ALERT, level=None, basis=Basis.OBSERVED), "太原市", "140100")
    )
    assert (one(root, "info/severity"), one(root, "info/certainty")) == ("Minor", "Observed")


@pytest.mark.parametrize("number", ["", "a b", "a,b", "a<b", "a&b"])
def test_an_identifier_cap_does_not_allow_is_refused(number):
    with pytest.raises(ValueError, match="CAP 标识"):
        cap(message(number), "太原市", "140100")


@given(
    st.text(st.characters(exclude_categories=[])),
    st.sampled_from(Move),
    st.sampled_from([None, *AlertLevel]),
)
def test_whatever_is_written_the_document_is_valid(words, move, level):
    made = message(move=move, level=level, measures=words, weather=words)
    assert one(read(cap(made, f"市{words}", "140100")), "info/event") == "重污染天气"
