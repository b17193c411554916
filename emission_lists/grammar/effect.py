"""What a text of measures leaves one kind of line: a share, whole lines, a ceiling, or nothing said.

Only what the text states and the list can decide is counted. A clause whose condition the list
cannot decide, or that gives no share (焖炉, 结焦时间 without the hours before), counts as nothing and
is named.
"""

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from data.vocabulary import AlertLevel
from emission_lists.grammar import wording
from emission_lists.grammar.activity import Window, left_on_average
from emission_lists.grammar.binding import bound
from emission_lists.grammar.measure import STOPS, Kind, Measure, Parsed
from emission_lists.traits import Traits


class Mode(IntEnum):
    """How the cut of a line follows from what binds it."""

    NOTHING = 0
    """No activity is given up: transport, concentrations, watering, or nothing at all."""
    SHARE = 1
    """A share of what runs."""
    STOP = 2
    """All of it."""
    BY_LINE = 3
    """Whole lines of the plant, until the share is reached."""
    CEILING = 4
    """A share of the smallest of three capacities may run (限产, 三者最小值)."""
    OWN = 5
    """On its own account: what was declared."""
    FILED = 6
    """No rule; what was filed."""


_SHARES = frozenset(
    {
        Kind.LIMIT_SHARE,
        Kind.LOAD_CUT,
        Kind.EMISSION_CUT,
        Kind.LOAD_CAP,
        Kind.CHARGING_STOP_SHARE,
        Kind.PUSH_CUT,
        Kind.COKING_TIME,
        Kind.CYCLE,
        Kind.NONE,
        Kind.LIMIT_SHARE_AFTER,
        Kind.STOP_SHARE_AFTER,
    }
)
IDLE = frozenset(
    {
        Kind.ADVICE, Kind.BASIS_RULE, Kind.CAR_TAIL, Kind.CLEANING, Kind.CLOCK_WINDOW_ALLOWED,
        Kind.CONCENTRATION_CAP, Kind.DAMPER_CUT, Kind.DUST_STOP, Kind.EMISSION_HOLD,
        Kind.FACILITY_DELAY, Kind.FUEL_QUALITY, Kind.GUARANTEE, Kind.HOLD_TEMP, Kind.INSPECTION,
        Kind.MOISTURE_CAP, Kind.NO_STARTSTOP, Kind.NRMM_BAN, Kind.ODD_EVEN, Kind.PRE_ADJUST,
        Kind.RESTART_BAN, Kind.SELF, Kind.EXEMPT, Kind.TRANSPORT_BAN, Kind.TRANSPORT_CUT,
        Kind.TRANSPORT_MIN, Kind.TRANSPORT_MODE, Kind.TRANSPORT_ONEWAY, Kind.TRANSPORT_STAGGER,
        Kind.VERIFY,
    }
)  # fmt: skip
"""Kinds that give up no activity of a line; they are ordered all the same."""
_PRINTED = IDLE - {Kind.SELF, Kind.EXEMPT, Kind.ADVICE, Kind.BASIS_RULE, Kind.VERIFY}
_STOPPED = re.compile(r"(?:全部|一律)?(?:停产|停止生产|停止运行|停运|停用)$")
_CAPACITY = re.compile(r"环评|排污许可|三者")


@dataclass(frozen=True)
class Effect:
    """What a text comes to for one kind of line."""

    mode: Mode = Mode.NOTHING
    cut: float = 0.0
    """Share given up, 0 to 1; of lines for ``BY_LINE``, of the ceiling's base for ``CEILING``."""
    binds: bool = False
    """Whether any clause about production speaks of this line."""
    apart: bool = False
    """Whether lines are counted within their own kind of equipment (高炉停产50%)."""
    orders: tuple[str, ...] = ()
    """Clauses ordered beside it that give up no activity, in Chinese."""
    open: tuple[str, ...] = ()
    """What could not be decided or counted, and why, in Chinese."""

    @property
    def left(self) -> float:
        """Share that goes on, for comparison; 1 where nothing is given up."""
        return 0.0 if self.mode is Mode.STOP else 1 - self.cut


