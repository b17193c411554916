"""Clauses known by their words: how to count, who is free, what is left to choice.

They take the whole segment, so that a stop or a limit merely mentioned in one is never read as an
order. The words of the clause are kept as they are.
"""

import re

from emission_lists.grammar.measure import Kind, Measure

_FREE = (
    r"免于|免除|不纳入|不列入|不受限|不采取(?:任何)?(?:应急)?减排|不执行|可不停产|无需停产|不予停产|不停限产|不停产、?不限产|"
    r"予以豁免|可豁免|给予豁免|实行豁免|实施豁免|可免|可正常(?:生产|施工|作业|运行)|可继续(?:生产|施工)|"
    r"可不(?:采取|执行|实施|停|限)|不作(?:停产|限产)要求|不再(?:采取|执行|实施)|允许正常(?:生产|施工)"
)
_ORDER = r"不得|禁止|严禁"

_TABLE: tuple[tuple[Kind, str], ...] = (
    (Kind.NO_STARTSTOP, r"不(?:得)?(?:在|安排).*(?:开停车|开停工|清洗|检修)"),
    (Kind.BASIS_RULE, r"作为.*(?:基数|基准)|不(?:得)?(?:计入|纳入)(?:减排)?(?:基数|核算)"),
    (
        Kind.BASIS_RULE,
        r"(?:停产|停限产|轮产)的?(?:方式|形式)(?:来)?(?:实施|实现|落实|进行)(?:限产|错峰)?$|"
        r"错峰生产方式以|以停止?(?:止)?生产线.*为主|限产优先采用",
    ),
    (Kind.PENALTY_STOP, r"停产整(?:改|治|顿)|责令停产|依法.{0,6}停产|查封"),
    (Kind.RESTART_BAN, r"不得(?:擅自)?(?:恢复生产|复产)|严禁(?:擅自)?复产|禁止复产"),
    (Kind.FACILITY_DELAY, r"(?:污染防治|治污|治理|环保)设施.*(?:延后|滞后|推迟).*(?:停|关)"),
    (Kind.STOP_LINKED, r"(?:同步|随之|相应)(?:停产|停止|停运)"),
    (
        Kind.LIMIT_LINKED,
        r"同(?:比例|步|等比例)(?:限产|减产)(?!\d)|(?:限产|停产|减产)比例(?:与|同|参照|按照?).*(?:相同|一致|执行|同步|等同)$",
    ),
    (Kind.LINKED, r"(?:参照|比照|等同于?)[^,]*(?:执行|管控|落实)$|与[^,]{1,12}(?:相同|一致)$"),
    (
        Kind.GRADE_RULE,
        r"按(?:照)?[ABCD]-?级(?:标准|要求|企业)?(?:执行|管控|管理|对待)|以[ABCD]-?级标准",
    ),
    (Kind.RULE, r"从严(?:执行|落实|管控)|从其规定|就高不就低"),
    (Kind.STAGGER_SWAP, r"错峰置换|补足错峰"),
    (Kind.STAGGER_SHARE, r"错峰(?:生产|停产|停窑)?(?:的)?(?:时间)?比例|停窑时间比例"),
    (
        Kind.AS_STAGGER,
        r"(?:按|按照|严格按照|执行)(?:季节性)?错峰(?:生产)?(?:要求|方案|计划|规定)(?:的)?(?:落实|执行|管控)",
    ),
    (
        Kind.AS_LIST,
        r"按照?[^,]*(?:清单|方案|指导|指南|一厂一策|预案|措施)[^,]*(?:执行|管控|落实|实施)(?:[^,]{0,8})$|落实相应的?[^,]*措施$",
    ),
    (
        Kind.GUARANTEE,
        r"(?:确保|保证)[^,§]*(?:达标|稳定运行|安全)(?![^,]*(?:基础上|前提下))|执行[^,]*(?:排放限值|排放标准)$",
    ),
    (
        Kind.EMISSION_HOLD,
        r"(?:较|比)[^,]*(?:不得|不)(?:上升|增加|反弹)|排放量?不(?:得)?(?:上升|增加)",
    ),
    (Kind.CITY_SHARE_RULE, r"(?:调整|互换|统筹)[^,]*减排比例|比例之和"),
    (Kind.RELIEF, r"视情(?:况)?(?:减少|减轻|放宽)"),
    (Kind.PRE_ADJUST, r"(?:提前|预先)(?:调整|安排|做好)[^,]*生产"),
    (
        Kind.DEMAND_BASED,
        r"(?:按照?|根据|依据)[^,]*(?:供热|供气|供暖|民生|用热|用电)[^,]*(?:需求|负荷|量)",
    ),
    (Kind.INSPECTION, r"(?:加大|加强|强化)[^,]*(?:执法|检查|监管|巡查|督查)"),
    (
        Kind.CLEANING,
        r"每[日天][^,]*(?:洒水|清扫|冲洗|湿扫)|(?:增加|加大|提高)[^,]*(?:清扫|洒水|保洁|湿扫|冲洗)",
    ),
    (Kind.FUEL_QUALITY, r"(?:硫分|灰分)[^,]*(?:煤|%)"),
    (
        Kind.DAILY_CAP,
        r"(?:日均?|每日|每天)[^,]*(?:产量|产能|出钢数|出铁|投料量|处理量)[^,]*(?:控制在|不大于|不超过|不高于|以内)",
    ),
    (
        Kind.TRANSPORT_CUT,
        r"减少[^,]*(?:货车|车辆|公路运输)[^,]*(?:进出|运输|通行)|减少(?:公路|机动车)运输",
    ),
)
_BY_WORDS = tuple((kind, re.compile(words)) for kind, words in _TABLE)
_MEANS = re.compile(r"(?:方式|措施|手段|办法)")
_ALTERNATIVES = re.compile(
    r"停限产|限停产|(?:停产|限产|减产|错峰|轮流停产|降低生产负荷)(?:、|或|和|/|及)(?:限时|轮流|部分|临时)?"
    r"(?:停产|限产|停限产|减产|限排|停工|停排)"
)
SHARED_OUT = re.compile(r"\d%|\d/\d")


