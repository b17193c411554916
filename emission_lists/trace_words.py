"""A trace said in Chinese, and as plain values."""

from typing import TYPE_CHECKING, Any

from data.vocabulary import Emitted, MeasureKind

if TYPE_CHECKING:
    from emission_lists.trace import Trace

_CAPACITY = {
    "eia_capacity": "环评批复产能",
    "permit_capacity": "排污许可产能",
    "last_output": "上年实际产量",
}


def said(found: "Trace") -> tuple[str, ...]:
    """Say a trace, one statement a line."""
    return tuple(
        line
        for line in (*_result(found), *_grounds(found), *_limits(found), *_others(found))
        if line
    )


def _result(found: "Trace") -> list[str]:
    amounts = "、".join(
        f"{pollutant.label} {found.cut_kg[str(pollutant)]:,.1f}" for pollutant in Emitted
    )
    return [
        f"{found.line_id}（{found.process}）{found.day} {found.level.full_label}：{found.measure}",
        f"减排比例 {_percent(found.cut_fraction)}（占仍在运行部分），每日减排 {amounts} kg",
        f"依据：{found.rule}，{found.reference}",
        f"绩效等级 {found.grade}：{found.grade_why}",
    ]


def _grounds(found: "Trace") -> list[str]:
    lines = []
    for rule in found.rules:
        why = f"（因{rule.because}）" if rule.because else ""
        bound = f"减排 {_percent(rule.cut)}" if rule.binds else "不涉及本线"
        lines.append(
            f"规则 {rule.title}{why}：{rule.text or '不减产'}，{bound}（{rule.reference}）"
        )
    if not found.rules:
        lines.append("规则：尚无经核实的分级措施，本市也未规定")
    filed = found.filed
    if filed.share is not None:
        counted = f"减排 {_percent(filed.share)}"
        lines.append(f"备案措施：{filed.text or '只备案了比例'}，{counted}")
    elif filed.text:
        lines.append(f"备案措施：{filed.text}，按 0 计")
    else:
        lines.append("备案措施：本级别没有备案")
    lines.append(filed.note)
    lines.append(_which(found))
    lines += [place.sentence for place in found.places]
    known = {place.sentence for place in found.places}
    lines += [text for text in found.open if text not in known]
    if found.orders:
        lines.append("同时执行（不折算减排量）：" + "；".join(found.orders))
    if found.transport:
        lines.append(f"运输要求：{found.transport}")
    return lines


def _which(found: "Trace") -> str:
    binding = any(rule.binds for rule in found.rules)
    if not binding or found.filed.share is None or found.kind is MeasureKind.SELF:
        return ""
    if found.kind is MeasureKind.FILED:
        return f"备案措施比规则（减排 {_percent(found.rule_fraction)}）严，按备案措施执行"
    return "规则不松于备案措施，按规则执行"


def _limits(found: "Trace") -> list[str]:
    lines = []
    if found.already_off > 0:
        until = f"，至 {found.already_off_until}" if found.already_off_until else ""
        reason = found.already_off_reason or "未写明原因"
        lines.append(f"已停 {_percent(found.already_off)}（{reason}{until}），不计入应急减排")
    if found.listed_floor > 0 and found.floor <= 0:
        lines.append(f"清单所列保障负荷下限 {_percent(found.listed_floor)} 因供热解绑不再计")
    elif found.floor > 0:
        lines.append(f"保障负荷不低于 {_percent(found.floor)}")
    if found.minimum_load:
        lines.append(f"安全最低负荷 {_percent(found.minimum_load)}：限产不低于此，停产不受此限")
    if "三者" in found.measure or any("三者" in rule.text for rule in found.rules):
        known = [
            f"{_CAPACITY[name]} {value:g}" if value is not None else f"缺{_CAPACITY[name]}"
            for name, value in found.capacities.items()
        ]
        lines.append(f"限产基准：{'、'.join(known)}；取已知各项中最小的，均缺时按正常生产量计")
    return lines


def _others(found: "Trace") -> list[str]:
    return [
        f"若为 {one.what}：{one.measure}，减排 {_percent(one.cut_fraction)}"
        for one in found.alternatives
    ]


def record(found: "Trace") -> dict[str, Any]:
    """Return a trace as plain values for JSON, with its sentences."""
    plain = {name: value for name, value in vars(found).items() if _is_plain(value)}
    return {
        **plain,
        "level": str(found.level),
        "day": found.day.isoformat(),
        "kind": str(found.kind),
        "cut_kg": dict(found.cut_kg),
        "capacities": dict(found.capacities),
        "already_off_until": found.already_off_until and found.already_off_until.isoformat(),
        "filed": {**vars(found.filed), "share": found.filed.share},
        "rules": [dict(vars(rule)) for rule in found.rules],
        "places": [
            {"name": p.name, "title": p.rule.title, "applies": p.applies, "reason": p.reason,
             "reference": p.reference, "sentence": p.sentence}
            for p in found.places
        ],
        "orders": list(found.orders),
        "open": list(found.open),
        "alternatives": [{**vars(one), "kind": str(one.kind)} for one in found.alternatives],
        "sentences": list(found.sentences),
    }  # fmt: skip


def _is_plain(value: object) -> bool:
    return value is None or type(value) in (str, int, float, bool)


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".0%", "%")
