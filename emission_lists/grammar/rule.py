"""What a pattern of the grammar is made of, and the pieces patterns share."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from emission_lists.grammar.clauses import SHIELDED
from emission_lists.grammar.measure import Kind, Measure

Build = Callable[[re.Match[str], str], list[Measure] | None]
"""Takes the match and the words before it (the subject); ``None``: not this rule after all."""

NUMBER = r"\d+(?:\.\d+)?"
SHARE = (
    r"(?:的?(?:比例|幅度|力度|总量)(?:提高|扩大|增加|调整|达)?(?:到|至|为)?)?(?:应|原则上|要|须|需|分别|均|各)*"
    r"(?P<before>(?:至少|不低于|不少于|不小于|不得低于|不得少于|不应低于|应达到|达到|达|约|为|按照?|力争|"
    r"不超过|不高于|不大于)*)"
    rf"(?P<share>{NUMBER}%?-{NUMBER}%|{NUMBER}%|\d/\d)"
    rf"{SHIELDED}(?P<after>及?以上|左右|以内|以下|的?比例)?"
)
"""A share with its bound; group names before, share, after."""


@dataclass(frozen=True)
class Rule:
    """One pattern and what it builds."""

    pattern: re.Pattern[str]
    build: Build


def rule(pattern: str, build: Build) -> Rule:
    """Compile a pattern; ``~`` stands for any brackets, ``{S}`` for a share, ``{N}`` a number."""
    text = pattern.replace("~", SHIELDED).replace("{S}", SHARE).replace("{N}", NUMBER)
    return Rule(re.compile(text), build)


def share(found: re.Match[str]) -> tuple[str, str]:
    """Value and unit of the share a pattern matched."""
    before, after = found["before"] or "", found["after"] or ""
    value = found["share"].replace("%", "")
    unit = "%" if "/" not in value else "1"
    if "以上" in after or re.search(
        r"至少|不低于|不少于|不小于|不得低于|不得少于|不应低于", before
    ):
        return value, f"{unit} min"
    if "左右" in after or "约" in before:
        return value, f"{unit} approx"
    if after in ("以内", "以下") or re.search(r"不超过|不高于|不大于", before):
        return value, f"{unit} max"
    return value, unit


def shared(kind: Kind) -> Build:
    """Build a measure of this kind from a share, its subject before and ``object`` after it."""

    def build(found: re.Match[str], subject: str) -> list[Measure]:
        value, unit = share(found)
        behind = found.groupdict().get("object") or ""
        who = join(subject, behind)
        if kind is Kind.STOP_SHARE and re.search(r"车辆?$|运输$", who):
            kind_here = Kind.TRANSPORT_CUT
        else:
            kind_here = kind
        return [Measure(kind_here, value, unit, who)]

    return build


def plain(kind: Kind, value: str = "", unit: str = "") -> Build:
    """Build a measure whose subject stands before and ``object`` after the verb."""

    def build(found: re.Match[str], subject: str) -> list[Measure]:
        behind = found.groupdict().get("object") or ""
        return [Measure(kind, value, unit, join(subject, behind))]

    return build


def verbatim(kind: Kind) -> Build:
    """Build a measure that keeps the words of the clause as they are."""

    def build(found: re.Match[str], subject: str) -> list[Measure]:
        return [Measure(kind, object=subject + found[0])]

    return build


def tidy(text: str) -> str:
    """Strip what only links a subject to its verb."""
    text = re.sub(r"^(?:并且?|且|同时|可以?|将|对|的|和|、|:|以及)+(?=.)", "", text)
    text = re.sub(
        r"(?:应当?|须|需|要|必须|可|可以|全部|一律|均|将|实施|实行|采取|执行|严格|按要求|分别|立即|"
        r"并|其|:|、|为|进行|予以|通过|各|同步|统一|原则上)+$",
        "",
        text,
    )
    return text.strip("、:")


def join(subject: str, behind: str) -> str:
    """Put the words before and after a verb together."""
    subject, behind = tidy(subject), tidy(behind)
    if subject and behind and not subject.endswith("的"):
        return f"{subject}的{behind}"
    return subject + behind
