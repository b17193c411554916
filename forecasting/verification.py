"""How good forecasts were: one function per score, with formula, range and reference.

Scores of yes/no warnings take a :class:`Contingency`; scores of values take two aligned arrays, and
pairs with a missing side are left out. What cannot be computed is NaN, never 0.

References:
    WWRP/WGNE Joint Working Group on Forecast Verification Research,
    https://www.cawcr.gov.au/projects/verification/ ; Wilks, D. S. (2019), Statistical Methods in
    the Atmospheric Sciences, 4th ed., chapter 9.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import parameters
from data.parameters.shapes_air_quality import IaqiBreakpoints
from forecasting.distribution import ABOVE, ABOVE_COLUMNS, QUANTILE_COLUMNS, QUANTILES
from forecasting.knowledge import DAY, HOURS_OF_DAY
from forecasting.weather import Array

Values = npt.ArrayLike
_LEVEL_ENDS = (50, 100, 150, 200, 300)
WARN_AT = 0.3
"""Chance from which a day counts as warned."""
WARNED = {"pm25": 150.0, "o3_mda8": 160.0}
"""Concentration above which a day counts as an event, µg/m³."""


@dataclass(frozen=True)
class Contingency:
    """Counts of a yes/no forecast."""

    hits: int
    misses: int
    false_alarms: int
    correct_negatives: int


def contingency(forecast: Values, observed: Values, threshold: float) -> Contingency:
    """Count days above a threshold, forecast against observed; strictly above.

    Args:
        forecast: Forecast values.
        observed: Observed values, same length.
        threshold: Same unit as both.
    """
    f, o = _pairs(forecast, observed)
    return warned_contingency(f > threshold, o > threshold)


def warned_contingency(warned: Values, happened: Values) -> Contingency:
    """Count warnings against events, both booleans of equal length."""
    w, h = np.asarray(warned, dtype=bool), np.asarray(happened, dtype=bool)
    return Contingency(
        hits=int((w & h).sum()),
        misses=int((~w & h).sum()),
        false_alarms=int((w & ~h).sum()),
        correct_negatives=int((~w & ~h).sum()),
    )


def pod(c: Contingency) -> float:
    """Probability of detection (hit rate, recall): hits / (hits + misses).

    0 to 1, perfect 1; NaN without events. Says nothing about false alarms. Wilks 2019, 9.2.2.
    """
    return _ratio(c.hits, c.hits + c.misses)


def far(c: Contingency) -> float:
    """False alarm ratio: false alarms / (hits + false alarms).

    0 to 1, perfect 0; NaN without warnings. Wilks 2019, 9.2.2.
    """
    return _ratio(c.false_alarms, c.hits + c.false_alarms)


def csi(c: Contingency) -> float:
    """Critical success index (threat score): hits / (hits + misses + false alarms).

    0 to 1, perfect 1; NaN where nothing was warned and nothing happened. Wilks 2019, 9.2.2.
    """
    return _ratio(c.hits, c.hits + c.misses + c.false_alarms)


def frequency_bias(c: Contingency) -> float:
    """Warnings per event: (hits + false alarms) / (hits + misses).

    0 to ∞, unbiased 1, above 1 warned too often; NaN without events. Wilks 2019, 9.2.2.
    """
    return _ratio(c.hits + c.false_alarms, c.hits + c.misses)


def rmse(forecast: Values, observed: Values) -> float:
    """Root mean square error √(mean (f - o)²), unit of the values, perfect 0. Wilks 2019, 9.3."""
    f, o = _pairs(forecast, observed)
    return float(np.sqrt(((f - o) ** 2).mean())) if len(f) else float("nan")


def mae(forecast: Values, observed: Values) -> float:
    """Mean absolute error mean |f - o|, unit of the values, perfect 0. Wilks 2019, 9.3."""
    f, o = _pairs(forecast, observed)
    return float(np.abs(f - o).mean()) if len(f) else float("nan")


def nmb(forecast: Values, observed: Values) -> float:
    """Normalised mean bias Σ(f - o) / Σo, -1 to ∞, unbiased 0; NaN where Σo is 0.

    Emery et al. 2017, doi:10.1080/10962247.2016.1265027.
    """
    f, o = _pairs(forecast, observed)
    return _ratio(float((f - o).sum()), float(o.sum()))


def r(forecast: Values, observed: Values) -> float:
    """Correlation (Pearson), -1 to 1, perfect 1; NaN with fewer than three or constant values."""
    f, o = _pairs(forecast, observed)
    if len(f) < 3 or f.std() == 0 or o.std() == 0:
        return float("nan")
    return float(np.corrcoef(f, o)[0, 1])


def skill(error: float, reference_error: float) -> float:
    """Share of a reference's error removed: 1 - error / reference, -∞ to 1; NaN for reference 0.

    Above 0 better than the reference. Wilks 2019, 9.1.4.
    """
    return 1 - _ratio(error, reference_error)


def coverage(low: Values, high: Values, observed: Values) -> float:
    """Share of observations inside [low, high], 0 to 1; for 5-95 % it should be 0.9."""
    a, b, o = (np.asarray(x, dtype=float) for x in (low, high, observed))
    known = np.isfinite(a) & np.isfinite(b) & np.isfinite(o)
    inside = (o[known] >= a[known]) & (o[known] <= b[known])
    return float(inside.mean()) if known.any() else float("nan")


def pinball(
    quantiles: pd.DataFrame | Array, observed: Values, probabilities: Sequence[float] = QUANTILES
) -> float:
    """Mean pinball loss of quantiles times two, unit of the values, perfect 0.

    2 · mean max(q·(o - f), (q - 1)·(o - f)) over days and quantiles; with many evenly spaced
    quantiles it tends to the CRPS. Gneiting and Raftery 2007, doi:10.1198/016214506000001437.

    Args:
        quantiles: One column per probability, one row per day.
        observed: Observed values.
        probabilities: Probabilities of the columns, 0 to 1.
    """
    behind = np.asarray(observed, dtype=float)[:, None] - np.asarray(quantiles, dtype=float)
    behind = behind[np.isfinite(behind).all(axis=1)]
    q = np.asarray(probabilities)
    return 2 * float(np.maximum(q * behind, (q - 1) * behind).mean()) if len(behind) else np.nan


def brier_skill(chances: Values, happened: Values, reference: float | None = None) -> float:
    """Brier skill score: 1 - mean (p - e)² / mean (c - e)², -∞ to 1, perfect 1.

    Args:
        chances: Forecast chances, 0 to 1.
        happened: Whether the event happened.
        reference: Chance the reference always gives; None: the share of events.

    Returns:
        NaN where the reference makes no error. Wilks 2019, 9.4.2.
    """
    p, e = _pairs(chances, np.asarray(happened, dtype=float))
    if not len(p):
        return float("nan")
    base = float(e.mean()) if reference is None else reference
    return 1 - _ratio(float(((p - e) ** 2).mean()), float(((base - e) ** 2).mean()))


def reliability(chances: Values, happened: Values, bins: int = 10) -> pd.DataFrame:
    """Reliability table: in days forecast with a chance, how often it happened.

    Returns:
        ``chance`` (mean forecast), ``frequency`` (observed), ``days`` per filled bin.
    """
    p, e = _pairs(chances, np.asarray(happened, dtype=float))
    frame = pd.DataFrame({"chance": p, "event": e, "bin": np.minimum((p * bins).astype(int), bins)})
    grouped = frame.groupby("bin")
    return pd.DataFrame(
        {
            "chance": grouped["chance"].mean(),
            "frequency": grouped["event"].mean(),
            "days": grouped.size(),
        }
    ).reset_index(drop=True)


def levels(values: Values, days: pd.Series | pd.DatetimeIndex, pollutant: str) -> Array:
    """AQI level 1 to 6 of one pollutant's daily value, by the standard of each day.

    Limits belong to the lower level; missing stays NaN. HJ 633—2012 and —2026, table of IAQI.
    """
    concentration = np.asarray(values, dtype=float)
    result = np.full(len(concentration), np.nan)
    stamps = pd.DatetimeIndex(days)
    editions = parameters.editions("air_quality/iaqi_breakpoints")
    starts = [pd.Timestamp(each.in_force_from) for each in editions]
    edition = np.clip(np.searchsorted(pd.DatetimeIndex(starts), stamps, side="right") - 1, 0, None)
    for number, each in enumerate(editions):
        limits = _level_limits(each.value, pollutant)
        mine = (edition == number) & np.isfinite(concentration)
        values_of_day = concentration[mine]
        if each.value.decimals is not None:
            rounding = each.value.decimals
            places = rounding.co_mg if pollutant == "co" else rounding.ug
            values_of_day = np.round(values_of_day, places)
        result[mine] = 1 + np.searchsorted(limits, values_of_day, side="left")
    return result


def level_accuracy(
    forecast: Values,
    observed: Values,
    days: pd.Series | pd.DatetimeIndex,
    pollutant: str,
    within: int = 0,
) -> float:
    """Share of days whose AQI level was right, or right within some levels; 0 to 1."""
    f, o = levels(forecast, days, pollutant), levels(observed, days, pollutant)
    known = np.isfinite(f) & np.isfinite(o)
    return float((np.abs(f - o)[known] <= within).mean()) if known.any() else float("nan")


def table(
    backtest: pd.DataFrame,
    observed: pd.DataFrame,
    pollutant: str = "pm25",
    *,
    issue_hour: int = HOURS_OF_DAY,
) -> pd.DataFrame:
    """All scores by lead day, with persistence beside them.

    Args:
        backtest: Forecast frame of one city or more, several issue days.
        observed: Daily observations: ``city``, ``day`` and the pollutant.
        pollutant: ``pm25`` or ``o3_mda8``.
        issue_hour: Hour of issue; below 24 persistence starts from the day before.

    Returns:
        Rows scores, columns lead days. ``warn_*`` scores count a day as warned where its chance
        of exceedance is at least 0.3; ``persistence_*`` are those of the last complete day.
    """
    limit = WARNED[pollutant]
    chance = ABOVE_COLUMNS[ABOVE[pollutant].index(limit)]
    truth = observed.set_index(["city", "day"])[pollutant]
    rows = backtest[backtest["pollutant"] == pollutant].copy()
    rows["observed"] = truth.reindex(pd.MultiIndex.from_frame(rows[["city", "day"]])).to_numpy()
    anchor = rows["issue_day"] - DAY if issue_hour < HOURS_OF_DAY else rows["issue_day"]
    by_city = truth.unstack("city").asfreq("D").ffill().melt(ignore_index=False)
    filled = by_city.set_index("city", append=True)["value"]
    last = pd.MultiIndex.from_arrays([anchor, rows["city"]])
    rows["persistence"] = filled.reindex(last).to_numpy()
    rows = rows.dropna(subset=["observed", "persistence"])
    return pd.DataFrame(
        {
            lead: _scores(group, pollutant, limit, chance)
            for lead, group in rows.groupby("lead_days")
        }
    )


def _scores(rows: pd.DataFrame, pollutant: str, limit: float, chance: str) -> dict[str, float]:
    f, o, p = rows["mean"], rows["observed"], rows["persistence"]
    happened = o > limit
    warned = warned_contingency(rows[chance] >= WARN_AT, happened)
    lasting = contingency(p, o, limit)
    return {
        "days": len(rows),
        "events": int(happened.sum()),
        "rmse": rmse(f, o),
        "persistence_rmse": rmse(p, o),
        "skill": skill(rmse(f, o), rmse(p, o)),
        "mae": mae(f, o),
        "nmb": nmb(f, o),
        "r": r(f, o),
        "persistence_r": r(p, o),
        "level_accuracy": level_accuracy(f, o, rows["day"], pollutant),
        "persistence_level_accuracy": level_accuracy(p, o, rows["day"], pollutant),
        "level_within_one": level_accuracy(f, o, rows["day"], pollutant, within=1),
        "warn_pod": pod(warned),
        "warn_far": far(warned),
        "warn_csi": csi(warned),
        "warn_frequency_bias": frequency_bias(warned),
        "persistence_csi": csi(lasting),
        "brier_skill": brier_skill(rows[chance], happened),
        "pinball2": pinball(rows[list(QUANTILE_COLUMNS)], o),
        "coverage_90": coverage(rows["p05"], rows["p95"], o),
    }


def _level_limits(edition: IaqiBreakpoints, pollutant: str) -> Array:
    """Upper limits of levels 1 to 5, which end at IAQI 50, 100, 150, 200 and 300."""
    column = "o3_mda8" if pollutant == "o3_mda8" else f"{pollutant}_24h"
    limits = dict(zip(edition.iaqi, getattr(edition, column), strict=False))
    return np.array([limits[index] for index in _LEVEL_ENDS])


def _pairs(one: Values, other: Values) -> tuple[Array, Array]:
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    known = np.isfinite(a) & np.isfinite(b)
    return a[known], b[known]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
