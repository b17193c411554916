"""Scores of what is issued: tiered levels, the AQI as a range, primary pollutants, episodes.

As in :mod:`forecasting.verification` one function per score, with formula, range and reference;
pairs with a missing side are left out and what cannot be computed is NaN, never 0.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecasting.knowledge import DAY
from forecasting.verification import coverage

Values = npt.ArrayLike
_MATCH_DAYS = 2


def firm(
    called: Sequence[str],
    needed: Sequence[str],
    tiers: Sequence[str],
    act_chance: float,
    weights: Sequence[float] | None = None,
) -> float:
    """Score levels called against those that were right: fixed risk multicategorical score.

    For each tier a miss costs ``weight × (1 - act_chance)`` and a false alarm ``weight ×
    act_chance``; the score is the mean cost per issue. A forecaster whose chances are right does
    best by calling the highest tier whose chance reaches ``act_chance``, which is how
    recommendations are made here.

    Args:
        called: Tier called at each issue, empty text for none.
        needed: Tier that was right, empty text for none.
        tiers: All tiers, mildest first.
        act_chance: Chance from which a tier is called, between 0 and 1.
        weights: Importance of each tier; None: all 1.

    Returns:
        0 (perfect) to the sum of the weights × max(act_chance, 1 - act_chance); NaN without
        any issue. Taggart, Loveday and Griffiths 2022, doi:10.1002/qj.4266.

    Raises:
        ValueError: A level that is not among the tiers.
    """
    given = np.array([_rank(level, tiers) for level in called])
    right = np.array([_rank(level, tiers) for level in needed])
    if not len(given):
        return float("nan")
    cost = np.zeros(len(given))
    for number, weight in enumerate(weights or [1.0] * len(tiers), start=1):
        missed = (given < number) & (right >= number)
        false = (given >= number) & (right < number)
        cost += weight * ((1 - act_chance) * missed + act_chance * false)
    return float(cost.mean())


def firm_skill(
    called: Sequence[str], needed: Sequence[str], tiers: Sequence[str], act_chance: float
) -> float:
    """Share of the best constant level's FIRM that was saved: 1 - FIRM / FIRM of that level.

    -∞ to 1, perfect 1, 0 for always calling the same level (or none), whichever serves best; NaN
    where that makes no error.
    """
    constant = min(
        (firm([level] * len(needed), needed, tiers, act_chance) for level in ("", *tiers)),
        default=float("nan"),
    )
    return 1 - firm(called, needed, tiers, act_chance) / constant if constant else float("nan")


def range_accuracy(low: Values, high: Values, observed: Values) -> float:
    """Share of days whose AQI lay inside the range given, both ends included; 0 to 1.

    The wider the range the better this score: it says something only beside the width.
    """
    return coverage(low, high, observed)


def primary_accuracy(forecast: Sequence[str], observed: Sequence[str]) -> float:
    """Share of days on which a primary pollutant given was one observed; 0 to 1.

    Args:
        forecast: Pollutants joined by ``+``; empty text for none.
        observed: The same. Days without a primary pollutant (AQI at most 50) and days not known
            (missing) are left out; a forecast of none on the others is wrong.
    """
    hits = [
        bool(set(str(given).split("+")) & set(seen.split("+")))
        for given, seen in zip(forecast, observed, strict=True)
        if isinstance(seen, str) and seen
    ]
    return float(np.mean(hits)) if hits else float("nan")


def episode_timing(forecast: pd.Series, observed: pd.Series, threshold: float) -> pd.DataFrame:
    """Compare start and peak of each observed episode with the forecast of one lead day.

    An episode is a run of days strictly above ``threshold``; a missing day ends it. Its forecast is
    the first run of forecast days above the threshold that touches the episode or lies at most
    two days from it.

    Args:
        forecast: Values by day, all of one lead day.
        observed: Values by day.
        threshold: Same unit as both.

    Returns:
        One row per observed episode: ``start, days, start_error, peak_error`` in days, forecast
        minus observed, positive for too late; missing where the episode was not forecast.
    """
    both = pd.DataFrame({"forecast": forecast, "observed": observed}).sort_index().asfreq("D")
    foreseen = _runs(both["forecast"], threshold)
    rows = []
    for first, last in _runs(both["observed"], threshold):
        near = [
            (begin, end)
            for begin, end in foreseen
            if begin <= last + _MATCH_DAYS * DAY and end >= first - _MATCH_DAYS * DAY
        ]
        row: dict[str, object] = {"start": first, "days": (last - first).days + 1}
        row |= {"start_error": np.nan, "peak_error": np.nan}
        if near:
            begin, end = near[0]
            row["start_error"] = float((begin - first).days)
            foreseen_peak = _peak(both["forecast"], begin, end)
            row["peak_error"] = float((foreseen_peak - _peak(both["observed"], first, last)).days)
        rows.append(row)
    return pd.DataFrame(rows, columns=["start", "days", "start_error", "peak_error"])


def _rank(level: str, tiers: Sequence[str]) -> int:
    if not level:
        return 0
    if level not in tiers:
        raise ValueError(f"级别 {level} 不在 {'、'.join(tiers)} 之中")
    return list(tiers).index(level) + 1


def _runs(values: pd.Series, threshold: float) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """First and last day of each run above a threshold."""
    above = (values > threshold).to_numpy()
    edges = np.diff(np.concatenate([[0], above.astype(int), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    days = pd.DatetimeIndex(values.index)
    return list(zip(days[starts], days[ends], strict=True))


def _peak(values: pd.Series, first: pd.Timestamp, last: pd.Timestamp) -> pd.Timestamp:
    """Day of the highest value from ``first`` to ``last``, the first of equals."""
    run = values.loc[first:last]
    return pd.DatetimeIndex(run.index)[int(np.argmax(run.to_numpy()))]
