"""Shapes of the grading parameters: schemes, standing of grades, weakest indicator, penalties."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.vocabulary import GradeScheme, PerformanceGrade

Grades = Annotated[tuple[PerformanceGrade, ...], Field(min_length=1)]


class _Shape(BaseModel):
    """Refuses unknown keys and later changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SchemeGrades(_Shape):
    """What may be given under one document."""

    sets: dict[str, Grades]
    """Sets of grades side by side, best first, by their usual spelling such as ``A/B/C/D``."""

    def grades(self) -> tuple[PerformanceGrade, ...]:
        """Return every grade of the scheme once, in the order of the sets."""
        return tuple(dict.fromkeys(grade for grades in self.sets.values() for grade in grades))


class GradeSchemes(_Shape):
    """The schemes a grade may be given under."""

    schemes: dict[GradeScheme, SchemeGrades]


class Step(_Shape):
    """Grades that stand equal."""

    grades: Grades


class GradeStanding(_Shape):
    """Which grade is the lower one, also across schemes."""

    steps: tuple[Step, ...]
    """Best first."""

    @model_validator(mode="after")
    def _every_grade_once(self) -> Self:
        given = [grade for step in self.steps for grade in step.grades]
        wanted = set(PerformanceGrade) - {PerformanceGrade.UNGRADED}
        if len(given) != len(set(given)) or set(given) != wanted:
            raise ValueError("每个等级须且只须列一次，未定级不列")
        return self


class WeakestIndicator(_Shape):
    """The weakest indicator sets the grade (短板原则)."""

    text: str
    indicators: tuple[str, ...]
    """Groups of indicators, in Chinese."""


class SeveralIndustries(_Shape):
    """An enterprise in several industries: graded in each, the lowest as a whole."""

    text: str


class PenaltyBar(_Shape):
    """Grades an enterprise cannot have within some time of a penalty."""

    years: Annotated[int, Field(ge=1)]
    text: str
    falls_to: dict[PerformanceGrade, PerformanceGrade]
    """Barred grade → what counts in its place."""

    @model_validator(mode="after")
    def _falls_outside(self) -> Self:
        if set(self.falls_to) & set(self.falls_to.values()):
            raise ValueError("受限等级不能再作为替代等级")
        return self
