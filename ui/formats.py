"""Numbers and terms as Chinese text, for pages."""

import math
from datetime import date, datetime

from air_quality import aqi as index
from data.vocabulary import AlertLevel

_NUMERALS = "ⅠⅡⅢⅣⅤⅥ"
_WEEKDAYS = "一二三四五六日"


MODELS = {
    "blend": "融合模型",
    "boosting": "提升树",
    "ridge": "岭回归",
    "sarimax": "季节时间序列",
    "climatology": "气候平均",
    "persistence": "持续性",
}
"""Forecast models by their name in the program."""


def model(name: str) -> str:
    """Name a forecast model in Chinese."""
    return MODELS.get(name, name)


def percent(fraction: float | None, places: int = 1) -> str:
    """Format a fraction of 0 to 1; a missing one is a dash.

    >>> percent(0.256)
    '25.6%'
    >>> percent(None)
    '—'
    """
    if fraction is None or math.isnan(fraction):
        return "—"
    return f"{fraction:.{places}%}"


def chance(share: float) -> str:
    """Format a chance; the ends are never stated as certain, a missing one is a dash.

    >>> chance(0.624), chance(0.0), chance(1.0)
    ('62%', '<1%', '>99%')
    """
    if math.isnan(share):
        return "—"
    if share < 0.01:
        return "<1%"
    return ">99%" if share > 0.99 else f"{share:.0%}"


def kilograms_per_day(amount: float) -> str:
    """Format an amount of kg/d.

    >>> kilograms_per_day(1234.56)
    '1,234.6 kg/d'
    """
    return f"{amount:,.1f} kg/d"


def gap(target: float, shortfall_kg: float) -> str:
    """Say how far a cut is from its target.

    >>> gap(0.3, 400)
    '目标 30.0%，差 400.0 kg/d'
    >>> gap(0.3, 0)
    '目标 30.0%，已达到'
    >>> gap(float("nan"), float("nan"))
    '无比例要求'
    """
    if math.isnan(target):
        return "无比例要求"
    rest = f"差 {kilograms_per_day(shortfall_kg)}" if shortfall_kg else "已达到"
    return f"目标 {percent(target)}，{rest}"


def alert_level(level: AlertLevel | str | None) -> str:
    """Name an alert level with its numeral; none is 无需启动.

    >>> alert_level("orange")
    '橙色（Ⅱ级）'
    """
    return AlertLevel(level).full_label if level else "无需启动"


def aqi_words(value: float | None, day: date) -> str:
    """Write an AQI with numeral and category, as it stands beside its colour.

    >>> aqi_words(214, date(2026, 11, 24))
    '214 Ⅴ 重度污染'
    """
    level = _level(value, day)
    return "—" if level is None or value is None else f"{value:.0f} {level[0]} {level[1]}"


def aqi_colour(value: float | None, day: date) -> str:
    """Return the official colour of an AQI as hex; grey where it is missing."""
    level = _level(value, day)
    return "#BBBBBB" if level is None else level[2]


def aqi_chip(value: float | None, day: date) -> str:
    """Return an AQI as an HTML chip: number, numeral and word on the official colour."""
    colour = aqi_colour(value, day)
    text = "#FFFFFF" if colour in ("#99004C", "#7E0023") else "#000000"
    return (
        f'<span style="background:{colour};color:{text};border:1px solid #444;border-radius:4px;'
        f'padding:1px 7px;white-space:nowrap">{aqi_words(value, day)}</span>'
    )


def day(moment: date) -> str:
    """Write a day with its weekday.

    >>> day(date(2026, 11, 22))
    '11月22日 周日'
    """
    return f"{moment.month}月{moment.day}日 周{_WEEKDAYS[moment.weekday()]}"


def hour(moment: datetime | None) -> str:
    """Write a moment to the hour; midnight is 0时.

    >>> hour(datetime(2026, 11, 24, 0))
    '11月24日0时'
    """
    if moment is None:
        return "—"
    minutes = f"{moment.minute}分" if moment.minute else ""
    return f"{moment.month}月{moment.day}日{moment.hour}时{minutes}"


def window(start: datetime | None, end: datetime | None) -> str:
    """Write a span of time; an end at midnight is 24时 of the day before.

    >>> window(datetime(2026, 11, 24), datetime(2026, 11, 27))
    '11月24日0时至11月26日24时'
    """
    if start is None or end is None:
        return "—"
    if end.hour == 0 and end.minute == 0:
        last = date.fromordinal(end.toordinal() - 1)
        return f"{hour(start)}至{last.month}月{last.day}日24时"
    return f"{hour(start)}至{hour(end)}"


def _level(value: float | None, moment: date) -> tuple[str, str, str] | None:
    if value is None or math.isnan(value):
        return None
    for level in index.levels(moment).levels:
        if value <= level.high:
            return _NUMERALS[level.level - 1], level.name, level.hex
    last = index.levels(moment).levels[-1]
    return _NUMERALS[last.level - 1], last.name, last.hex
