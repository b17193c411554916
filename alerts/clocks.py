"""Clocks and spans of an alert's life: what the city's plan gives for each step, and what is left."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data import parameters
from data.vocabulary import AlertLevel


@dataclass(frozen=True)
class LifeRules:
    """What the plan in force on a day lays down for the life of an alert; spans in hours."""

    form_hours: int
    """From the opinion of the consultation to the submitted form."""
    issue_hours: int
    """From the signature to the message."""
    mirror_hours: int
    """From an order from above to the message."""
    lead_hours: int
    """Least time from the message to the start of the window."""
    merge_gap_hours: int
    """Two windows closer than this are one alert."""
    lift_hours: int
    """How long the forecast has to stay below the criterion before lifting or lowering."""
    signatories: dict[AlertLevel, str]
    """Office that signs each level."""
    references: dict[str, str]
    """Name of the span → document, clause and how sure we are."""


@dataclass(frozen=True)
class Clock:
    """One running or stopped clock of the procedure."""

    name: str
    started: datetime
    due: datetime
    done: datetime | None
    reference: str

    def left(self, now: datetime) -> timedelta:
        """Time left at ``now``, negative where it has run out; of a stopped clock, at its stop."""
        return self.due - (self.done or now)

    def late(self, now: datetime) -> bool:
        """Whether the time has run out; reaching it to the minute is in time."""
        return self.left(now) < timedelta(0)

    def told(self, now: datetime) -> str:
        """Say in Chinese how it stands, such as ``签发后发布：还剩 1 小时 20 分``."""
        left = self.left(now)
        minutes = abs(left) // timedelta(minutes=1)
        span = f"{minutes // 60} 小时 {minutes % 60} 分"
        if self.done is not None:
            return f"{self.name}：" + (f"超时 {span}" if left < timedelta(0) else "按时完成")
        return f"{self.name}：" + (f"已超时 {span}" if left < timedelta(0) else f"还剩 {span}")


def rules_on(day: date, city: str | None = None) -> LifeRules:
    """Return the rules of the life in force on ``day``.

    Args:
        day: The day of the act.
        city: Division code; a plan of the city's own goes before the national value.

    Raises:
        ParameterError: No rule known that early.
    """
    names = ("procedure_hours", "lead_hours", "merge_gap", "lift_hours", "sign_off")
    found = {name: parameters.on(f"alerts/{name}", day, city) for name in names}
    procedure = found["procedure_hours"].value
    return LifeRules(
        form_hours=procedure.form,
        issue_hours=procedure.issue,
        mirror_hours=procedure.mirror,
        lead_hours=found["lead_hours"].value.hours,
        merge_gap_hours=found["merge_gap"].value.hours,
        lift_hours=found["lift_hours"].value.hours,
        signatories=dict(found["sign_off"].value.signatories),
        references={name: str(dated.reference) for name, dated in found.items()},
    )


def clock(name: str, started: datetime, hours: int, done: datetime | None, reference: str) -> Clock:
    """Start a clock that runs for some hours; ``done`` stops it."""
    return Clock(name, started, started + timedelta(hours=hours), done, reference)


def lead(start: datetime, at: datetime) -> float:
    """Hours from ``at`` to the start of a window; negative where it has begun."""
    return (start - at) / timedelta(hours=1)


def merges(
    start: datetime, end: datetime, other_start: datetime, other_end: datetime, gap_hours: int
) -> bool:
    """Whether two windows are one alert: they overlap, or the gap is shorter than ``gap_hours``."""
    gap = timedelta(hours=gap_hours)
    return start - other_end < gap and other_start - end < gap


def monthly_report_due(month: date, city: str | None = None) -> date:
    """Return the day by which the report on the month of ``month`` is due.

    Raises:
        ParameterError: No rule known that early.
    """
    year, following = divmod(month.year * 12 + month.month, 12)
    first = date(year, following + 1, 1)
    return first.replace(day=parameters.on("alerts/monthly_report", first, city).value.day)
