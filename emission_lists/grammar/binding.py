"""Whether a clause speaks of a line: its subject and condition against what the list knows."""

import re

from data.vocabulary import RESPONSE_LEVELS, AlertLevel
from emission_lists import processes
from emission_lists.grammar.measure import Kind, Measure
from emission_lists.traits import Traits

Verdict = tuple[bool | None, str]
"""Whether it binds, None where the list cannot say, and why not."""

_LEVEL = re.compile(
    r"(?:重污染天气)?(?P<colours>[黄橙红]色?(?:[、和及][黄橙红]色?)*)(?:[(（]?[ⅠⅡⅢI]+级[)）]?)?"
    r"(?P<up>及以上)?(?:预警|应急响应|响应)(?:响应)?(?:期间|时|启动后|阶段)?(?:的)?"
)
_FRAME = re.compile(r"(?:重污染天气)?(?:预警|应急响应|响应)(?:期间|时|启动后)(?:的)?|应急期间|期间")
_GRADE = re.compile(
    r"(?:环保)?(?:绩效)?(?:评价|分级|等级|定级|评定)*(?:为|达到)?"
    r"(?P<grades>(?:A\+|B-|非引领性|引领性|[ABCD])(?:级|类)?(?:[、和及/](?:A\+|B-|非引领性|引领性|[ABCD])(?:级|类)?)*)"
    r"(?P<down>及以下)?(?:的)?(?:企业)?"
)
_HEIGHT = re.compile(
    r"(?:炭化室)?(?:高度)?(?P<metres>\d+(?:\.\d+)?)(?:米|m)(?P<side>及以上|以上|及以下|以下|\(含\)以上|\(含\)以下)?"
)
_BUILT_UP = re.compile(
    r"(?:厂址)?(?:位于|在)?(?:设区市|城市|县城|市)*建成区(?P<side>以?内|以?外)?(?:的|且)?"
)
_TREATED = re.compile(
    r"(?P<yet>未)?完成[^,]{0,24}?(?:治理|改造|超低排放)(?:任务)?的?|(?P<bare>未)完成的?(?=$|[,、])"
)
_GENERIC = re.compile(
    r"涉及?VOCs(?:排放)?的?|生产设备|生产线|企业|单位|行业|全厂|厂区|厂|车间|设备|装置|装备|设施|产能|工序|"
    r"环节|产品|生产|停产|所有|全部|在产|相关|上述|其他|其它|重点|工业|管控|相应|有关|本|全|各|该|线|[的,、/]"
)
_NUMBERED = re.compile(r"(\d+)\s*[#号]")
_RANK = {level: level.severity for level in RESPONSE_LEVELS}


def bound(measure: Measure, traits: Traits, level: AlertLevel, process: str = "") -> Verdict:
    """Judge one clause for one kind of line.

    Args:
        measure: The clause.
        traits: The line.
        level: Level it is applied at; 橙色预警期间 holds at orange alone, 橙色及以上 from there on.
        process: The line's own words, for numbers such as 2号.
    """
    if (
        measure.window
        and measure.kind is not Kind.CLOCK_WINDOW
        and not re.fullmatch(r"[-\d:;]+", measure.window)
    ):
        return None, f"时段“{measure.window}”须逐日核对"
    text = ",".join(part for part in (measure.condition, measure.subject) if part)
    for test in (_level, _grade, _height, _place, _treatment):
        verdict, text = test(text, traits, level)
        if verdict is not None and verdict[0] is not True:
            return verdict
    if measure.exception and measure.kind is not Kind.TRANSPORT_BAN:
        out = processes.named(measure.exception)
        if out and traits.process in out:
            return False, ""
        if not out and measure.kind is not Kind.NRMM_BAN:
            return None, f"例外“{measure.exception}”清单中看不出"
    return _subject(text.strip("、,的 "), traits, process)


def _subject(text: str, traits: Traits, process: str) -> Verdict:
    plain = re.sub(r"\([^()]*\)", "", text)
    named = processes.named(plain)
    if named:
        if not traits.process:
            return None, f"工序名称看不出是否为“{'、'.join(sorted(named))}”"
        if traits.process not in named:
            return False, ""
        asked, own = set(_NUMBERED.findall(plain)), set(_NUMBERED.findall(process))
        if asked and own and not asked & own:
            return False, ""
        return True, ""
    if not _GENERIC.sub("", plain.replace(traits.industry, "")):
        return True, ""
    if process and (process in plain or plain in process):
        return True, ""
    return None, f"“{text}”清单中看不出"


def _level(text: str, traits: Traits, level: AlertLevel) -> tuple[Verdict | None, str]:
    del traits
    verdict: Verdict | None = None
    if found := _LEVEL.search(text):
        named = [one for one in RESPONSE_LEVELS if one.label[0] in found["colours"]]
        lowest = min(_RANK[one] for one in named)
        holds = level in named or (bool(found["up"]) and _RANK.get(level, 0) >= lowest)
        verdict = (holds, "")
        text = text[: found.start()] + text[found.end() :]
    return verdict, _FRAME.sub("", text)


def _grade(text: str, traits: Traits, level: AlertLevel) -> tuple[Verdict | None, str]:
    del level
    found = _GRADE.search(text)
    if not found or not re.search(r"级|类|引领", found[0]):
        return None, text
    asked = re.findall(r"A\+|B-|非引领性|引领性|[ABCD]", found["grades"])
    if found["down"]:
        order = ["A+", "A", "B", "B-", "C", "D"]
        asked = order[order.index(asked[0]) :] if asked[0] in order else asked
    return (traits.grade in asked, ""), text[: found.start()] + text[found.end() :]


def _height(text: str, traits: Traits, level: AlertLevel) -> tuple[Verdict | None, str]:
    del level
    found = _HEIGHT.search(text)
    if not found or not re.search(r"焦|炭化室", text + traits.process):
        return None, text
    rest = text[: found.start()] + text[found.end() :]
    if traits.process and traits.process != "焦炉":
        return (False, ""), rest
    if traits.oven_height is None:
        return (None, "缺焦炉炭化室高度"), rest
    metres, side = float(found["metres"]), found["side"] or ""
    holds = (
        traits.oven_height >= metres
        if side.endswith("以上")
        else traits.oven_height <= metres
        if side in ("及以下", "(含)以下") or not side
        else traits.oven_height < metres
    )
    return (holds, ""), rest


def _place(text: str, traits: Traits, level: AlertLevel) -> tuple[Verdict | None, str]:
    del level
    found = _BUILT_UP.search(text)
    if not found:
        return None, text
    rest = text[: found.start()] + text[found.end() :]
    if traits.built_up_km is None:
        return (None, "缺距建成区边界的距离"), rest
    inside = traits.built_up_km <= 0
    return ((not inside) if (found["side"] or "内").endswith("外") else inside, ""), rest


def _treatment(text: str, traits: Traits, level: AlertLevel) -> tuple[Verdict | None, str]:
    del level
    found = _TREATED.search(text)
    if not found:
        return None, text
    rest = text.replace(found[0], "")
    if not traits.treatment_done:
        return (None, "缺治理改造是否完成"), rest
    wanted = "否" if found["yet"] or found["bare"] else "是"
    return (traits.treatment_done == wanted, ""), rest
