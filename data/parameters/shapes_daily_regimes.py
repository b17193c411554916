"""Shapes of the regimes that apply without a season: dust, trucks and machinery."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.vocabulary import AlertLevel

SiteGrade = Literal["A", "B", "C", "D"]
RoadClass = Literal["核心", "普通", "其他"]
Stage = Literal["国一", "国二", "国三", "国四", "国五", "国六"]
Share = Annotated[float, Field(ge=0, le=1)]


class _Shape(BaseModel):
    """Refuses unknown keys and later changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DustStop(_Shape):
    """Hourly PM10 at which a construction site stops dust-raising work, alert or not."""

    pm10_from: float = Field(gt=0)
    """Hourly mean of the site's monitor, µg/m³; reached is enough."""
    sites: str
    """Sites the rule names, in Chinese."""
    measure: str
    """What stops, in Chinese."""
    resume: str | None
    """When work may go on again; None where the document does not say."""


class SiteMeasure(_Shape):
    """What construction sites do while an alert of some level is in force."""

    measure: str
    exceptions: str = ""
    """Who may go on, and on whose word; empty where the text names nobody."""


class SiteMeasures(_Shape):
    """Measures of sites by alert level; None where no text is known (未定)."""

    levels: dict[AlertLevel, SiteMeasure | None]
    grades: dict[SiteGrade, dict[AlertLevel, SiteMeasure | None]] | None
    """What each site grade does instead; None where the grading standard is not known."""


class RoadDust(_Shape):
    """Dust on roads by class of road, g/m² (以克论净)."""

    limits: dict[RoadClass, Annotated[float, Field(gt=0)]]
    counties: tuple[str, ...]
    """Counties the limits are laid down for; empty means the whole city."""
    consequence: str | None
    """What follows above the limit; None where the document does not say."""


class DustFall(_Shape):
    """Monthly dustfall of a county."""

    limit: float = Field(gt=0)
    """t/(km²·month); exceeded means above it."""
    consequence: str


class KeyUsers(_Shape):
    """Trucks at the gates of key truck users while an alert is in force."""

    sentence: str
    """Transport rule as printed, in Chinese."""
    industries: dict[str, tuple[str, ...]]
    """Trade as the document names it → industries of the list that belong to it."""
    exceptions: tuple[str, ...]
    """Exceptions the document names; empty where it says "in principle" alone."""


class Exceptions(_Shape):
    """Vehicles a city's own text lets through the gates of key truck users during an alert."""

    vehicles: tuple[str, ...] = Field(min_length=1)


class Blacklist(_Shape):
    """When a transport firm goes on the blacklist."""

    share_from: Share
    """Vehicles over the limit within a year as a share of the firm's fleet; reached is enough."""
    within_days: int = Field(gt=0)


class GateTrips(_Shape):
    """From how many truck trips a day an enterprise has a gate system."""

    trips_per_day: float = Field(gt=0)


class GateUsers(_Shape):
    """All key truck users have a gate system and connect it."""

    measure: str


class KeepRecords(_Shape):
    """How long gate and video records are kept."""

    years: int = Field(gt=0)


class BulkHaul(_Shape):
    """Clean haulage of bulk goods."""

    haul_from: float = Field(gt=0)
    """Yearly haulage in 10 000 t from which the rule binds; reached is enough."""
    clean_share: Share | None
    """Share to be hauled clean; None where the document gives none."""
    measure: str
    meanwhile: str
    """What is allowed until the siding is there."""


class NightZone(_Shape):
    """Where new-energy vehicles mainly run at night."""

    zone: str
    counties: tuple[str, ...]
    measure: str
    from_hour: Annotated[int, Field(ge=0, le=23)] | None
    to_hour: Annotated[int, Field(ge=0, le=24)] | None
    """None where the document gives no hours."""


class StageBan(_Shape):
    """One ban on vehicles by emission stage while an alert is in force."""

    vehicles: str
    """Kind of vehicle, in Chinese."""
    max_stage: Stage | None
    """Banned up to and including this stage; None bans all of the kind."""
    where: str
    """Roads, areas or enterprises, in Chinese."""
    industries: tuple[str, ...] = ()
    """Industries of the list whose enterprises are bound; empty where the ban is one on roads."""
    trips_above: float | None = None
    """Truck trips a day above which an enterprise of those industries is bound."""
    counties: tuple[str, ...] = ()
    """Counties the text is for; empty means the whole city."""
    exceptions: str = ""
    measure: str


class StageBans(_Shape):
    """Bans by alert level; None where no text is known (未定)."""

    levels: dict[AlertLevel, tuple[StageBan, ...] | None]


class MachineryBan(_Shape):
    """Machines kept out of control areas, alert or not."""

    min_stage: Stage | None
    """Machines below this stage are banned; None where the document names no stage."""
    uncoded: bool
    smoking: bool
    exceptions: tuple[str, ...]
    measure: str


class MachineryAlert(_Shape):
    """Machines that stop while an alert is in force, by level; None is not known."""

    levels: dict[AlertLevel, StageBan | None]

    @model_validator(mode="after")
    def _stage_named(self) -> Self:
        if any(ban and ban.max_stage is None for ban in self.levels.values()):
            raise ValueError("非道路移动机械的预警措施须写明排放阶段 max_stage")
        return self


DAILY_SHAPES: dict[str, Any] = {
    "regimes/dust_stop": DustStop,
    "regimes/dust_sites": SiteMeasures,
    "regimes/dust_road": RoadDust,
    "regimes/dust_fall": DustFall,
    "regimes/vehicles_key_users": KeyUsers,
    "regimes/vehicles_exceptions": Exceptions,
    "regimes/vehicles_blacklist": Blacklist,
    "regimes/vehicles_gate_trips": GateTrips,
    "regimes/vehicles_gate_users": GateUsers,
    "regimes/vehicles_records": KeepRecords,
    "regimes/vehicles_bulk_haul": BulkHaul,
    "regimes/vehicles_night": NightZone,
    "regimes/vehicles_stages": StageBans,
    "regimes/vehicles_machinery": MachineryBan,
    "regimes/vehicles_machinery_alert": MachineryAlert,
}
"""Parameter name → shape, for the register in ``shapes``."""
