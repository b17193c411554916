"""Patterns of stops, limits, loads, units and cycles of production."""

import re

from emission_lists.grammar.measure import Kind, Measure
from emission_lists.grammar.rule import Rule, join, plain, rule, share, shared, tidy

STOP_WORD = (
    r"(?:停止(?:一切|全部|所有)?生产(?!线|设|装)(?:运行|作业|经营|活动)?|停产|停工|停窑|停炉|停机|停业|"
    r"暂停(?:生产|运行|运营)|(?:全部|一律|立即)停止(?=$)|停止(?:运行|运营|施工|加工|作业)|停运|停用|停止使用|关停)"
)
_NEGATED = re.compile(
    r"(?:已|已经|未|从未|不|不得|不能|不可|可|可以|无法|难以|难以完全|完全|不必|无须|无需|免于|长期|连续|轮流|限时|"
    r"临时性|错峰|或|限|停|限产、|停产、|或者|严禁|避免|计划|非|不予|允许|可采取|鼓励|建议|拟|曾|可不|不再|自愿|自主|视情|适时|以|按|按照|制定|采用|通过)$|"
    r"不得|严禁|禁止|避免|防止|拒不|未按|是否"
)
"""Words before a verb of stopping that make it something else than an order to stop."""
_NOT_AFTER = (
    r"(?!后|时|前|期间|整改|方式|、限|或|/|比例|的|企业|装备|设备|天数|时间|时段|范围|计划|期|通知|生产线|"
    r"条件|措施的|标准|\d|至|到\d|的|限产|名单|清单|区间|、减产|及限产|和限产|为主)"
)
_EQUIPMENT = re.compile(r"(?:锅炉|发生炉|热风炉|供热设施|设备|装置|机组|熔化炉)[\ue000-\uf8ff]*$")
_PROCESS = re.compile(r"(?:工序|环节|工段|作业|工艺|喷漆|喷涂|涂装|喷烤漆)[\ue000-\uf8ff]*$")
_SITE = re.compile(r"施工|工地|土石方|拆迁|拆除|道路|沥青铺设|粉刷|砂浆|现场搅拌|扬尘|喷浆")
_VEHICLE = re.compile(r"(?:车|车辆|机动车|货车|卡车|运输|机械)[\ue000-\uf8ff]*$")


def whole_stop(found: re.Match[str], subject: str) -> list[Measure] | None:
    """Stop of everything the subject names; vehicles and building sites are not this."""
    who = join(subject, found.groupdict().get("object") or "")
    if _NEGATED.search(subject):
        return None
    if _VEHICLE.search(who):
        return None
    if _SITE.search(who):
        return [Measure(Kind.DUST_STOP, "100", "%", object=tidy(subject) + found[0])]
    equipment = re.search(r"停用|停止使用|停止运行|停运", found[0])
    kind = (
        Kind.PROCESS_STOP
        if _PROCESS.search(who)
        else Kind.EQUIPMENT_STOP
        if equipment and who
        else Kind.STOP
    )
    return [Measure(kind, "100", "%", who)]


def _forbidden_process(found: re.Match[str], subject: str) -> list[Measure] | None:
    what = tidy(found["object"])
    if _VEHICLE.search(tidy(subject)) or re.search(r"通行|上路|行驶", what):
        return None
    if _NEGATED.search(subject):
        return None
    if re.match(r"[因以由按]|为了", what):  # 不得因…、不得以…: a reason or a way is forbidden
        return None
    if _SITE.search(subject + what):
        return [Measure(Kind.DUST_STOP, "100", "%", object=tidy(subject) + found[0])]
    if not re.search(
        r"工序|喷漆|喷涂|涂装|喷烤漆|烤漆|打磨|焊接|熔炼|浇注|印刷|VOCs|露天|开采|爆破|破碎|筛分|洗选",
        what,
    ):
        return None
    what = re.sub(r"(?:的?生产|的?运行|使用)$", "", what)
    what = what if _PROCESS.search(what) else what + "作业"
    return [Measure(Kind.PROCESS_STOP, "100", "%", join(subject, what))]


def _units(found: re.Match[str], subject: str) -> list[Measure] | None:
    if re.search(r"(?:有|保留|其余|留)$", subject):
        return None
    behind = tidy(re.sub(r"\d+小时$", "", found["object"]))
    unit = found["class"] + (" min" if found.groupdict().get("least") else "")
    return [Measure(Kind.STOP_UNITS, found["count"], unit, join(subject, behind))]


