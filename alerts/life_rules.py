"""What must hold for the content of a message: level, window, clocks, orders, improvement, signature."""

import re
from collections.abc import Sequence
from datetime import datetime

from alerts import clocks
from alerts.alert import AlertError, check
from alerts.clocks import LifeRules
from alerts.life_state import Life
from alerts.life_terms import (
    Actor,
    Basis,
    Draft,
    LifeError,
    Move,
    Phase,
    Proposal,
)
from data.vocabulary import AlertLevel

ACTIVE = (Phase.RUNNING, Phase.PAUSED)
_PHASES = {
    Move.PRE_ALERT: (Phase.NEW,),
    Move.ISSUE: (Phase.NEW, Phase.PRE),
    Move.RAISE: (Phase.RUNNING,),
    Move.LOWER: (Phase.RUNNING,),
    Move.EXTEND: (Phase.RUNNING, Phase.PRE),
    Move.PAUSE: (Phase.RUNNING,),
    Move.RESUME: (Phase.PAUSED,),
    Move.LIFT: (Phase.RUNNING, Phase.PAUSED, Phase.PRE),
}
"""Phases in which a move can be drafted."""
_TEXTS = {"weather": "气象形势", "outlook": "发展趋势", "measures": "应对措施"}
_FULL = (Move.PRE_ALERT, Move.ISSUE, Move.RAISE, Move.LOWER, Move.EXTEND)
_HOUR_ONLY = (Move.PAUSE, Move.RESUME, Move.LIFT)
_STRENGTHENING = (Move.ISSUE, Move.RAISE, Move.EXTEND)
_TARGET = re.compile(
    r"(年度|全年|年底|年终|考核).{0,8}(目标|任务|指标)|(保|完成|冲刺|确保).{0,6}优良天数"
)


def content(
    life: Life, draft: Draft, at: datetime, rules: LifeRules, others: Sequence[Life]
) -> None:
    """Refuse a draft whose content no message may have.

    Raises:
        LifeError: The first thing that is wrong.
    """
    what = f"不能{draft.move.label}"
    if life.phase not in _PHASES[draft.move]:
        able = "或".join(f"“{phase.label}”" for phase in _PHASES[draft.move])
        raise LifeError(
            "phase",
            what,
            f"{life.number} 现为“{life.phase.label}”，只有{able}时可以",
            "请另选办理事项",
        )
    _not_for_a_target(draft, what)
    if not draft.reason.strip():
        raise LifeError("reason", what, "未写依据", "请写明启动、调整或解除的条件与条款")
    missing = [
        label for name, label in _TEXTS.items()
        if not getattr(draft, name).strip() and (draft.move in _FULL or
                                                 (draft.move is Move.LIFT and name == "outlook"))
    ]  # fmt: skip
    if missing:
        raise LifeError("texts", what, f"缺{'、'.join(missing)}", "请补写后再办，预案要求信息载明")
    _level(life, draft, what)
    _window(life, draft, what)
    _ahead(draft, at, rules, what)
    _improved(life, draft, rules, what)
    _order_holds(life, draft, what)
    _not_merged(life, draft, rules, others, what)


def still_right(
    life: Life, draft: Draft, at: datetime, rules: LifeRules, others: Sequence[Life]
) -> None:
    """Refuse to sign or publish what has become wrong since it was submitted.

    Raises:
        LifeError: The window is over, an order from above came in, another alert went out.
    """
    what = f"不能办理{draft.move.label}"
    if draft.move in _FULL and draft.end is not None and draft.end <= at:
        raise LifeError(
            "window_over", what, f"时段已于 {draft.end:%m-%d %H:%M} 结束", "请撤回文稿后重新起草"
        )
    _order_holds(life, draft, what)
    _not_merged(life, draft, rules, others, what)


