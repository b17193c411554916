"""Shapes of rules about measures beyond the guide's tables: stricter places, samples of notices."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.vocabulary import AlertLevel, PerformanceGrade


class _Shape(BaseModel):
    """Refuses unknown keys and later changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(_Shape):
    """When a rule concerns a line; every part given has to hold."""

    industries: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    """Kinds of equipment (``emission_lists.processes``)."""
    within_km: Annotated[float, Field(ge=0)] | None = None
    """Distance to the edge of the built-up area at most; 0 is inside it."""
    oven_up_to: Annotated[float, Field(gt=0)] | None = None
    """Height of the coking chamber at most, m."""
    quenching: tuple[str, ...] = ()
    below_grade: PerformanceGrade | None = None
    """Only lines graded lower than this."""
    key_industries: bool = False
    """Only the 39 key industries; the others are not graded."""


class PlaceRule(_Shape):
    """A rule that is stricter for some lines than the general one."""

    title: str
    clause: str
    effect: Literal["stricter", "order", "no_heat_floor", "flag"]
    """A lower grade's measure; a text ordered beside it; a heat floor that no longer counts; a remark."""
    any: Annotated[tuple[Condition, ...], Field(min_length=1)]
    """Concerns a line that meets one of them."""
    except_grades: tuple[PerformanceGrade, ...] = ()
    exception: str = ""
    """Where the exception is written."""
    text: str = ""
    """What is ordered, or what the remark says, in Chinese."""

    @model_validator(mode="after")
    def _text_where_needed(self) -> Self:
        if self.effect in ("order", "flag") and not self.text:
            raise ValueError("随令执行与提示的规则须写明 text")
        return self


class PlaceRules(_Shape):
    """Stricter rules by their identifier."""

    rules: dict[str, PlaceRule]


class Sample(_Shape):
    """A measure read in a notice that binds nobody here: evidence, or a sample a city may adopt."""

    scope: str
    """Where and when it was ordered."""
    industry: str
    grade: str
    """In the scheme of the source, which need not be the national one."""
    levels: dict[AlertLevel, str]
    """The text by level."""
    basis: str = ""
    source: str
    read: Literal["original", "quoted"]
    note: str = ""
    adoptable: bool = True
    """False where it was a control outside alerts, a scheme of grades of its own, or unclear."""


class Samples(_Shape):
    """Samples by their identifier."""

    samples: dict[str, Sample]


MEASURE_SHAPES: dict[str, Any] = {
    "response/place_rules": PlaceRules,
    "response/measure_samples": Samples,
}
"""Parameter name → pydantic type of its value."""
