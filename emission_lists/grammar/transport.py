"""Patterns of vehicles and machines: who may not run, up to which emission stage."""

import re

from emission_lists.grammar.measure import Kind, Measure
from emission_lists.grammar.rule import Rule, rule, shared, tidy, verbatim

_BAN = (
    r"(?:停止使用|禁止使用|严禁使用|不得使用|暂停使用|不(?:得)?允许(?:使用)?|不准(?:使用)?|停用|停止|禁止|严禁|"
    r"不得|暂停|限制)"
)
_VEHICLE = (
    r"(?:车辆|货车|卡车|汽车|载货车|渣土车|运输车|机动车|柴油车|拖拉机|油罐车|罐车|泥头车|燃油车|燃气车|重型车|中型车|"
    r"工程车|公路运输|车辆运输|道路运输|物料运输|渣土运输|汽运|运输|叉车|挖掘机|装载机|推土机|非道路移动机械|工程机械)"
)
_MOVING = re.compile(
    r"通行|运输|进出|上路|行驶|出入|驶入|驶出|进入|进厂|出厂|作业|停运|行车|入市|倒运|使用"
)
_MACHINE = re.compile(r"非道路|工程机械|作业机械|叉车|挖掘机|装载机|推土机")
_STAGE = re.compile(
    r"(?:使用|达到|达不到|未达到|低于)?(?P<stages>国[一二三四五六](?:[、和及至]+国[一二三四五六])*)"
    r"(?:排放)?(?:标准|阶段)*~?(?P<bound>及其?以下|不含以下|以下|及其?以上|以上)?(?:排放)?(?:标准|阶段)*(?:的)?".replace(
        "~", "[\ue000-\uf8ff]*"
    )
)
_ORDER = "一二三四五六"
_BEHIND = re.compile(rf"{_VEHICLE}[\ue000-\uf8ff]*$")
_WINDOWLESS = re.compile(r"装卸|维修|喷|检修|整改|生产")


def _bans(subject: str, what: str, soft: bool) -> list[Measure] | None:
    found = list(_STAGE.finditer(what))
    if not found:
        return [_ban(subject, "all", "", what, soft)]
    measures = []
    head = tidy(what[: found[0].start()])
    if head and re.search(_VEHICLE, head):
        measures.append(_ban(subject, "all", "", head, soft))
        head = ""
    for place, stage in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(what)
        named, *others = re.split(r"以及", what[stage.end() : end])
        if stage["bound"] in ("及以上", "及其以上", "以上"):
            return None
        value = "国" + max(re.findall(rf"[{_ORDER}]", stage["stages"]), key=_ORDER.index)
        below = re.search(r"达不到|未达到|低于", stage[0])
        unit = (
            "below stage"
            if below or stage["bound"] == "不含以下"
            else "max stage unclear"
            if stage["bound"] == "以下"
            else "max stage"
            if stage["bound"] or len(re.findall("国", stage["stages"])) > 1
            else "stage"
        )
        named = head + tidy(named)
        named += "" if _MOVING.search(named) else _movement(what)
        measures.append(_ban(subject, value, unit, named, soft))
        for other in others:
            if re.search(_VEHICLE, other):
                measures.append(_ban(subject, "all", "", other, soft))
    return measures


def _movement(what: str) -> str:
    found = re.search(
        r"(?:上路)?(?:通行|行驶)$|进出(?:厂区|港区|厂)$|(?:进行)?(?:物料)?运输$", what
    )
    return found[0] if found else ""


def _ban(subject: str, value: str, unit: str, what: str, soft: bool) -> Measure:
    what = tidy(re.sub(r"^(?:使用|进行)", "", tidy(what)))
    kind = Kind.NRMM_BAN if _MACHINE.search(what) else Kind.TRANSPORT_BAN
    if not _MOVING.search(what):
        what += "作业" if kind is Kind.NRMM_BAN else "运输"
    unit = ", ".join(part for part in (unit, "in principle" if soft else "") if part)
    return Measure(kind, value, unit, tidy(subject), what)


def _verb_first(found: re.Match[str], subject: str) -> list[Measure] | None:
    what = found["object"]
    vehicle_first = _BEHIND.search(tidy(subject))
    if re.search(r"(?:已|未|免于)$", subject) or (
        _WINDOWLESS.search(what) and not re.search(r"通行|进出|运输|上路", what)
    ):
        return None
    soft = "原则上" in subject
    if vehicle_first and _MOVING.search(what) and "使用" not in found[0]:
        return _bans("", tidy(subject.replace("原则上", "")) + what, soft)
    if not re.search(_VEHICLE, what):
        return None
    return _bans(subject.replace("原则上", ""), what, soft)


def _verb_last(found: re.Match[str], subject: str) -> list[Measure] | None:
    if not _BEHIND.search(tidy(subject)):
        return None
    movement = re.sub(_BAN + "|一律|全部", "", found[0])
    movement = re.sub(r"停止|停运|停驶|禁行|^$", "", movement) or "通行"
    behind = "" if re.search(r"运输$", tidy(subject)) else movement
    return _bans("", tidy(subject) + behind, False)


RULES: list[Rule] = [
    rule(
        r"(?:允许进厂、?(?:但)?(?:不允许|禁止|不得)出厂|只进不出)",
        lambda m, s: [Measure(Kind.TRANSPORT_ONEWAY, "out", "", object=s + m[0])],
    ),
    rule(
        r"(?:允许出厂、?(?:但)?(?:不允许|禁止|不得)进厂|只出不进)",
        lambda m, s: [Measure(Kind.TRANSPORT_ONEWAY, "in", "", object=s + m[0])],
    ),
    rule(r"按照?错峰运输方案[^,;]*", verbatim(Kind.TRANSPORT_CUT)),
    rule(
        r"(?:(?<=[车辆次货])|(?<=运输量)|(?<=车流量))(?:数量|总数|(?:在|较)[^,]{1,12})?(?:应|须)?(?:减少|压减|下降|削减){S}",
        shared(Kind.TRANSPORT_CUT),
    ),
    rule(
        r"(?:必须|应当?|只能|须|仅允许|只允许|全部|优先|一律)(?:使用|采用|由)(?:达到|新能源或者?|新能源和)?(?P<stage>国[一二三四五六])[^,;]*",
        lambda m, s: [Measure(Kind.TRANSPORT_MIN, m["stage"], "min stage", object=s + m[0])],
    ),
    rule(r"(?:错峰|错时)运输", verbatim(Kind.TRANSPORT_STAGGER)),
    rule(
        r"(?:采用|改为|改用|使用)(?:铁路|新能源|清洁|管道|水路)[^,;]*(?:运输|方式)",
        verbatim(Kind.TRANSPORT_MODE),
    ),
    rule(r"单双号[^,;]*限行|单双号行驶", verbatim(Kind.ODD_EVEN)),
    rule(
        r"(?P<count>\d+)个(?:车牌)?尾号[^,;]*限行[^,;]*",
        lambda m, s: [Measure(Kind.CAR_TAIL, m["count"], "tail digits", object=s + m[0])],
    ),
    rule(r"尾号[^,;]*限行[^,;]*", verbatim(Kind.CAR_TAIL)),
    rule(
        _BAN + r"(?P<object>[^,;]{1,90}?)(?=$|、(?:停止|禁止|限产|停产|不得)|[和并](?:停止|禁止))",
        _verb_first,
    ),
    rule(
        r"(?:一律|全部)?(?:停运|禁行|停驶|禁止通行|停止(?:上路)?(?:通行|运行|作业|运输|使用))",
        _verb_last,
    ),
]
"""In order of precedence where two begin at the same place."""
