"""What a measure leaves of the normal activity, as one share or hour by hour."""

import re

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
