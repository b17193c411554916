"""What the life of an alert consists of: acts, phases, drafts, messages and the changes that last."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from alerts.alert import AlertError
from data.vocabulary import AlertLevel, Role


class LifeError(AlertError):
    """A transition that is forbidden: what, why, what next. ``name`` is the same in every tongue."""

    def __init__(self, name: str, what: str, why: str, then: str) -> None:
        super().__init__(f"{what}：{why}；{then}")
        self.name = name


class Move(StrEnum):
    """What a message brings about once it is published."""

    PRE_ALERT = "pre_alert"
    ISSUE = "issue"
    RAISE = "raise"
    LOWER = "lower"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    LIFT = "lift"

    @property
    def label(self) -> str:
        """Chinese word of the act."""
        return {
            "pre_alert": "不利气象条件应对",
            "issue": "发布",
            "raise": "升级",
            "lower": "降级",
            "extend": "延长",
            "pause": "暂停",
            "resume": "恢复",
            "lift": "解除",
        }[self.value]

    @property
    def sets_window(self) -> bool:
        """Whether its message carries a level and a window of measures of its own."""
        return self in (Move.ISSUE, Move.RAISE, Move.LOWER, Move.EXTEND)


class Deed(StrEnum):
    """What a person does to the life of an alert."""

    DRAFT = "draft"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RECEIVE_ORDER = "receive_order"
    RELEASE_ORDER = "release_order"
    SUMMARISE = "summarise"

    @property
    def label(self) -> str:
        """Chinese word of the act."""
        return {
            "draft": "起草",
            "submit": "送审",
            "return": "退回",
            "approve": "签发",
            "publish": "发布",
            "withdraw": "撤回文稿",
            "receive_order": "登记上级指令",
            "release_order": "登记上级解除",
            "summarise": "总结评估",
        }[self.value]


DESK = frozenset({Role.DUTY})
SIGNING = frozenset({Role.APPROVER})
WHO: dict[Deed, frozenset[Role]] = {
    Deed.DRAFT: DESK,
    Deed.SUBMIT: DESK,
    Deed.WITHDRAW: DESK,
    Deed.RECEIVE_ORDER: DESK,
    Deed.RELEASE_ORDER: DESK,
    Deed.SUMMARISE: DESK,
    Deed.RETURN: SIGNING,
    Deed.APPROVE: SIGNING,
    Deed.PUBLISH: SIGNING,
}
"""Roles that may do each act; the administrator may none of them."""


class Phase(StrEnum):
    """Where the alert itself stands, by the messages that are out."""

    NEW = "new"
    PRE = "pre"
    RUNNING = "running"
    PAUSED = "paused"
    LIFTED = "lifted"
    SUMMARISED = "summarised"

    @property
    def label(self) -> str:
        """Chinese wording."""
        return {
            "new": "未发布",
            "pre": "不利气象条件应对中",
            "running": "生效中",
            "paused": "已暂停",
            "lifted": "已解除",
            "summarised": "已总结",
        }[self.value]


class Stage(StrEnum):
    """Where the draft of the next message stands."""

    NONE = "none"
    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"

    @property
    def label(self) -> str:
        """Chinese wording."""
        return {
            "none": "无在办文稿",
            "drafted": "草稿",
            "submitted": "待签发",
            "returned": "已退回",
            "approved": "已签发待发布",
        }[self.value]


class Basis(StrEnum):
    """What a decision rests on."""

    FORECAST = "forecast"
    OBSERVED = "observed"
    ORDER = "order"
    EXPERT = "expert"
    ANNUAL_TARGET = "annual_target"

    @property
    def label(self) -> str:
        """Chinese wording."""
        return {
            "forecast": "预报达到启动条件",
            "observed": "实况已达重污染且短时难以改善",
            "order": "上级指令",
            "expert": "会商研判",
            "annual_target": "年度目标",
        }[self.value]


@dataclass(frozen=True)
class Actor:
    """Who acts."""

    name: str
    role: Role


@dataclass(frozen=True)
class Improvement:
    """What speaks for lifting or lowering."""

    below_now: bool
    """The air is below the start criterion of the level in force."""
    below_hours: int
    """Hours from now that the forecast stays below it."""


@dataclass(frozen=True)
class Draft:
    """Content of the next message, as the desk writes it."""

    move: Move
    basis: Basis
    reason: str
    """Criterion and clause, or the words of the one who departs from them."""
    level: AlertLevel | None = None
    start: datetime | None = None
    end: datetime | None = None
    weather: str = ""
    """气象形势."""
    outlook: str = ""
    """趋势, in words."""
    measures: str = ""
    consulted_at: datetime | None = None
    """When the consultation came to its opinion; the clock of the form starts here."""
    urgent: str = ""
    """Why the message cannot come as early as the plan asks; empty where it does."""
    improvement: Improvement | None = None
    forecast_run_id: int | None = None
    list_version_id: int | None = None


@dataclass(frozen=True)
class Order:
    """An order from above (调度令)."""

    number: str
    level: AlertLevel
    latest_start: datetime
    received_at: datetime
    released_at: datetime | None = None
    """When they said that it is over."""
    mirrored_at: datetime | None = None
    """When the city's own message carried its level and start."""

    def carried_by(self, level: AlertLevel | None, start: datetime | None) -> bool:
        """Whether a level and start satisfy it: as strict or stricter, not later."""
        return (
            level is not None
            and start is not None
            and level.severity >= self.level.severity
            and start <= self.latest_start
        )


@dataclass(frozen=True)
class Proposal:
    """A draft on its way to be signed and published."""

    draft: Draft
    stage: Stage
    drafted_by: str
    submitted_by: str = ""
    submitted_at: datetime | None = None
    approved_by: str = ""
    office: str = ""
    """Office of the one who signed."""
    approved_at: datetime | None = None
    returned: str = ""
    """Words it was returned with."""


@dataclass(frozen=True)
class Message:
    """A message as published. Its text is never edited."""

    number: str
    move: Move
    at: datetime
    level: AlertLevel | None
    start: datetime | None
    end: datetime | None
    text: str
    first: str
    """Number of the life's first message; its own where it is the first."""
    before: str
    """Number of the message just before; empty for the first."""
    draft: Draft

    def mirrors(self, order: Order) -> bool:
        """Whether it carries out an order from above."""
        return self.move.sets_window and order.carried_by(self.level, self.start)


@dataclass(frozen=True)
class Change:
    """One act on an alert, as it is kept for ever."""

    number: int
    """1, 2, 3 … within the life."""
    deed: Deed
    move: Move | None
    before: str
    after: str
    """Phase and stage, such as ``running/submitted``."""
    by: str
    role: Role
    at: datetime
    basis: Basis | None = None
    reason: str = ""
    office: str = ""
    draft: Draft | None = None
    order: Order | None = None
    message: Message | None = None
    notes: tuple[str, ...] = field(default=())
    """What was late or short, in Chinese."""
