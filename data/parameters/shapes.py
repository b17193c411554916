"""The shape of every parameter's value; what a YAML file holds beyond it is refused."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.parameters.shapes_air_quality import (
    ConcentrationLimits,
    IaqiBreakpoints,
    Levels,
    Validity,
)
from data.parameters.shapes_alert_life import ALERT_LIFE_SHAPES
from data.parameters.shapes_daily_regimes import DAILY_SHAPES
from data.parameters.shapes_forecast import BulletinRule, RangeWidth, WeatherIndexRule
from data.parameters.shapes_grading import (
    GradeSchemes,
    GradeStanding,
    PenaltyBar,
    SeveralIndustries,
    WeakestIndicator,
)
from data.parameters.shapes_measures import MEASURE_SHAPES
from data.parameters.shapes_seasons import SEASON_SHAPES
from data.vocabulary import AlertLevel, Emitted, PerformanceGrade

Share = Annotated[float, Field(ge=0, le=1)]
Hours = Annotated[int, Field(gt=0)]


class Shape(BaseModel):
    """Base of all shapes: unknown keys are refused, values cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Condition(Shape):
    """AQI above (or from) a value for at least so many consecutive hours."""

    hours: Hours
    above_aqi: int | None = None
    """Strictly greater."""
    from_aqi: int | None = None
    """Greater or equal, where the document says so (AQI reaching 500)."""

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.above_aqi is None) == (self.from_aqi is None):
            raise ValueError("above_aqi 与 from_aqi 须且只须填一个")
        return self


class Alternative(Shape):
    """Conditions that must all be met within one episode."""

    text: str
    """The criterion as a reader of the document would say it, in Chinese."""
    all: tuple[Condition, ...] = Field(min_length=1)


class Criteria(Shape):
    """Start criteria of each alert level: any one alternative suffices."""

    levels: dict[AlertLevel, tuple[Alternative, ...]]


class ActChance(Shape):
    """Least chance of a level's criterion being met at which that level is recommended."""

    chance: Share


class HoursValue(Shape):
    """A span of time in hours."""

    hours: Annotated[int, Field(ge=0)]


class DustRatio(Shape):
    """PM2.5/PM10 below which, with high PM10, dust is suggested to the forecaster."""

    below: Share
    pm10_from: float
    """PM10 of the day from which the ratio is looked at, µg/m³."""


class SignOff(Shape):
    """Who signs an alert of each level."""

    signatories: dict[AlertLevel, str]


class ReductionTargets(Shape):
    """Least share of the city's whole emission to cut, by level and pollutant."""

    levels: dict[AlertLevel, dict[Emitted, Share]]


class Measure(Shape):
    """What a line of some grade does at some level."""

    kind: Literal["self", "none", "limit", "stop_share", "stop"]
    text: str = ""
    """The words of the document; the grammar reads them as ``kind``, ``share`` and ``basis``."""
    share: Share | None = None
    """Share of activity given up; needed for ``limit`` and ``stop_share``."""
    basis: str = ""
    """What the share is counted on, in Chinese."""
    transport: str = ""
    """Transport rule that goes with it, in Chinese; empty where there is none."""

    @model_validator(mode="after")
    def _share_where_needed(self) -> Self:
        if (self.kind in ("limit", "stop_share")) != (self.share is not None):
            raise ValueError("限产与部分停产须填 share，其他措施不填")
        return self

    @property
    def cut(self) -> float:
        """Share of the line's daily emission cut, 0 to 1."""
        return {"stop": 1.0}.get(self.kind, self.share or 0.0)


ByLevel = dict[AlertLevel, Measure | None]


class GuideMeasures(Shape):
    """Measures of the technical guide: by industry, grade and level; None is not known (未核实)."""

    industries: dict[str, dict[PerformanceGrade, ByLevel]]
    others: dict[PerformanceGrade, ByLevel]
    """For industries, or grades of one, without a table of their own."""
    industry_clause: str
    """Where an industry's own table stands, with ``{industry}`` for its name."""
    others_clause: str
    """Where the rule for all industries stands."""


class RuleSet(Shape):
    """Differentiation by grade for all industries, to be adopted by a city."""

    title: str
    stricter_steps: Annotated[int, Field(ge=1)] | None = None
    """Grades lower whose measure a line takes where a rule asks for more without saying how much
    (从严); None: the city has not laid it down."""
    grades: dict[PerformanceGrade, dict[AlertLevel, Measure]]


class RuleSets(Shape):
    """Rule sets a city may adopt, by their identifier."""

    sets: dict[str, RuleSet]


class TransportRules(Shape):
    """Transport rule printed on every order of a level, in Chinese."""

    levels: dict[AlertLevel, str]


class HealthNotice(Shape):
    """What an ozone or dust episode calls for, in Chinese sentences."""

    ozone: str
    dust: str


SHAPES: dict[str, Any] = {
    "air_quality/iaqi_breakpoints": IaqiBreakpoints,
    "air_quality/levels": Levels,
    "air_quality/concentration_limits": ConcentrationLimits,
    "air_quality/validity": Validity,
    "alerts/criteria": Criteria,
    "alerts/act_chance": ActChance,
    "alerts/merge_gap": HoursValue,
    "alerts/lift_hours": HoursValue,
    "alerts/lead_hours": HoursValue,
    "alerts/dust_ratio": DustRatio,
    "alerts/sign_off": SignOff,
    "alerts/health_notice": HealthNotice,
    "forecast/bulletin": BulletinRule,
    "forecast/aqi_range": RangeWidth,
    "forecast/weather_index": WeatherIndexRule,
    "grading/schemes": GradeSchemes,
    "grading/standing": GradeStanding,
    "grading/weakest_indicator": WeakestIndicator,
    "grading/several_industries": SeveralIndustries,
    "grading/penalty_bar": PenaltyBar,
    "response/reduction_targets": ReductionTargets,
    "response/guide_measures": GuideMeasures,
    "response/rule_sets": RuleSets,
    "response/transport": TransportRules,
    **ALERT_LIFE_SHAPES,
    **MEASURE_SHAPES,
    **DAILY_SHAPES,
    **SEASON_SHAPES,
}
"""Parameter name → pydantic type of its value."""