def _kept(found: re.Match[str], subject: str) -> list[Measure]:
    unit = tidy(re.sub(r"(?:的?生产|运行|生产运行)$", "", found["object"]))
    return [
        Measure(Kind.KEEP_UNITS, found["count"], found["class"], subject=tidy(subject), object=unit)
    ]


def _cycle(found: re.Match[str], subject: str) -> list[Measure]:
    unit = "h" if found["unit"] == "小时" else "d"
    return [Measure(Kind.CYCLE, f"{found['off']} off/{found['on']} on", unit, tidy(subject))]


def _distributed(found: re.Match[str], subject: str) -> list[Measure] | None:
    kind = {"限": Kind.LIMIT_SHARE, "停": Kind.STOP_SHARE}.get(found["verb"][0], Kind.LOAD_CUT)
    values = re.findall(r"\d+(?:\.\d+)?", found["shares"])
    subjects = [part for part in re.split(r"[、和]|以及|及", tidy(subject)) if part]
    unit = "% min" if found["after"] else "%"
    if len(values) != len(subjects):  # which number is whose, nobody knows: the clause stays unread
        return [Measure(kind, values[0], unit, subject + found[0])]
    return [Measure(kind, value, unit, who) for value, who in zip(values, subjects, strict=True)]


def _days(found: re.Match[str], subject: str) -> list[Measure] | None:
    if re.search(r"合计|累计|共$", subject) and re.search(r"合计", subject):
        return []
    unit = "d min" if found["before"] or found["after"] else "d"
    return [
        Measure(Kind.STAGGER_DAYS, days, unit, tidy(subject))
        for days in re.findall(r"\d+", found["days"])
    ]


def _after_limit_to(found: re.Match[str], subject: str) -> list[Measure]:
    value, _ = share(found)
    return [Measure(Kind.LOAD_CAP, value, "% max", tidy(subject))]


_LEAST = r"(?P<count>\d+)(?P<class>台|条|座|套|组|个|炉)(?!时段|月)(?P<least>及?以上)?"
_UNIT = r"(?P<count>\d+)(?P<class>台|条|座|套|组|个|炉)(?!以上|及以上|时段|月)"

