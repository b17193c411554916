"""What is known at the moment a forecast is issued, and nothing later.

Only a :class:`History` holds a whole record. Models are handed a :class:`Knowledge`, which is cut
from it, so that no model can look past its issue even by mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pandas as pd

POLLUTANTS = ("pm25", "pm10", "so2", "no2", "co", "o3_mda8")
"""Columns of daily concentrations, µg/m³ (CO mg/m³)."""

DAY = pd.Timedelta(days=1)
HOURS_OF_DAY = 24


@dataclass(frozen=True)
class History:
    """A whole record of observations and of weather forecasts, sorted by time.

    Attributes:
        daily: One row per ``city`` and ``day``, pollutant columns in µg/m³ (CO mg/m³).
        hourly: One row per ``place`` and ``hour`` (end of the averaging hour), or None where only
            daily values exist.
        weather: Observed daily weather, one row per ``city`` and ``day``; may be empty.
        forecast_weather: Archive of weather forecasts, ``city``, ``issue_day``, ``lead_days`` and
            weather columns; made after 23:00 of the issue day; may be empty.
        parents: Station to city. A station is a series to learn from; it shares the weather of
            its city and is forecast only where ``targets`` name it.
        targets: Places to forecast; empty means every place of ``daily`` that is no station.
    """

    daily: pd.DataFrame
    hourly: pd.DataFrame | None = None
    weather: pd.DataFrame = field(default_factory=pd.DataFrame)
    forecast_weather: pd.DataFrame = field(default_factory=pd.DataFrame)
    parents: Mapping[str, str] = field(default_factory=dict)
    targets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Sort every frame by its time, so that cutting is a slice."""
        frames = {"daily": "day", "weather": "day", "forecast_weather": "issue_day"}
        for name, column in frames.items():
            object.__setattr__(self, name, _by_time(getattr(self, name), column))
        if self.hourly is not None:
            object.__setattr__(self, "hourly", _by_time(self.hourly, "hour"))

    def with_weather(self, forecast_weather: pd.DataFrame) -> "History":
        """Return the same record with another archive of weather forecasts."""
        return replace(self, forecast_weather=forecast_weather)


@dataclass(frozen=True)
class Knowledge:
    """Everything known at ``issue`` (local time): observations up to it, forecasts made by then.

    Attributes:
        issue: Moment of issue. 00:00 of a day means the end of the day before.
        hourly: Hours that had ended by ``issue``, or None.
        daily: Complete natural days only: a day is known when it is over.
        weather: Observed weather of complete days.
        forecast_weather: Archive rows whose issue day was over; the newest is :attr:`anchor`.
        parents: Station to city, as in :class:`History`.
        targets: Places to forecast, as in :class:`History`.
    """

    issue: datetime
    hourly: pd.DataFrame | None
    daily: pd.DataFrame
    weather: pd.DataFrame
    forecast_weather: pd.DataFrame
    parents: Mapping[str, str] = field(default_factory=dict)
    targets: tuple[str, ...] = ()

    @classmethod
    def cut(cls, history: History, issue: datetime) -> "Knowledge":
        """Keep of a history what was known at ``issue``."""
        anchor = _last_complete_day(issue)
        hourly = history.hourly
        return cls(
            issue=issue,
            hourly=None if hourly is None else _until(hourly, "hour", pd.Timestamp(issue)),
            daily=_until(history.daily, "day", anchor),
            weather=_until(history.weather, "day", anchor),
            forecast_weather=_until(history.forecast_weather, "issue_day", anchor),
            parents=history.parents,
            targets=history.targets,
        )

    @property
    def anchor(self) -> pd.Timestamp:
        """Midnight of the last complete day; all lags are counted from it."""
        return _last_complete_day(self.issue)

    @property
    def issue_hour(self) -> int:
        """Hour of the issue day, 1 to 24."""
        return self.issue.hour or HOURS_OF_DAY

    @property
    def issue_day(self) -> pd.Timestamp:
        """The day whose observations are known at least in part."""
        return self.anchor if self.issue_hour == HOURS_OF_DAY else self.anchor + DAY

    @property
    def first_lead(self) -> int:
        """Lead of the first day to forecast: 1, or 0 while the issue day is still open."""
        return 1 if self.issue_hour == HOURS_OF_DAY else 0

    @property
    def places(self) -> list[str]:
        """All places with daily values, cities before stations, each in alphabetic order."""
        found = {str(name) for name in self.daily["city"].unique()} if len(self.daily) else set()
        return sorted(found, key=lambda place: (place in self.parents, place))

    @property
    def cities(self) -> list[str]:
        """Places to forecast."""
        return list(self.targets) or [place for place in self.places if place not in self.parents]

    @property
    def has_forecast_weather(self) -> bool:
        """Whether any weather forecast had been issued by then."""
        return len(self.forecast_weather) > 0


def issue_moment(day: pd.Timestamp, hour: int = HOURS_OF_DAY) -> datetime:
    """Return the moment ``hour``:00 of ``day``; hour 24 is midnight of the next day.

    >>> issue_moment(pd.Timestamp("2026-11-22"), 8)
    datetime.datetime(2026, 11, 22, 8, 0)
    """
    return (pd.Timestamp(day).normalize() + timedelta(hours=hour)).to_pydatetime()


def _last_complete_day(issue: datetime) -> pd.Timestamp:
    return pd.Timestamp(issue).normalize() - DAY


def _by_time(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    if frame.empty or frame[column].is_monotonic_increasing:
        return frame
    return frame.sort_values(column, kind="stable", ignore_index=True)


def _until(frame: pd.DataFrame, column: str, last: pd.Timestamp) -> pd.DataFrame:
    if frame.empty:
        return frame
    return frame.iloc[: frame[column].searchsorted(last, side="right")]
