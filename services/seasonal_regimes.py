"""The regimes beside the alert over stored lists: evaluated on a day, stored as issued."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session, sessionmaker

from data import reference
from data.columns import CellIssue, Table
from emission_lists.regimes import REGIMES, list_workbook, registers, staggered
from emission_lists.regimes.facts import FACTS, LINE_FACTS, SOURCE_FACTS
from emission_lists.regimes.regime import Regime
from emission_lists.regimes.situation import Situation
from services import (
    clock,
    daily_regimes,
    grade_records,
    journal,
    list_versions,
    regime_records,
    regime_weather,
)
from services.regime_records import RegimeRecord

DAILY = frozenset({"dust", "vehicles"})
"""Regimes judged on the newest hours, the alert in force and the registers of the city."""


class FactsError(ValueError):
    """An annex that cannot be taken; ``issues`` names every cell."""

    def __init__(self, message: str, issues: tuple[CellIssue, ...] = ()) -> None:
        super().__init__(message)
        self.issues = list(issues)


@dataclass(frozen=True)
class Given:
    """What is told besides the list; what is left out is looked up, or is not known."""

    o3: float | None = None
    """Ozone of the day, µg/m³."""
    temperature: float | None = None
    """Highest temperature of the day, °C."""
    heating_season: tuple[date, date] | None = None
    facts: Mapping[str, pd.DataFrame] | None = None
    """The annex by sheet; None takes that of the newest list of the same season."""


@dataclass(frozen=True)
class Evaluated:
    """What a regime says, with all it rests on."""

    regime: Regime
    facts: Mapping[str, pd.DataFrame]
    list_version: int | None
    """None where a regime was judged without any list."""
    told: dict[str, Any]
    """Inputs besides the list, and where they come from; goes into the record."""


def evaluate(
    sessions: sessionmaker[Session],
    city: str,
    name: str,
    day: date,
    given: Given | None = None,
    list_version: int | None = None,
) -> Evaluated:
    """Evaluate a regime on the list in force, with the grades in force on the day.

    Args:
        sessions: Session factory.
        city: Division code.
        name: Key of ``REGIMES``.
        day: The day that is judged.
        given: What is told by hand. Ozone and temperature that are left out are taken from
            observations of the day, else from the newest forecast; else they are not known.
        list_version: Version of the list; the newest unless told.

    Raises:
        LookupError: No such regime; no list, where the regime is about lines.
    """
    if name not in REGIMES:
        raise LookupError(f"没有名为 {name} 的制度，可用 {'、'.join(REGIMES)}")
    given = given or Given()
    newest = list_versions.latest(sessions, city)
    version = list_version or (newest.number if newest else None)
    facts = dict(given.facts or {})
    if name in DAILY:
        found = daily_regimes.situation(
            sessions, city, day, clock.now(), list_version=version, registers_given=facts
        )
        level = str(found.level) if found.level else ""
        told: dict[str, Any] = {"level": level, "at": found.moment.isoformat(timespec="minutes")}
        return Evaluated(REGIMES[name].evaluate(found), facts, version, told)
    if version is None:
        raise LookupError(f"{city} 尚未导入应急减排清单，请先到“减排清单”页导入")
    situation, told = _situation(sessions, city, day, given, version)
    regime = REGIMES[name].evaluate(situation)
    before = regime_records.newest(sessions, city, name, regime.season) if regime.season else None
    if regime.applied and before is not None and given.facts is None:
        # Facts of the same season hold on; those of another winter never do.
        facts, told = dict(before.facts), {**told, "facts_of": before.number}
        regime = REGIMES[name].evaluate(_with_facts(situation, facts))
    return Evaluated(regime, facts, version, told)


def issue(
    sessions: sessionmaker[Session],
    evaluated: Evaluated,
    *,
    user: str = journal.SYSTEM,
    now: datetime | None = None,
) -> RegimeRecord:
    """Store what was evaluated as the next list of its regime.

    Raises:
        RegimeRecordError: The regime is not applied on the day.
    """
    return regime_records.store(
        sessions, evaluated.regime, list_version=evaluated.list_version, given=evaluated.told,
        facts=evaluated.facts, user=user, now=now,
    )  # fmt: skip


def draft_list(evaluated: Evaluated) -> bytes:
    """Return the list as an Excel file before it is stored; it says that it is no issued list."""
    regime = evaluated.regime
    made = f"试算，未存为正式名单，清单第 {evaluated.list_version or '—'} 版"
    return list_workbook.write(regime, reference.city_name(regime.city), made)


def facts_tables(name: str) -> tuple[Table, ...]:
    """Return the sheets of the annex of a regime."""
    return registers.TABLES if name in DAILY else FACTS


def read_facts(content: bytes, file: str, name: str) -> dict[str, pd.DataFrame]:
    """Read the annex of a regime, by sheet.

    Raises:
        WorkbookError: Not a workbook.
        FactsError: Cells are wrong; nothing is taken.
    """
    book = registers.read(content, file, facts_tables(name))
    if any(one.blocking for one in book.issues):
        raise FactsError(f"{file} 有 {len(book.issues)} 处须改正，未采用任何内容", book.issues)
    return book.frames


def facts_template(name: str) -> bytes:
    """Return the blank annex of a regime."""
    return registers.filled({}, facts_tables(name))


def staggered_in_force(
    sessions: sessionmaker[Session], city: str, day: date, *, known_at: datetime | None = None
) -> str | None:
    """Number of the newest stored staggered list whose season holds a day; None where none does.

    Args:
        sessions: Where the lists are.
        city: Division code.
        day: The day asked for.
        known_at: Lists stored later than this are not looked at.
    """
    found = regime_records.records(sessions, city, staggered.NAME)
    if known_at is not None:
        found = found[found["made_at"] <= pd.Timestamp(known_at)]
    for number in found["number"]:
        if _held(regime_records.load(sessions, number).regime, day).any():
            return str(number)
    return None


def already_off(
    sessions: sessionmaker[Session], lines: pd.DataFrame, number: str | None, day: date
) -> pd.DataFrame:
    """Write into lines what a stored staggered list has already taken on a day.

    Without a list the lines come back as they are: a rule that nobody has put on a list has
    stopped nothing.
    """
    if number is None:
        return lines
    regime = regime_records.load(sessions, number).regime
    now = replace(regime, day=day, rows=regime.rows[_held(regime, day)])
    return staggered.already_off_from(now, lines)


def _held(regime: Regime, day: date) -> pd.Series:
    """Rows that bind on a day."""
    rows = regime.rows
    held = [
        bool(bound) and (since is None or since <= day) and (until is None or day <= until)
        for bound, since, until in zip(rows["bound"], rows["since"], rows["until"], strict=True)
    ]
    return pd.Series(held, index=rows.index, dtype=bool)


def _situation(
    sessions: sessionmaker[Session], city: str, day: date, given: Given, version: int
) -> tuple[Situation, dict[str, Any]]:
    listed = list_versions.load(sessions, city, version)
    grades = grade_records.newest(sessions, city)
    o3, o3_from = _given_or(given.o3, lambda: regime_weather.ozone(sessions, city, day))
    heat, heat_from = _given_or(
        given.temperature, lambda: regime_weather.temperature(sessions, city, day)
    )
    situation = Situation(
        city, day, grade_records.effective_lines(sessions, listed.lines, city, day, grades),
        listed.other_sources, o3=o3, temperature=heat, heating_season=given.heating_season,
    )  # fmt: skip
    told = {
        "grades": grades, "o3": o3, "o3_from": o3_from, "temperature": heat,
        "temperature_from": heat_from,
        "heating_season": [d.isoformat() for d in given.heating_season or ()],
    }  # fmt: skip
    return _with_facts(situation, given.facts or {}), told


def _with_facts(situation: Situation, facts: Mapping[str, pd.DataFrame]) -> Situation:
    empty = pd.DataFrame()
    return replace(
        situation, line_facts=facts.get(LINE_FACTS.sheet, empty),
        source_facts=facts.get(SOURCE_FACTS.sheet, empty),
    )  # fmt: skip


def _given_or(
    given: float | None, look_up: Callable[[], tuple[float | None, str]]
) -> tuple[float | None, str]:
    return (given, "人工填报") if given is not None else look_up()
