"""Patterns of coke ovens, furnaces and kilns that cannot simply be switched off."""

import re

from emission_lists.grammar.measure import Kind, Measure
from emission_lists.grammar.rule import Rule, plain, rule, shared, tidy, verbatim


def _coking(found: re.Match[str], subject: str) -> list[Measure] | None:
    hours = re.findall(r"\d+(?:\.\d+)?", found["hours"])
    unit = "h min" if found["bound"] == "以上" or found["least"] else "h"
    unit = "h approx" if found["bound"] == "左右" else unit
    who = tidy(re.sub(r"(?:的)?(?:延长)?$", "", tidy(subject)))
    if len(hours) == 1:
        return [Measure(Kind.COKING_TIME, hours[0], unit, who, object=found["from"] or "")]
    each = [part for part in re.split(r"[、和]|以及", who) if part]
    if len(each) != len(hours):
        return None
    return [
        Measure(Kind.COKING_TIME, *pair)
        for pair in zip(hours, [unit] * len(hours), each, strict=True)
    ]


def _charging(found: re.Match[str], subject: str) -> list[Measure]:
    return [Measure(Kind.CHARGING_STOP, subject=tidy(subject), object=found["object"])]


RULES: list[Rule] = [
    rule(
        r"(?:延长(?:炼焦|推焦|出焦|结焦|焦炉出焦|焦炉结焦)时间|(?:炼焦|推焦|出焦|结焦|焖焦)时间~(?:均|一律|全部|应|须|要|统一|分别|需)*"
        r"(?:延长|调整|控制)?)(?P<from>[由从]{N}小时)?(?:均|一律|分别|再)*(?:延长|调整)?"
        r"(?:至|到|为|在|达到|(?P<least>不低于|不少于|不得低于|不得少于|不短于|至少))+"
        r"(?P<hours>{N}(?:(?:小时)?[、和]{N})*)(?:个)?小时~(?P<bound>以上|左右)?",
        _coking,
    ),
    rule(r"停止{S}的?炭化室(?:的?)装煤", shared(Kind.CHARGING_STOP_SHARE)),
    rule(r"(?:出焦|推焦)(?:炉数|孔数|量)(?:减少|压减|下降){S}", shared(Kind.PUSH_CUT)),
    rule(r"减少出焦(?:炉数|孔数|量)?{S}", shared(Kind.PUSH_CUT)),
    rule(
        r"(?:停止|暂停|禁止)(?P<object>(?:装煤|出焦|推焦)(?:[、和及]?(?:装煤|出焦|推焦))*(?:作业)?)",
        _charging,
    ),
    rule(r"焖炉", plain(Kind.BANKING)),
    rule(
        r"(?:停止|暂停|不再|禁止|不得|不)(?:投料|进料|加料|装料|进新坯|进坯|入窑|投加原料|装窑|进砖|投坯|上料|喂料|投加新料|进车)",
        verbatim(Kind.FEED_STOP),
    ),
    rule(
        r"待[^,;]*?(?:烧结|烧成|生产|反应|完成|结束|处理|出窑|冷却)+(?:完成|结束|完毕)?[之以]?后(?:全部|方可|再)?(?:停产|停窑|停炉|停止生产)?",
        verbatim(Kind.BATCH_FINISH),
    ),
    rule(
        r"(?:准许|允许|可)?(?:在)?(?:窑温|炉温|温度)(?:低于|不高于|不超过|控制在)(?P<n>\d+)(?:度|℃)(?:时|以下|以内)?",
        lambda m, s: [Measure(Kind.HOLD_TEMP, m["n"], "℃ max", object=s + m[0])],
    ),
    rule(
        r"(?:压减|关小|降低)?(?:主抽)?风门(?:开度)?(?:压减|关小|降低|减少)?{S}",
        lambda m, s: [Measure(Kind.DAMPER_CUT, m["share"].strip("%"), "%", object=s + m[0])],
    ),
]
"""In order of precedence where two begin at the same place."""
