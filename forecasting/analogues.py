"""The most similar past spells to the days ahead, and how they ended.

A spell is alike where its weather ran like the forecast one day by day, at the same season and
from the same level of PM2.5 (analogue method; compare Delle Monache et al. 2013,
doi:10.1175/MWR-D-12-00281.1). It serves to talk a forecast over, not to make one.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.parameters.shapes_forecast import Clearing
from forecasting.knowledge import DAY
from forecasting.weather import Array

VARIABLES = (
    "t_mean", "t_range", "rh_mean", "p_mean", "ws_mean", "ws_max", "u_mean", "v_mean",
    "sunshine_h", "rain_mm",
)  # fmt: skip
"""Weather compared, where both sides know it."""
POLLUTED_ABOVE = 100
"""AQI above which a day belongs to a spell of pollution."""
COLUMNS = (
    "start", "end", "distance", "pm25_before", "peak_pm25", "peak_aqi", "polluted_days",
    "polluted_from", "polluted_until", "ended_by",
)  # fmt: skip
_SEASON_DAYS = 30.0  # a month apart counts as much as one standard deviation of the weather
_WEATHER, _SEASON, _LEVEL = 0.6, 0.15, 0.25
_FADE = 0.08  # later lead days count less: their forecast is less sure
_MIN_KNOWN = 0.6
_FRESHER = 1.5  # the day after blew half as hard again as the polluted days did on average
_UNKNOWN = pd.Series([np.nan])


@dataclass(frozen=True)
class Ahead:
    """The days ahead and what they start from.

    Attributes:
        weather: Forecast weather, one row per ``day`` without gap, first day first.
        pm25_before: PM2.5 of the last complete day, µg/m³; NaN unknown.
    """

    weather: pd.DataFrame
    pm25_before: float


def find(
    ahead: Ahead, weather: pd.DataFrame, daily: pd.DataFrame, clearing: Clearing, k: int = 5
) -> pd.DataFrame:
    """Find the spells of the past most like the days ahead.

    Args:
        ahead: What is coming.
        weather: Observed weather of one city: ``day`` and daily variables. Days from the first
            day ahead on are not looked at.
        daily: Observed days of the same city: ``day``, ``pm25`` µg/m³, ``aqi``; the same.
        clearing: Wind and rain that sweep the air clean.
        k: Number of spells; they do not overlap each other.

    Returns:
        At most ``k`` rows, most alike first: ``start``, ``end`` (as many days as lie ahead),
        ``distance`` (0 for the same, about 1 for as far as usual), ``pm25_before`` and
        ``peak_pm25`` µg/m³, ``peak_aqi``, and of the polluted run (AQI above 100) that holds the
        worst day: ``polluted_days``, ``polluted_from``, ``polluted_until`` and ``ended_by``
        (大风, 降水, 大风和降水, 风力加大, 无明显风雨; empty where no day was polluted or the run's end is
        not known). Empty where less than 60 % of a path can be compared.
    """
    if ahead.weather.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    coming = ahead.weather.set_index("day").asfreq("D")
    past = _calendar(weather, daily, coming.index[0])
    names = [name for name in VARIABLES if name in past and name in coming]
    length = len(coming)
    if len(past) < length + 1 or not names:
        return pd.DataFrame(columns=list(COLUMNS))
    distance = _distances(past[names], coming[names], _level_gaps(past, ahead.pm25_before))
    chosen: list[int] = []
    for start in np.argsort(distance, kind="stable"):
        if len(chosen) == k or not np.isfinite(distance[start]):
            break
        # A spell without air tells nothing about how it ended.
        told = past["pm25"].iloc[start : start + length].notna().any()
        if told and all(abs(int(start) - other) >= length for other in chosen):
            chosen.append(int(start))
    rows = [
        {"distance": round(float(distance[start]), 3), **_told(past, start, length, clearing)}
        for start in chosen
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _calendar(weather: pd.DataFrame, daily: pd.DataFrame, first: pd.Timestamp) -> pd.DataFrame:
    """Weather and air of every day before the first day ahead; gaps are rows without values."""
    air = daily.reindex(columns=["day", "pm25", "aqi"]).astype({"pm25": float, "aqi": float})
    both = weather.drop(columns=["city", "pm25", "aqi"], errors="ignore").merge(
        air, on="day", how="outer"
    )
    both = both[both["day"] < first].set_index("day").sort_index()
    if both.empty:
        return both
    return both.reindex(pd.date_range(both.index.min(), first - DAY, freq="D")).astype(float)


def _distances(past: pd.DataFrame, coming: pd.DataFrame, level: Array) -> Array:
    """Distance of the spell that starts at each past day; NaN where it cannot be judged.

    ``level`` is the squared gap of the PM2.5 before each day, missing throughout where nobody
    knows today's; then it does not count.
    """
    length, size = len(coming), len(past)
    seen, wanted = _standardised(past, coming)
    starts = np.arange(size - length + 1)
    windows = seen[starts[:, None] + np.arange(length)[None, :]]
    gaps = (windows - wanted[None]) ** 2
    weight = np.exp(-_FADE * np.arange(length))[None, :, None]
    known = np.isfinite(gaps)
    with np.errstate(invalid="ignore", divide="ignore"):
        # Half the mean square: two unrelated days lie about two variances apart.
        weather = (np.where(known, gaps, 0.0) * weight).sum(axis=(1, 2)) / 2
        weather = weather / (known * weight).sum(axis=(1, 2))
    season = (_apart(past.index[starts], coming.index[0]) / _SEASON_DAYS) ** 2
    total = _WEATHER * weather + _SEASON * season
    whole = _WEATHER + _SEASON
    if np.isfinite(level).any():
        total, whole = total + _LEVEL * level[starts], whole + _LEVEL
    usable = known.mean(axis=(1, 2)) >= _MIN_KNOWN
    distance: Array = np.where(usable, np.sqrt(total / whole), np.nan)
    return distance


def _standardised(past: pd.DataFrame, coming: pd.DataFrame) -> tuple[Array, Array]:
    seen, ahead = past.to_numpy(dtype=float), coming.to_numpy(dtype=float)
    if "rain_mm" in past:  # mostly zero with a long tail
        column = list(past.columns).index("rain_mm")
        seen, ahead = seen.copy(), ahead.copy()
        seen[:, column], ahead[:, column] = np.sqrt(seen[:, column]), np.sqrt(ahead[:, column])
    spread = pd.DataFrame(seen).std().to_numpy()
    spread = np.where(spread > 0, spread, np.nan)
    mean = pd.DataFrame(seen).mean().to_numpy()
    return (seen - mean) / spread, (ahead - mean) / spread


def _apart(days: pd.Index, day: pd.Timestamp) -> Array:
    """Days apart in the year, at most half a year."""
    gap = np.abs(pd.DatetimeIndex(days).day_of_year.to_numpy() - pd.Timestamp(day).day_of_year)
    apart: Array = np.minimum(gap, 365 - np.minimum(gap, 365)).astype(float)
    return apart


def _level_gaps(past: pd.DataFrame, pm25_before: float) -> Array:
    """Squared gap of the PM2.5 before each day, on square roots, in standard deviations."""
    roots = np.sqrt(past["pm25"].to_numpy(dtype=float))
    if not np.isfinite(pm25_before) or not np.isfinite(roots).any():
        return np.full(len(past), np.nan)
    spread = float(np.nanstd(roots)) or 1.0
    gaps: Array = (
        (np.concatenate([[np.nan], roots[:-1]]) - np.sqrt(pm25_before)) / spread
    ) ** 2 / 2
    return gaps


def _told(past: pd.DataFrame, start: int, length: int, clearing: Clearing) -> dict[str, object]:
    """How a spell went and ended."""
    spell = past.iloc[start : start + length]
    aqi = past["aqi"]
    peak = spell["pm25"].max()
    told: dict[str, object] = {
        "start": spell.index[0],
        "end": spell.index[-1],
        "pm25_before": float(past["pm25"].iloc[start - 1]) if start else float("nan"),
        "peak_pm25": float(peak),
        "peak_aqi": float(aqi.loc[spell.index].max()),
        "polluted_days": 0,
        "polluted_from": pd.NaT,
        "polluted_until": pd.NaT,
        "ended_by": "",
    }
    polluted = (aqi > POLLUTED_ABOVE).to_numpy()
    within = np.flatnonzero(polluted[start : start + length])
    if not len(within):
        return told
    worst = start + int(np.nanargmax(np.where(polluted, aqi, -1.0)[start : start + length]))
    low = high = worst
    while low > 0 and polluted[low - 1]:
        low -= 1
    while high + 1 < len(polluted) and polluted[high + 1]:
        high += 1
    told |= {
        "polluted_days": high - low + 1,
        "polluted_from": past.index[low],
        "polluted_until": past.index[high],
    }
    if high + 1 < len(polluted) and np.isfinite(aqi.iloc[high + 1]):
        told["ended_by"] = _ended_by(past.iloc[low : high + 1], past.iloc[high + 1], clearing)
    return told


def _ended_by(polluted: pd.DataFrame, after: pd.Series, clearing: Clearing) -> str:
    """What the last polluted day or the day after brought."""
    winds = [float(polluted.get("ws_mean", _UNKNOWN).iloc[-1]), float(after.get("ws_mean", np.nan))]
    rains = [float(polluted.get("rain_mm", _UNKNOWN).iloc[-1]), float(after.get("rain_mm", np.nan))]
    wind = any(value >= clearing.ws_mean for value in winds)
    rain = any(value >= clearing.rain_mm for value in rains)
    if wind and rain:
        return "大风和降水"
    if wind or rain:
        return "大风" if wind else "降水"
    before = float(polluted.get("ws_mean", _UNKNOWN).mean())
    return "风力加大" if winds[-1] >= _FRESHER * before else "无明显风雨"
