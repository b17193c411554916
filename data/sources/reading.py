"""What every reader of an outside file gives: frames, what was wrong, what else to know."""

from dataclasses import dataclass, field

import pandas as pd

HOURLY_COLUMNS = ("pm25", "pm10", "so2", "no2", "co", "o3")
"""Hourly concentrations: µg/m³, CO mg/m³."""

HOURLY_WEATHER = (
    "temperature",
    "pressure",
    "dew_point",
    "rain",
    "wind_speed",
    "wind_direction",
)
"""Hourly weather: °C, hPa, °C, mm, m/s, degrees from which the wind blows."""

DAILY_COLUMNS = ("pm25", "pm10", "so2", "no2", "co", "o3_mda8")
"""Daily concentrations: 24-hour means in µg/m³ (CO: mg/m³) and the MDA8 of ozone."""

DAILY_WEATHER = (
    "t_mean",
    "t_max",
    "t_range",
    "dew_mean",
    "rh_mean",
    "rh_min",
    "p_mean",
    "ws_mean",
    "ws_max",
    "gust_max",
    "ws_afternoon",
    "ws_night",
    "u_mean",
    "v_mean",
    "sunshine_h",
    "rain_mm",
)
"""Daily weather: °C, %, hPa, m/s (u towards the east, v towards the north), h, mm."""


class SourceError(ValueError):
    """A file that cannot be read at all; the message names it and what to do."""


@dataclass(frozen=True)
class RowIssue:
    """One thing wrong with one row of a file."""

    file: str
    line: int
    """Line in the file, the header being line 1."""
    column: str
    """Header of the cell; empty when the whole row is meant."""
    message: str
    """What is wrong, what became of it and what to do, in Chinese."""
    found: str = ""

    def __str__(self) -> str:
        where = f"{self.file} 第 {self.line} 行" + (f"「{self.column}」" if self.column else "")
        return f"{where}{self.message}" + (f"，现为“{self.found}”" if self.found else "")


@dataclass(frozen=True)
class Reading:
    """Everything that was read from one or more files of a format.

    Hourly formats fill ``hourly`` and perhaps ``published``; daily formats fill ``daily`` and
    perhaps ``weather``.
    """

    hourly: pd.DataFrame | None = None
    """``place``, ``hour`` (end of the averaging hour), concentrations and weather by hour."""
    daily: pd.DataFrame | None = None
    """``city``, ``day`` and daily concentrations."""
    weather: pd.DataFrame | None = None
    """``city``, ``day`` and observed daily weather."""
    published: pd.DataFrame | None = None
    """``place``, ``hour`` and values the source worked out itself (AQI, sliding means), which
    are compared with ours and never stored."""
    issues: list[RowIssue] = field(default_factory=list)
    """Rows or cells left out, in the order of the files."""
    notes: list[str] = field(default_factory=list)
    """What else a reader of the log should know, in Chinese."""
