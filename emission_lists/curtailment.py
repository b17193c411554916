"""How much each production line cuts at an alert level."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.vocabulary import AlertLevel, Emitted
from emission_lists.grammar.effect import Mode
from emission_lists.line_traits import Floats
from emission_lists.measures import FILED, PENDING, BoundMeasure, Decision, MeasureTable
from emission_lists.situations import EMISSIONS, Situations, already_off, situations
from emission_lists.whole_lines import by_line

_CUTS = [pollutant.cut_column for pollutant in Emitted]
OFF_COLUMNS = [f"{pollutant.value}_off_kg" for pollutant in Emitted]


@dataclass(frozen=True)
class Policy:
    """The decisions of a table for the situations of a list, one entry per situation."""

    level: AlertLevel
    decisions: tuple[Decision, ...]
    mode: npt.NDArray[np.int8]
    cut: Floats
    """Share given up; 0 where the mode asks for none."""
    apart: npt.NDArray[np.bool_]

    @cached_property
    def special(self) -> npt.NDArray[np.bool_]:
        """Situations whose lines cannot be judged by share and room alone."""
        return np.isin(self.mode, (Mode.BY_LINE, Mode.CEILING))


def policy(table: MeasureTable, listed: Situations) -> Policy:
    """Decide every situation of a list, once per table and list."""
    kept = table.prepared.get(id(listed.traits))
    if kept is not None and kept[0] is listed.traits:  # an id may be given out again
        assert isinstance(kept[1], Policy)
        return kept[1]
    decisions = tuple(table.decide(one) for one in listed.traits)
    made = Policy(
        table.level,
        decisions,
        np.array([one.mode for one in decisions], np.int8),
        np.array([1.0 if one.mode is Mode.STOP else one.cut for one in decisions], float),
        np.array([one.apart for one in decisions], bool),
    )
    table.prepared.clear()  # one list at a time: a table lives long, a list may not
    table.prepared[id(listed.traits)] = (listed.traits, made)
    return made


def cut_shares(listed: Situations, rules: Policy, rows: slice) -> tuple[Floats, Floats]:
    """Return what lines give up of what runs, and what the rules alone would make them give up.

    Args:
        listed: The list made ready.
        rules: Decisions for it.
        rows: Lines of whole enterprises.

    Returns:
        Two shares of 0 to 1. The stricter of rule and filed measure binds; where whole lines of a
        plant stop they are compared plant by plant, so that neither is added to the other. A stop
        goes down to the supply floor, a partial limit no lower than the safety minimum.
    """
    key, room, part = listed.key[rows], listed.room[rows], listed.part[rows]
    filed = listed.filed[rules.level][rows]
    share = rules.cut.take(key)
    if not listed.safety:
        ruled = np.minimum(share, room)
    else:
        ruled = np.minimum(share, np.where(share >= 1, room, part))
    special = rules.special
    if not special.any():
        return np.maximum(ruled, filed), ruled
    mode = rules.mode.take(key)
    ceiled = np.flatnonzero(mode == Mode.CEILING)
    if len(ceiled):
        allowed = (1 - share[ceiled]) * listed.ceiling[rows][ceiled]
        # 1 - 0.8 is not 0.2 to the last digit: a full base gives the share as stated.
        over = np.where(listed.ceiling[rows][ceiled] == 1, share[ceiled], 1 - allowed)
        ruled[ceiled] = np.minimum(np.clip(over, 0.0, 1.0), part[ceiled])
    cut = np.maximum(ruled, filed)
    lines = np.flatnonzero(mode == Mode.BY_LINE)
    if len(lines):
        ruled[lines], cut[lines] = by_line(
            listed,
            lines + (rows.start or 0),
            rules.apart.take(key[lines]),
            share[lines],
            filed[lines],
        )
    return cut, ruled


def curtail(lines: pd.DataFrame, table: MeasureTable, day: date) -> pd.DataFrame:
    """Apply the measures of a level to every production line.

    A line takes the strictest of the rules of its industry, grade, equipment and place, or what it
    filed for the level where that leaves less; equal ones count as the rule. Where there is no rule,
    or a grade that acts on its own account had expired by ``day``, what it filed binds; without one
    it cuts nothing and is pending (措施待定). A line of grade A, A+ or 引领性 is ordered nothing: what
    it declared counts. 停产一半（以生产线计） stops whole lines of an enterprise within one industry,
    those of the largest emission first and at least half of them; a single line lowers its load
    instead; lines that are off already are not counted. No line goes below its supply floor (保障类).
    What is off for other reasons is no cut.

    Args:
        lines: The list, columns as ``data.tables.LINES`` with those of the enterprise; shares 0 to
            1, emissions kg/d. A missing supply floor is 0, a missing emission counts 0.
        table: What binds at the level.
        day: First day the measures apply to.

    Returns:
        The lines with ``kind``, ``cut_fraction`` (0 to 1, share of what still runs), ``ordered``
        (whether a cut is ordered), ``rule``, ``reference``, ``basis``, ``transport``, ``text`` (words
        of a measure of the city), ``orders`` (ordered beside it without a cut), ``open`` (what could
        not be decided), ``filed`` (the filed text of this level), ``declared_fraction`` (the filed
        share; missing where none), ``filed_fraction`` (what of it counts; missing where nothing
        does), ``rule_fraction`` (what the rule alone would cut), ``stated_fraction`` (the number of
        the measure), ``already_off`` (share off on the day), ``supply_floor`` (as it holds),
        ``grade_expired``, and for each pollutant ``*_off_kg`` and ``*_cut_kg`` (kg/d).

    Raises:
        ValueError: An industry or grade that the table does not know.
    """
    asked = table.matrix.names_distance
    listed = situations(lines, day, table.city, (table.level,), table.window, asked)
    rules = policy(table, listed)
    cut, ruled = cut_shares(listed, rules, slice(None))
    back = np.empty(len(listed), np.int64)
    back[listed.order] = np.arange(len(listed))
    key, cut, ruled = listed.key[back], cut[back], ruled[back]
    text = lines[f"filed_{table.level}"].fillna("").astype(str)
    declared = lines[f"filed_{table.level}_share"].astype(float)
    decided = [_Labels.of(one) for one in rules.decisions]
    n = len(decided)
    own = rules.mode[key] == Mode.OWN
    none = (rules.mode[key] == Mode.FILED) & declared.isna().to_numpy() & (text == "").to_numpy()
    gave_way = ~own & ~none & (np.abs(cut - ruled) > 1e-12) & (rules.mode[key] != Mode.FILED)
    which = key + n * gave_way + np.where(none, 2 * n, 0)
    labels = [*decided, *(one.to_filed() for one in decided), *(one.pending() for one in decided)]
    emissions = np.nan_to_num(lines[EMISSIONS].astype(float).to_numpy())
    off = already_off(lines, day)
    kind = np.array([one.measure.kind.value for one in labels], object)[which]
    stated = np.array([one.measure.cut for one in labels], float)[which]
    result = lines.assign(
        supply_floor=listed.floor[back],
        kind=kind.astype(str),
        cut_fraction=cut,
        ordered=(cut > 0) & ~own,
        filed=text,
        declared_fraction=declared,
        filed_fraction=listed.counted[table.level][back],
        rule_fraction=ruled,
        stated_fraction=stated,
        already_off=off,
        grade_expired=(pd.to_datetime(lines["grade_until"]) < pd.Timestamp(day)).to_numpy(),
        **{
            name: _labelled(which, [getattr(one.measure, name) for one in labels])
            for name in ("rule", "reference", "basis", "transport", "text")
        },
        orders=_labelled(which, ["；".join(one.orders) for one in labels]),
        open=_labelled(which, ["；".join(one.open) for one in labels]),
    )
    result[OFF_COLUMNS] = emissions * off[:, None]
    result[_CUTS] = emissions * ((1 - off) * cut)[:, None]
    return result


@dataclass(frozen=True)
class _Labels:
    """What is written beside the numbers of a situation."""

    measure: BoundMeasure
    orders: tuple[str, ...]
    own_orders: tuple[str, ...]
    open: tuple[str, ...]

    @classmethod
    def of(cls, decision: Decision) -> "_Labels":
        return cls(decision.measure, decision.orders, decision.own_orders, decision.open)

    def to_filed(self) -> "_Labels":
        """The filed measure binds because it is stricter; caps and transport of the rule stay."""
        source = f"企业备案的一厂一策（严于{self.measure.rule}）；{self.measure.reference}"
        filed = replace(FILED, transport=self.measure.transport, reference=source)
        return replace(self, measure=filed, orders=(*self.orders, *self.own_orders))

    def pending(self) -> "_Labels":
        return replace(self, measure=replace(PENDING, transport=self.measure.transport))


def _labelled(index: npt.NDArray[np.int64], labels: list[str]) -> "pd.Categorical[str]":
    """The label of each position as a category, so that 1.5 million lines share a few texts."""
    distinct = {label: place for place, label in enumerate(dict.fromkeys(labels))}
    place = np.array([distinct[label] for label in labels], dtype=np.int64)
    codes = place[index] if len(place) else np.empty(0, np.int64)
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(distinct), dtype=str))
