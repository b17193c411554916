"""Texts of a message: the message to departments, short text, public notice, JSON.

The text is composed once, when the message is published, and kept as it stands.
"""

from datetime import date, datetime
from typing import Any

from alerts.life_terms import Message, Move
from data import parameters
from data.vocabulary import AlertLevel

DRILL = "【演练】"
"""Stands before everything that a drill puts out."""
SHORT_LIMIT = 500
"""Characters of a short text; what is longer ends with an ellipsis."""
_AQI_LEVEL = {AlertLevel.BLUE: 5, AlertLevel.YELLOW: 5, AlertLevel.ORANGE: 5, AlertLevel.RED: 6}
"""Level of air quality whose advice stands on a notice: alerts start above AQI 200, red above 300
too. The criterion of 48 hours above 150 is told by the stricter advice."""
_PRE_LEVEL = 4


def moment(time: datetime) -> str:
    """Return a time as plans write it; midnight is 24:00 of the day before."""
    if time.hour or time.minute:
        return f"{time.year}年{time.month}月{time.day}日{time.hour}时" + (
            f"{time.minute:02d}分" if time.minute else ""
        )
    before = date.fromordinal(time.toordinal() - 1)
    return f"{before.year}年{before.month}月{before.day}日24时"


def heading(message: Message, city: str) -> str:
    """Return the title of a message, such as ``太原市重污染天气橙色（Ⅱ级）预警升级信息``."""
    if message.level is None:
        return f"{city}不利气象条件应对{_verb(message.move)}信息"
    return f"{city}重污染天气{message.level.full_label}预警{_verb(message.move)}信息"


def alert_text(message: Message, city: str, office: str = "") -> str:
    """Return the message to departments with all that the plan asks for.

    Period, level, time of issue, weather, outlook and measures (太原市重污染天气应急预案 2019,
    3.3); a change names the first message of the alert and the one before.

    Args:
        message: The message; its own ``text`` is not looked at.
        city: Name of the city.
        office: Office of the one who signed; empty is left out.
    """
    draft = message.draft
    lines = [heading(message, city), f"编号：{message.number}"]
    if message.first != message.number:
        lines.append(f"首发信息：{message.first}；上一条信息：{message.before}")
    lines.append(f"发布时间：{message.at:%Y-%m-%d %H:%M}")
    lines.append(_what(message))
    for label, words in (
        ("依据", draft.reason), ("气象形势", draft.weather), ("发展趋势", draft.outlook),
        ("应对措施", draft.measures), ("紧急启动理由", draft.urgent), ("签发", office),
    ):  # fmt: skip
        if words.strip():
            lines.append(f"{label}：{words.strip()}")
    return "\n".join(lines)


def short_text(message: Message, city: str, *, drill: bool = False) -> str:
    """Return plain text for SMS and WeChat, one paragraph of at most ``SHORT_LIMIT`` characters."""
    parts = [f"【{city}】{_what(message)}"]
    if message.draft.measures.strip():
        parts.append(f"请落实：{message.draft.measures.strip()}")
    parts.append(f"编号 {message.number}")
    if message.first != message.number:
        parts.append(f"首发 {message.first}")
    text = "".join(f"{part.rstrip('。；')}。" for part in parts)
    text = " ".join(text.split())
    text = (DRILL if drill else "") + text
    return text if len(text) <= SHORT_LIMIT else text[: SHORT_LIMIT - 1] + "…"


def public_notice(message: Message, city: str, *, drill: bool = False) -> str:
    """Return the notice to the public, with health advice where an alert is in force.

    Raises:
        ParameterError: No advice known as early as the message.
    """
    draft = message.draft
    lines = [(DRILL if drill else "") + heading(message, city), _what(message)]
    if draft.outlook.strip():
        lines.append(draft.outlook.strip())
    if message.move is not Move.LIFT:
        lines += health_lines(message.level, message.at.date())
    lines.append(f"发布时间：{message.at:%Y-%m-%d %H:%M}（编号 {message.number}）")
    return "\n".join(lines)


def health_lines(level: AlertLevel | None, day: date) -> list[str]:
    """Return the health advice that stands on a notice of a level; of none, on a pre-alert."""
    known = parameters.on("alerts/health_advice", day)
    words = known.value.levels[_AQI_LEVEL[level] if level else _PRE_LEVEL]
    return [
        f"健康影响：{words.effect}。",
        f"健康提示：{words.advice}。",
        f"（{known.reference}）",
    ]


def record(message: Message, city_code: str, city: str, *, drill: bool = False) -> dict[str, Any]:
    """Return a message as the JSON object that other systems read."""

    def at(time: datetime | None) -> str | None:
        return time.isoformat(timespec="minutes") if time else None

    draft = message.draft
    return {
        "drill": drill,
        "number": message.number,
        "first": message.first,
        "before": message.before or None,
        "city": city_code,
        "city_name": city,
        "act": str(message.move),
        "level": str(message.level) if message.level else None,
        "start": at(message.start),
        "end": at(message.end),
        "effective": at(draft.start),
        "issued_at": at(message.at),
        "basis": str(draft.basis),
        "reason": draft.reason,
        "weather": draft.weather,
        "outlook": draft.outlook,
        "measures": draft.measures,
        "forecast_run_id": draft.forecast_run_id,
        "list_version_id": draft.list_version_id,
        "text": (DRILL if drill else "") + message.text,
    }


def _verb(move: Move) -> str:
    return {Move.ISSUE: "", Move.PRE_ALERT: ""}.get(move, move.label)


def _what(message: Message) -> str:
    """Say in one sentence what the message brings about."""
    draft = message.draft
    name = f"重污染天气{message.level.full_label}预警" if message.level else "不利气象条件应对"
    window = f"{_from(message.start)}至{moment(message.end)}" if message.end else ""
    match message.move:
        case Move.ISSUE | Move.PRE_ALERT:
            return f"{window}启动{name}"
        case Move.RAISE:
            return f"预警升级：{window}执行{name}"
        case Move.LOWER:
            return f"预警降级：{window}执行{name}"
        case Move.EXTEND:
            return f"{name}延长至{moment(message.end)}" if message.end else f"{name}延长"
        case _:
            return f"{_from(draft.start)}起{message.move.label}{name}"


def _from(time: datetime | None) -> str:
    if time is None:
        return ""
    # A beginning at midnight is hour 0 of its own day, an end is hour 24 of the day before.
    return f"{time.year}年{time.month}月{time.day}日{time.hour}时"
