"""A list made ready for evaluation: lines alike share one situation, everything else is numbers.

Done once per list and day. Afterwards a level costs one lookup per line (``take``), whatever the
rules look like.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import reference
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, Emitted
from emission_lists import place_rules, processes
from emission_lists.filed import counted_shares
from emission_lists.grammar.activity import Window
from emission_lists.line_traits import Floats, Ints, codes_of, number, share, texts, traits_of
from emission_lists.traits import Traits

EMISSIONS = [pollutant.column for pollutant in Emitted]


@dataclass(frozen=True)
class Situations:
    """Lines in the order of evaluation: by enterprise, industry, falling emission, identifier."""

    day: date
    city: str
    traits: tuple[Traits, ...]
    key: Ints
    """Situation of each line, never negative."""
    order: npt.NDArray[np.int64]
    """Row of the list each place comes from."""
    ran: Floats
    """What still runs, kg/d: pollutant x line."""
    running: Floats
    """Share still running: 1 less what is already off."""
    floor: Floats
    """Supply floor that holds on the day, a share of the normal activity."""
    room: Floats
    """Most a stop may take of what runs."""
    part: Floats
    """Most a partial limit may take of what runs: not below the safety minimum."""
    ceiling: Floats
    """Smallest of three capacities over what runs, 1 where not known and nothing is off."""
    filed: dict[AlertLevel, Floats]
    """Share of what runs that the filed measure takes, at most room or part; 0 where none counts."""
    counted: dict[AlertLevel, Floats]
    """The same as filed, before floors; missing where nothing is counted."""
    segment: Ints
    """Running number of enterprise and industry."""
    starts: npt.NDArray[np.int64]
    """First line of each segment."""
    enterprise: Ints
    """Enterprise of each segment."""
    industry: Ints
    """Industry of each segment, place in the reference table."""
    county: Ints
    """County of each segment."""
    enterprises: pd.Index
    counties: pd.Index
    kinds: npt.NDArray[np.int16]
    """Kind of equipment of each line."""

    distances: bool
    """Whether lines are told apart by their distance to the built-up area throughout."""
    safety: bool
    """Whether any line has a safety minimum, so that room and part differ."""

    def __len__(self) -> int:
        return len(self.key)

    def only(self, rows: npt.NDArray[np.int64]) -> "Situations":
        """Return some lines, in the same order; segments keep their numbers, ``starts`` is empty."""
        per_line = (
            "key",
            "order",
            "running",
            "floor",
            "room",
            "part",
            "ceiling",
            "segment",
            "kinds",
        )
        return replace(
            self,
            **{name: getattr(self, name)[rows] for name in per_line},
            ran=self.ran[:, rows],
            filed={level: share[rows] for level, share in self.filed.items()},
            counted={level: share[rows] for level, share in self.counted.items()},
            starts=np.empty(0, np.int64),
        )


def situations(
    lines: pd.DataFrame,
    day: date,
    city: str,
    levels: Sequence[AlertLevel] = RESPONSE_LEVELS,
    window: Window | None = None,
    distances: bool = False,
) -> Situations:
    """Make a list ready.

    Args:
        lines: Columns as ``data.tables.LINES``, with ``built_up_km`` and ``county`` of the
            enterprise where known; optional columns may be missing. Emissions kg/d, a missing one
            counts 0; shares 0 to 1, a missing floor or share already off is 0.
        day: First day of the alert. A grade past its term has lost its privilege; within a year of a
            penalty a barred grade counts as the one it falls to; what was off only until an
            earlier day runs again.
        city: Division code, for the stricter rules.
        levels: Levels whose filed measures are wanted.
        window: The alert, for filed cycles and windows.
        distances: Whether the built-up area matters to every line (a measure of the city names it),
            not only to those the stricter rules name.

    Raises:
        ValueError: An industry or grade that is not in the reference table, or a share outside
            0 to 1.
    """
    traits, key = traits_of(lines, day, city, distances)
    off = already_off(lines, day)
    running = 1 - off
    emissions = _emissions(lines)
    ran = emissions * running
    plant, enterprises = pd.factorize(texts(lines, "enterprise_id"))
    industry = codes_of(texts(lines, "industry"), list(reference.industry_names()), "行业")
    county, counties = pd.factorize(texts(lines, "county"))
    name = np.empty(len(lines), np.int64)
    name[texts(lines, "line_id").argsort(kind="stable").to_numpy()] = np.arange(len(lines))
    order = np.lexsort((name, -ran.sum(axis=0), industry, plant))
    floor = np.array([share(lines, "supply_floor")]).reshape(-1)
    floor = np.where(_unbound(traits, day, city)[key] & (floor > 0), 0.0, floor)
    room = _room(floor, running)
    minimum = share(lines, "minimum_load")
    part = np.minimum(room, _room(np.maximum(floor, minimum), running)) if minimum.any() else room
    counted = {
        level: counted_shares(lines, level, traits, key, window).to_numpy() for level in levels
    }
    filed = {level: _limited(share, room, part) for level, share in counted.items()}
    plant, industry, county = plant[order], industry[order], county[order]
    begins = np.ones(len(order), bool)
    begins[1:] = (plant[1:] != plant[:-1]) | (industry[1:] != industry[:-1])
    starts = np.flatnonzero(begins)
    return Situations(
        day=day, city=city, traits=traits, key=key[order], order=order,
        ran=np.ascontiguousarray(ran[:, order]), running=running[order], floor=floor[order],
        room=room[order], part=part[order], ceiling=ceilings(lines, running)[order],
        filed={level: share[order] for level, share in filed.items()},
        counted={level: share[order] for level, share in counted.items()},
        segment=(np.cumsum(begins) - 1).astype(np.int32), starts=starts,
        enterprise=plant[starts].astype(np.int32), industry=industry[starts].astype(np.int32),
        county=county[starts].astype(np.int32), enterprises=pd.Index(enterprises),
        counties=pd.Index(counties), kinds=processes.codes(lines["process"])[order], safety=part is not room, distances=distances,
    )  # fmt: skip


def already_off(lines: pd.DataFrame, day: date) -> Floats:
    """Share of each line that is off on the day for other reasons than the alert."""
    off = share(lines, "already_off")
    if "already_off_until" in lines and off.any():
        until = pd.to_datetime(lines["already_off_until"])
        off = np.where((until < pd.Timestamp(day)).to_numpy(), 0.0, off)
    return off


def ceilings(lines: pd.DataFrame, running: Floats) -> Floats:
    """Smallest of EIA capacity, permit capacity and last year's output, over what runs now.

    All three as daily means over the same running days, so that the days cancel out. The line's own
    normal activity is last year's output, else its capacity; a capacity that is not filled in is
    not asked; where none is, or no own activity, the base is the normal activity itself.
    """
    known = [number(lines, name) for name in ("eia_capacity", "permit_capacity", "last_output")]
    own = known[2]
    if "capacity" in lines:
        own = np.where(own > 0, own, number(lines, "capacity"))
    with np.errstate(all="ignore"):
        smallest = np.fmin.reduce([np.where(one > 0, one, np.nan) for one in known])
        ratio = smallest / np.where(own > 0, own, np.nan)
        found = np.where(np.isfinite(ratio), ratio, 1.0) / running
    return np.where(running > 0, found, 1.0)


def _unbound(traits: Sequence[Traits], day: date, city: str) -> npt.NDArray[np.bool_]:
    """Whether a supply floor for heat no longer counts (供热解绑), by situation."""
    return np.array(
        [
            one.duty == "供热"
            and any(
                found.applies and found.rule.effect == "no_heat_floor"
                for found in place_rules.findings(one, day, city)
            )
            for one in traits
        ],
        bool,
    )


def _room(floor: Floats, running: Floats) -> Floats:
    with np.errstate(all="ignore"):
        room = 1 - floor / running
    return np.where(running > 0, np.clip(room, 0.0, 1.0), 0.0)


def _limited(share: Floats, room: Floats, part: Floats) -> Floats:
    known = np.nan_to_num(share)
    limited: Floats = np.where(known >= 1, room, np.minimum(known, part))
    return limited


def _emissions(lines: pd.DataFrame) -> Floats:
    return np.stack([np.nan_to_num(number(lines, name)) for name in EMISSIONS])
