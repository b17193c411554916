"""What of a production line decides which rules bind it."""

from dataclasses import dataclass
from datetime import date

from data import parameters
from data.vocabulary import PerformanceGrade

OWN_ACCOUNT = (PerformanceGrade.A_PLUS, PerformanceGrade.A, PerformanceGrade.LEADING)
"""Grades that are ordered nothing and act on their own account (自主减排)."""

UNFILLED = "未填"
"""Duty of a line with a supply floor whose duty nobody has filled in."""


@dataclass(frozen=True)
class Traits:
    """One kind of line. Lines alike in all of this are bound by the same rules."""

    industry: str
    grade: str = PerformanceGrade.UNGRADED.value
    """Grade that counts on the day; what a penalty bars has already fallen to another."""
    expired: bool = False
    """The grade's term had ended: its privilege is lost, its duties are not."""
    process: str = ""
    """Kind of equipment, see ``emission_lists.processes``; empty where not known."""
    built_up_km: float | None = None
    """Distance to the edge of the built-up area: 0 inside, else km; None where not filled in."""
    oven_height: float | None = None
    """Height of the coking chamber, m."""
    quenching: str = ""
    duty: str = ""
    """Supply the line is there for: 供热, 供气 …, 无; empty where it has no supply floor."""
    treatment_done: str = ""


def barred(day: date, city: str | None = None) -> tuple[dict[str, str], int]:
    """Return what each grade falls to within a year of a penalty, and the years the bar lasts.

    Empty where no rule is in force on the day.
    """
    try:
        bar = parameters.on("grading/penalty_bar", day, city).value
    except parameters.ParameterError:
        return {}, 0
    if bar is None:
        return {}, 0
    return {str(held): str(other) for held, other in bar.falls_to.items()}, int(bar.years)
