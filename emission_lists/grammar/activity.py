"""What a measure leaves of the normal activity, as one share, hour by hour, or on the mean."""

import re
from dataclasses import dataclass

from emission_lists.grammar.measure import STOPS, Kind, Measure

_CUTS = frozenset(
    {
        Kind.LIMIT_SHARE,
        Kind.STOP_SHARE,
        Kind.LOAD_CUT,
        Kind.EMISSION_CUT,
        Kind.OUTPUT_CUT,
    }
)
_PARTLY = _CUTS - {Kind.OUTPUT_CUT} | {
    Kind.CHARGING_STOP_SHARE,
    Kind.PUSH_CUT,
    Kind.STOP_SHARE_AFTER,
    Kind.LIMIT_SHARE_AFTER,
}
"""Kinds whose number is a share of the normal activity; output against another year is not."""
_BEFORE = re.compile(r"[由从](\d+(?:\.\d+)?)小时")


@dataclass(frozen=True)
class Window:
    """How long an alert lasts and the hour of the day (0 to 23) at which it begins."""

    hours: int
    first_hour: int = 0


def remaining(measure: Measure) -> float | None:
    """Share of the normal activity or emission left of what the measure binds, while it holds.

    A bound counts with the number stated (``50%以上``, ``左右``: at most half is left), a range with
    its smaller cut.

    Args:
        measure: One measure as read.

    Returns:
        0 to 1; ``None`` where the text does not say it as one constant share: units without
        their number, longer coking time, windows and steps, transport, own choice.
    """
    if measure.window or measure.after:
        return None
    if measure.kind in STOPS:
        return 0.0
    if measure.kind is Kind.NONE:
        return 1.0
    share = _share(measure.value)
    if share is None or not 0 <= share <= 1:
        return None
    if measure.kind in _CUTS:
        return None if measure.unit.endswith("max") else 1 - share
    return share if measure.kind is Kind.LOAD_CAP else None


def curve(measure: Measure, hours: int, first_hour: int = 0) -> list[float] | None:
    """Share left in each hour of a response.

    Args:
        measure: One measure as read.
        hours: Length of the response in hours.
        first_hour: Hour of the day (0 to 23) at which the response begins.

    Returns:
        One share per hour; a cycle begins with its stop, a window of a stop is off inside and on
        outside, a step after so many hours leaves 1 before. ``None`` where it is not stated.
    """
    if measure.kind is Kind.CYCLE:
        off, on = (int(n) for n in re.findall(r"\d+", measure.value))
        scale = 24 if measure.unit == "d" else 1
        return [float(hour % ((off + on) * scale) >= off * scale) for hour in range(hours)]
    if measure.kind is Kind.CLOCK_WINDOW and re.search(r"停产|停止生产$", measure.object):
        spans = [_span(window) for window in measure.value.split(";")]
        return [1 - _overlap((first_hour + hour) % 24, spans) for hour in range(hours)]
    if measure.kind in (Kind.STOP_SHARE_AFTER, Kind.LIMIT_SHARE_AFTER):
        share = _share(measure.value)
        after = int(measure.after)
        return None if share is None else [1.0 if h < after else 1 - share for h in range(hours)]
    constant = remaining(measure)
    return None if constant is None else [constant] * hours


def left_on_average(measure: Measure, window: Window | None = None) -> float | None:
    """Share of the normal activity left on the mean over an alert, while the measure holds.

    Args:
        measure: One measure as read. Hours of response after which it holds are not looked at.
        window: The alert; None takes cycles over a whole cycle and daily hours over a whole day.

    Returns:
        0 to 1. Longer coking time counts by the hours before and after (由24小时延长至36小时 leaves
        two thirds of the pushes). ``None`` where the text gives no share of the normal activity:
        units without their number, coking time without the hours before, output against another
        year, a bound upwards (限产不超过20%).
    """
    if measure.kind in (Kind.CYCLE, Kind.CLOCK_WINDOW):
        whole = 24
        if measure.kind is Kind.CYCLE:
            whole = sum(int(n) for n in re.findall(r"\d+", measure.value))
            whole *= 24 if measure.unit == "d" else 1
        hours, first = (window.hours, window.first_hour) if window else (whole, 0)
        shares = curve(measure, hours, first)
        return sum(shares) / hours if shares else None
    left = _constant(measure)
    if left is None or not re.fullmatch(r"[-\d:;]+", measure.window):
        return None if measure.window else left
    spans = [_span(part) for part in measure.window.split(";")]
    hours, first = (window.hours, window.first_hour) if window else (24, 0)
    inside = sum(_overlap((first + hour) % 24, spans) for hour in range(hours)) / hours
    return 1 - (1 - left) * inside


def _constant(measure: Measure) -> float | None:
    if measure.kind in STOPS:
        return 0.0
    if measure.kind is Kind.NONE:
        return 1.0
    if measure.kind is Kind.COKING_TIME:
        before, after = _BEFORE.search(measure.object), float(measure.value)
        return min(1.0, float(before[1]) / after) if before and after > 0 else None
    share = _share(measure.value)
    if share is None or not 0 <= share <= 1:
        return None
    if measure.kind in _PARTLY:
        return None if measure.unit.endswith("max") else 1 - share
    return share if measure.kind is Kind.LOAD_CAP else None


def _share(value: str) -> float | None:
    if re.fullmatch(r"\d/\d", value):
        above, below = value.split("/")
        return int(above) / int(below)
    found = re.match(r"\d+(?:\.\d+)?", value)
    return float(found[0]) / 100 if found else None


def _span(window: str) -> tuple[float, float]:
    begin, end = (_hours(clock) for clock in window.split("-"))
    return begin, end if end > begin else end + 24


def _hours(clock: str) -> float:
    hour, _, minute = clock.partition(":")
    return int(hour) + int(minute or 0) / 60


def _overlap(hour: int, spans: list[tuple[float, float]]) -> float:
    covered = sum(
        max(0.0, min(hour + shift + 1, end) - max(hour + shift, begin))
        for begin, end in spans
        for shift in (0, 24)
    )
    return min(1.0, covered)
