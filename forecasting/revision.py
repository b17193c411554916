"""A forecaster's revisions of a stored forecast: what may be said, what counts, how good it was.

The forecaster gives one number for a day: the AQI, or one pollutant's daily value. What follows
from it for the distribution stands in :mod:`forecasting.shifting`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from data.vocabulary import PRIMARY_ORDER, Pollutant

AQI = "aqi"
QUANTITIES = {AQI: "AQI"} | {each.daily: each.label for each in PRIMARY_ORDER}
"""What can be revised, with its name on screen."""
_HIGHEST = {AQI: 500.0, Pollutant.CO.daily: 150.0, "o3_mda8": 1200.0, "so2": 3000.0}
_HIGHEST_OTHER = 2000.0


class RevisionError(ValueError):
    """A revision that cannot be taken; the text says why."""


@dataclass(frozen=True)
class RevisedValue:
    """One number of a revision."""

    day: date
    quantity: str
    """A key of :data:`QUANTITIES`."""
    value: float | None
    """AQI, µg/m³ or (CO) mg/m³; None takes earlier revisions of it back."""


@dataclass(frozen=True)
class Revision:
    """A revision as recorded; a later one may replace it, nothing changes it."""

    id: int
    run_id: int
    made_at: datetime
    forecaster: str
    reason: str
    values: tuple[RevisedValue, ...]


def check(values: Iterable[RevisedValue], days: Iterable[date], reason: str) -> None:
    """Refuse a revision nobody could follow.

    Args:
        values: Its numbers.
        days: Days the forecast reaches.
        reason: Why the forecaster revises.

    Raises:
        RevisionError: No reason, no number, a day out of reach, or a value no day can have.
    """
    reach, given = sorted(days), list(values)
    if not reason.strip():
        raise RevisionError("请写明订正理由")
    if not given:
        raise RevisionError("没有订正任何数值，请至少订正一天的一项")
    for item in given:
        if item.quantity not in QUANTITIES:
            raise RevisionError(
                f"不能订正“{item.quantity}”，可订正：{'、'.join(QUANTITIES.values())}"
            )
        name = f"{item.day} 的 {QUANTITIES[item.quantity]}"
        if item.day not in reach:
            raise RevisionError(f"{name}不在预报的 {reach[0]} 至 {reach[-1]} 之内，请核对日期")
        lowest, highest = _bounds(item.quantity)
        if item.value is not None and not lowest <= item.value <= highest:
            raise RevisionError(f"{name}应在 {lowest:g} 至 {highest:g} 之间，现填 {item.value:g}")
    if len({(item.day, item.quantity) for item in given}) < len(given):
        raise RevisionError("同一天的同一项填了两次，请只留一个数值")
    for day in {item.day for item in given}:
        kinds = {
            item.quantity == AQI for item in given if item.day == day and item.value is not None
        }
        if len(kinds) > 1:
            raise RevisionError(f"{day} 同时订正了 AQI 与单项浓度，请只订正其中一种")


def in_force(revisions: Iterable[Revision]) -> dict[date, dict[str, float]]:
    """Return what counts of all revisions of a run, by day and quantity.

    The latest revision of each quantity counts. AQI and single pollutants of a day exclude each
    other: the kind revised last counts. What is taken back goes back to the forecast itself, not
    to an earlier revision.
    """
    found: dict[date, dict[str, float]] = {}
    for revision in sorted(revisions, key=lambda each: each.id):
        for item in revision.values:
            day = found.setdefault(item.day, {})
            day.pop(item.quantity, None)
            if item.value is not None:
                for other in [name for name in day if (name == AQI) != (item.quantity == AQI)]:
                    del day[other]
                day[item.quantity] = item.value
    return {day: values for day, values in sorted(found.items()) if values}


def beside_observed(
    original: pd.DataFrame, revised: pd.DataFrame, observed: pd.DataFrame
) -> pd.DataFrame:
    """Set original and revised medians beside what was observed.

    Args:
        original: ``day``, ``lead_days``, ``quantity``, ``value`` of the run.
        revised: The same of the revision, revised days and quantities only.
        observed: ``day`` and a column per quantity.

    Returns:
        ``day, lead_days, quantity, original, revised, observed, original_error, revised_error``
        (forecast minus observed) and ``better``: True where the revision came closer, False where
        the original did, missing where both were as close or nothing is observed yet.
    """
    keys = ["day", "lead_days", "quantity"]
    both = revised.merge(original, on=keys, how="left", suffixes=("", "_original"))
    long = observed.melt("day", var_name="quantity", value_name="observed")
    rows = both.merge(long, on=["day", "quantity"], how="left")
    rows = rows.rename(columns={"value": "revised", "value_original": "original"})
    rows["observed"] = rows["observed"].astype(float)
    for name in ("original", "revised"):
        rows[f"{name}_error"] = rows[name] - rows["observed"]
    gain = (rows["original_error"].abs() - rows["revised_error"].abs()).round(9)
    rows["better"] = (gain > 0).astype("boolean").mask(gain.isna() | (gain == 0))
    columns = [
        *keys,
        "original",
        "revised",
        "observed",
        "original_error",
        "revised_error",
        "better",
    ]
    return rows[columns].sort_values(keys, ignore_index=True)


def record(rows: pd.DataFrame) -> pd.DataFrame:
    """Sum up revisions that can be judged, by quantity.

    Args:
        rows: As :func:`beside_observed` gives them, of any number of runs.

    Returns:
        ``quantity``, ``days``, ``original_mae``, ``revised_mae`` and ``better_share`` (share of
        days the revision came closer, 0 to 1), days without observation left out.
    """
    known = rows.dropna(subset=["original_error", "revised_error"])
    groups = known.assign(
        original_mae=known["original_error"].abs(),
        revised_mae=known["revised_error"].abs(),
        better_share=known["better"].fillna(value=False).astype(float),
    ).groupby("quantity")
    means = groups[["original_mae", "revised_mae", "better_share"]].mean()
    means.insert(0, "days", groups.size())
    return means.reset_index()


def _bounds(quantity: str) -> tuple[float, float]:
    return (1.0 if quantity == AQI else 0.0), _HIGHEST.get(quantity, _HIGHEST_OTHER)
