"""What an order takes from the alert it carries out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.vocabulary import AlertLevel
from orders import wording


@dataclass(frozen=True)
class TransportRule:
    """The transport rule that goes out with every order of a level."""

    text: str
    """In Chinese, without full stop; empty where there is none."""
    reference: str = ""
    """Document, clause and mark of doubt, as printed."""


@dataclass(frozen=True)
class Issue:
    """One issued alert, or list of another regime, as far as orders print it. Times are local."""

    alert_number: str
    city: str
    """Division code (GB/T 2260)."""
    city_name: str
    level: AlertLevel | None
    """None where the orders carry out another regime than the alert; ``heading`` then says which."""
    start: datetime
    end: datetime | None
    """End of the window; None where it is open until lifted."""
    issued_at: datetime
    signatory: str
    basis: str
    """The criterion that was met, with its reference, as printed."""
    office: str
    """The office that issues the orders; stands as the red head and as signature."""
    office_phone: str
    demo: bool
    """Made-up city: every page is marked 演示数据."""
    heading: str = ""
    """Title of the orders of another regime, such as 采暖季错峰生产执行通知; empty for an alert."""

    def __post_init__(self) -> None:
        if (self.level is None) != bool(self.heading):
            raise ValueError("预警指令须有预警级别，其他制度的通知须有标题且不带预警级别")
        if self.end is not None and self.end <= self.start:
            raise ValueError(
                f"预警 {self.alert_number} 的结束时间（{self.end:%Y-%m-%d %H:%M}）须晚于"
                f"开始时间（{self.start:%Y-%m-%d %H:%M}），请更正预警时段后再拟指令"
            )

    @property
    def title(self) -> str:
        """Title of its orders."""
        if self.level is None:
            return self.heading
        return f"重污染天气{self.level.label}预警应急减排指令"

    @property
    def window(self) -> str:
        """The span of time the measures are in force, in Chinese."""
        return wording.window(self.start, self.end)

    def to_record(self) -> dict[str, Any]:
        """Return the same as a plain dictionary that JSON can hold; times to the minute."""
        # Orders of alerts were stored, and hashed, before there was a heading.
        given = {name: value for name, value in vars(self).items() if name != "heading" or value}
        return {
            **given,
            "level": self.level.value if self.level else None,
            "start": self.start.isoformat(timespec="minutes"),
            "end": self.end.isoformat(timespec="minutes") if self.end else None,
            "issued_at": self.issued_at.isoformat(timespec="minutes"),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Issue":
        """Read back what :meth:`to_record` gave."""
        times = {
            name: datetime.fromisoformat(record[name]) if record[name] else None
            for name in ("start", "end", "issued_at")
        }
        return cls(
            **{**record, **times, "level": AlertLevel(record["level"]) if record["level"] else None}
        )
