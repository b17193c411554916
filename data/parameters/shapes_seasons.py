"""Shapes of the regimes of a season: staggered production and the ozone season."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from data.vocabulary import PerformanceGrade

Share = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, StringConstraints(min_length=1)]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Need = Literal[
    "treatment_done", "green_factory", "low_emission", "clean_transport", "dry_quenching"
]
Mark = Literal["green_factory", "ule_filed"]
Industries = dict[str, tuple[str, ...]]
"""Trade as the document names it → industries of the list that belong to it."""


class _Shape(BaseModel):
    """Refuses unknown keys and later changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Unfinished(_Shape):
    """Who has not finished the treatment of the year stops until it is done."""

    since: date | None
    """First day, also before the season; None: from the first day of the season."""
    everybody: bool
    """True: every industry; False: only those the season names."""
    clause: Text


class ClassShare(_Shape):
    """Cut of one class of the catalogue of industrial structure."""

    share: Share
    near: Share
    """Within ``near_km`` of the built-up area."""
    near_may_stop: bool = False
    """Whether a stop in place of the cut is named for the near ones."""

    @model_validator(mode="after")
    def _near_is_stricter(self) -> Self:
        if self.near < self.share:
            raise ValueError("near 不能小于 share")
        return self


class ByClass(_Shape):
    """Cut by class of the catalogue and by distance."""

    near_km: Annotated[float, Field(gt=0)]
    near_of: Text
    classes: dict[Literal["限制类", "鼓励类"], ClassShare]
    clause: Text


class ByGrade(_Shape):
    """Who stops, is staggered and is exempt by performance grade; no share is laid down."""

    stop: tuple[PerformanceGrade, ...]
    staggered: tuple[PerformanceGrade, ...]
    exempt: tuple[PerformanceGrade, ...]
    clause: Text

    @model_validator(mode="after")
    def _one_place_each(self) -> Self:
        named = [*self.stop, *self.staggered, *self.exempt]
        if len(named) != len(set(named)):
            raise ValueError("同一等级不能同时停产、错峰或豁免")
        return self


class ExemptMark(_Shape):
    """A mark that exempts by itself."""

    mark: Mark
    label: Text
    industries: tuple[str, ...] | None
    """None: every industry."""


class OwnAccount(_Shape):
    """Grades of some industries that cut on their own account."""

    industries: tuple[str, ...]
    grades: tuple[PerformanceGrade, ...]
    clause: Text


class Criterion(_Shape):
    """One of the alternative criteria of the exemption list: everything needed must be met."""

    label: Text
    needs: tuple[Need, ...]
    industry_needs: dict[str, tuple[Need, ...]] = {}
    """What some industries need besides."""


class ExemptionList(_Shape):
    """The list of exempted enterprises: any one criterion suffices, and it must be kept."""

    criteria: tuple[Criterion, ...] = Field(min_length=1)
    below_special: Share
    """By how much emissions stay below the special limits where no ultra-low standard exists."""
    removal: Text
    clause: Text
    question: str = ""
    """What the text leaves open, in Chinese, for the reader."""


class Demand(_Shape):
    """Duties whose load is set by demand."""

    duties: tuple[str, ...]
    measure: Text
    clause: Text


class AlreadyBelow(_Shape):
    """Load already below what is required: it must not rise again."""

    before: date
    measure: Text
    clause: Text


class StaggeredSeason(_Shape):
    """Rules of staggered production of one heating season."""

    season: Text
    first_day: date | None
    """None where the document does not give the day; the city then has to."""
    last_day: date | None
    industries: Industries | None
    """None: every key industry (重点行业)."""
    unfinished: Unfinished
    by_class: ByClass | None = None
    by_grade: ByGrade | None = None
    exempt_marks: tuple[ExemptMark, ...] = ()
    own_account: OwnAccount | None = None
    exemption_list: ExemptionList | None = None
    demand: Demand
    already_below: AlreadyBelow | None = None
    by_line: Text
    """How the cut is carried out, in Chinese."""
    city_may_raise: str = ""
    """Clause that lets a city ask for more; empty where none is known."""

    @model_validator(mode="after")
    def _days_and_rule(self) -> Self:
        if (self.first_day is None) != (self.last_day is None):
            raise ValueError("first_day 与 last_day 须同时填写或同时留空")
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError("last_day 早于 first_day")
        if (self.by_class is None) == (self.by_grade is None):
            raise ValueError("by_class 与 by_grade 须且只须填一个")
        return self


class Span(_Shape):
    """Days from the first to the last, both included."""

    first: date
    last: date


class StaggeredSpans(_Shape):
    """Days on which some industries of a city stand still in a season."""

    season: Text
    industries: tuple[str, ...]
    spans: tuple[Span, ...] = Field(min_length=1)
    clause: Text


class Hours(_Shape):
    """Clock hours of a day."""

    start: Annotated[int, Field(ge=0, le=23)]
    end: Annotated[int, Field(ge=1, le=24)]

    @property
    def text(self) -> str:
        """As rows carry it, such as ``10:00-16:00``."""
        return f"{self.start:02d}:00-{self.end:02d}:00"


class Processes(_Shape):
    """VOC processes that run outside the hours."""

    industries: Industries
    activities: tuple[str, ...]
    """Activities of other sources, and of lines of no key industry, that belong to it."""
    clause: Text


class Outdoor(_Shape):
    """Work that is banned in the open within the hours."""

    everywhere: tuple[str, ...]
    built_up: tuple[str, ...]
    """Banned in built-up areas only."""
    kinds: tuple[str, ...]
    """Kinds of other sources that may do such work."""
    clause: Text


class Petrol(_Shape):
    """What petrol stations are encouraged to do."""

    activity: Text
    measure: Text
    clause: Text


class Carbon(_Shape):
    """Activated carbon has to be changed once a year."""

    industries: Industries
    due: MonthDay
    clause: Text


class OzoneSeason(_Shape):
    """Rules of the ozone season."""

    first: MonthDay
    last: MonthDay
    hours: Hours
    processes: Processes
    outdoor: Outdoor
    petrol: Petrol
    carbon: Carbon
    words: dict[str, tuple[str, ...]]
    """Activity → words in a name by which it is recognised where the list does not tell it."""


class OzoneHotDays(_Shape):
    """Wider hours on days that are hot and rich in ozone."""

    first: MonthDay
    last: MonthDay
    hours: Hours
    temperature_from: float
    """Highest temperature of the day, °C; reached is enough."""
    o3_from: float
    """Ozone, µg/m³; reached is enough. The text does not say which mean."""
    industries: tuple[str, ...]
    activities: tuple[str, ...]
    kinds: tuple[str, ...]
    """Kinds of other sources that count as 城市面源."""
    clause: Text


SEASON_SHAPES: dict[str, Any] = {
    "regimes/staggered": StaggeredSeason,
    "regimes/staggered_spans": StaggeredSpans,
    "regimes/ozone_season": OzoneSeason,
    "regimes/ozone_season_hot_days": OzoneHotDays,
}
"""Parameter name → pydantic type of its value."""
