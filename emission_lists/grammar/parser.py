"""From text to structure: clause by clause, keeping what is not understood."""

import re
from dataclasses import dataclass, field, replace

from emission_lists.grammar import clause_words, emissions, kilns, production, transport
from emission_lists.grammar.clauses import Sentence, sentences
from emission_lists.grammar.framing import (
    AFTER,
    counting,
    exception,
    is_condition,
    is_subject,
    residue_is_clear,
    take_windows,
)
from emission_lists.grammar.measure import STOPS, Kind, Measure, Parsed
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
_EXCEPT = re.compile(r"(.+?)(?:等)?(?:的)?除外|除(.+?)(?:以|之)?外|不含(.+)|不包括(.+)")
_COUNT = re.compile(r"((?:以|按|按照|采用|原则上以).+?(?:计算|核算|计|为准|核实|核定))")


@dataclass
class _Frame:
    """What holds for the segments still to come in a sentence."""

    condition: list[str] = field(default_factory=list)
    fresh: bool = True
    """Whether no measure has used the condition yet."""
    window: str = ""
    period: str = ""
    after: str = ""
    exception: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)


def parse(text: str) -> Parsed:
    """Read a text of measures.

    Args:
        text: Chinese order language, one or several sentences; full or half width.

    Returns:
        Its measures in the order of the text. A part that is not understood is kept verbatim in
        ``unread`` and yields no measure; numbers are only ever those of the text.
    """
    found, marked = sentences(text)
    measures: list[Measure] = []
    unread: list[str] = []
    for sentence in found:
        said, missed = _read_sentence(sentence)
        measures += [_plain(measure, sentence) for measure in said]
        unread += [sentence.plain(part) for part in missed]
    return Parsed(tuple(measures), tuple(unread + marked))


def _plain(measure: Measure, sentence: Sentence) -> Measure:
    texts = {
        name: sentence.plain(getattr(measure, name)).strip("、:")
        for name in ("subject", "object", "condition", "counted", "exception")
    }
    return replace(measure, **texts)


def _read_sentence(sentence: Sentence) -> tuple[list[Measure], list[str]]:
    text, caps = emissions.caps(",".join(sentence.segments))
    frame, measures, unread = _Frame(), [], []
    for segment in text.split(","):
        if not segment.strip("、:的"):
            continue
        segment, excepted = sentence.take(segment, _EXCEPT)
        segment, counted = sentence.take(segment, _COUNT)
        if cap := ("§" in segment and caps):
            said, missed = [_framed(measure, frame) for measure in cap], []
            missed = [] if residue_is_clear(segment.replace("§", ""), sentence) else [segment]
            frame.fresh = False
        else:
            said, missed = _read_segment(segment, frame, sentence, bool(measures))
        missed += _unclear_brackets(segment, said, sentence)
        if said:
            said = [_with(measure, excepted, counted) for measure in said]
        else:
            frame.exception += excepted
            frame.counted += counted
        if not said and measures and (trailing := counting(segment) or exception(segment)):
            kind = "counted" if counting(segment) else "exception"
            measures = _attach(measures, kind, trailing)
            missed = []
        measures += said
        unread += missed
    if not measures and not unread:
        unread.append(text)
    unread += [
        f"{m.value}以下是否含{m.value}" for m in measures if m.unit.startswith("max stage unclear")
    ]
    return measures, unread


def _with(measure: Measure, excepted: list[str], counted: list[str]) -> Measure:
    return replace(
        measure,
        exception="、".join([part for part in (measure.exception, *excepted) if part]),
        counted=",".join([part for part in (measure.counted, *counted) if part]),
    )


def _attach(measures: list[Measure], name: str, text: str) -> list[Measure]:
    last = measures[-1]
    joint = "," if name == "counted" else "、"
    kept = getattr(last, name)
    return [*measures[:-1], replace(last, **{name: f"{kept}{joint}{text}" if kept else text})]


def _unclear_brackets(segment: str, said: list[Measure], sentence: Sentence) -> list[str]:
    inner = [sentence.brackets[ord(sign) - 0xE000] for sign in re.findall("[\ue000-\uf8ff]", segment)]
    return [text for text in inner if said and not residue_is_clear(text, sentence)]


