"""Start criteria of the alert levels, and the level a run of AQI values calls for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from data import parameters
from data.parameters.shapes import Condition
from data.vocabulary import AlertLevel

_DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Criterion:
    """One way of meeting a level: conditions that all hold within one episode."""

    level: AlertLevel
    text: str
    """As a reader of the document would say it."""
    conditions: tuple[Condition, ...]
    """The first is the longest-lasting one; the others have to be met inside its run."""
    reference: str
    """Document, clause and how sure we are."""


@dataclass(frozen=True)
class Window:
    """An episode that meets a criterion, or several merged ones."""

    level: AlertLevel
    start: datetime
    """First hour."""
    end: datetime
    """End of the last hour; midnight is 00:00 of the next day."""
    criterion: Criterion


def criteria_on(
    day: date, city: str | None = None, edition: int | None = None
) -> tuple[Criterion, ...]:
    """Return the criteria in force on ``day``, strictest level first.

    Args:
        day: The day that is judged.
        city: Division code; a city's own criteria replace the national ones.
        edition: Year of an edition to use instead, for winters before the first one.

    Raises:
        ParameterError: No criteria in force that early and no edition named.
    """
    name = "alerts/criteria"
    dated = (
        parameters.on(name, day, city)
        if edition is None
        else parameters.edition(name, edition, city)
    )
    levels = sorted(dated.value.levels.items(), key=lambda item: -item[0].severity)
    return tuple(
        Criterion(level, alternative.text, alternative.all, str(dated.reference))
        for level, alternatives in levels
        for alternative in alternatives
    )


def judge_days(
    aqi: Sequence[float | None],
    first: date,
    criteria: Sequence[Criterion],
    merge_gap_hours: int,
) -> list[Window]:
    """Find the windows that a run of daily AQI calls for.

    Args:
        aqi: AQI of consecutive natural days; a missing day meets nothing.
        first: The first of these days.
        criteria: As :func:`criteria_on` gives them.
        merge_gap_hours: Windows closer than this are one, with the stricter of their levels. The
            days between do not count towards any duration.

    Returns:
        Windows in time order; empty where no criterion is met.
    """
    values = np.array([np.nan if value is None else float(value) for value in aqi])
    clock = _Clock(
        datetime.combine(first, datetime.min.time()) + _DAY, step_hours=24, cover_hours=24
    )
    return _merged(_windows(values, clock, criteria), merge_gap_hours)


def judge_hours(
    aqi_24h: pd.Series,
    criteria: Sequence[Criterion],
    merge_gap_hours: int,
    *,
    cover_hours: int = 24,
) -> list[Window]:
    """Find the windows that an hourly run of 24-hour mean AQI calls for; they may cross midnight.

    The AQI of an alert is the mean of 24 consecutive hours, so a single value above a threshold is
    one day of it. How long a run of n consecutive hours lasts depends on what its values stand for:

    - means worked out from hours at hand (``cover_hours`` 24): each stands for the 24 hours that
      end at its time, so the run covers 24 + (n - 1) hours of pollution;
    - a series of means as given (``cover_hours`` 1), the hours behind it unknown: 持续 48 小时 is
      taken at its word, the value stays above for n hours.

    Args:
        aqi_24h: AQI of the mean of the last 24 hours, indexed by the end of the hour. Missing
            hours, and hours that are not in the index, meet nothing.
        criteria: As :func:`criteria_on` gives them.
        merge_gap_hours: As in :func:`judge_days`.
        cover_hours: Hours up to its time that one value is known to stand for.
    """
    if aqi_24h.empty:
        return []
    hourly = aqi_24h.astype(float).groupby(level=0).last().asfreq("h")
    first_end = pd.Timestamp(hourly.index[0]).to_pydatetime()
    clock = _Clock(first_end, step_hours=1, cover_hours=cover_hours)
    return _merged(_windows(hourly.to_numpy(), clock, criteria), merge_gap_hours)


def highest(windows: Sequence[Window]) -> Window | None:
    """Return the window of the highest level, the earliest of equals; None where there is none."""
    return max(windows, key=lambda window: window.level.severity, default=None)


@dataclass(frozen=True)
class _Clock:
    """How the values of a run lie in time."""

    first_end: datetime
    """End of the hours that the first value stands for."""
    step_hours: int
    """From one value to the next."""
    cover_hours: int
    """Hours up to its end that one value stands for."""

    def hours(self, first: int, last: int) -> int:
        """How long a run of values lasts; one mean of 24 hours is a day at least."""
        return max(24, self.cover_hours + (last - first) * self.step_hours)

    def span(self, first: int, last: int) -> tuple[datetime, datetime]:
        """Start and end of a run of values."""
        end = self.first_end + timedelta(hours=last * self.step_hours)
        return end - timedelta(hours=self.hours(first, last)), end


def _windows(values: np.ndarray, clock: _Clock, criteria: Sequence[Criterion]) -> Iterator[Window]:
    loosest = min((c for item in criteria for c in item.conditions), key=_bound)
    for first, last in _runs(_meets(values, loosest)):
        inside = values[first : last + 1]
        for criterion in criteria:
            if _met(inside, criterion.conditions, clock):
                yield Window(criterion.level, *clock.span(first, last), criterion)
                break


def _met(values: np.ndarray, conditions: Sequence[Condition], clock: _Clock) -> bool:
    """Whether one run meets the longest condition and, inside it, all the others."""
    longest, *others = sorted(conditions, key=lambda c: (-c.hours, _bound(c)))
    for first, last in _runs(_meets(values, longest)):
        if clock.hours(first, last) >= longest.hours and all(
            any(
                clock.hours(a, b) >= other.hours
                for a, b in _runs(_meets(values[first : last + 1], other))
            )
            for other in others
        ):
            return True
    return False


def _bound(condition: Condition) -> float:
    if condition.above_aqi is not None:
        return float(condition.above_aqi)
    return float(condition.from_aqi or 0) - 0.5


def _meets(values: np.ndarray, condition: Condition) -> np.ndarray:
    if condition.above_aqi is not None:
        return np.asarray(values > condition.above_aqi)
    return np.asarray(values >= condition.from_aqi)


def _runs(flags: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield first and last position of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    for first, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield first, after - 1


def _merged(windows: Iterator[Window], gap_hours: int) -> list[Window]:
    merged: list[Window] = []
    for window in windows:
        if merged and window.start - merged[-1].end < timedelta(hours=gap_hours):
            stricter = max(merged[-1], window, key=lambda w: w.level.severity)
            merged[-1] = replace(stricter, start=merged[-1].start, end=window.end)
        else:
            merged.append(window)
    return merged
