"""How much each production line cuts at an alert level."""

from datetime import date

import numpy as np
import pandas as pd

from data.vocabulary import Emitted, MeasureKind
from emission_lists.measures import FILED, PENDING, MeasureTable

_EMISSIONS = [pollutant.column for pollutant in Emitted]


def curtail(lines: pd.DataFrame, table: MeasureTable, day: date) -> pd.DataFrame:
    """Apply the measures of a level to every production line.

    A line takes the measure of its industry and grade. Where the table has none, or a grade that
    acts on its own account had expired by ``day``, it takes the measure it filed for the level;
    without one it cuts nothing and is pending (措施待定). A line of grade A, A+ or 引领性 is ordered nothing: what it declared
    counts. 停产一半（以生产线计） stops whole lines of an enterprise within one industry, those
    of the largest emission first and at least half of them; a single line lowers its load instead.
    No line goes below its supply floor (保障类).

    Args:
        lines: The list, columns as ``data.tables.LINES``; shares 0 to 1, emissions kg/d. A missing
            supply floor is 0, a missing emission counts 0.
        table: What binds each industry and grade at the level.
        day: First day the measures apply to.

    Returns:
        The lines with ``kind``, ``cut_fraction`` (0 to 1), ``ordered`` (whether anything is
        ordered), ``rule``, ``reference``, ``basis``, ``transport``, ``filed`` (the filed text of
        this level), ``declared_fraction`` (the filed share; missing where none), ``grade_expired``
        and one ``*_cut_kg`` (kg/d) for each pollutant.

    Raises:
        ValueError: An industry or grade that the table does not know.
    """
    industry = _codes(lines["industry"], list(table.industries), "行业")
    grade = _codes(lines["grade"], [str(g) for g in table.grades], "绩效等级")
    expired = (pd.to_datetime(lines["grade_until"]) < pd.Timestamp(day)).to_numpy()
    bound = np.asarray(table.index)[industry * len(table.grades) + grade]

    measures = [*table.measures, PENDING]
    declared = lines[f"filed_{table.level}_share"].astype(float)
    filed = lines[f"filed_{table.level}"].fillna("").astype(str)
    kinds = np.array([measure.kind.value for measure in measures])
    # An expired grade loses its privilege; what it was ordered does not become weaker by expiry.
    bound = np.where(expired & (kinds[bound] == MeasureKind.SELF), measures.index(FILED), bound)
    without = (kinds[bound] == MeasureKind.FILED) & declared.isna().to_numpy()
    bound = np.where(without & (filed == "").to_numpy(), len(measures) - 1, bound)

    kind = kinds[bound]
    cut = np.array([measure.cut for measure in measures])[bound]
    own_account = (kind == MeasureKind.SELF) | (kind == MeasureKind.FILED)
    cut = np.where(own_account, declared.fillna(0.0), cut)
    by_line = kind == MeasureKind.STOP_SHARE
    if by_line.any():
        cut[by_line] = _whole_lines(lines[by_line], cut[by_line])
    floor = lines["supply_floor"].astype(float).fillna(0.0).to_numpy()
    cut = np.minimum(cut, 1 - floor)

    result = lines.assign(
        supply_floor=floor,
        kind=kind,
        cut_fraction=cut,
        ordered=(cut > 0) & (kind != MeasureKind.SELF),
        filed=filed,
        declared_fraction=declared,
        grade_expired=expired,
        **{
            name: _labelled(bound, [getattr(measure, name) for measure in measures])
            for name in ("rule", "reference", "basis", "transport")
        },
    )
    emissions = lines[_EMISSIONS].astype(float).fillna(0.0).to_numpy()
    cuts = emissions * cut[:, None]
    result[[pollutant.cut_column for pollutant in Emitted]] = cuts
    return result


def _codes(values: pd.Series, known: list[str], what: str) -> np.ndarray:
    codes = pd.Index(known, dtype=str).get_indexer(pd.Index(values.astype(str)))
    if (codes < 0).any():
        unknown = "、".join(sorted(set(values[codes < 0].astype(str)))[:5])
        raise ValueError(f"{what}不在名目中：{unknown}")
    return codes


def _labelled(index: np.ndarray, labels: list[str]) -> "pd.Categorical[str]":
    """The label of each position as a category, so that 1.5 million lines share a few texts."""
    distinct = list(dict.fromkeys(labels))
    place = np.array([distinct.index(label) for label in labels], dtype=np.int64)
    return pd.Categorical.from_codes(place[index], categories=pd.Index(distinct))


def _whole_lines(lines: pd.DataFrame, share: np.ndarray) -> np.ndarray:
    """Turn "half by line" into whole lines stopped, per enterprise and industry."""
    frame = pd.DataFrame(
        {
            "plant": lines["enterprise_id"].astype(str) + "\0" + lines["industry"].astype(str),
            "emission": lines[_EMISSIONS].astype(float).fillna(0.0).sum(axis=1),
            "line_id": lines["line_id"].astype(str),
            "share": share,
        }
    ).reset_index(drop=True)
    ranked = frame.sort_values(["emission", "line_id"], ascending=[False, True], kind="stable")
    plants = ranked.groupby("plant", sort=False)
    count = plants["line_id"].transform("size")
    rank = plants.cumcount()
    # Rounded first: 0.5 x 2 must not become 1.0000000002 lines and so stop both.
    stop = np.ceil(np.round(count * ranked["share"], 9))
    ranked["cut"] = np.where(count == 1, ranked["share"], (rank < stop).astype(float))
    return ranked["cut"].sort_index().to_numpy()
