"""Shapes of what the life of an alert goes by: hours of the procedure, report, health advice."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Hours = Annotated[int, Field(gt=0)]
Text = Annotated[str, StringConstraints(min_length=1)]


class _Shape(BaseModel):
    """Refuses unknown keys and later changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProcedureHours(_Shape):
    """Hours the plan gives for each step between an opinion and a published message."""

    form: Hours
    """From the opinion of the consultation to the filled form (审批表)."""
    issue: Hours
    """From the signature to the message."""
    mirror: Hours
    """From an order from above to the message that carries its level and start."""


class MonthlyReport(_Shape):
    """When the report of a month is due."""

    day: Annotated[int, Field(ge=1, le=28)]
    """Day of the month after."""


class Advice(_Shape):
    """What the air of one level does to people, and what they should do."""

    effect: Text
    advice: Text


class HealthAdvice(_Shape):
    """Advice for each of the six levels of air quality."""

    levels: dict[int, Advice]

    @model_validator(mode="after")
    def _six_levels(self) -> Self:
        if sorted(self.levels) != [1, 2, 3, 4, 5, 6]:
            raise ValueError("健康提示须六个级别齐全")
        return self


ALERT_LIFE_SHAPES: dict[str, Any] = {
    "alerts/procedure_hours": ProcedureHours,
    "alerts/monthly_report": MonthlyReport,
    "alerts/health_advice": HealthAdvice,
}
"""Parameter name → pydantic type of its value."""
