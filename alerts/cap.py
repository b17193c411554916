"""A message as CAP 1.2 (Common Alerting Protocol, OASIS 2010; ITU-T X.1303 bis)."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

from alerts import messages
from alerts.life_terms import Basis, Message, Move
from data.vocabulary import AlertLevel

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
EVENT = "重污染天气"
_SEVERITY = {
    AlertLevel.BLUE: "Minor",
    AlertLevel.YELLOW: "Moderate",
    AlertLevel.ORANGE: "Severe",
    AlertLevel.RED: "Extreme",
}
"""Our own ranking (the plans name none): the strictest level of the plan is the strictest of CAP."""
_BEIJING = timezone(timedelta(hours=8))
# Control characters, surrogates and non-characters are no part of XML 1.0.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Spaces, commas, < and & part the members of <references>.
_NOT_IDENTIFIER = re.compile(r"[\s,<&]")


def cap(
    message: Message,
    city: str,
    city_code: str,
    earlier: Sequence[Message] = (),
    *,
    sender: str = "",
    drill: bool = False,
) -> bytes:
    """Return one message as a CAP 1.2 document in UTF-8.

    The first message is an ``Alert``, a change an ``Update``, a lift a ``Cancel``; both reference
    the first message and the one before. A drill has status ``Exercise`` and bears 演练.

    Args:
        message: The message.
        city: Name of the city.
        city_code: Division code (GB/T 2260), as geocode of the area.
        earlier: The messages of the same alert before it, for the references.
        sender: Who is named as sender; empty: ``CN-<city code>``.
        drill: Whether it is an exercise.

    Raises:
        ValueError: A number or sender that CAP does not allow, or a message it refers to missing.
        ParameterError: No health advice known as early as the message.
    """
    sender = sender or f"CN-{city_code}"
    for word in (message.number, sender):
        if not word or _NOT_IDENTIFIER.search(word):
            raise ValueError(
                f"CAP 标识“{word}”不能为空，也不能含空格、逗号、< 或 &；请改用字母、数字与连字符"
            )
    root = ElementTree.Element("alert", xmlns=NAMESPACE)
    _add(root, "identifier", message.number)
    _add(root, "sender", sender)
    _add(root, "sent", _time(message.at))
    _add(root, "status", "Exercise" if drill else "Actual")
    _add(root, "msgType", _type(message))
    _add(root, "scope", "Public")
    if drill:
        _add(root, "note", "演练，请勿执行")
    if references := _references(message, earlier, sender):
        _add(root, "references", references)
    _add(root, "incidents", message.first)
    _info(ElementTree.SubElement(root, "info"), message, city, city_code, drill)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _type(message: Message) -> str:
    if message.move is Move.LIFT:
        return "Cancel"
    return "Alert" if message.number == message.first else "Update"


def _references(message: Message, earlier: Sequence[Message], sender: str) -> str:
    sent = {past.number: past.at for past in earlier}
    # The same number twice where the first is the one before: a set that keeps its order.
    named = dict.fromkeys(n for n in (message.first, message.before) if n and n != message.number)
    if missing := [number for number in named if number not in sent]:
        raise ValueError(f"{message.number} 引用的 {'、'.join(missing)} 不在所给的信息里")
    return " ".join(f"{sender},{number},{_time(sent[number])}" for number in named)


def _info(
    info: ElementTree.Element, message: Message, city: str, city_code: str, drill: bool
) -> None:
    mark = messages.DRILL if drill else ""
    lifted = message.move is Move.LIFT
    _add(info, "language", "zh-CN")
    _add(info, "category", "Env")
    _add(info, "category", "Health")
    _add(info, "event", EVENT)
    _add(info, "responseType", "AllClear" if lifted else "Execute")
    _add(info, "urgency", _urgency(message))
    _add(info, "severity", _SEVERITY[message.level] if message.level else "Minor")
    observed = message.draft.basis is Basis.OBSERVED
    _add(info, "certainty", "Observed" if observed else "Likely")
    _add(info, "effective", _time(message.at))
    onset = message.draft.start or message.start
    if onset is not None:
        _add(info, "onset", _time(onset))
    if message.end is not None and message.end > message.at:
        _add(info, "expires", _time(message.end))
    _add(info, "senderName", city)
    _add(info, "headline", mark + messages.heading(message, city))
    _add(info, "description", mark + message.text)
    orders = [message.draft.measures.strip()]
    if not lifted:
        orders += messages.health_lines(message.level, message.at.date())
    if instruction := "\n".join(line for line in orders if line):
        _add(info, "instruction", instruction)
    if message.level is not None:
        _pair(info, "parameter", "预警级别", message.level.full_label)
    _pair(info, "parameter", "办理事项", message.move.label)
    area = ElementTree.SubElement(info, "area")
    _add(area, "areaDesc", city)
    _pair(area, "geocode", "GB/T 2260", city_code)


def _urgency(message: Message) -> str:
    if message.move is Move.LIFT:
        return "Past"
    start = message.draft.start or message.start
    if start is None or start <= message.at:
        return "Immediate"
    return "Expected" if start - message.at <= timedelta(hours=1) else "Future"


def _time(moment: datetime) -> str:
    return moment.replace(microsecond=0, tzinfo=_BEIJING).isoformat()


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _NOT_XML.sub("", text)


def _pair(parent: ElementTree.Element, name: str, key: str, value: str) -> None:
    pair = ElementTree.SubElement(parent, name)
    _add(pair, "valueName", key)
    _add(pair, "value", value)
