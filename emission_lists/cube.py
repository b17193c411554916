"""What-if totals without looking at the lines again.

Lines are summed once per cell (city x industry x grade x process, with what else decides a rule).
Within a cell a share s takes ``max(filed, min(s, room))`` of each line, a piecewise linear function
of s; its knots and the sums between them are kept, so the total of any share is two look-ups and
exact. Cells whose lines need one another (whole lines of a plant) or their own capacity are judged
line by line.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.vocabulary import AlertLevel, Emitted
from emission_lists.curtailment import Policy, cut_shares, policy
from emission_lists.grammar.effect import Mode
from emission_lists.line_traits import Floats
from emission_lists.measures import MeasureTable
from emission_lists.situations import Situations

AXES = ("city", "industry", "grade", "process")
_COLUMNS = pd.Index([pollutant.cut_column for pollutant in Emitted])
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cube:
    """A list summed by cell for one level."""

    listed: Situations
    level: AlertLevel
    axes: dict[str, tuple[Places, pd.Index]]
    """Per axis the place of each cell and the names of the places."""
    sizes: Places
    """Lines of each cell."""
    least: Floats
    """What filed measures alone take, pollutant x cell, kg/d."""
    most: Floats
    """What a stop takes, pollutant x cell, kg/d."""
    knots: Floats
    """Cell number x 2 + share, rising over all cells."""
    base: Floats
    """Where the knots of each cell begin."""
    sums: Floats
    """(Knot + 1) x 8: kg/d that follow the share, summed up to each knot, then the same times the
    share at the knot, by pollutant."""
    before: Floats
    """``sums`` where each cell begins, 2 x pollutant x cell."""
    rows: Places
    """Lines by cell; within a cell in the order of the list made ready."""
    drawn: dict[bytes, Situations] = field(default_factory=dict, compare=False, repr=False)
    """Lines of cells that were judged line by line before, kept for the next question."""


def cube(listed: Situations, level: AlertLevel) -> Cube:
    """Sum a list once for what-if questions at a level.

    Args:
        listed: The list made ready, with the filed measures of the level.
        level: Yellow, orange or red.
    """
    cells, size = listed.key, len(listed.traits)
    filed = listed.filed[level]
    highest = np.maximum(filed, listed.part)
    ran = listed.ran
    stop = np.maximum(filed, listed.room)
    at = np.concatenate([cells * 2.0 + filed, cells * 2.0 + highest])
    order = np.argsort(at, kind="stable")
    slopes = np.concatenate([ran, -ran], axis=1)[:, order]
    shares = np.concatenate([filed, highest])[order]
    sums = np.zeros((len(order) + 1, 2 * len(Emitted)))
    np.cumsum(np.concatenate([slopes, slopes * shares]).T, axis=0, out=sums[1:])
    knots, base = at[order], np.arange(size, dtype=float) * 2.0
    return Cube(
        listed=listed, level=level,
        axes={
            "city": _axis([listed.city] * size, "city"),
            **{name: _axis([getattr(one, name) for one in listed.traits], name) for name in AXES[1:]},
        },
        sizes=np.bincount(cells, minlength=size),
        least=_by_cell(ran * filed, cells, size), most=_by_cell(ran * stop, cells, size),
        knots=knots, base=base, sums=sums,
        before=sums[np.searchsorted(knots, base, side="left")].T.reshape(2, len(Emitted), size),
        rows=np.argsort(cells, kind="stable"),
    )  # fmt: skip


def what_if(summed: Cube, table: MeasureTable, by: str = "city") -> pd.DataFrame:
    """Total the cuts another table would bring, equal to a full evaluation.

    Args:
        summed: The list summed for the level of the table.
        table: What would bind: other rules, another adopted set, another window.
        by: Axis to keep, of ``AXES``.

    Returns:
        One row per value of the axis, ``*_cut_kg`` in kg/d.

    Raises:
        ValueError: A table of another level, day or city.
    """
    listed = summed.listed
    if (table.level, table.day, table.city) != (summed.level, listed.day, listed.city):
        raise ValueError(
            f"汇总是 {listed.city} {listed.day} {summed.level.label}的，措施表不同，请重新汇总"
        )
    codes, names = summed.axes[by]
    cuts = cell_cuts(summed, policy(table, listed))
    sums = np.stack([np.bincount(codes, one, len(names)) for one in cuts], axis=1)
    return pd.DataFrame(sums, index=names, columns=_COLUMNS)


def cell_cuts(summed: Cube, rules: Policy) -> Floats:
    """Return the cut of every cell, pollutant x cell, kg/d."""
    share = rules.cut
    end = np.searchsorted(summed.knots, summed.base + share, side="right")
    follow, offset = np.take(summed.sums, end, axis=0, mode="clip").T.reshape(2, len(Emitted), -1)
    # What stands before a cell cancels out: the slopes of every cell sum to nothing.
    more = share * (follow - summed.before[0]) - (offset - summed.before[1])
    cuts: Floats = summed.least + np.maximum(more, 0.0)
    stop = rules.mode == Mode.STOP
    cuts[:, stop] = summed.most[:, stop]
    own = np.flatnonzero(rules.special & (summed.sizes > 0))
    if len(own):
        cuts[:, own] = _line_by_line(summed, rules, own)
    return cuts


def _line_by_line(summed: Cube, rules: Policy, own: Places) -> Floats:
    """Evaluate the lines of those cells; no other line has a say in theirs."""
    listed = summed.listed
    if (narrow := summed.drawn.get(own.tobytes())) is None:
        ends = np.cumsum(summed.sizes)
        slices = [summed.rows[ends[one] - summed.sizes[one] : ends[one]] for one in own]
        narrow = listed.only(np.sort(np.concatenate(slices)))
        summed.drawn.clear()
        summed.drawn[own.tobytes()] = narrow
    cut, _ = cut_shares(narrow, rules, slice(0, len(narrow)))
    found = _by_cell(narrow.ran * cut, narrow.key, len(rules.cut))
    return found[:, own]


def _axis(values: list[str], name: str) -> tuple[Places, pd.Index]:
    codes, names = pd.factorize(np.array(values, object))
    return codes.astype(np.int64), pd.Index(names, name=name)


def _by_cell(values: Floats, cells: npt.NDArray[np.int32], size: int) -> Floats:
    return np.stack([np.bincount(cells, one, size) for one in values])
