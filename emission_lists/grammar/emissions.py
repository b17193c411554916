"""Patterns of what comes out of the stack: concentration caps and emission cuts."""

import re

from emission_lists.grammar.clauses import SHIELDED
from emission_lists.grammar.measure import Kind, Measure
from emission_lists.grammar.rule import NUMBER, Rule, rule, share, shared, tidy

_NAMES = {
    "颗粒物": "PM",
    "烟粉尘": "PM",
    "烟尘": "PM",
    "粉尘": "PM",
    "PM": "PM",
    "二氧化硫": "SO2",
    "SO2": "SO2",
    "氮氧化物": "NOx",
    "NOX": "NOx",
    "NOx": "NOx",
    "NO2": "NO2",
    "二氧化氮": "NO2",
    "挥发性有机物": "VOCs",
    "VOCs": "VOCs",
    "VOCS": "VOCs",
    "非甲烷总烃": "NMHC",
    "NMHC": "NMHC",
    "一氧化碳": "CO",
    "CO": "CO",
    "氨": "NH3",
}
_POLLUTANT = "(?:" + "|".join(sorted(_NAMES, key=len, reverse=True)) + ")"
_MOST = r"(?:不高于|不得高于|不超过|不得超过|不大于|不得大于|低于|小于|控制在|限制在|达到|稳定在|不应高于|<=|<|≤|≦)+"
_UNIT = r"(?:mg/m3|毫克)"
_CAP = re.compile(
    rf"(?P<names>{_POLLUTANT}{SHIELDED}(?:(?:[、,/]|和|及|以及){_POLLUTANT}{SHIELDED})*)"
    rf"(?:的|小时|日均|排放|浓度|均值|值|应|要|须|需|限值|平均|出口|均|稳定)*(?:分别|均|应)*{_MOST}(?:分别)?"
    rf"(?P<limits>{NUMBER}(?:{_UNIT})?(?:(?:[、,/]|和){NUMBER}(?:{_UNIT})?)*)(?P<unit>{_UNIT})?(?:以内|以下)?"
)


def caps(sentence: str) -> tuple[str, list[Measure]]:
    """Take the concentration caps out of a sentence.

    Args:
        sentence: A sentence with its commas, brackets shielded.

    Returns:
        The sentence with the caps replaced by one ``§``, and the measure, if any. A list whose
        limits do not match its pollutants one by one stays in the text.
    """
    if not re.search(_UNIT, sentence) or re.search(
        r"免于|不纳入|豁免|可不|不停产|不限产", sentence
    ):
        return sentence, []
    pairs: list[tuple[str, str]] = []
    begin, end = -1, -1
    for found in _CAP.finditer(sentence):
        names = re.findall(_POLLUTANT, found["names"])
        limits = re.findall(NUMBER, found["limits"].replace("mg/m3", ""))
        if len(limits) == 1:
            limits *= len(names)
        if len(limits) != len(names):
            return sentence, []
        pairs += zip((_NAMES[name] for name in names), limits, strict=True)
        begin, end = (found.start() if begin < 0 else begin), found.end()
    if not pairs:
        return sentence, []
    head, tail = sentence[:begin], sentence[end:]
    condition, _, subject = head.rpartition(",")
    subject = re.sub(r"(?:保证|确保|的|中|排放|浓度|实现|做到|执行)+$", "", tidy(subject))
    subject = re.sub(r"^(?:保证|确保)", "", subject)
    measure = Measure(
        Kind.CONCENTRATION_CAP,
        ";".join(f"{name}≤{limit}" for name, limit in pairs),
        "mg/m3",
        subject=subject,
    )
    tail = re.sub(r"^(?:毫克/?(?:标准)?立方米|mg/m3|以内|以下)+", "", tail)
    return f"{condition},§{tail}" if condition else f"§{tail}", [measure]


def _moisture(found: re.Match[str], subject: str) -> list[Measure]:
    return [Measure(Kind.MOISTURE_CAP, found["share"].strip("%"), "%", object=subject + found[0])]


def _cut(found: re.Match[str], subject: str) -> list[Measure] | None:
    if re.search(r"不得|允许|较预警前", found[0]):
        return None
    value, unit = share(found)
    who = re.sub(r"(?:确保|保证|实现|做到|按照?|落实|再)+$", "", tidy(subject))
    who = tidy(re.sub(r"(?:的|应急减排|主要|大气|应急)+$", "", who))
    return [Measure(Kind.EMISSION_CUT, value, unit, who)]


RULES: list[Rule] = [
    rule(r"烟?气?湿度控制在{S}", _moisture),
    rule(
        r"减排比例(?:应|要|分别|均|须)*达到(?:占)?全社会(?:排放量|排放总量|占比)?的{S}",
        shared(Kind.CITY_SHARE),
    ),
    rule(r"(?:占)?全社会(?:排放量|排放总量|占比)的{S}", shared(Kind.CITY_SHARE)),
    rule(
        r"(?:削减|减少|降低|压减|减排){S}的?(?:大气|主要|各类|各项)*(?:污染物)?(?:的)?(?:排放总量|排放量|污染物排放|排放)",
        _cut,
    ),
    rule(
        r"(?:(?:减少|削减|降低|压减)(?:大气|主要|各类|各项)*(?:污染物?排放物?|污染排放物|排放量|排放总量|污染物)(?:排放总量|排放量|总量|量)?|"
        r"(?:大气|主要)*(?:污染物)?(?:的)?(?:排放总量|排放量|污染物排放|排放强度)(?:应|要|须|均|实现|较.{0,6})*"
        r"(?:削减|减少|下降|降低|减排|压减)(?:比例)?){S}",
        _cut,
    ),
    rule(r"按照?{S}的?减排比例[^,;]*", _cut),
    rule(r"(?:再|日|日均)?减排(?:比例|量)?(?:应)?{S}", _cut),
]
"""In order of precedence where two begin at the same place."""
