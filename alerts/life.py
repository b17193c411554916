"""The life of an alert as a state machine: who may do what in which state, and what becomes of it.

:func:`act` refuses what is forbidden and returns the change that lasts; read back and folded
(:mod:`alerts.life_state`), it leads to the same state.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from alerts import life_rules, messages
from alerts.clocks import Clock, LifeRules, clock
from alerts.life_state import Life, applied
from alerts.life_terms import (
    WHO,
    Actor,
    Change,
    Deed,
    Draft,
    LifeError,
    Message,
    Order,
    Phase,
    Proposal,
    Stage,
)

_T = TypeVar("_T")
_STAGES = {
    Deed.SUBMIT: (Stage.DRAFTED,),
    Deed.RETURN: (Stage.SUBMITTED,),
    Deed.APPROVE: (Stage.SUBMITTED,),
    Deed.PUBLISH: (Stage.APPROVED,),
    Deed.WITHDRAW: (Stage.DRAFTED, Stage.SUBMITTED, Stage.RETURNED, Stage.APPROVED),
    Deed.DRAFT: (Stage.NONE, Stage.DRAFTED, Stage.RETURNED),
    Deed.SUMMARISE: (Stage.NONE,),
}


def act(
    life: Life,
    deed: Deed,
    actor: Actor,
    at: datetime,
    rules: LifeRules,
    *,
    draft: Draft | None = None,
    words: str = "",
    office: str = "",
    order: Order | None = None,
    message_number: str = "",
    others: Sequence[Life] = (),
) -> tuple[Life, Change]:
    """Do one act.

    Args:
        life: State before.
        deed: The act.
        actor: Who acts.
        at: When, local time; never before the change before it.
        rules: Rules of the city's plan in force on the day.
        draft: Content of the next message, for ``DRAFT``.
        words: Words a draft is returned with, ground of a withdrawal, result of the summary.
        office: Office of the one who signed the form, for ``APPROVE``.
        order: The order, for ``RECEIVE_ORDER``.
        message_number: Number the message goes out under, for ``PUBLISH``.
        others: Other lives of the city, for the merging of episodes.

    Returns:
        The state after, and the change that lasts.

    Raises:
        LifeError: A transition that is forbidden; ``name`` says which.
    """
    _who(life, deed, actor)
    if life.last_at is not None and at < life.last_at:
        raise LifeError(
            "time_runs_back", f"不能{deed.label}",
            f"时间 {at:%m-%d %H:%M} 早于上一条变更 {life.last_at:%m-%d %H:%M}", "请核对本机时间",
        )  # fmt: skip
    _stage(life, deed)
    change = Change(
        number=life.last + 1, deed=deed, move=life.proposal.draft.move if life.proposal else None,
        before=life.state, after="", by=actor.name, role=actor.role, at=at, reason=words.strip(),
    )  # fmt: skip
    match deed:
        case Deed.DRAFT:
            draft = _needed(draft, deed)
            life_rules.content(life, draft, at, rules, others)
            change = replace(
                change, move=draft.move, basis=draft.basis, reason=draft.reason, draft=draft
            )
        case Deed.SUBMIT:
            held = life.held
            life_rules.content(life, held.draft, at, rules, others)
            change = replace(
                change, basis=held.draft.basis, reason=held.draft.reason,
                notes=life_rules.late_form(held.draft, at, rules),
            )  # fmt: skip
        case Deed.RETURN | Deed.WITHDRAW | Deed.SUMMARISE:
            _words(change)
        case Deed.APPROVE:
            held = life.held
            life_rules.signature(life, held, actor, office, rules)
            life_rules.still_right(life, held.draft, at, rules, others)
            change = replace(change, office=office, basis=held.draft.basis)
        case Deed.PUBLISH:
            held = life.held
            life_rules.still_right(life, held.draft, at, rules, others)
            change = replace(
                change, basis=held.draft.basis, reason=held.draft.reason, office=held.office,
                message=_message(life, held, at, message_number),
                notes=life_rules.late_message(life, held, at, rules),
            )  # fmt: skip
        case Deed.RECEIVE_ORDER:
            change = replace(change, order=_order(life, _needed(order, deed), at))
        case Deed.RELEASE_ORDER:
            if life.order is None or life.order.released_at is not None:
                raise LifeError(
                    "no_order", "不能登记上级解除", "没有正在执行的上级指令", "请核对指令编号"
                )
            change = replace(change, order=replace(life.order, released_at=at))
    # The state after is found by the same fold that reads the change back one day.
    moved = applied(life, change)
    change = replace(change, after=moved.state)
    return life.after(change), change


def clocks_of(life: Life, rules: LifeRules) -> list[Clock]:
    """Return the clocks that run, or stopped with the last steps, for the countdown."""
    held, running = life.proposal, []
    reference = rules.references.get("procedure_hours", "")
    if held is not None and held.draft.consulted_at is not None:
        running.append(
            clock("会商意见形成后送审", held.draft.consulted_at, rules.form_hours,
                  held.submitted_at, reference)
        )  # fmt: skip
    if held is not None and held.approved_at is not None:
        running.append(clock("签发后发布", held.approved_at, rules.issue_hours, None, reference))
    if life.order is not None and life.order.released_at is None:
        running.append(
            clock("收到上级指令后发布", life.order.received_at, rules.mirror_hours,
                  life.order.mirrored_at, reference)
        )  # fmt: skip
    return running


def allowed(life: Life, actor: Actor) -> list[Deed]:
    """Return the acts open to someone, before any content is looked at: what a page offers."""
    found = []
    for deed in Deed:
        try:
            _who(life, deed, actor)
            _stage(life, deed)
        except LifeError:
            continue
        found.append(deed)
    return found


def _who(life: Life, deed: Deed, actor: Actor) -> None:
    if not actor.name.strip():
        raise LifeError("nameless", f"不能{deed.label}", "未写明办理人", "请先登录")
    if actor.role not in WHO[deed]:
        able = "、".join(role.label for role in WHO[deed])
        raise LifeError(
            "role",
            f"{actor.name}不能{deed.label}",
            f"{actor.role.label}无此权限",
            f"请由{able}办理",
        )
    held = life.proposal
    if held and deed is Deed.APPROVE and actor.name in (held.submitted_by, held.drafted_by):
        raise LifeError(
            "own_draft",
            f"{actor.name}不能签发",
            "起草或送审人不得签发自己的文稿",
            "请由另一位审批人签发",
        )


def _stage(life: Life, deed: Deed) -> None:
    if life.phase is Phase.SUMMARISED or (
        life.phase is Phase.LIFTED and deed is not Deed.SUMMARISE
    ):
        raise LifeError(
            "over", f"不能{deed.label}", f"{life.number} {life.phase.label}",
            "解除后只能总结评估；新的过程请另立一件",
        )  # fmt: skip
    if deed is Deed.SUMMARISE and life.phase is not Phase.LIFTED:
        raise LifeError(
            "not_lifted",
            "不能总结评估",
            f"{life.number} {life.phase.label}，尚未解除",
            "请先发布解除信息",
        )
    if deed in _STAGES and life.stage not in _STAGES[deed]:
        needed = "或".join(stage.label for stage in _STAGES[deed])
        raise LifeError(
            "stage", f"不能{deed.label}", f"文稿现为“{life.stage.label}”，须为“{needed}”",
            "请刷新后按现状办理",
        )  # fmt: skip


def _order(life: Life, order: Order, at: datetime) -> Order:
    if not order.number.strip():
        raise LifeError("order_number", "不能登记上级指令", "未写编号", "请照原件填写编号")
    if order.received_at > at:
        raise LifeError("order_time", "不能登记上级指令", "收到时间晚于现在", "请核对收到时间")
    if order.released_at is not None:
        raise LifeError("order_released", "不能登记上级指令", "指令已解除", "请核对原件")
    # What is in force may carry it already; then its clock stops at once.
    carried = life.phase is Phase.RUNNING and order.carried_by(life.level, life.start)
    return replace(order, mirrored_at=order.received_at if carried else None)


def _message(life: Life, held: Proposal, at: datetime, number: str) -> Message:
    if not number.strip():
        raise LifeError("message_number", "不能发布", "信息没有编号", "请由系统编号后发布")
    if any(message.number == number for message in life.messages):
        raise LifeError("message_number", "不能发布", f"编号 {number} 已用过", "每条信息一个编号")
    first = life.messages[0].number if life.messages else number
    before = life.messages[-1].number if life.messages else ""
    draft = held.draft
    level, start, end = life_rules.in_force_after(life, draft)
    made = Message(number, draft.move, at, level, start, end, "", first, before, draft)
    return replace(made, text=messages.alert_text(made, life.city, held.office))


def _words(change: Change) -> None:
    if not change.reason:
        what = {
            Deed.RETURN: "退回意见", Deed.WITHDRAW: "撤回理由", Deed.SUMMARISE: "总结评估结论"
        }[change.deed]  # fmt: skip
        raise LifeError("words", f"不能{change.deed.label}", f"未写{what}", f"请写明{what}")


def _needed(value: _T | None, deed: Deed) -> _T:
    if value is None:
        raise LifeError("content", f"不能{deed.label}", "没有内容", "请填写后再办")
    return value
