"""Totals of several levels at once, by enterprise, county, industry and for the city."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data import reference
from data.vocabulary import AlertLevel, Emitted
from emission_lists.curtailment import cut_shares, policy
from emission_lists.line_traits import Floats
from emission_lists.measures import MeasureTable
from emission_lists.situations import Situations

BLOCK = 16_384
"""Lines looked at in one go, so that what is in hand stays in the processor's cache."""

_CUTS = [pollutant.cut_column for pollutant in Emitted]


@dataclass(frozen=True)
class Totals:
    """Cuts of one level, kg/d; columns ``pm_cut_kg`` and so on."""

    level: AlertLevel
    by_enterprise: pd.DataFrame
    by_county: pd.DataFrame
    by_industry: pd.DataFrame
    city: pd.Series


def totals(listed: Situations, tables: Sequence[MeasureTable]) -> tuple[Totals, ...]:
    """Sum the cuts of a list at several levels.

    Works through the list in blocks of whole enterprises; no result is kept per line.

    Args:
        listed: The list made ready, with the filed measures of those levels.
        tables: What binds at each level, for the day and city of the list.

    Raises:
        ValueError: A table of another day or city: its rules are not those of the list.
    """
    for table in tables:
        if table.matrix.names_distance and not listed.distances:
            raise ValueError("本市措施按建成区区分，请以 distances=True 准备清单")
        if (table.day, table.city) != (listed.day, listed.city):
            raise ValueError(
                f"措施表是 {table.city} {table.day} 的，清单按 {listed.city} {listed.day} 准备，请重新准备"
            )
    policies = [policy(table, listed) for table in tables]
    sums = [np.zeros((len(Emitted), len(listed.starts))) for _ in tables]
    for rows, segments in _blocks(listed):
        ran = listed.ran[:, rows]
        begins = listed.starts[segments] - rows.start
        for rules, found in zip(policies, sums, strict=True):
            cut, _ = cut_shares(listed, rules, rows)
            found[:, segments] = np.add.reduceat(ran * cut, begins, axis=1)
    return tuple(_totals(listed, t.level, found) for t, found in zip(tables, sums, strict=True))


def _blocks(listed: Situations) -> list[tuple[slice, slice]]:
    """Cut the list between enterprises into slices of about ``BLOCK`` lines."""
    plants = np.flatnonzero(np.diff(listed.enterprise, prepend=-1))
    begins = listed.starts[plants]
    found: list[tuple[slice, slice]] = []
    first = 0
    while first < len(plants):
        last = int(np.searchsorted(begins, begins[first] + BLOCK, side="right")) - 1
        last = max(last, first + 1)
        done = last >= len(plants)
        rows = slice(int(begins[first]), len(listed) if done else int(begins[last]))
        ends = len(listed.starts) if done else int(plants[last])
        found.append((rows, slice(int(plants[first]), ends)))
        first = last
    return found


def _totals(listed: Situations, level: AlertLevel, by_segment: Floats) -> Totals:
    names = list(reference.industry_names())
    return Totals(
        level,
        _summed(by_segment, listed.enterprise, listed.enterprises, "enterprise_id"),
        _summed(by_segment, listed.county, listed.counties, "county"),
        _summed(by_segment, listed.industry, pd.Index(names), "industry"),
        pd.Series(by_segment.sum(axis=1), index=_CUTS),
    )


def _summed(values: Floats, codes: "np.ndarray[tuple[int], np.dtype[np.int32]]", names: pd.Index, title: str) -> pd.DataFrame:  # fmt: skip
    sums = np.stack([np.bincount(codes, one, len(names)) for one in values], axis=1)
    return pd.DataFrame(sums, index=names.rename(title), columns=pd.Index(_CUTS), copy=False)