def read(segment: str) -> list[Measure] | None:
    """Read a segment by its words.

    Args:
        segment: Text between two commas, brackets shielded.

    Returns:
        Its measures, or ``None`` where no such words stand in it.
    """
    if (measures := _freedom(segment)) is not None:
        return measures
    if re.search(r"鼓励|建议|倡导|倡议|提倡|引导", segment) and not re.search(_ORDER, segment):
        return [Measure(Kind.ADVICE, object=segment)]
    if re.search(r"以热定(?:产|电)|以供热?定产|以气定产|以焦定产", segment):
        return [Measure(Kind.HEAT_BASED, object=segment)]
    for kind, words in _BY_WORDS:
        if words.search(segment):
            value = ";".join(re.findall(r"\d+(?:\.\d+)?", segment)) if kind in _NUMBERED else ""
            return [Measure(kind, value, _NUMBERED.get(kind, ""), object=segment)]
    if re.search(r"最(?:低|小)(?:生产|运行|安全)?负荷(?:运行|生产)?", segment):
        return [Measure(Kind.MIN_LOAD, object=segment)]
    if re.search(r"轮流停产|轮换停产|轮流停|轮停", segment) and not re.search(
        r"等(?:方式|措施)|或", segment
    ):
        return [Measure(Kind.ROTATE, object=segment)]
    if re.search(r"错峰(?:停产|限产|停窑|生产)", segment) and re.search(
        r"(?:实施|实行|执行|开展|落实|进行|全面)?错峰(?:停产|限产|停窑|生产)[\ue000-\uf8ff]*$",
        segment,
    ):
        return [Measure(Kind.STAGGER, object=segment)]
    if re.search(r"尽量|尽可能|可安排", segment) and not re.search(_ORDER, segment):
        return [Measure(Kind.ADVICE, object=segment)]
    if not SHARED_OUT.search(segment):
        if (
            re.search(r"^[^,]*(?:通过|采取|采用)", segment)
            and _MEANS.search(segment)
            and (re.search(r"停产|限产|负荷|轮流|停止", segment))
            and not re.search(r"(?:降低|压减)[^,]*负荷$", segment)
        ):
            return [Measure(Kind.OPTIONS, object=segment)]
        if re.search(r"(?:限产|停产)(?:或者?|、|/)(?:限产|停产|限排)", segment):
            return [Measure(Kind.OPTIONS, object=segment)]
        if found := re.search(r"到位", segment):
            dates = re.findall(r"(\d+)月(\d+)日", segment)
            if dates and found:
                month, day = dates[-1]
                return [
                    Measure(Kind.DEADLINE, f"{int(month):02}-{int(day):02}", "date", object=segment)
                ]
    return None


_NUMBERED = {
    Kind.CLEANING: "per day more",
    Kind.FUEL_QUALITY: "%",
    Kind.DAILY_CAP: "per day",
    Kind.STAGGER_SHARE: "% min",
}


def _freedom(segment: str) -> list[Measure] | None:
    free = re.search(_FREE, segment)
    own = "基础上" not in segment and re.search(
        r"(?:自主|自愿|自行)(?:采取)?[^,]{0,6}?(?:减排(?!的?基础)|措施|管控)", segment
    )
    measures = []
    if free and not re.search(rf"(?:未|禁止|不得|除)[^,]{{0,6}}(?:{_FREE})", segment):
        measures.append(Measure(Kind.EXEMPT, object=segment))
    if own:
        measures.append(Measure(Kind.SELF, object=segment if not measures else ""))
    if not measures and re.search(r"(?<!不)正常(?:生产|运行)$", segment):
        return [Measure(Kind.NONE, "0", "%", object=segment)]
    if not measures and re.search(r"不(?:限产|停产|减产|停限产)[\ue000-\uf8ff]*$", segment):
        if re.search(r"(?:不得|严禁)不", segment):
            return None
        return [Measure(Kind.NONE, "0", "%", object=segment)]
    return measures or None