def signature(life: Life, held: Proposal, actor: Actor, office: str, rules: LifeRules) -> None:
    """Refuse a signature by an office that the plan does not give the level to.

    Who signs a higher level may sign a lower one as well. A change of an alert in force is signed
    at the stricter of its levels before and after: who put red in force takes it back.

    Raises:
        LifeError: No office named, or the wrong one.
    """
    what = f"{actor.name}不能签发{held.draft.move.label}"
    if not office.strip():
        raise LifeError("office", what, "未写签发人职务", "请照审批表填写")
    levels = [level for level in (life.level, held.draft.level) if level is not None]
    highest = max(levels, key=lambda level: level.severity, default=None)
    if highest is None or highest not in rules.signatories:
        return  # the plan names nobody for a pre-alert
    able = [
        rules.signatories[level]
        for level in AlertLevel
        if level.severity >= highest.severity and level in rules.signatories
    ]
    if office not in able:
        raise LifeError(
            "office", what, f"{highest.label}预警须由{able[0]}签发，审批表签发人为{office}",
            f"请报{able[0]}签发（{rules.references.get('sign_off', '')}）",
        )  # fmt: skip


def in_force_after(
    life: Life, draft: Draft
) -> tuple[AlertLevel | None, datetime | None, datetime | None]:
    """Return level and window in force once a draft is published."""
    match draft.move:
        case Move.PAUSE | Move.RESUME:
            return life.level, life.start, life.end
        case Move.LIFT:
            ends = [time for time in (life.end, draft.start) if time is not None]
            return life.level, life.start, min(ends, default=None)
        case Move.EXTEND:
            return life.level, life.start, draft.end
        case _:
            return draft.level, draft.start, draft.end


def late_form(draft: Draft, at: datetime, rules: LifeRules) -> tuple[str, ...]:
    """Say where the form came later than the plan asks; empty where it did not."""
    if draft.consulted_at is None:
        return ("未记会商意见形成时间，送审时限无从核算",)
    return _late(
        "会商意见形成后送审", draft.consulted_at, rules.form_hours, at,
        rules.references.get("procedure_hours", ""),
    )  # fmt: skip


def late_message(life: Life, held: Proposal, at: datetime, rules: LifeRules) -> tuple[str, ...]:
    """Say where a message is later than the plan asks: after the signature, an order, the lead."""
    reference = rules.references.get("procedure_hours", "")
    said: tuple[str, ...] = ()
    if held.approved_at is not None:
        said += _late("签发后发布", held.approved_at, rules.issue_hours, at, reference)
    order, draft = life.order, held.draft
    if order is not None and order.released_at is None and order.mirrored_at is None:
        said += _late(
            f"收到 {order.number} 后发布", order.received_at, rules.mirror_hours, at, reference
        )
    if draft.move is Move.ISSUE and draft.start is not None:
        ahead = clocks.lead(draft.start, at)
        if ahead < rules.lead_hours:
            why = draft.urgent or ("执行上级指令" if draft.basis is Basis.ORDER else "审批用时")
            said += (f"提前 {max(ahead, 0):.0f} 小时发布，不足 {rules.lead_hours} 小时：{why}",)
    return said


def _late(
    name: str, started: datetime, hours: int, at: datetime, reference: str
) -> tuple[str, ...]:
    made = clocks.clock(name, started, hours, at, reference)
    return (f"{made.told(at)}（时限 {hours} 小时，{reference}）",) if made.late(at) else ()


def _not_for_a_target(draft: Draft, what: str) -> None:
    named = draft.basis is Basis.ANNUAL_TARGET or _TARGET.search(draft.reason)
    if named and draft.move in _STRENGTHENING:
        raise LifeError(
            "annual_target", what, "不得为完成年度空气质量目标而启动、升级或延长预警（环大气〔2024〕6号）",
            "请按预报与启动条件决定，依据中只写条件与条款",
        )  # fmt: skip


def _level(life: Life, draft: Draft, what: str) -> None:
    given = draft.level
    match draft.move:
        case Move.ISSUE:
            wrong = "未写级别" if given is None else ""
        case Move.RAISE:
            wrong = "" if _ranked(given) > _ranked(life.level) else "新级别须高于现行级别"
        case Move.LOWER:
            lower = 0 < _ranked(given) < _ranked(life.level)
            wrong = "" if lower else "新级别须低于现行级别"
        case _:
            wrong = "" if given is None else "该事项不改变级别"
    if wrong:
        raise LifeError("level", what, wrong, "请核对级别")


def _ranked(level: AlertLevel | None) -> int:
    return level.severity if level else 0


