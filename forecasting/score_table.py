"""Scores of many forecasts in one table, beside persistence and climatology."""

from typing import Literal

import numpy as np
import pandas as pd

from forecasting import verification
from forecasting.alert_scores import episode_timing, primary_accuracy, range_accuracy
from forecasting.distribution import ABOVE, ABOVE_COLUMNS, QUANTILE_COLUMNS
from forecasting.knowledge import DAY, HOURS_OF_DAY
from forecasting.verification import WARN_AT, WARNED

By = Literal["lead_days", "season", "level"]
SEASONS = ("冬季", "春季", "夏季", "秋季")
"""December to February, March to May, June to August, September to November."""
_YESTERDAY = 7
_AQI_ENDS = (50, 100, 150, 200, 300)  # of levels 1 to 5, HJ 633-2012 and -2026, table of levels


def paired(
    made: pd.DataFrame, climatology: pd.DataFrame, observed: pd.DataFrame, issue_hour: int
) -> pd.DataFrame:
    """Set forecasts beside what was observed and beside what knows nothing.

    Args:
        made: Forecast frame of one city, several issue days.
        climatology: Forecast frame of the climatology from the same issue days.
        observed: Daily observations: ``city``, ``day`` and pollutant columns.
        issue_hour: Hour of issue; below 24 persistence is the value of the day before.

    Returns:
        The forecasts with ``observed``, ``persistence`` (the last complete day's value, at most a
        week old) and ``climatology``; each missing where unknown.
    """
    truth = observed.melt(
        id_vars=["city", "day"],
        value_vars=[name for name in made["pollutant"].unique() if name in observed],
        var_name="pollutant",
        value_name="observed",
    )
    keys = ["city", "issue_day", "lead_days", "day", "pollutant"]
    usual = climatology[[*keys, "mean"]].rename(columns={"mean": "climatology"})
    rows = made.merge(truth, how="left", on=["city", "day", "pollutant"])
    rows = rows.merge(usual, how="left", on=keys)
    anchor = rows["issue_day"] - DAY if issue_hour < HOURS_OF_DAY else rows["issue_day"]
    wide = truth.pivot(index="day", columns=["city", "pollutant"], values="observed")
    lasting = wide.asfreq("D").ffill(limit=_YESTERDAY).unstack()
    wanted = pd.MultiIndex.from_arrays([rows["city"], rows["pollutant"], anchor])
    return rows.assign(persistence=lasting.reindex(wanted).to_numpy())


def scores(rows: pd.DataFrame, pollutant: str, by: By = "lead_days") -> pd.DataFrame:
    """Score forecasts by lead day, season of the day or AQI level observed.

    Args:
        rows: As :func:`paired` gives them; pairs with a missing side are left out.
        pollutant: ``pm25`` or ``o3_mda8``.
        by: What to group by.

    Returns:
        One row per group: ``days``, ``events`` (days above 150 µg/m³ of PM2.5, 160 of O3),
        ``rmse``, ``mae``, ``persistence_rmse``, ``climatology_rmse`` (µg/m³), ``nmb``, ``r``,
        ``skill_persistence``, ``skill_climatology``, ``level_accuracy``, ``pod``, ``far``, ``csi``
        (warned at chance 0.3), ``brier_skill``, ``coverage`` of the 5-95 % range and ``crps``
        (µg/m³, from the quantiles). Formulas as in :mod:`forecasting.verification`; NaN where
        undefined.
    """
    mine = rows[rows["pollutant"] == pollutant].dropna(
        subset=["mean", "observed", "persistence", "climatology"]
    )
    groups = _groups(mine, pollutant, by)
    table = {key: _scores(group, pollutant) for key, group in mine.groupby(groups, sort=True)}
    frame = pd.DataFrame.from_dict(table, orient="index")
    if by == "season":
        frame = frame.reindex([name for name in SEASONS if name in frame.index])
    frame.index.name = by
    return frame


def aqi_scores(rows: pd.DataFrame) -> pd.DataFrame:
    """Score the AQI as it is given out: level, range and primary pollutant, by lead day.

    Args:
        rows: Rows of the AQI as records keep them: ``lead_days, p10, p50, p90, primary, observed,
            observed_primary``; days not observed are left out.

    Returns:
        One row per lead day: ``days``, ``level_accuracy`` and ``level_within_one`` of the median,
        ``range_accuracy`` and ``range_width`` (AQI) of the 10-90 % range, ``primary_accuracy``.
    """
    known = rows.dropna(subset=["observed", "p50"])
    table = {}
    for lead, group in known.groupby("lead_days"):
        seen = np.searchsorted(_AQI_ENDS, group["observed"], side="left")
        given = np.searchsorted(_AQI_ENDS, group["p50"], side="left")
        table[lead] = {
            "days": len(group),
            "level_accuracy": float((seen == given).mean()),
            "level_within_one": float((np.abs(seen - given) <= 1).mean()),
            "range_accuracy": range_accuracy(group["p10"], group["p90"], group["observed"]),
            "range_width": float((group["p90"] - group["p10"]).mean()),
            "primary_accuracy": primary_accuracy(
                group["primary"].tolist(), group["observed_primary"].tolist()
            ),
        }
    frame = pd.DataFrame.from_dict(table, orient="index")
    frame.index.name = "lead_days"
    return frame


def episodes(rows: pd.DataFrame, pollutant: str) -> pd.DataFrame:
    """Start and peak of each observed episode beside the median of one lead day.

    Args:
        rows: As :func:`paired` gives them, of one city and one lead day.
        pollutant: ``pm25`` or ``o3_mda8``; an episode is a run of days above 150 or 160 µg/m³.

    Returns:
        As :func:`forecasting.alert_scores.episode_timing` gives them.
    """
    mine = rows[rows["pollutant"] == pollutant].set_index("day")
    return episode_timing(mine["p50"], mine["observed"], WARNED[pollutant])


def _groups(rows: pd.DataFrame, pollutant: str, by: By) -> pd.Series:
    if by == "season":
        number = rows["day"].dt.month.to_numpy() % 12 // 3
        return pd.Series(np.array(SEASONS, dtype=object)[number], index=rows.index)
    if by == "level":
        found = verification.levels(rows["observed"], rows["day"], pollutant)
        return pd.Series(found.astype(int), index=rows.index)
    return rows["lead_days"]


def _scores(rows: pd.DataFrame, pollutant: str) -> dict[str, float]:
    f, o = rows["mean"], rows["observed"]
    limit = WARNED[pollutant]
    chance = rows[ABOVE_COLUMNS[ABOVE[pollutant].index(limit)]]
    happened = o > limit
    warned = verification.warned_contingency(chance >= WARN_AT, happened)
    error = verification.rmse(f, o)
    lasting = verification.rmse(rows["persistence"], o)
    usual = verification.rmse(rows["climatology"], o)
    return {
        "days": len(rows),
        "events": int(happened.sum()),
        "rmse": error,
        "mae": verification.mae(f, o),
        "nmb": verification.nmb(f, o),
        "r": verification.r(f, o),
        "persistence_rmse": lasting,
        "climatology_rmse": usual,
        "skill_persistence": verification.skill(error, lasting),
        "skill_climatology": verification.skill(error, usual),
        "level_accuracy": verification.level_accuracy(f, o, rows["day"], pollutant),
        "pod": verification.pod(warned),
        "far": verification.far(warned),
        "csi": verification.csi(warned),
        "brier_skill": verification.brier_skill(chance, happened),
        "coverage": verification.coverage(rows["p05"], rows["p95"], o),
        "crps": verification.pinball(rows[list(QUANTILE_COLUMNS)], o),
    }
