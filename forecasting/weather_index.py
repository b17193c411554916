"""Heavy-pollution weather index (重污染气象条件指标): how much the weather holds the air back.

A plain sum of four parts anybody can follow: still air, humidity, poor mixing, and how long the air
has not been cleared. It tells the weather's part alone and knows no emissions; its own record
against observed PM2.5 says how far it can be trusted. Weights and ends are a parameter.
"""

from dataclasses import dataclass
from datetime import date
from typing import cast, get_args

import numpy as np
import pandas as pd

from data import parameters
from data.parameters.shapes_forecast import IndexPart, WeatherIndexRule
from forecasting.knowledge import DAY
from forecasting.weather import Array

PARTS: tuple[IndexPart, ...] = get_args(IndexPart)
RULE = "forecast/weather_index"
HEAVY_PM25 = 150.0
"""Daily PM2.5 above which a day counts as heavily polluted (AQI > 200), µg/m³."""


def rule_on(day: date, city: str | None = None) -> WeatherIndexRule:
    """Return how the index is put together for a city on a day."""
    return cast(WeatherIndexRule, parameters.on(RULE, day, city).value)


def weather_index(weather: pd.DataFrame, rule: WeatherIndexRule) -> pd.DataFrame:
    """Compute the index of observed or forecast days.

    Args:
        weather: One row per ``city`` and ``day`` with any of the daily weather variables. To follow
            an accumulation, observed days and the forecast days after them go in together.
        rule: How the index is put together.

    Returns:
        ``city``, ``day``, ``days_since_clearing`` (days, missing until the first clearing and
        after a gap), ``index`` (0 to 100, higher holds pollution back more), ``name`` (its class)
        and one ``share_*`` per part, in points that add up to the index. A part without a known
        variable is left out and the others bear its weight, its share is then 0; where the known
        parts weigh less than ``rule.min_known`` of all, index, class and shares are missing.
        Sorted by city and day.
    """
    rows = weather.sort_values(["city", "day"], ignore_index=True)
    rows["days_since_clearing"] = _days_since_clearing(rows, rule)
    size = len(rows)
    points, weights = np.full((len(PARTS), size), np.nan), np.zeros((len(PARTS), 1))
    for number, part in enumerate(PARTS):
        if (component := rule.components.get(part)) is None:
            continue
        weights[number] = component.weight
        ramps = [
            _ramp(rows[name].to_numpy(dtype=float), ramp.at_0, ramp.at_100)
            for name, ramp in component.variables.items()
            if name in rows
        ]
        points[number] = _mean_of_known(ramps, size)
    known = np.where(np.isfinite(points), weights, 0.0)
    total = known.sum(axis=0)
    enough = total >= rule.min_known * weights.sum() - 1e-9
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(enough, known * np.nan_to_num(points) / total, np.nan)
    index = np.where(enough, shares.sum(axis=0), np.nan)
    result = rows[["city", "day", "days_since_clearing"]].assign(
        index=index, name=class_names(index, rule)
    )
    return result.assign(**{f"share_{p}": shares[n] for n, p in enumerate(PARTS)})


def class_names(index: Array, rule: WeatherIndexRule) -> pd.Series:
    """Name the class of each index; missing stays missing."""
    lows = [each.low for each in rule.classes]
    place = np.searchsorted(lows, np.nan_to_num(index), side="right") - 1
    names = [rule.classes[number].name for number in place]
    return pd.Series(names, dtype="str").mask(np.isnan(index))


@dataclass(frozen=True)
class IndexRecord:
    """How the index went with what was observed.

    Attributes:
        days: Days with both an index and an observation.
        rank_correlation: Spearman's, -1 to 1; NaN with fewer than three days or without spread.
        classes: ``name``, ``days``, ``heavy_days``, ``heavy_share`` (share of the class's days that
            were heavily polluted), ``captured`` (share of all heavily polluted days that fell into
            the class) and ``pm25_mean``, mildest class first; shares 0 to 1, NaN without days.
    """

    days: int
    rank_correlation: float
    classes: pd.DataFrame


def record(
    index: pd.Series, pm25: pd.Series, rule: WeatherIndexRule, heavy: float = HEAVY_PM25
) -> IndexRecord:
    """Hold the index of past days against observed PM2.5.

    Args:
        index: Index of days, 0 to 100.
        pm25: Observed daily PM2.5 on the same index of days, µg/m³; pairs with a missing side are
            left out.
        rule: Gives the classes.
        heavy: Concentration above which (strictly) a day counts.

    Source: Spearman's rank correlation, Wilks 2019, 3.5.3.
    """
    both = pd.DataFrame({"index": index, "pm25": pm25}).dropna().astype(float)
    both["name"] = class_names(both["index"].to_numpy(), rule).to_numpy()
    both["heavy"] = both["pm25"] > heavy
    groups = both.groupby("name")
    classes = pd.DataFrame({"name": [each.name for each in rule.classes]}).set_index("name")
    classes["days"] = groups.size().reindex(classes.index, fill_value=0)
    classes["heavy_days"] = groups["heavy"].sum().reindex(classes.index, fill_value=0)
    classes["heavy_share"] = classes["heavy_days"] / classes["days"].where(classes["days"] > 0)
    events = int(both["heavy"].sum())
    classes["captured"] = classes["heavy_days"] / (events or float("nan"))
    classes["pm25_mean"] = groups["pm25"].mean().reindex(classes.index)
    return IndexRecord(len(both), _rank_correlation(both), classes.reset_index())


def _rank_correlation(both: pd.DataFrame) -> float:
    ranks = both[["index", "pm25"]].rank()
    if len(ranks) < 3 or (ranks.std() == 0).any():
        return float("nan")
    return float(np.corrcoef(ranks["index"], ranks["pm25"])[0, 1])


def _days_since_clearing(rows: pd.DataFrame, rule: WeatherIndexRule) -> Array:
    """Days since wind or rain last cleared the air, 0 on such a day; NaN where nobody can tell."""
    nothing = pd.Series(np.nan, index=rows.index)
    wind = rows.get("ws_mean", nothing).to_numpy(dtype=float)
    rain = rows.get("rain_mm", nothing).to_numpy(dtype=float)
    # A comparison with a missing value is False: one of the two suffices to know of a clearing,
    # while its absence needs the wind.
    cleared = (wind >= rule.clearing.ws_mean) | (rain >= rule.clearing.rain_mm)
    broken = (rows["city"] != rows["city"].shift()) | (rows["day"].diff() != DAY)
    count = np.full(len(rows), np.nan)
    last = np.nan
    for n, (clear, gap) in enumerate(zip(cleared, broken.to_numpy(), strict=True)):
        last = np.nan if gap or np.isnan(wind[n]) else last + 1
        last = 0.0 if clear else last
        count[n] = last
    return count


def _ramp(values: Array, at_0: float, at_100: float) -> Array:
    part: Array = np.clip((values - at_0) / (at_100 - at_0), 0, 1) * 100
    return part


def _mean_of_known(ramps: list[Array], size: int) -> Array:
    if not ramps:
        return np.full(size, np.nan)
    stacked = np.vstack(ramps)
    known = np.isfinite(stacked).sum(axis=0)
    total: Array = np.nansum(stacked, axis=0)
    return np.where(known > 0, total / np.maximum(known, 1), np.nan)
