"""What frames a measure: conditions, clock windows, hours of response, counting, exceptions."""

import re

AFTER = re.compile(
    r"(?:如|若|当|在)?(?:预警)?(?:应急)?响应(?:时间|时长)?(?:超过|达到|达|满|持续)(?P<hours>\d+)(?:个)?小时"
    r"(?:[之以]?后|以上|的|时)*,?(?:[之此]后)?(?:的?时段)?(?:内)?"
)
"""A response that has lasted so many hours."""

_CLOCK = r"(\d{1,2})时(?:(\d{1,2})分)?"
_WINDOW = re.compile(
    rf"(?:每日|每天|每晚|当日|全天)?(?<![月\d]日)(?<!\d)(?:的)?{_CLOCK}(?:起)?(?:至|到)(次日|当日|当天)?{_CLOCK}"
    r"(?:期间|之间|时段|时间段|内)?"
)
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:\d{1,2}时(?:\d{1,2}分)?)?"
_PERIOD = re.compile(
    rf"{_DAY}(?:起)?[至到-](?:次年|次日)?{_DAY}(?:、{_DAY}[至到-](?:次年|次日)?{_DAY})*(?:期间|时段)"
)
_COUNTING = re.compile(
    r"(?:原则上)?(?:以|按|按照|采用|采取|在|用|从|根据)[^,]*?(?:计算?|核算|核定|核实|计量|为准|为基准[^,]*|为基数[^,]*|测算|"
    r"统计|考核|核查)(?:的?比例|停产?生产线)?[^,%]*|至\d[^,]*[日月底]|"
    r"需?连续停产[^,]*|停产的生产线[^,]*核算|主要通过[^,]*|[^,]{0,24}(?:计算|核算)|确保[^,]*到位|(?:为)?计"
)
_EXCEPTION = re.compile(
    r"除(?P<a>[^,]+?)(?:以外|之外|外)|(?P<b>[^,]+?)(?:等)?(?:的)?(?:除外|不受(?:此)?限制?|不在此列)"
)
_CONDITION = re.compile(
    r"(?:当|如|若|遇|对于?|在|经|凡|属于|按照?|根据|因|绩效|评价为|位于|没有|未|预警期间|应急响应期间|其中|列入|自).*|"
    r".*(?:的|时|后|期间|之前|条件下|情况下|基础上|以上|以下|以内|同时|阶段)|.*[至到-].*日|.*(?:区|县|市|内)"
)
_COMMAND = re.compile(
    r"停产|停止|停用|停运|停工|限产|禁止|严禁|不得|不准|暂停|减产|压减|削减|减少|减排|降低|延长|增加|提高|关停|轮流|错峰|避免|防止|拒不|无需|无须|不需|不必|不再|不予|暂不|不应|不宜|(?:不|未|勿|免)$|减[风氧煤量]|同比例|保留"
)
_DESCRIPTIVE = re.compile(
    r"错峰生产期间|(?:已经?|长期|未|无法|难以|不可|轮流|限时|短期内)(?:完全)?停产|停产(?:的|企业)|已停|未停|无法[^,]*停产|"
    r"(?:降低|减少|提高)[^,]*(?:等)?(?:方式|措施)|通过[^,]*|采取[^,]*(?:方式|措施)|按照?[^,]*要求|减排基数|自主减排|不停产|清单"
)
_AMOUNT = re.compile(
    r"\d+(?:\.\d+)?(?:%|小时|天|台|条|座|套|组|个(?!月|时段))(?!及?以上|及?以下|\(?含|多)|\d/\d"
)
_SIZED = re.compile(r"\d+小时内|(?:基准)?(?:含)?氧(?:含)?量?\d+(?:\.\d+)?%")


def take_windows(segment: str) -> tuple[str, str, str]:
    """Take daily clock windows and dated periods out of a segment.

    Returns:
        The rest, the windows such as ``20-8`` or ``7-9;17-19``, and the period verbatim.
    """
    period = ""
    if found := _PERIOD.search(segment):
        period = found[0]
        segment = segment[: found.start()] + segment[found.end() :]
    windows = []
    while found := _WINDOW.search(segment):
        begin, begin_minute, _, end, end_minute = found.groups()
        if int(begin) > 24 or int(end) > 24:
            break
        windows.append(_clock(begin, begin_minute) + "-" + _clock(end, end_minute))
        segment = segment[: found.start()].rstrip("、和及在于") + segment[found.end() :].lstrip(
            "、和及"
        )
    if windows:
        segment = re.sub(r"^(?:每日|每天|的)+|应?在$", "", segment)
        segment = re.sub(r"(?<=[停产业])\d+(?:个)?小时$", "", segment)
    return segment, ";".join(windows), period


def _clock(hour: str, minute: str | None) -> str:
    return str(int(hour)) + (f":{minute}" if minute else "")


def counting(segment: str) -> str:
    """Return how a share is counted or proved, if the segment says only that."""
    text = segment.strip("、:的")
    return text if _COUNTING.fullmatch(text) else ""


def exception(segment: str) -> str:
    """Return who is left out, if the segment says only that."""
    found = _EXCEPTION.fullmatch(segment)
    return (found["a"] or found["b"]) if found else ""


def is_condition(segment: str) -> bool:
    """Whether a segment without a measure reads as a circumstance of the next one."""
    return bool(_CONDITION.fullmatch(segment)) and not re.search(r"禁止|严禁|不得", segment)


def is_subject(segment: str) -> bool:
    """Whether a segment without a measure reads as the beginning of a list of those bound."""
    return len(segment) <= 40 and residue_is_clear(segment)


def residue_is_clear(text: str) -> bool:
    """Whether words beside a measure hold no further order and no amount left unread."""
    text = re.sub("[\ue000-\uf8ff]", "", text)
    text = _DESCRIPTIVE.sub("", _SIZED.sub("", text))
    return not (text.startswith(("或", "但")) or _COMMAND.search(text) or _AMOUNT.search(text))
