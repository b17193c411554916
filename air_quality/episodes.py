"""Runs of polluted days."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from air_quality.aqi import primary_pollutants
from data.vocabulary import PRIMARY_ORDER, Pollutant


@dataclass(frozen=True)
class Episode:
    """Consecutive natural days at or above some AQI in one city."""

    start: date
    end: date
    """Last polluted day."""
    peak_aqi: int
    primary: tuple[Pollutant, ...]
    """Primary pollutants of most of its days; several where they lead equally often."""
    city: str = ""

    @property
    def days(self) -> int:
        """Length in natural days."""
        return (self.end - self.start).days + 1


def find_episodes(daily: pd.DataFrame, *, min_aqi: int, min_days: int) -> list[Episode]:
    """Find the episodes of every city, by city and then by start.

    Args:
        daily: ``city``, ``day``, ``aqi`` and ``primary`` as ``daily_aqi`` gives them; each city
            and day at most once, in any order.
        min_aqi: Least AQI of every day of an episode (201 for heavy pollution, 重度污染).
        min_days: Least number of consecutive days.

    Returns:
        Episodes. A day that is missing or has no AQI ends an episode.
    """
    polluted = daily.loc[(daily["aqi"] >= min_aqi).fillna(False).astype(bool)]
    polluted = polluted.sort_values(["city", "day"])
    if polluted.empty:
        return []
    gap = polluted["day"].diff() != pd.Timedelta(days=1)
    run = (gap | (polluted["city"] != polluted["city"].shift())).cumsum().to_numpy()
    starts = np.flatnonzero(np.diff(run, prepend=0))
    ends = [*starts[1:], len(polluted)]
    return [
        _episode(polluted.iloc[start:end])
        for start, end in zip(starts, ends, strict=True)
        if end - start >= min_days
    ]


def _episode(days: pd.DataFrame) -> Episode:
    leads = Counter(pollutant for cell in days["primary"] for pollutant in primary_pollutants(cell))
    most = max(leads.values(), default=0)
    return Episode(
        start=days["day"].iloc[0].date(),
        end=days["day"].iloc[-1].date(),
        peak_aqi=int(days["aqi"].max()),
        primary=tuple(pollutant for pollutant in PRIMARY_ORDER if leads[pollutant] == most > 0),
        city=str(days["city"].iloc[0]),
    )
