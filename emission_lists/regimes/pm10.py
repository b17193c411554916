"""The newest valid hour of PM10, and what it says of a construction site."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

REPORT_LAG = timedelta(hours=1)
"""An hourly value may be one hour late (HJ 633: 实时报滞后时间不超过 1 小时)."""


@dataclass(frozen=True)
class Reading:
    """The newest valid hourly mean of PM10 that a site is judged by."""

    place: str
    """Monitor or station; empty where there is none."""
    own: bool
    """Whether it is the site's own monitor, which the rule means."""
    hour: datetime | None
    """End of the averaging hour; None where no valid hour is known."""
    pm10: float
    """µg/m³; NaN where no valid hour is known."""
    late: bool
    """Whether the newest valid hour is older than it should be (数据缺失)."""

    def stops(self, limit: float) -> bool:
        """Whether the site is stopped: reached is enough, and lateness never releases it."""
        return self.pm10 >= limit

    @property
    def words(self) -> str:
        """Say the reading in Chinese."""
        whose = "工地监测" if self.own else f"参照站点 {self.place}"
        if self.hour is None:
            return f"{whose}无有效 PM10 小时值"
        when = f"{self.hour.month}月{self.hour.day}日{self.hour.hour}时"
        return f"{whose} {when} PM10 小时均值 {self.pm10:g} µg/m³"


NO_READING = Reading("", False, None, math.nan, True)


def newest_valid(hourly: pd.DataFrame, at: datetime) -> dict[str, Reading]:
    """Return the newest valid hour of PM10 of every place.

    Args:
        hourly: ``place``, ``hour`` (end of the averaging hour) and ``pm10`` in µg/m³, in any order.
            Missing, infinite and negative values are not valid. Where several sources report one
            hour the highest counts.
        at: Local time; later hours are left out. The hour that ended at the last full hour is
            expected, or the one before it (``REPORT_LAG``); anything older is late.

    Returns:
        By place; a place without a valid hour has a reading that is missing and late.
    """
    if hourly.empty or "pm10" not in hourly:
        return {}
    known = hourly.loc[pd.to_datetime(hourly["hour"]) <= at, ["place", "hour", "pm10"]]
    values = pd.to_numeric(known["pm10"], errors="coerce").astype(float)
    valid = known.assign(pm10=values, hour=pd.to_datetime(known["hour"]))
    valid = valid[values.ge(0) & values.lt(math.inf)]
    newest = valid.sort_values(["hour", "pm10"]).groupby("place", sort=False).last()
    expected = at.replace(minute=0, second=0, microsecond=0) - REPORT_LAG
    readings = {str(place): Reading(str(place), False, None, math.nan, True)
                for place in known["place"].unique()}  # fmt: skip
    for place, hour, pm10 in zip(newest.index, newest["hour"], newest["pm10"], strict=True):
        moment = hour.to_pydatetime()
        readings[str(place)] = Reading(str(place), False, moment, float(pm10), moment < expected)
    return readings


def of_site(
    site_id: str, name: str, readings: Mapping[str, Reading], limit: float, monitors: set[str]
) -> Reading:
    """Return what a site is judged by: its own monitor, else the stations of the city.

    A monitor is the site's own where it bears its identifier or name. Among the stations one at or
    above ``limit`` decides, late or not, so that a silent station releases nothing; else the
    highest of those that are not late; else the highest of all.

    Args:
        site_id: Identifier of the site in the list.
        name: Name of the site.
        readings: As :func:`newest_valid` gives them.
        limit: PM10 at which work stops, µg/m³.
        monitors: Places that belong to sites and say nothing of others.
    """
    for place in (site_id, name):
        if place and place in readings:
            found = readings[place]
            return Reading(place, True, found.hour, found.pm10, found.late)
    stations = [reading for place, reading in readings.items() if place not in monitors]
    valid = [one for one in stations if one.hour is not None]
    above = [one for one in valid if one.stops(limit)]
    fresh = [one for one in valid if not one.late]
    chosen = above or fresh or valid
    if not chosen:
        return NO_READING
    return max(chosen, key=lambda one: (one.pm10, one.place))
