"""The state of an alert's life, and how each change moves it on.

A life is the fold of its changes; nothing else is stored.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.life_terms import Change, Deed, Message, Move, Order, Phase, Proposal, Stage
from data.vocabulary import AlertLevel

_PHASE_AFTER = {
    Move.PRE_ALERT: Phase.PRE,
    Move.PAUSE: Phase.PAUSED,
    Move.LIFT: Phase.LIFTED,
}


@dataclass(frozen=True)
class Life:
    """An alert from its first draft to its summary."""

    number: str
    """Number of the life, given at the first draft; messages have numbers of their own."""
    city: str
    city_code: str
    phase: Phase = Phase.NEW
    level: AlertLevel | None = None
    start: datetime | None = None
    end: datetime | None = None
    """Level and window in force; missing before the first alert message."""
    proposal: Proposal | None = None
    order: Order | None = None
    messages: tuple[Message, ...] = ()
    last: int = 0
    """Number of the last change."""
    last_at: datetime | None = None

    @property
    def stage(self) -> Stage:
        """Where the draft of the next message stands."""
        return self.proposal.stage if self.proposal else Stage.NONE

    @property
    def held(self) -> Proposal:
        """The draft on its way.

        Raises:
            ValueError: There is none.
        """
        if self.proposal is None:
            raise ValueError(f"{self.number} 没有在办文稿")
        return self.proposal

    @property
    def state(self) -> str:
        """Phase and stage in one word, such as ``running/submitted``."""
        return f"{self.phase}/{self.stage}"

    @property
    def label(self) -> str:
        """State in Chinese."""
        if self.proposal is None:
            return self.phase.label
        return f"{self.phase.label}，{self.proposal.draft.move.label}{self.stage.label}"

    def after(self, change: Change) -> "Life":
        """Return the life as it stands after a change.

        Raises:
            ValueError: The change is not the next one, or began in another state.
        """
        if change.number != self.last + 1 or change.before != self.state:
            raise ValueError(f"{self.number} 的第 {change.number} 条变更接不上 {self.state}")
        moved = replace(
            applied(self, change),
            last=change.number,
            last_at=change.at,
        )
        if moved.state != change.after:
            raise ValueError(f"{self.number} 的第 {change.number} 条变更结果不是 {change.after}")
        return moved


def replay(life: Life, changes: Iterable[Change]) -> Life:
    """Fold changes in their order into the state they lead to."""
    for change in changes:
        life = life.after(change)
    return life


def applied(life: Life, change: Change) -> Life:
    """Return the life with what a change brings, before it is counted as the last one."""
    return _APPLY[change.deed](life, change)


def _published(life: Life, change: Change) -> Life:
    message = change.message
    if message is None:
        raise ValueError(f"{life.number} 的发布变更没有信息文本")
    order = life.order
    if order is not None and order.mirrored_at is None and message.mirrors(order):
        order = replace(order, mirrored_at=change.at)
    extended = message.move is Move.EXTEND
    phase = life.phase if extended else _PHASE_AFTER.get(message.move, Phase.RUNNING)
    return replace(
        life, phase=phase, level=message.level,
        start=message.start, end=message.end, proposal=None, order=order,
        messages=(*life.messages, message),
    )  # fmt: skip


def _drafted(life: Life, change: Change) -> Life:
    if change.draft is None:
        raise ValueError(f"{life.number} 的起草变更没有内容")
    return replace(life, proposal=Proposal(change.draft, Stage.DRAFTED, change.by))


def _submitted(life: Life, change: Change) -> Life:
    held = replace(life.held, stage=Stage.SUBMITTED, submitted_by=change.by, submitted_at=change.at)
    return replace(life, proposal=held)


def _approved(life: Life, change: Change) -> Life:
    held = replace(
        life.held, stage=Stage.APPROVED, approved_by=change.by, approved_at=change.at,
        office=change.office,
    )  # fmt: skip
    return replace(life, proposal=held)


_APPLY: dict[Deed, Callable[[Life, Change], Life]] = {
    Deed.DRAFT: _drafted,
    Deed.SUBMIT: _submitted,
    Deed.APPROVE: _approved,
    Deed.PUBLISH: _published,
    Deed.RETURN: lambda life, change: replace(
        life, proposal=replace(life.held, stage=Stage.RETURNED, returned=change.reason)
    ),
    Deed.WITHDRAW: lambda life, _change: replace(life, proposal=None),
    Deed.RECEIVE_ORDER: lambda life, change: replace(life, order=change.order),
    Deed.RELEASE_ORDER: lambda life, change: replace(life, order=change.order),
    Deed.SUMMARISE: lambda life, _change: replace(life, phase=Phase.SUMMARISED),
}
