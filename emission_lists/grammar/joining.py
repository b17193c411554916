"""Clauses that say something only together with the one before."""

import re
from dataclasses import replace

from emission_lists.grammar.measure import STOPS, Kind, Measure
from emission_lists.grammar.rule import NUMBER, SHARE, share, tidy

_WORDED = frozenset(
    {Kind.STAGGER_SWAP, Kind.CITY_SHARE_RULE, Kind.OPTIONS, Kind.ADVICE, Kind.AS_LIST}
)
"""Kinds whose neighbouring clauses of the same kind are one measure."""
_SHARES = frozenset({Kind.LIMIT_SHARE, Kind.STOP_SHARE, Kind.LOAD_CUT, Kind.EMISSION_CUT})
_MORE_SHARE = re.compile(rf"(?P<who>[^,%\d]*?){SHARE}")
_OWN_SHARE = re.compile(rf"(?:停产|限产)?(?:的)?(?=比例|幅度){SHARE}")
_MORE_HOURS = re.compile(
    rf"(?P<who>[^,%]*?)(?:延长)?(?:至|到|为|不少于|不低于)(?P<hours>{NUMBER})小时(?P<bound>以上)?"
)

_NAMED = re.compile(r".*(?:企业|级|类|炉|机|窑|线|设备|装置|行业|工序|厂|站|单位|引领性|的)")
"""Whom a clause without a verb may name; anything else may be another quantity."""


def gone_on(segment: str, last: Measure) -> list[Measure] | None:
    """Read a clause that leaves out its verb, such as 转炉50% after 高炉限产30%.

    Args:
        segment: A segment without a measure of its own.
        last: The measure before it in the same sentence.

    Returns:
        What stands in place of ``last``, or ``None`` where it is no such clause.
    """
    if last.kind is Kind.HOLD_TEMP and "保温" in segment:
        return [replace(last, object=f"{last.object},{segment}")]
    if last.kind in STOPS | {Kind.LIMIT} and (found := _OWN_SHARE.fullmatch(segment)):
        value, unit = share(found)
        kind = Kind.LIMIT_SHARE if last.kind is Kind.LIMIT else Kind.STOP_SHARE
        return [replace(last, kind=kind, value=value, unit=unit)]
    if last.kind in _SHARES and (found := _MORE_SHARE.fullmatch(segment)):
        said = found["who"]
        if last.kind is Kind.LOAD_CUT:  # 焦炉负荷压减20%,C级企业压减30%
            said = re.sub(r"(?:压减|降低|下调)$", "", said)
        who = tidy(said)
        value, unit = share(found)
        named = _NAMED.fullmatch(who) and not re.search(r"其中|[达率降增减提停限不]|负荷|排放", who)
        return [last, replace(last, value=value, unit=unit, subject=who)] if named else None
    if last.kind is Kind.COKING_TIME and (found := _MORE_HOURS.fullmatch(segment)):
        unit = "h min" if found["bound"] or re.search(r"不少于|不低于", segment) else "h"
        return [
            last,
            replace(last, value=found["hours"], unit=unit, subject=tidy(found["who"])),
        ]
    return None


def settled(measures: list[Measure], text: str) -> list[Measure]:
    """Put together what only several clauses of a sentence say.

    Args:
        measures: Measures of one sentence in order.
        text: The sentence.

    Returns:
        The measures, fewer or as many.
    """
    joined: list[Measure] = []
    for one in measures:
        measure = one
        last = joined[-1] if joined else None
        if measure.kind is Kind.EMISSION_CUT and "全社会" in text:
            measure = replace(measure, kind=Kind.CITY_SHARE)
        if measure.kind is Kind.LOAD_CUT and not measure.value and measure.counted:
            said = f"{measure.subject}降低生产负荷,{measure.counted}"
            measure = replace(
                measure, kind=Kind.BASIS_RULE, value="load", subject="", object=said, counted=""
            )
        if last is None:
            joined.append(measure)
        elif measure.kind is Kind.LOAD_CUT and not measure.value and last.kind is Kind.DEMAND_BASED:
            joined[-1] = replace(last, object=f"{last.object},{measure.subject}降低生产负荷")
        elif last.kind in STOPS and measure.kind is Kind.STAGGER_DAYS and not measure.subject:
            joined[-1] = replace(measure, subject=last.subject, condition=last.condition)
        elif (
            last.kind in STOPS
            and measure.kind is Kind.STOP_SHARE
            and re.match(r"以|按|$", measure.subject)
        ):
            counted = ",".join(part for part in (measure.subject, measure.counted) if part)
            joined[-1] = replace(measure, subject=last.subject, counted=counted)
        elif last.kind is Kind.OPTIONS and measure.value and "%" in measure.unit:
            means = ",".join(part for part in (last.condition, last.object) if part)
            joined[-1] = replace(measure, condition=means)
        elif measure.kind is last.kind and measure.kind in _WORDED and not measure.value:
            joined[-1] = replace(last, object=f"{last.object},{measure.object}")
        else:
            joined.append(measure)
    return joined
