"""停产一半（以生产线计）: whole lines of a plant, against what its lines have filed."""

import numpy as np
import numpy.typing as npt

from emission_lists import processes
from emission_lists.line_traits import Floats
from emission_lists.situations import Situations

Picked = npt.NDArray[np.int64]


def by_line(
    listed: Situations, at: Picked, apart: npt.NDArray[np.bool_], wanted: Floats, filed: Floats
) -> tuple[Floats, Floats]:
    """Stop whole lines, those of the largest emission first, until the share is reached.

    Counted are the lines of one enterprise and industry that run at all and that such a measure
    binds, of one kind of equipment where the measure names it. A single line lowers its load by the
    share instead. The rule and what was filed are compared as sums over those lines: the one that
    leaves less binds all of them.

    Args:
        listed: The list made ready.
        at: Places of the lines that such a measure binds, rising, whole enterprises.
        apart: Whether the line is counted within its own kind of equipment.
        wanted: Share of lines to stop.
        filed: Share the filed measure takes.

    Returns:
        What the rule alone takes, and what binds, one per line.
    """
    group = listed.segment[at].astype(np.int64) * len(processes.NAMES)
    group += np.where(apart, listed.kinds[at], 0)
    # Lines stand by falling emission within a plant; a stable sort keeps that within a kind.
    order = np.argsort(group, kind="stable")
    at, group, wanted, filed = at[order], group[order], wanted[order], filed[order]
    begins = np.ones(len(group), bool)
    begins[1:] = group[1:] != group[:-1]
    starts, number = np.flatnonzero(begins), np.cumsum(begins) - 1
    running = listed.running[at] > 0
    before: Picked = np.cumsum(running) - running
    rank: Picked = before - before[starts][number]
    count = np.add.reduceat(running.astype(np.int64), starts)[number]
    room, part = listed.room[at], listed.part[at]
    # Rounded first: 0.5 x 2 must not become 1.0000000002 lines and so stop both.
    stopped = np.where(rank < np.ceil(np.round(count * wanted, 9)), room, 0.0)
    alone = np.where(wanted >= 1, room, np.minimum(wanted, part))
    ruled = np.where(running, np.where(count == 1, alone, stopped), 0.0)
    weight = listed.ran[:, at].sum(axis=0)
    weight = np.where(np.add.reduceat(weight, starts)[number] > 0, weight, 1.0)
    by_rule, by_filing = (np.add.reduceat(weight * one, starts)[number] for one in (ruled, filed))
    cut = np.where(by_filing > by_rule * (1 + 1e-9), filed, ruled)
    return _back(order, ruled), _back(order, cut)


def _back(order: Picked, values: Floats) -> Floats:
    placed = np.empty_like(values)
    placed[order] = values
    return placed