RULES: list[Rule] = [
    rule(
        r"(?:以)?停(?:产|机|止|炉)?~(?P<off>\d+)(?P<unit>小时|天|日)[、/和及后再]*(?:恢复)?"
        r"(?:开启|开|生产|产|运行)(?P<on>\d+)(?P=unit)(?:的?(?:为)?周期)?(?:限产|轮换|循环|生产)?",
        _cycle,
    ),
    rule(
        r"(?:开启|开|生产|产|运行)(?P<on>\d+)(?P<unit>小时|天|日)[、/和及后再]*停(?:产|机|止|炉)?"
        r"(?P<off>\d+)(?P=unit)(?:的?(?:为)?周期)?(?:限产|轮换|循环|生产)?",
        _cycle,
    ),
    rule(
        r"(?:分别)?(?P<verb>限产|停产|降低(?:生产)?负荷)(?:分别)?"
        r"(?P<shares>\d+(?:\.\d+)?%(?:[、和]\d+(?:\.\d+)?%)+)(?P<after>以上)?",
        _distributed,
    ),
    rule(
        # 限产不超过20% is a bound of the cut; 负荷不超过70% is what may run.
        r"(?:(?:限产|减产)(?=至|到|在|控制|保持)|(?:降低|压减|减少)(?:生产|运行)?负荷|(?:生产|运行)?负荷(?:降低|压减|下调|控制|限制|降)?)"
        r"(?:至|到|在|不高于|不超过|不得高于|不得超过|控制在|保持在)+(?=\d)"
        r"{S}(?:运行|生产)?",
        _after_limit_to,
    ),
    rule(
        r"(?:按照?|以)(?:不高于|不超过)?{S}的?(?:生产)?负荷(?:组织)?(?:生产|运行)", _after_limit_to
    ),
    rule(
        r"(?:上网电量|发电量|产量)(?:同比|较[^,]{1,8}?|比[^,]{1,8}?)(?:下降|减少|压减|降低){S}",
        lambda m, s: [
            Measure(
                Kind.OUTPUT_CUT,
                *share(m),
                tidy(s) + re.split(r"同比|较|比|下降|减少|压减|降低", m[0])[0],
            )
        ],
    ),
    rule(
        r"(?:(?:降低|压减|减少|削减|压降|下调|调减|降|减)~(?:生产|运行|供热|机组|发电)?负荷|"
        r"(?:生产|运行)?负荷~(?:压减|降低|下降|减少|削减|下调|压降|降)|减产负荷|降负荷|压负荷){S}",
        shared(Kind.LOAD_CUT),
    ),
    rule(r"(?:降低|压减|减少|削减|压降|下调){S}的?(?:生产|运行)?负荷", shared(Kind.LOAD_CUT)),
    rule(
        r"(?:限产限排|限产减排|限产|减产|压产|限制生产|减少(?:产量|生产)|(?:压减|削减)(?:产量|产能|生产能力)|"
        r"(?:产量|产能)(?:压减|减少|削减|下降|降低)){S}",
        shared(Kind.LIMIT_SHARE),
    ),
    rule(r"按照?{S}(?:实施|进行|执行)?限产(?:比例)?", shared(Kind.LIMIT_SHARE)),
    rule(
        rf"(?:增停|停用|停产|停运|停止运行|停止|关停|停)~{_LEAST}(?P<object>[^,、;]{{0,20}})",
        _units,
    ),
    rule(
        rf"{_UNIT}(?P<object>[^,、;]{{1,20}}?)(?:全部|实施|实行)?(?:停产|停用|停运|停止生产|停炉|停机|停止运行)(?!\d)",
        _units,
    ),
    rule(rf"(?:仅?保留|仅?保持|只?允许|仅开|只开|开|留){_UNIT}(?P<object>[^,、;]{{1,16}})", _kept),
    rule(
        r"(?:停产|停止生产|停用|停运|停槽|停炉|停窑|停机|停止(?:生产线|设备|装置|产能)(?:数量)?的?|停){S}(?:的(?P<object>[^,;、]+(?:、[^,;、]+)*))?",
        shared(Kind.STOP_SHARE),
    ),
    rule(
        r"{S}的?(?P<object>[^,;、\d]{2,12}?)(?:停产|停止生产|停用|停运|停止运行)",
        shared(Kind.STOP_SHARE),
    ),
    rule(
        r"(?:共计|共|总计|累计)?(?:分别)?(?:停产|停窑|错峰停产|错峰停窑|错峰生产|错峰|停止生产)?(?:时间)?(?:共计|共|累计)?"
        r"(?P<before>不少于|不低于|至少)?(?P<days>\d+天(?:[和、]\d+天)*)(?P<after>以上)?",
        _days,
    ),
    rule(
        r"(?:停止|禁止|严禁|不得|暂停|停用)(?:进行|从事|开展)?(?P<object>[^,;]{2,40})$",
        _forbidden_process,
    ),
    rule(r"(?:停止使用|停用|关停)(?P<object>[^,;\d][^,;]{1,40})$", whole_stop),
    rule(
        r"停产(?P<object>(?![以至的企或和及、到])[^,;\d]{2,20}(?:工序|环节|设备|生产线|装置))$",
        whole_stop,
    ),
    rule(r"(?<!增)暂停(?P<object>[^,;]{2,12}?)(?:的?(?:生产|运行))$", whole_stop),
    rule(
        rf"{STOP_WORD}{_NOT_AFTER}(?:停排|运行|措施|到位|检修|停业)*"
        r"(?=$|[、\ue000-\uf8ff]|并|且|和(?:停|禁)|至|直至|以|主要|按)",
        whole_stop,
    ),
    rule(
        r"^停(?!产|止|用|工|窑|炉|机|业|运|限|\d)(?P<object>[^,;、\d]{2,12}(?:装备|设备|机|炉|窑|线))$",
        whole_stop,
    ),
    rule(r"(?:降低|压减|减少)(?:生产|运行)?负荷(?!方式|等|的|、)", plain(Kind.LOAD_CUT)),
    rule(r"(?<!停)(?<!错峰)限产$", plain(Kind.LIMIT)),
]
"""In order of precedence where two begin at the same place."""
