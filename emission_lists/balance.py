"""What the cuts add up to, against the target of the city."""

from collections.abc import Mapping

import pandas as pd

from data.vocabulary import AlertLevel, Emitted, Sector, SourceKind

_CUTS = [pollutant.cut_column for pollutant in Emitted]
_OFF = [f"{pollutant.value}_off_kg" for pollutant in Emitted]
_EMISSIONS = [pollutant.column for pollutant in Emitted]


def city_balance(
    curtailed: pd.DataFrame,
    city_totals: pd.DataFrame,
    level: AlertLevel,
    targets: Mapping[Emitted, float],
    other_sources: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compare all cuts with the share of the city's whole emission that has to be reached.

    Nothing is counted twice. What lines have off for other reasons than the alert is no cut. Where
    sources of a sector are listed one by one, their own cuts count, and the share of the sector
    applies to the rest of it only. Listed sources that add up to more than their sector count in
    proportion, up to the sector's total; those of no known sector (其他) do not count.

    Args:
        curtailed: Production lines with their ``*_cut_kg`` and ``*_off_kg`` columns, kg/d; missing
            ``*_off_kg`` columns mean that nothing is off.
        city_totals: The city's whole emission (全社会排放量), one row per ``sector`` with
            ``*_kg`` (kg/d) and ``cut_<level>`` (share 0 to 1 that mobile, dust and domestic
            sources cut; missing counts 0). Industry cuts come from the lines alone.
        level: Alert level.
        targets: Share of the whole emission to cut, by pollutant.
        other_sources: Sources outside industry, columns as ``data.tables.OTHER_SOURCES``; missing
            emissions and shares count 0.

    Returns:
        One row per pollutant: ``total_kg``, ``line_cut_kg``, ``source_cut_kg`` (of the sources
        listed), ``sector_cut_kg`` (of the rest of the sectors), ``cut_kg`` (all three),
        ``already_off_kg`` and ``shortfall_kg`` in kg/d, ``fraction`` reached and ``target`` from 0 to 1. A pollutant
        without target has neither target nor shortfall; one whose total is 0 has no fraction.
    """
    share = city_totals[f"cut_{level}"].astype(float).fillna(0.0)
    share = share.where(city_totals["sector"] != Sector.INDUSTRY.label, 0.0)
    emissions = city_totals[_EMISSIONS].fillna(0.0)
    listed, listed_cut = _of_sources(other_sources, city_totals["sector"], level)
    counted = (emissions / listed.where(listed > 0)).clip(upper=1.0).fillna(1.0)
    rest = (emissions - listed).clip(lower=0.0)
    balance = pd.DataFrame(
        {
            "total_kg": emissions.sum().to_numpy(),
            "line_cut_kg": curtailed[_CUTS].sum().to_numpy(),
            "source_cut_kg": (listed_cut * counted).sum().to_numpy(),
            "sector_cut_kg": rest.mul(share, axis="index").sum().to_numpy(),
        },
        index=pd.Index([str(pollutant) for pollutant in Emitted], name="pollutant"),
    )
    balance["cut_kg"] = balance[["line_cut_kg", "source_cut_kg", "sector_cut_kg"]].sum(axis=1)
    balance["already_off_kg"] = curtailed.reindex(columns=_OFF).fillna(0.0).sum().to_numpy()
    total = balance["total_kg"]
    balance["fraction"] = (balance["cut_kg"] / total).where(total > 0)
    balance["target"] = pd.Series(
        {str(pollutant): share for pollutant, share in targets.items()}, dtype=float
    ).reindex(balance.index)
    balance["shortfall_kg"] = (balance["target"] * total - balance["cut_kg"]).clip(lower=0)
    return balance


def _of_sources(
    sources: pd.DataFrame | None, sectors: pd.Series, level: AlertLevel
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Emission of the listed sources and their cut, kg/d, a row for each row of ``sectors``."""
    nothing = pd.DataFrame(0.0, index=sectors.index, columns=_EMISSIONS)
    if sources is None or sources.empty:
        return nothing, nothing
    by_kind = {str(kind): kind.sector.label for kind in SourceKind if kind.sector is not None}
    sector = sources["kind"].map(by_kind)
    emissions = sources[_EMISSIONS].astype(float).fillna(0.0)
    cuts = emissions.mul(sources[f"cut_{level}"].astype(float).fillna(0.0), axis="index")
    listed, cut = (
        kg.groupby(sector).sum().reindex(sectors).fillna(0.0).set_axis(sectors.index, axis="index")
        for kg in (emissions, cuts)
    )
    return listed, cut


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
