"""Emissions of lines: below the city's, in proportion to capacity, not nothing."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.columns import CellIssue
from data.tables import CITY_TOTALS, LINES
from data.vocabulary import Emitted, Sector
from emission_lists.consistency.inspection import Inspection, at, blank, header_of

_EMISSIONS = [pollutant.column for pollutant in Emitted]
LEAST_LINES = 8
"""Lines of one industry, process and unit from which a range is taken."""
_SPREADS = 3.5
"""Robust standard deviations (1.4826 x MAD) from the median beyond which a value is odd."""
_LEAST_FACTOR = 3.0
"""No value within this factor of the median is odd, however alike the others are."""


def lines_stay_below_the_city(case: Inspection) -> Iterator[CellIssue]:
    """The listed lines cannot emit more than the whole industry of the city."""
    industry = case.city_totals[case.city_totals["sector"] == Sector.INDUSTRY.label]
    if industry.empty:
        return
    for pollutant in Emitted:
        total = float(industry[pollutant.column].iloc[0])
        listed = float(case.lines[pollutant.column].sum())
        # A sum of decimals carries rounding noise: 0.1 three times is more than 0.3.
        if listed > total * (1 + 1e-9):
            yield CellIssue(
                header_of(CITY_TOTALS, pollutant.column),
                f"工业源全社会排放量 {total:,.1f} kg/d 小于生产线合计 {listed:,.1f} kg/d，"
                f"请核对单位（t/a 与 kg/d）或补全分母",
                int(str(industry.index[0])),
                sheet=CITY_TOTALS.sheet,
            )
        single = case.lines[case.lines[pollutant.column] > total]
        yield from at(
            single, LINES, pollutant.column, f"大于全市工业源 {total:,.1f} kg/d，请核对单位"
        )


def lines_emit_something(case: Inspection) -> Iterator[CellIssue]:
    """A line without any emission counts nothing and is cut to no effect."""
    nothing = case.lines[_EMISSIONS].fillna(0).eq(0).all(axis=1)
    yield from at(
        case.lines[nothing], LINES, "pm_kg",
        "四项排放量全为 0，减排量也为 0；确不排放的不必列入，否则请补填", blocking=False,
    )  # fmt: skip


def emissions_fit_the_capacity(case: Inspection) -> Iterator[CellIssue]:
    """Emission per capacity lies within the range of like lines of this very list.

    Like lines are those of one industry, process and capacity unit, at least ``LEAST_LINES``. The
    range is the median of the logarithms plus or minus 3.5 robust standard deviations
    (1.4826 x median absolute deviation), and never narrower than a factor of 3. No outside factor
    is used.
    """
    lines = case.lines
    keys = pd.DataFrame(
        {
            "industry": lines["industry"].astype(str),
            "process": case.process_words,
            "unit": lines["capacity_unit"].fillna("").astype(str),
        }
    )
    like = keys.groupby(["industry", "process", "unit"], sort=False).ngroup()
    for pollutant in Emitted:
        known = (lines["capacity"] > 0) & (lines[pollutant.column] > 0)
        per_unit = lines.loc[known, pollutant.column] / lines.loc[known, "capacity"]
        ratio = pd.Series(np.log10(per_unit), index=per_unit.index)
        group = like[known]
        by = ratio.groupby(group)
        middle = by.transform("median")
        away = (ratio - middle).abs()
        spread = 1.4826 * away.groupby(group).transform("median")
        enough = by.transform("size") >= LEAST_LINES
        odd = enough & (away > np.maximum(_SPREADS * spread, np.log10(_LEAST_FACTOR)))
        rows = lines.loc[odd.index[odd]]
        factor = 10 ** (ratio - middle)[odd]
        yield from at(
            rows, LINES, pollutant.column,
            [
                f"按产能折算为本清单同行业“{process}”中位数的 {times:.3g} 倍，超出同类范围，"
                f"请核对排放量、产能及其单位"
                for process, times in zip(case.process_words[rows.index], factor, strict=True)
            ],
            blocking=False,
        )  # fmt: skip


def capacities_have_a_unit(case: Inspection) -> Iterator[CellIssue]:
    """A capacity without its unit is no capacity."""
    given = case.lines[["capacity", "eia_capacity", "permit_capacity", "last_output"]].notna()
    bare = case.lines[given.any(axis=1) & blank(case.lines["capacity_unit"])]
    yield from at(
        bare, LINES, "capacity_unit", "填了产能却没有单位，请补填（如 万t/a）", blocking=False
    )