def _read_segment(
    segment: str, frame: _Frame, sentence: Sentence, begun: bool
) -> tuple[list[Measure], list[str]]:
    if found := AFTER.search(segment):
        frame.after = found["hours"]
        segment = segment[: found.start()] + segment[found.end() :]
        if not segment.strip("、:的"):
            return [], []
    if begun and (counting(segment) or exception(segment)):
        return [], []
    segment, window, period = take_windows(segment)
    frame.window, frame.period = window or frame.window, period or frame.period
    if not segment.strip("、:的"):
        return [], []
    if found := exception(segment):
        frame.exception.append(found)
        return [], []
    measures, missed = _measures_of(segment, frame, sentence)
    if measures:
        frame.fresh = False
        return measures, missed
    if frame.window and (allowed := re.search(r"调整到|调整至|安排在|可在|只能在|应在.*进行$", segment)):
        what = tidy(segment.replace(allowed[0], ""))
        return [Measure(Kind.CLOCK_WINDOW_ALLOWED, frame.window, "clock", object=what)], []
    if frame.window and re.search(r"禁止|不得|停止|暂停|错时|错峰|管控|停产|严禁|停用|停运", segment):
        return [_windowed(segment, frame)], []
    if (condition := is_condition(segment)) or (not begun and is_subject(segment, sentence)):
        frame.condition = [segment] if not frame.fresh else [*frame.condition, segment]
        frame.fresh = True
        return [], [] if condition or not begun else [segment]
    return [], [segment]


def _windowed(segment: str, frame: _Frame) -> Measure:
    what = re.sub(r"(停产|停止|停)\d+(?:个)?小时$", r"\1", tidy(segment) or segment)
    clock = Measure(Kind.CLOCK_WINDOW, frame.window, "clock", object=what)
    return _framed(replace(clock), frame)


def _measures_of(
    segment: str, frame: _Frame, sentence: Sentence
) -> tuple[list[Measure], list[str]]:
    worded = clause_words.read(segment)
    if worded is not None:
        return [_framed(measure, frame) for measure in worded], []
    measures, missed, rest = [], [], segment
    while rest:
        step = _first(rest)
        if step is None:
            break
        begin, end, said = step
        if said or begin:
            measures += said
        rest = rest[end:]
    if not measures:
        return [], []
    if not all(residue_is_clear(measure.subject, sentence) for measure in measures):
        missed.append(segment)
    if counted := counting(rest):
        measures = _attach(measures, "counted", counted)
    elif rest.strip("、:的") and not residue_is_clear(rest, sentence):
        missed.append(rest)
    if frame.window:
        if all(measure.kind in STOPS | {Kind.STAGGER_DAYS, Kind.DUST_STOP} for measure in measures):
            return [_windowed(segment, frame)], missed
        clock = Measure(Kind.CLOCK_WINDOW, frame.window, "clock")
        return [clock, *(_framed(measure, frame) for measure in measures)], missed
    return [_framed(measure, frame) for measure in measures], missed


def _first(text: str) -> tuple[int, int, list[Measure]] | None:
    best: tuple[int, int, list[Measure]] | None = None
    for rule in _RULES:
        for found in rule.pattern.finditer(text):
            if best is not None and found.start() >= best[0]:
                break
            said = rule.build(found, text[: found.start()])
            if said is not None:
                best = (found.start(), found.end(), said)
                break
    return best


def _framed(measure: Measure, frame: _Frame) -> Measure:
    clock = measure.kind is Kind.CLOCK_WINDOW
    others = re.match(r"其他|其它|其余", measure.subject)
    return replace(
        measure,
        kind=_AFTER_KINDS.get(measure.kind, measure.kind) if frame.after else measure.kind,
        condition="" if others else ",".join(frame.condition),
        window=frame.period or ("" if clock else frame.window),
        after=frame.after,
        exception="、".join(part for part in (measure.exception, *frame.exception) if part),
        counted=",".join(part for part in (measure.counted, *frame.counted) if part),
    )
