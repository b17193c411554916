"""An issued alert and what must hold for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from data.vocabulary import RESPONSE_LEVELS, AlertLevel


class AlertError(ValueError):
    """An alert that cannot be issued; the text says why and what to do."""


@dataclass(frozen=True)
class Alert:
    """An alert as issued. Never edited: a change is a further alert that names it."""

    number: str
    """``<city>-<year>-<running number of the year>``, given once."""
    city_code: str
    level: AlertLevel
    start: datetime
    end: datetime
    """Both on the hour; ``end`` is when measures cease, 24:00 being 00:00 of the next day."""
    basis: str
    """Criterion and clause it rests on, or the words of the one who decided otherwise."""
    issued_at: datetime
    issued_by: str
    list_version: int | None = None
    """Number of the emission list version in force when it was issued."""
    rule_set: str | None = None
    """Rule set the city had adopted by then."""


LONGEST_DAYS = 31
"""Longest window taken in; a longer one is a slip of the pen, an extension is a further alert."""


def check(level: AlertLevel, start: datetime, end: datetime, issued_by: str) -> None:
    """Refuse a level, a window or a signatory that no alert may have.

    Raises:
        AlertError: With everything that is wrong, in Chinese.
    """
    wrong = []
    if level not in RESPONSE_LEVELS:
        wrong.append(f"现行预警只有黄、橙、红三级，不能发布{level.label}预警")
    if end <= start:
        wrong.append(f"结束时间 {end:%Y-%m-%d %H:%M} 须晚于开始时间 {start:%Y-%m-%d %H:%M}")
    if end - start > timedelta(days=LONGEST_DAYS):
        wrong.append(f"时段超过 {LONGEST_DAYS} 天，请核对年份与月份；需要延长的另发一次")
    if not issued_by.strip():
        wrong.append("请写明签发人")
    if any(t.minute or t.second or t.microsecond for t in (start, end)):
        wrong.append("起止时间须为整点")
    if wrong:
        raise AlertError("；".join(wrong))
