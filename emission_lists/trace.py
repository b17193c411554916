"""Why a line cuts what it cuts: rule, clause, grade, filed measure, floors, and what would change it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data import reference
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, Emitted, MeasureKind
from emission_lists import trace_words
from emission_lists.curtailment import curtail, policy
from emission_lists.filed import FiledMeasure, filed_measure
from emission_lists.measures import MeasureTable, sentences
from emission_lists.place_rules import Finding
from emission_lists.situations import situations
from emission_lists.traits import Traits


@dataclass(frozen=True)
class RuleLooked:
    """One rule that was looked at."""

    title: str
    reference: str
    text: str
    cut: float
    """Share it takes of this kind of line, before floors."""
    binds: bool
    """Whether it speaks of this line."""
    because: str
    """The stricter rule that brought it in; empty where none."""


@dataclass(frozen=True)
class Alternative:
    """What another grade or level would bring."""

    what: str
    """``B 级``, ``黄色``."""
    kind: MeasureKind
    cut_fraction: float
    measure: str


@dataclass(frozen=True)
class Trace:
    """Everything the cut of one line rests on."""

    line_id: str
    process: str
    enterprise_id: str
    enterprise: str
    industry: str
    level: AlertLevel
    day: date
    kind: MeasureKind
    measure: str
    """The measure as it is printed on the order."""
    rule: str
    reference: str
    cut_fraction: float
    """Share of what still runs."""
    cut_kg: dict[str, float]
    """kg/d by pollutant."""
    rule_fraction: float
    grade: str
    grade_why: str
    filed: FiledMeasure
    rules: tuple[RuleLooked, ...]
    places: tuple[Finding, ...]
    orders: tuple[str, ...]
    transport: str
    open: tuple[str, ...]
    """What could not be decided, and which cell is missing."""
    already_off: float
    already_off_reason: str
    already_off_until: date | None
    listed_floor: float
    floor: float
    """Supply floor that holds; lower than the listed one where a rule lifts it."""
    minimum_load: float | None
    capacities: dict[str, float | None]
    alternatives: tuple[Alternative, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The trace in Chinese, one statement a line."""
        return trace_words.said(self)

    def to_record(self) -> dict[str, Any]:
        """Return the trace as plain values for JSON."""
        return trace_words.record(self)


def trace(lines: pd.DataFrame, line_id: str, table: MeasureTable, day: date) -> Trace:
    """Trace one line at one level.

    Args:
        lines: The list, or at least the lines of the enterprise; columns as for
            :func:`emission_lists.curtailment.curtail`, with ``grade_reason`` where known.
        line_id: The line.
        table: What binds at the level.
        day: First day the measures apply to.

    Raises:
        LookupError: The list has no such line.
    """
    found = lines[lines["line_id"].astype(str) == line_id]
    if found.empty:
        raise LookupError(f"清单中没有生产线 {line_id}，请核对编号")
    plant = lines[lines["enterprise_id"] == found["enterprise_id"].iloc[0]]
    cut = curtail(plant, table, day)
    row = cut[cut["line_id"].astype(str) == line_id].iloc[0]
    asked = table.matrix.names_distance
    listed = situations(plant, day, table.city, (table.level,), table.window, asked)
    place = plant["line_id"].astype(str).tolist().index(line_id)
    traits = listed.traits[listed.key[listed.order.tolist().index(place)]]
    decision = policy(table, listed).decisions[listed.traits.index(traits)]
    declared = row["declared_fraction"]
    filed = filed_measure(
        row["filed"], None if pd.isna(declared) else float(declared), traits, table.level,
        table.window, str(row["process"]),
    )  # fmt: skip
    said = sentences(cut)[cut["line_id"].astype(str) == line_id].iloc[0]
    return Trace(
        line_id=line_id,
        process=str(row["process"]),
        enterprise_id=str(row["enterprise_id"]),
        enterprise=_text(row, "enterprise"),
        industry=str(row["industry"]),
        level=table.level,
        day=day,
        kind=MeasureKind(row["kind"]),
        measure=str(said),
        rule=str(row["rule"]),
        reference=str(row["reference"]),
        cut_fraction=float(row["cut_fraction"]),
        cut_kg={str(p): float(row[p.cut_column]) for p in Emitted},
        rule_fraction=float(row["rule_fraction"]),
        grade=traits.grade,
        grade_why=_grade_why(row, traits),
        filed=filed,
        rules=tuple(
            RuleLooked(
                one.rule.title, one.rule.reference, one.rule.whole_text or one.rule.kind_words,
                1 - one.effect.left, one.effect.binds, one.because.rule.title if one.because else "",
            )
            for one in decision.candidates
        ),
        places=decision.findings,
        orders=tuple(part for part in str(row["orders"]).split("；") if part),
        transport=str(row["transport"]),
        open=decision.open,
        already_off=float(row["already_off"]),
        already_off_reason=_text(row, "already_off_reason"),
        already_off_until=_day(row, "already_off_until"),
        listed_floor=_number(plant.iloc[place], "supply_floor") or 0.0,
        floor=float(row["supply_floor"]),
        minimum_load=_number(row, "minimum_load"),
        capacities={
            name: _number(row, name) for name in ("eia_capacity", "permit_capacity", "last_output")
        },
        alternatives=tuple(_alternatives(plant, line_id, table, day, traits)),
    )  # fmt: skip