def _window(life: Life, draft: Draft, what: str) -> None:
    start, end = draft.start, draft.end
    if draft.move in _HOUR_ONLY:
        wrong = "须写明生效时间" if start is None else ("该事项不写结束时间" if end else "")
        if wrong:
            raise LifeError("window", what, wrong, "请核对时间")
        return
    if draft.move is Move.EXTEND:
        start = start or life.start
        if start != life.start:
            raise LifeError("window", what, "延长不改变开始时间", "请只填新的结束时间")
    if start is None or end is None:
        raise LifeError("window", what, "缺起止时间", "请填写起止时间（整点）")
    try:
        # Of an extension the hours it adds are judged: a long episode is many extensions.
        first = life.end if draft.move is Move.EXTEND and life.end else start
        check(draft.level or life.level or AlertLevel.YELLOW, first, end, "值班")
    except AlertError as problem:
        raise LifeError("window", what, str(problem), "请核对级别与起止时间") from problem
    if life.end is None or life.start is None or draft.move is Move.ISSUE:
        return
    if start < life.start:
        raise LifeError(
            "window", what, f"开始时间早于现行时段的 {life.start:%m-%d %H:%M}", "请核对开始时间"
        )
    if end < life.end or (draft.move is Move.EXTEND and end == life.end):
        raise LifeError(
            "window", what, f"现行时段到 {life.end:%m-%d %H:%M}，不能缩短或不变",
            "需要提前结束的请办理解除",
        )  # fmt: skip


def _ahead(draft: Draft, at: datetime, rules: LifeRules, what: str) -> None:
    if draft.move is not Move.ISSUE or draft.basis is Basis.ORDER or draft.urgent.strip():
        return
    if draft.start is not None and clocks.lead(draft.start, at) < rules.lead_hours:
        raise LifeError(
            "lead", what, f"开始时间距现在不足 {rules.lead_hours} 小时",
            "请推后开始时间；已达重污染且短时难以改善、或未能提前预报的，写明紧急理由后可即时启动",
        )  # fmt: skip


def _improved(life: Life, draft: Draft, rules: LifeRules, what: str) -> None:
    if draft.move not in (Move.LOWER, Move.LIFT) or life.phase is Phase.PRE:
        return
    order = life.order
    if draft.basis is Basis.ORDER and order is not None and order.released_at is not None:
        return
    better = draft.improvement
    if better is None or not better.below_now or better.below_hours < rules.lift_hours:
        raise LifeError(
            "not_improved", what,
            f"须已低于现行级别启动条件，且预测持续低于 {rules.lift_hours} 小时及以上"
            f"（{rules.references.get('lift_hours', '')}）",
            "在级别间波动时按高级别执行，请待条件满足再办",
        )  # fmt: skip


def _order_holds(life: Life, draft: Draft, what: str) -> None:
    order = life.order
    if order is None:
        if draft.basis is Basis.ORDER:
            raise LifeError("no_order", what, "依据为上级指令，但未登记指令", "请先登记上级指令")
        return
    if order.released_at is not None:
        return
    held = f"{order.number} 要求{order.level.label}及以上，不迟于 {order.latest_start:%m-%d %H:%M} 启动"
    if draft.move in (Move.LIFT, Move.PAUSE, Move.PRE_ALERT):
        raise LifeError("order_holds", what, f"{held}，尚未解除", "请待上级解除并登记后再办")
    if draft.level is not None and draft.level.severity < order.level.severity:
        raise LifeError("order_holds", what, held, f"请按{order.level.label}或更高级别办理")
    if draft.move is Move.ISSUE and draft.start is not None and draft.start > order.latest_start:
        raise LifeError("order_holds", what, held, "请提前开始时间")


def _not_merged(
    life: Life, draft: Draft, rules: LifeRules, others: Sequence[Life], what: str
) -> None:
    if draft.move is not Move.ISSUE or draft.start is None or draft.end is None:
        return
    for other in others:
        if (
            other.number == life.number or other.phase not in ACTIVE
            or other.start is None or other.end is None
        ):  # fmt: skip
            continue
        if clocks.merges(draft.start, draft.end, other.start, other.end, rules.merge_gap_hours):
            raise LifeError(
                "merge", what,
                f"与 {other.number}（{other.start:%m-%d %H:%M} 至 {other.end:%m-%d %H:%M}）间隔不足"
                f" {rules.merge_gap_hours} 小时，应合并为一次并取较严级别",
                f"请在 {other.number} 上办理延长或升级；确已解除的先办理解除",
            )  # fmt: skip
