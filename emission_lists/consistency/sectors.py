"""The denominator and the sources outside industry."""

from collections.abc import Iterator
from itertools import pairwise

from data.columns import CellIssue
from data.tables import CITY_TOTALS, OTHER_SOURCES
from data.vocabulary import RESPONSE_LEVELS, Emitted, Sector, SourceKind
from emission_lists.consistency.inspection import Inspection, at, blank, header_of

_CUTS = [f"cut_{level}" for level in RESPONSE_LEVELS]


def all_sectors_are_there(case: Inspection) -> Iterator[CellIssue]:
    """The denominator holds all four kinds of sources."""
    missing = [s.label for s in Sector if s.label not in set(case.city_totals["sector"])]
    if missing:
        yield CellIssue(
            "排放源",
            f"缺 {'、'.join(missing)}；分母须含全部四类源，没有的填 0",
            sheet=CITY_TOTALS.sheet,
        )


def sector_cuts_name_their_source(case: Inspection) -> Iterator[CellIssue]:
    """A cut of mobile, dust or domestic sources needs its source; industry has none of its own."""
    given = case.city_totals[case.city_totals[_CUTS].fillna(0).gt(0).any(axis=1)]
    industry = given["sector"] == Sector.INDUSTRY.label
    for column in _CUTS:
        filled = given[industry & (given[column] > 0)]
        yield from at(filled, CITY_TOTALS, column, "工业源由生产线累加，此处须填空")
    unsourced = given[~industry & blank(given["cut_source"])]
    yield from at(unsourced, CITY_TOTALS, "cut_source", "填了减排比例就须写明依据")


def sector_cuts_rise_with_the_level(case: Inspection) -> Iterator[CellIssue]:
    """A stricter level never cuts less of a sector or source than a milder one."""
    for table, frame in ((CITY_TOTALS, case.city_totals), (OTHER_SOURCES, case.other_sources)):
        known = frame[_CUTS].astype(float).ffill(axis="columns")
        for milder, stricter in pairwise(_CUTS):
            falling = frame[frame[stricter].astype(float) < known[milder]]
            yield from at(
                falling, table, stricter, "小于较低级别的减排比例，请核对", blocking=False
            )


def other_sources_name_their_cut(case: Inspection) -> Iterator[CellIssue]:
    """A cut of a source outside industry needs its source, and something that can be looked at."""
    sources = case.other_sources
    given = sources[sources[_CUTS].fillna(0).astype(float).gt(0).any(axis=1)]
    yield from at(
        given[blank(given["cut_source"])], OTHER_SOURCES, "cut_source",
        "填了减排比例就须写明依据，请补填",
    )  # fmt: skip
    for level in RESPONSE_LEVELS:
        silent = given[(given[f"cut_{level}"] > 0) & blank(given[f"measure_{level}"])]
        yield from at(
            silent, OTHER_SOURCES, f"measure_{level}",
            "填了减排比例却没有措施，现场无从核查，请写明措施", blocking=False,
        )  # fmt: skip


def other_sources_stay_below_their_sector(case: Inspection) -> Iterator[CellIssue]:
    """Listed sources outside industry cannot emit more than the sector they are part of."""
    sources = case.other_sources
    if sources.empty:
        return
    sector = sources["kind"].map(
        {str(kind): kind.sector.label for kind in SourceKind if kind.sector}
    )
    totals = case.city_totals.drop_duplicates("sector").set_index("sector")
    for pollutant in Emitted:
        listed = sources[pollutant.column].astype(float).groupby(sector).sum()
        for name, amount in listed.items():
            total = float(totals[pollutant.column].get(name, float("nan")))
            # A sum of decimals carries rounding noise, see the check of lines.
            if amount > total * (1 + 1e-9):
                row = case.city_totals.index[case.city_totals["sector"] == name][0]
                yield CellIssue(
                    header_of(CITY_TOTALS, pollutant.column),
                    f"{name}全社会排放量 {total:,.1f} kg/d 小于“{OTHER_SOURCES.sheet}”表同类源合计 "
                    f"{amount:,.1f} kg/d，请核对单位或补全分母",
                    int(str(row)),
                    sheet=CITY_TOTALS.sheet,
                )


def sites_have_a_grade(case: Inspection) -> Iterator[CellIssue]:
    """Construction sites are managed by their grade; other sources have none."""
    sources = case.other_sources
    site = sources["kind"] == SourceKind.CONSTRUCTION
    graded = ~blank(sources["site_grade"])
    yield from at(
        sources[site & ~graded], OTHER_SOURCES, "site_grade",
        "施工工地未填等级，无法分级管控，请补填", blocking=False,
    )  # fmt: skip
    yield from at(
        sources[~site & graded], OTHER_SOURCES, "site_grade",
        "只有施工工地评等级，请删去或改正类别", blocking=False,
    )  # fmt: skip


def other_sources_have_a_contact(case: Inspection) -> Iterator[CellIssue]:
    """A source that has to act can be told to."""
    sources = case.other_sources
    acting = (
        sources[[f"measure_{level}" for level in RESPONSE_LEVELS]]
        .fillna("")
        .astype(bool)
        .any(axis=1)
    )
    bare = sources[acting & blank(sources["phone"])]
    yield from at(bare, OTHER_SOURCES, "phone", "有措施却没有联系电话，请补填", blocking=False)
