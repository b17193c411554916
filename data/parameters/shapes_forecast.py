"""Shapes of the forecast parameters: public bulletin, AQI range, weather index."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

IndexPart = Literal["stagnation", "humidity", "mixing", "accumulation"]
"""Parts of the heavy-pollution weather index, in the order they are told."""


class _Shape(BaseModel):
    """Refuses unknown keys and later changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BulletinRule(_Shape):
    """What a public forecast has to cover and when it is due."""

    min_days: int = Field(ge=1, le=7)
    """Least number of days after today."""
    by_hour: int = Field(ge=1, le=24)
    """Hour of the day by which it has to be out."""


class RangeWidth(_Shape):
    """How far the published AQI range reaches to either side of its centre."""

    mode: Literal["absolute", "share"]
    """``half`` counts in AQI, or as a share of the centre."""
    half: float = Field(gt=0)


class Ramp(_Shape):
    """Straight line from no contribution to a full one; it stays flat beyond both ends."""

    at_0: float
    at_100: float

    @model_validator(mode="after")
    def _two_ends(self) -> Self:
        if self.at_0 == self.at_100:
            raise ValueError("at_0 与 at_100 不能相同")
        return self


class IndexComponent(_Shape):
    """One part of the weather index: the mean of the ramps whose variable is known."""

    label: str
    weight: float = Field(gt=0)
    variables: dict[str, Ramp] = Field(min_length=1)


class Clearing(_Shape):
    """When a day sweeps the air clean: from either value on."""

    ws_mean: float = Field(gt=0)
    """Daily mean wind speed, m/s."""
    rain_mm: float = Field(gt=0)
    """Rain of the day, mm."""


class IndexClass(_Shape):
    """A class of the index, from its lower end on."""

    low: float = Field(ge=0, lt=100)
    name: str


class WeatherIndexRule(_Shape):
    """How the heavy-pollution weather index of 0 to 100 is put together."""

    components: dict[IndexPart, IndexComponent]
    clearing: Clearing
    min_known: Annotated[float, Field(gt=0, le=1)]
    """Least share of the weights that must be known for a value."""
    classes: tuple[IndexClass, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.classes[0].low != 0:
            raise ValueError("第一类须自 0 起")
        if any(below.low >= above.low for below, above in pairwise(self.classes)):
            raise ValueError("各类下限须递增")
        return self


__all__ = [
    "BulletinRule",
    "Clearing",
    "IndexClass",
    "IndexComponent",
    "IndexPart",
    "Ramp",
    "RangeWidth",
    "WeatherIndexRule",
]
