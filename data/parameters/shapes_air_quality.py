"""Shapes of the air quality parameters: index tables, levels, limits, data validity."""

from itertools import pairwise
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

DailyItem = Literal["so2_24h", "no2_24h", "co_24h", "pm10_24h", "pm25_24h", "o3_mda8", "o3_1h"]
HourlyItem = Literal["so2_1h", "no2_1h", "co_1h", "o3_1h", "o3_8h", "pm10_24h", "pm25_24h"]


class _Shape(BaseModel):
    """Refuses unknown keys and later changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Decimals(_Shape):
    """Places a concentration is rounded to (half to even) before the index is computed."""

    ug: int = Field(ge=0)
    """For pollutants in µg/m³."""
    co_mg: int = Field(ge=0)
    """For CO in mg/m³."""


class AboveTable(_Shape):
    """IAQI of a concentration above the last limit of a shortened column; None: it has none."""

    o3_mda8: int | None
    so2_1h: int | None


class IaqiBreakpoints(_Shape):
    """IAQI table of one edition of HJ 633 and the rules that go with it.

    Concentrations in µg/m³ (CO: mg/m³), each column rising from 0 and paired with ``iaqi``;
    a shorter column ends early. PM has one column for 24-hour and, from 2026, 1-hour means.
    """

    edition: str
    """Short name written to files, such as ``HJ 633-2026``."""
    decimals: Decimals | None
    """None where the standard does not lay down a rounding of concentrations."""
    lowest_index: int = Field(ge=0, le=1)
    """Lower end of the index range."""
    above_table: AboveTable
    publish_incomplete_above: int | None
    """With an item missing, an AQI above this is published; None: it is never published."""
    daily_o3_1h: bool
    """Whether the daily report also knows the daily maximum of hourly O3."""
    hourly_sliding_means: bool
    """Whether the real-time report takes 24-hour means of PM and 8-hour means of O3."""

    iaqi: tuple[int, ...]
    so2_24h: tuple[float, ...]
    so2_1h: tuple[float, ...]
    no2_24h: tuple[float, ...]
    no2_1h: tuple[float, ...]
    co_24h: tuple[float, ...]
    co_1h: tuple[float, ...]
    o3_mda8: tuple[float, ...]
    o3_1h: tuple[float, ...]
    pm10_24h: tuple[float, ...]
    pm25_24h: tuple[float, ...]

    @model_validator(mode="after")
    def _columns_rise_from_zero(self) -> Self:
        for name in COLUMNS:
            limits = getattr(self, name)
            if limits[0] != 0 or any(low >= high for low, high in pairwise(limits)):
                raise ValueError(f"{name} 应自 0 起逐级递增：{limits}")
            if len(limits) > len(self.iaqi):
                raise ValueError(f"{name} 的级数多于 iaqi 的级数")
        return self


COLUMNS = (
    "iaqi",
    "so2_24h",
    "so2_1h",
    "no2_24h",
    "no2_1h",
    "co_24h",
    "co_1h",
    "o3_mda8",
    "o3_1h",
    "pm10_24h",
    "pm25_24h",
)
"""Names of the columns of the IAQI table."""


class AqiLevel(_Shape):
    """One of the six levels of the index."""

    level: int = Field(ge=1, le=6)
    numeral: str
    """As written in the standard, such as 五级."""
    name: str
    """Category, such as 重度污染."""
    low: int = Field(ge=0)
    high: int
    """Last index of the level, included."""
    colour: str
    """Colour word, such as 紫色."""
    hex: str = Field(pattern="^#[0-9A-F]{6}$")


class Levels(_Shape):
    """All levels, mildest first, without gap."""

    levels: tuple[AqiLevel, ...]

    @model_validator(mode="after")
    def _without_gap(self) -> Self:
        for below, above in pairwise(self.levels):
            if above.low != below.high + 1 or above.level != below.level + 1:
                raise ValueError(f"级别 {below.level} 与 {above.level} 之间不相接")
        return self


class Limits(_Shape):
    """Limits of one pollutant by averaging time; None where the standard sets none."""

    annual: float | None = None
    daily: float | None = None
    """Mean of 24 hours."""
    mda8: float | None = None
    hourly: float | None = None


class Grades(_Shape):
    """Limits of one pollutant for area class 1 (一级) and 2 (二级)."""

    grade1: Limits
    grade2: Limits


class ConcentrationLimits(_Shape):
    """Limits of GB 3095, µg/m³ (CO: mg/m³)."""

    edition: str
    so2: Grades
    no2: Grades
    co: Grades
    o3: Grades
    pm10: Grades
    pm25: Grades


class Mda8Rule(_Shape):
    """When a day's largest 8-hour mean of O3 counts."""

    first_window_end: int = Field(ge=8, le=24)
    """Hour at which the first window of the day ends; the last ends at 24:00."""
    min_windows: int = Field(ge=1, le=17)
    """Valid 8-hour means a day needs; with fewer it counts only above the daily limit."""


class Validity(_Shape):
    """How many values a mean needs to be valid."""

    daily_min_hours: int = Field(ge=1, le=24)
    eight_hour_min_hours: int = Field(ge=1, le=8)
    mda8: Mda8Rule
    city_min_station_share: float = Field(gt=0, le=1)
    """Share of a city's stations that need a valid value for a city value."""
