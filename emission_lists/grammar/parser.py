"""From text to structure: clause by clause, keeping what is not understood."""

import re
from dataclasses import replace

from emission_lists.grammar import emissions
from emission_lists.grammar.clauses import Sentence, sentences
from emission_lists.grammar.framing import counting, exception, residue_is_clear
from emission_lists.grammar.joining import gone_on, settled
from emission_lists.grammar.measure import Kind, Measure, Parsed
from emission_lists.grammar.segment import Frame, framed, read_segment

_EXCEPT = re.compile(r"(.+?)(?:等)?(?:的)?除外|除(.+?)(?:以|之)?外|不含(.+)|不包括(.+)")
_COUNT = re.compile(r"((?:以|按|按照|采用|原则上以).+?(?:计算|核算|计|为准|核实|核定))")


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
        for measure in said:
            framing = measure.kind is Kind.CLOCK_WINDOW and not measure.object
            if framing and measures and measures[-1].window == measure.value:
                continue  # the window before holds on
            measures.append(_plain(measure, sentence))
        unread += [sentence.plain(part).strip("、") for part in missed]
    doubts = [
        f"{measure.value}以下是否含{measure.value}"
        for measure in measures
        if measure.unit.startswith("max stage unclear")
    ]
    return Parsed(tuple(measures), tuple(dict.fromkeys(unread + marked + doubts)))


def _plain(measure: Measure, sentence: Sentence) -> Measure:
    return replace(
        measure,
        subject=sentence.plain(measure.subject).strip("、:"),
        object=sentence.plain(measure.object).strip("、:"),
        condition=sentence.plain(measure.condition).strip("、:"),
        counted=sentence.plain(measure.counted),
        exception=sentence.plain(measure.exception),
    )


def _read_sentence(sentence: Sentence) -> tuple[list[Measure], list[str]]:
    text, caps = emissions.caps(",".join(sentence.segments))
    frame = Frame()
    measures: list[Measure] = []
    unread: list[str] = []
    for whole in text.split(","):
        segment, excepted = sentence.take(whole, _EXCEPT)
        segment, counted = sentence.take(segment, _COUNT)
        if not segment.strip("、:的"):
            continue
        if "§" in segment:
            said, missed = [framed(measure, frame) for measure in caps], []
            missed = [] if residue_is_clear(segment.replace("§", "")) else [segment]
            frame.fresh = False
        else:
            said, missed = read_segment(segment, frame, bool(measures))
        if said:
            unclear = _unclear_brackets(segment, said, sentence)
            missed += unclear
            if any(text.startswith("或") for text in unclear):  # 停产（或限产50%）: which, is open
                said, missed = [], [sentence.plain(whole)]
            said = [_with(measure, excepted, counted) for measure in said]
        elif measures and (counting(segment) or exception(segment)):
            measures[-1] = _with(
                measures[-1],
                [exception(segment), *excepted] if exception(segment) else excepted,
                [counting(segment), *counted] if counting(segment) else counted,
            )
        elif measures and (more := gone_on(segment, measures[-1])):
            measures[-1:], missed = more, []
            frame.fresh = False
        elif measures and _is_sum(segment, measures):
            missed = []
        else:
            frame.exception += excepted
            frame.counted += counted
        measures += said
        unread += missed
    if measures and frame.fresh and frame.condition:
        unread += frame.condition
    measures = settled(measures, text)
    if not measures and not unread:
        unread.append(text)
    return measures, unread


def _with(measure: Measure, excepted: list[str], counted: list[str]) -> Measure:
    if measure.kind is Kind.CLOCK_WINDOW and not measure.object:
        return measure
    exceptions = [part for part in (measure.exception, *excepted) if part]
    ways = [part for part in (measure.counted, *counted) if part]
    return replace(measure, exception="、".join(exceptions), counted=",".join(ways))


def _unclear_brackets(segment: str, said: list[Measure], sentence: Sentence) -> list[str]:
    kept = "".join(measure.object for measure in said)
    return [
        inner
        for sign in re.findall("[\ue000-\uf8ff]", segment)
        if sign not in kept and not residue_is_clear(inner := sentence.inner(sign))
    ]


def _is_sum(segment: str, measures: list[Measure]) -> bool:
    """Whether a clause only adds up the days said before it."""
    found = re.fullmatch(r"(?:合计|共计|总计|累计)(?:停产|停窑)?(\d+)天", segment)
    days = [int(m.value) for m in measures if m.kind is Kind.STAGGER_DAYS]
    return found is not None and len(days) > 1 and int(found[1]) == sum(days)