def _alternatives(
    plant: pd.DataFrame, line_id: str, table: MeasureTable, day: date, traits: Traits
) -> list[Alternative]:
    """The same line with another grade of its industry, and at the other levels."""
    made = []
    at = plant["line_id"].astype(str) == line_id
    clean = plant.assign(grade_until=plant["grade_until"].where(~at), **_unpenalised(plant, at))
    for grade in _grades(traits.industry):
        if grade != traits.grade or traits.expired:
            changed = clean.assign(grade=clean["grade"].where(~at, grade))
            made.append(
                _alternative(f"{grade} 级" if len(grade) < 3 else grade, changed, at, table, day)
            )
    for level in RESPONSE_LEVELS:
        if level is not table.level:
            other = table.at(level)
            made.append(_alternative(level.label, plant, at, other, day))
    return made


def _alternative(
    what: str, plant: pd.DataFrame, at: pd.Series, table: MeasureTable, day: date
) -> Alternative:
    cut = curtail(plant, table, day)
    row = cut[at].iloc[0]
    said = str(sentences(cut)[at].iloc[0])
    return Alternative(what, MeasureKind(row["kind"]), float(row["cut_fraction"]), said)


def _grades(industry: str) -> list[str]:
    known = reference.industries().set_index("name")["schemes"]
    usual = str(known.get(industry, ""))
    return usual.split("/") if usual else []


def _grade_why(row: "pd.Series[Any]", traits: Traits) -> str:
    if given := _text(row, "grade_reason"):
        return given
    listed, until = str(row["grade"]), _day(row, "grade_until")
    if traits.grade != listed:
        hit = _day(row, "penalised_on")
        return f"清单所列 {listed}，{hit} 受处罚，一年内不得评为该等级，按 {traits.grade} 执行"
    if traits.expired:
        return f"清单所列 {listed}，已于 {until} 到期，不再自主减排；已定的措施不因过期变轻"
    return f"清单所列 {listed}" + (f"，有效期至 {until}" if until else "")


def _unpenalised(plant: pd.DataFrame, at: pd.Series) -> dict[str, pd.Series]:
    if "penalised_on" not in plant:
        return {}
    return {"penalised_on": plant["penalised_on"].where(~at)}


def _text(row: "pd.Series[Any]", name: str) -> str:
    return str(row[name]) if name in row and not pd.isna(row[name]) else ""


def _number(row: "pd.Series[Any]", name: str) -> float | None:
    if name not in row or pd.isna(row[name]):
        return None
    return float(row[name])


def _day(row: "pd.Series[Any]", name: str) -> date | None:
    if name not in row or pd.isna(row[name]):
        return None
    return pd.Timestamp(row[name]).date()
