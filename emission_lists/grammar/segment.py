"""One segment between two commas: its measures, or what it says of the next ones."""

import re
from dataclasses import dataclass, field, replace

from emission_lists.grammar import clause_words, emissions, kilns, production, transport, wording
from emission_lists.grammar.framing import (
    AFTER,
    counting,
    exception,
    is_condition,
    is_subject,
    residue_is_clear,
    take_windows,
)
from emission_lists.grammar.measure import STOPS, Kind, Measure
from emission_lists.grammar.rule import Rule, tidy

_RULES: tuple[Rule, ...] = (
    *kilns.RULES,
    *emissions.RULES,
    *transport.RULES,
    *production.RULES,
)
_AFTER_KINDS = {
    Kind.STOP_SHARE: Kind.STOP_SHARE_AFTER,
    Kind.LIMIT_SHARE: Kind.LIMIT_SHARE_AFTER,
}
_HOURLY_STOPS = STOPS | {Kind.STAGGER_DAYS, Kind.DUST_STOP, Kind.STOP_UNITS}
_CONTROLLED = re.compile(r"禁止|不得|停止|暂停|错时|错峰|管控|停产|严禁|停用|停运|避免")
_ALLOWED = re.compile(r"调整到|调整至|调整为|安排在|可在|只能在|仅允许在|允许在|可$")

Reading = tuple[list[Measure], list[str]]
"""Measures, and parts not understood."""


@dataclass
class Frame:
    """What holds for the segments still to come in a sentence."""

    condition: list[str] = field(default_factory=list)
    fresh: bool = True
    """Whether no measure has used the condition yet."""
    window: str = ""
    period: str = ""
    after: str = ""
    exception: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)


def read_segment(segment: str, frame: Frame, begun: bool) -> Reading:
    """Read one segment and note in the frame what it says of the following ones.

    Args:
        segment: Text without commas, brackets shielded.
        frame: What the segments before said; changed in place.
        begun: Whether the sentence has a measure already.

    Returns:
        Its measures and what was not understood; both empty where it only frames others.
    """
    standing = frame.window
    segment, topical = _framing(segment, frame)
    measures, missed = _read(segment, frame, begun)
    if not topical:  # a window within a clause is that clause's own
        frame.window = standing
    return measures, missed


def _read(segment: str, frame: Frame, begun: bool) -> Reading:
    if not segment.strip("、:的") or (begun and (counting(segment) or exception(segment))):
        return [], []
    if found := exception(segment):
        frame.exception.append(found)
        return [], []
    if not begun and re.fullmatch(r"[^,%]*(?:计算|核算)", segment) and "产" in segment:
        frame.counted.append(segment)
        return [], []
    measures, missed = _measures_of(segment, frame)
    if measures or missed:
        frame.fresh = frame.fresh and not measures
        return measures, missed
    if frame.window and (_ALLOWED.search(segment) or _CONTROLLED.search(segment)):
        frame.fresh = False
    if frame.window and (allowed := _ALLOWED.search(segment)):
        what = tidy(segment.replace(allowed[0], ""))
        return [Measure(Kind.CLOCK_WINDOW_ALLOWED, frame.window, "clock", object=what)], []
    if frame.window and _CONTROLLED.search(segment):
        return [_windowed(segment, frame)], []
    condition = is_condition(segment)
    if condition or (not begun and is_subject(segment)):
        frame.condition = [*frame.condition, segment] if frame.fresh else [segment]
        frame.fresh = True
        return [], [] if condition or not begun else [segment]
    return [], [segment]


def framed(measure: Measure, frame: Frame) -> Measure:
    """Put what the frame says on a measure; 其他企业 are not bound by the condition before them."""
    others = re.match(r"其他|其它|其余", measure.subject)
    daily = "" if measure.kind is Kind.CLOCK_WINDOW else frame.window
    return replace(
        measure,
        kind=_AFTER_KINDS.get(measure.kind, measure.kind) if frame.after else measure.kind,
        condition="" if others else ",".join(frame.condition),
        window=frame.period or daily,
        after=frame.after,
        exception="、".join(part for part in (measure.exception, *frame.exception) if part),
        counted=",".join(part for part in (measure.counted, *frame.counted) if part),
    )


def _framing(segment: str, frame: Frame) -> tuple[str, bool]:
    segment = re.sub(r"全天(?:24小时)?|24小时(?=禁止|停产|不得)", "", segment)
    if found := AFTER.search(segment):
        frame.after = found["hours"]
        segment = segment[: found.start()] + segment[found.end() :]
    if frame.after:
        segment = re.sub(r"^(?:之后|此后|其后|以后)(?:的)?(?:时段)?", "", segment)
    said, (segment, window, period) = segment, take_windows(segment)
    frame.window, frame.period = window or frame.window, period or frame.period
    topical = bool(re.match(r"(?:每[日天晚]|当日)?\d", said)) or not segment.strip("、:的在应")
    return segment, topical or not window


def _windowed(segment: str, frame: Frame) -> Measure:
    what = re.sub(r"(停产|停止|停)\d+(?:个)?小时$", r"\1", tidy(segment) or segment)
    return framed(Measure(Kind.CLOCK_WINDOW, frame.window, "clock", object=what), frame)


def _banned(measure: Measure) -> str:
    banned = measure.kind in (Kind.TRANSPORT_BAN, Kind.NRMM_BAN)
    return measure.object if banned else ""


def _stop_in(frame: Frame, measure: Measure) -> Measure:
    stop = wording.of(measure).translate({0xFF0C: ",", 0xFF08: "(", 0xFF09: ")"})
    return Measure(Kind.CLOCK_WINDOW, frame.window, "clock", object=stop)


def _measures_of(segment: str, frame: Frame) -> Reading:
    worded = clause_words.read(segment)
    if worded is not None:
        return [framed(measure, frame) for measure in worded], []
    measures: list[Measure] = []
    missed: list[str] = []
    rest = segment
    while rest and (step := _first(rest)) is not None:
        end, said = step
        measures += said
        rest = rest[end:]
    if not measures:
        return [], []
    clear = [m for m in measures if residue_is_clear(m.subject + _banned(m))]
    if len(clear) < len(measures):  # an order with words nobody understood is no order
        missed.append(segment)
        measures = clear
    if not measures:
        return [], missed
    if found := counting(rest):
        last = measures[-1]
        ways = f"{last.counted},{found}" if last.counted else found
        measures[-1] = replace(last, counted=ways)
    elif not residue_is_clear(rest.strip("、:的")):
        missed.append(rest)
    if not frame.window:
        return [framed(measure, frame) for measure in measures], missed
    if all(measure.kind in _HOURLY_STOPS for measure in measures):
        return [_windowed(segment, frame)], missed
    clock = Measure(Kind.CLOCK_WINDOW, frame.window, "clock")
    if any(measure.kind not in _HOURLY_STOPS for measure in measures):
        measures = [_stop_in(frame, m) if m.kind in _HOURLY_STOPS else m for m in measures]
    return [clock, *(framed(measure, frame) for measure in measures)], missed


def _first(text: str) -> tuple[int, list[Measure]] | None:
    """The measure that begins first, and where it ends; in doubt the earlier rule."""
    best: tuple[int, list[Measure]] | None = None
    begin = len(text) + 1
    for rule in _RULES:
        for found in rule.pattern.finditer(text):
            if found.start() >= begin:
                break
            said = rule.build(found, text[: found.start()])
            if said is not None:
                begin, best = found.start(), (found.end(), said)
                break
    return best
