"""Trigger chances of past issue days: made as a morning would have made them, judged afterwards.

An alert asks for several bad days in a row, so its chance comes from joint paths. Whether such
chances can be trusted shows only over many issues: of those given 60 to 70 %, six or seven in ten
should have come true.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from forecasting.error_ranks import past_ranks
from forecasting.knowledge import HOURS_OF_DAY, History, Knowledge, issue_moment
from forecasting.models.base import Model
from forecasting.models.direct import DirectModel
from forecasting.trajectories import aqi_paths, sample
from forecasting.verification import (
    brier_skill,
    csi,
    far,
    pod,
    warned_contingency,
)

PATHS = 200
"""Joint paths of each past issue; a chance is known to about three points with them."""
BLOCK_DAYS = 14
"""Issues of a fortnight share their episodes: an issue looks a week ahead, so those of a week
speak of the same days."""
_DRAWS = 2000
BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class PastIssue:
    """A forecast from one past moment.

    Attributes:
        day: Day of issue.
        moment: Time of issue.
        quantiles: Frame of :data:`forecasting.models.base.FORECAST_COLUMNS`.
        paths: As :func:`forecasting.trajectories.aqi_paths` gives them; empty without a forecast.
    """

    day: pd.Timestamp
    moment: datetime
    quantiles: pd.DataFrame
    paths: pd.DataFrame


def past_issues(
    model: Model,
    history: History,
    issue_days: Iterable[pd.Timestamp],
    lead_days: int,
    *,
    issue_hour: int = HOURS_OF_DAY,
    refit_every: int,
    paths: int = PATHS,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[PastIssue]:
    """Forecast from each past day in turn with quantiles and joint paths.

    The quantiles are those of :func:`forecasting.backtest.backtest`: the model is fitted at the
    first day and again whenever ``refit_every`` days have passed, and sees nothing later.

    Args:
        model: An unfitted model of all pollutants, since paths are of the AQI.
        history: The whole record.
        issue_days: Days of issue, rising.
        lead_days: Last lead day.
        issue_hour: Hours of the issue day known, 1 to 24.
        refit_every: Days between fits.
        paths: Joint paths of each issue.
        progress: Told the number of issue days done and their total.
    """
    days = [pd.Timestamp(day).normalize() for day in issue_days]
    fitted_on: pd.Timestamp | None = None
    ranks = pd.DataFrame()
    for number, day in enumerate(days):
        known = Knowledge.cut(history, issue_moment(day, issue_hour))
        if fitted_on is None or (day - fitted_on).days >= refit_every:
            model = model.fit(known)
            fitted_on = day
            ranks = _ranks(model, known.first_lead)
        quantiles = model.predict(known, lead_days)
        drawn = pd.DataFrame()
        if len(quantiles):
            drawn = aqi_paths(sample(quantiles, ranks, paths, seed=day.toordinal()))
        yield PastIssue(day, known.issue, quantiles, drawn)
        if progress:
            progress(number + 1, len(days))


def reliability(
    chances: pd.Series, happened: pd.Series, blocks: pd.Series | None = None
) -> pd.DataFrame:
    """How often it came true when a chance of each size was given.

    Args:
        chances: Chances given, 0 to 1.
        happened: Whether it came true; missing where that is not known yet.
        blocks: What issues share their episodes, as :func:`blocks` gives it. None: each issue is
            taken to be independent, which makes the range too narrow.

    Returns:
        ``low, high`` (ends of the bin, 0 to 1; the last includes 1), ``chance`` (mean of those
        given), ``issues``, ``events``, ``frequency``, and ``frequency_low, frequency_high``: the
        range in which the share would lie in nine of ten records of this length if the chances
        were right and issues of a block shared one fate. Empty bins have no row.
    """
    known = happened.notna().to_numpy() & chances.notna().to_numpy()
    p = chances.to_numpy(dtype=float)[known]
    e = happened.to_numpy()[known].astype(float)
    place = np.clip(np.searchsorted(BINS, p, side="right") - 1, 0, len(BINS) - 2)
    shared = np.arange(len(p)) if blocks is None else pd.factorize(blocks[known])[0]
    generator = np.random.default_rng(0)
    rows = []
    for number in np.unique(place):
        mine = place == number
        _, fate = np.unique(shared[mine], return_inverse=True)
        drawn = (generator.random((_DRAWS, fate.max() + 1))[:, fate] < p[mine]).mean(axis=1)
        rows.append(
            {
                "low": BINS[number],
                "high": BINS[number + 1],
                "chance": float(p[mine].mean()),
                "issues": int(mine.sum()),
                "events": int(e[mine].sum()),
                "frequency": float(e[mine].mean()),
                "frequency_low": float(np.quantile(drawn, 0.05)),
                "frequency_high": float(np.quantile(drawn, 0.95)),
            }
        )
    columns = ["low", "high", "chance", "issues", "events", "frequency"]
    return pd.DataFrame(rows, columns=[*columns, "frequency_low", "frequency_high"])


def blocks(triggers: pd.DataFrame) -> pd.Series:
    """Name what issues share their episodes: the city and the fortnight of issue.

    Args:
        triggers: ``issue_day`` and perhaps ``city``.
    """
    fortnight = (triggers["issue_day"] - pd.Timestamp(0)).dt.days // BLOCK_DAYS
    city = triggers["city"].astype(str) if "city" in triggers else ""
    return city + "/" + fortnight.astype(str)


def gap(triggers: pd.DataFrame) -> dict[str, float]:
    """Mean chance beside the share that came true, with the sampling error of their difference.

    Args:
        triggers: ``issue_day, chance, happened`` (missing where not known yet) of one level,
            perhaps of several cities in ``city``.

    Returns:
        ``issues, blocks, events, chance, frequency``, ``gap`` (chance minus frequency) and
        ``gap_low, gap_high``, the range of the gap in nine of ten resamples of whole blocks
        (block bootstrap; Künsch 1989, doi:10.1214/aos/1176347265). A range that holds 0 means:
        right within sampling error. NaN without any issue.
    """
    known = triggers.dropna(subset=["chance", "happened"])
    if known.empty:
        nothing = dict.fromkeys(("chance", "frequency", "gap", "gap_low", "gap_high"), np.nan)
        return {"issues": 0, "blocks": 0, "events": 0} | nothing
    excess = known["chance"].astype(float) - known["happened"].astype(float)
    parts = excess.groupby(blocks(known)).agg(["sum", "size"])
    total, size = parts["sum"].to_numpy(), parts["size"].to_numpy()
    drawn = np.random.default_rng(0).integers(0, len(parts), (_DRAWS, len(parts)))
    gaps = total[drawn].sum(axis=1) / size[drawn].sum(axis=1)
    return {
        "issues": len(known),
        "blocks": len(parts),
        "events": int(known["happened"].astype(bool).sum()),
        "chance": float(known["chance"].mean()),
        "frequency": float(known["happened"].astype(float).mean()),
        "gap": float(excess.mean()),
        "gap_low": float(np.quantile(gaps, 0.05)),
        "gap_high": float(np.quantile(gaps, 0.95)),
    }


def scores(triggers: pd.DataFrame, act_chance: float) -> pd.DataFrame:
    """Scores of the chances of each level.

    Args:
        triggers: ``level``, ``chance`` and ``happened`` (missing where not known yet), one row
            per issue day and level.
        act_chance: Chance from which the level counts as warned, 0 to 1.

    Returns:
        One row per level: ``issues``, ``events``, ``mean_chance``, ``brier_skill`` (against always
        giving the share of events), ``pod``, ``far``, ``csi``. What cannot be computed is NaN.
    """
    known = triggers.dropna(subset=["chance", "happened"])
    result = {}
    for level, group in known.groupby("level", sort=False):
        happened = group["happened"].astype(bool)
        counts = warned_contingency(group["chance"] >= act_chance, happened)
        result[level] = {
            "issues": len(group),
            "events": int(happened.sum()),
            "mean_chance": float(group["chance"].mean()),
            "brier_skill": brier_skill(group["chance"], happened),
            "pod": pod(counts),
            "far": far(counts),
            "csi": csi(counts),
        }
    return pd.DataFrame.from_dict(result, orient="index")


def flips(called: pd.Series) -> tuple[int, int, int]:
    """Count how often a recommendation changed from one day to the next.

    Args:
        called: Level recommended (empty text for none), indexed by day of issue. Only days that
            follow one another are compared.

    Returns:
        Pairs of successive days, changes among them, and changes taken back the day after.
    """
    days = called.sort_index().asfreq("D")
    after, later = days.shift(-1), days.shift(-2)
    pairs = days.notna() & after.notna()
    changed = pairs & (days != after)
    back = changed & later.notna() & (later == days)
    return int(pairs.sum()), int(changed.sum()), int(back.sum())


def _ranks(model: Model, first_lead: int) -> pd.DataFrame:
    """Past error ranks with lead days as the issue counts them."""
    ranks = past_ranks(model) if isinstance(model, DirectModel) else pd.DataFrame()
    return ranks.assign(lead_days=ranks["lead_days"] - 1 + first_lead) if len(ranks) else ranks