def effect(
    parsed: Parsed,
    traits: Traits,
    level: AlertLevel,
    window: Window | None = None,
    process: str = "",
) -> Effect:
    """Work out what a text leaves of a line's activity on the mean over the alert.

    Args:
        parsed: The text as read.
        traits: The line.
        level: Level the text is applied at.
        window: Length and first hour of the alert; None counts cycles over a whole cycle, windows
            over a whole day, and steps as not yet reached.
        process: The line's own words, such as 1号焦炉; the number decides where a clause names one.

    Returns:
        Of several clauses that bind the line the one that leaves least counts. 停产50%以上 counts
        50 %. A clause that is not understood is named in ``open``.
    """
    base: list[tuple[Mode, float, bool]] = []
    steps: list[tuple[int, float]] = []
    orders: list[str] = []
    open_: list[str] = [f"未读懂“{text}”，不计减排" for text in parsed.unread]
    spoken = False
    carried = ""
    for measure in parsed.measures:
        said = wording.of(measure)
        clause = measure
        if measure.after and not measure.subject:  # 之后停产50%: of those named just before
            clause = replace(measure, subject=carried)
        if measure.kind is Kind.CLOCK_WINDOW:
            clause = replace(measure, subject=_STOPPED.sub("", measure.object))
        carried = clause.subject or carried
        binds, why = bound(clause, traits, level, process)
        if binds is False:
            continue
        if measure.kind in IDLE:
            if binds is None:
                open_.append(f"“{said}”：{why}")
            elif measure.kind in _PRINTED and said:
                orders.append(said)
            spoken = spoken or measure.kind in (Kind.SELF, Kind.EXEMPT)
            continue
        if not said:  # a window that only frames the next clause
            continue
        spoken = True
        if binds is None:
            open_.append(f"“{said}”：{why}，未能判定")
            continue
        found = _share(clause, window)
        if found is None:
            open_.append(f"“{said}”未写明可折算的比例，按 0 计")
            orders.append(said)
        elif clause.after:
            steps.append((int(clause.after), 1 - found[1]))
        else:
            base.append((*found, bool(clause.subject)))
    if not base and any(measure.kind is Kind.SELF for measure in parsed.measures):
        return Effect(Mode.OWN, 0.0, True, False, tuple(orders), tuple(open_))
    mode, cut, apart = max(
        base, key=lambda one: (one[1], one[0]), default=(Mode.NOTHING, 0.0, False)
    )
    if steps and (window is not None or not base):
        mode, cut = _stepped(mode, cut, steps, window)
    return Effect(mode, cut, spoken, apart and mode is Mode.BY_LINE, tuple(orders), tuple(open_))


def _share(measure: Measure, window: Window | None) -> tuple[Mode, float] | None:
    if measure.kind in STOPS and not measure.window:
        return Mode.STOP, 1.0
    if measure.kind is Kind.STOP_SHARE:
        left = left_on_average(measure, window)
        return None if left is None else (Mode.BY_LINE, _rounded(1 - left))
    if measure.kind in _SHARES or measure.kind is Kind.CLOCK_WINDOW or measure.kind in STOPS:
        left = left_on_average(measure, window)
        if left is None:
            return None
        ceiling = measure.kind is Kind.LIMIT_SHARE and _CAPACITY.search(measure.counted)
        cut = _rounded(1 - left)
        if cut <= 0:
            return Mode.NOTHING, 0.0
        return (Mode.CEILING if ceiling else Mode.STOP if cut >= 1 else Mode.SHARE), cut
    return None


def _stepped(
    mode: Mode, cut: float, steps: list[tuple[int, float]], window: Window | None
) -> tuple[Mode, float]:
    """Mean over the alert where another share holds from some hour on."""
    if window is None or all(after >= window.hours for after, _ in steps):
        return mode, cut
    left = [1 - cut] * window.hours
    for after, share_left in sorted(steps):
        left[after:] = [share_left] * (window.hours - after)
    mean = _rounded(1 - sum(left) / window.hours)
    return (Mode.STOP if mean >= 1 else Mode.SHARE if mean > 0 else Mode.NOTHING), mean


def _rounded(cut: float) -> float:
    """Without the noise of 1 - 0.8, so that a stated 20 % stays 20 %."""
    return round(cut, 12)
