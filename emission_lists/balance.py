"""What the cuts add up to, against the target of the city."""

from collections.abc import Mapping

import pandas as pd

from data.vocabulary import AlertLevel, Emitted, Sector

_CUTS = [pollutant.cut_column for pollutant in Emitted]
_EMISSIONS = [pollutant.column for pollutant in Emitted]


def city_balance(
    curtailed: pd.DataFrame,
    city_totals: pd.DataFrame,
    level: AlertLevel,
    targets: Mapping[Emitted, float],
) -> pd.DataFrame:
    """Compare all cuts with the share of the city's whole emission that has to be reached.

    Args:
        curtailed: Production lines with their ``*_cut_kg`` columns, kg/d.
        city_totals: The city's whole emission (全社会排放量), one row per ``sector`` with
            ``*_kg`` (kg/d) and ``cut_<level>`` (share 0 to 1 that mobile, dust and domestic
            sources cut; missing counts 0). Industry cuts come from the lines alone.
        level: Alert level.
        targets: Share of the whole emission to cut, by pollutant.

    Returns:
        One row per pollutant: ``total_kg``, ``line_cut_kg``, ``sector_cut_kg``, ``cut_kg``,
        ``already_off_kg`` (0 while the list holds no line that other rules already stopped) and
        ``shortfall_kg`` in kg/d, ``fraction`` reached and ``target`` from 0 to 1. A pollutant
        without target has neither target nor shortfall; one whose total is 0 has no fraction.
    """
    share = city_totals[f"cut_{level}"].astype(float).fillna(0.0)
    share = share.where(city_totals["sector"] != Sector.INDUSTRY.label, 0.0)
    emissions = city_totals[_EMISSIONS].fillna(0.0)
    balance = pd.DataFrame(
        {
            "total_kg": emissions.sum().to_numpy(),
            "line_cut_kg": curtailed[_CUTS].sum().to_numpy(),
            "sector_cut_kg": emissions.mul(share, axis="index").sum().to_numpy(),
        },
        index=pd.Index([str(pollutant) for pollutant in Emitted], name="pollutant"),
    )
    balance["cut_kg"] = balance["line_cut_kg"] + balance["sector_cut_kg"]
    balance["already_off_kg"] = 0.0
    total = balance["total_kg"]
    balance["fraction"] = (balance["cut_kg"] / total).where(total > 0)
    balance["target"] = pd.Series(
        {str(pollutant): share for pollutant, share in targets.items()}, dtype=float
    ).reindex(balance.index)
    balance["shortfall_kg"] = (balance["target"] * total - balance["cut_kg"]).clip(lower=0)
    return balance


def totals_by(curtailed: pd.DataFrame, by: str) -> pd.DataFrame:
    """Sum emissions and cuts by ``enterprise_id``, ``industry``, ``county`` or ``grade``.

    Returns:
        One row per group, largest cut first: ``lines``, ``cut_lines`` (with any cut) and the
        ``*_kg`` and ``*_cut_kg`` sums, kg/d. Lines without the key form a group of their own, so
        that the sums are those of the whole list.
    """
    counted = curtailed.assign(lines=1, cut_lines=(curtailed["cut_fraction"] > 0).astype(int))
    columns = ["lines", "cut_lines", *_EMISSIONS, *_CUTS]
    summed = counted.groupby(by, observed=True, sort=True, dropna=False)[columns].sum()
    order = summed[_CUTS].sum(axis=1).sort_values(ascending=False, kind="stable").index
    return summed.loc[order]
