"""Issued lists of the regimes beside the alert: stored as issued, read back, exported."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from data import reference
from data.columns import Table
from data.storage.regimes import RegimeListRow
from emission_lists.regimes import REGIMES, list_workbook, registers
from emission_lists.regimes.facts import FACTS
from emission_lists.regimes.regime import Regime
from services import clock, frames, journal

_TABLES = {table.sheet: table for table in (*FACTS, *registers.TABLES)}


class RegimeRecordError(LookupError):
    """No such list, or one that is no longer what was issued; the text says which."""


@dataclass(frozen=True)
class RegimeRecord:
    """A list of a regime as it was issued."""

    city: str
    sequence: int
    """Running number within city and regime."""
    regime: Regime
    list_version: int | None
    given: Mapping[str, Any]
    """What was given by hand or taken from the store: ozone, temperature, days of the season."""
    facts: Mapping[str, pd.DataFrame]
    """The annex it was judged on, by sheet (核定表, 台账)."""
    made_by: str
    made_at: datetime

    @property
    def number(self) -> str:
        """Number of the list, such as ``990100-staggered-003``."""
        return f"{self.city}-{self.regime.name}-{self.sequence:03d}"


def store(
    sessions: sessionmaker[Session],
    regime: Regime,
    *,
    list_version: int | None,
    given: Mapping[str, Any] | None = None,
    facts: Mapping[str, pd.DataFrame] | None = None,
    user: str = journal.SYSTEM,
    now: datetime | None = None,
) -> RegimeRecord:
    """Store a list as the next of its city and regime. Nothing is ever changed afterwards.

    Raises:
        RegimeRecordError: The regime is not applied on the day, so that there is no list; or
            somebody else stored one in the same moment.
    """
    if not regime.applied:
        raise RegimeRecordError(f"{regime.title}未执行，没有可存的名单：{regime.why_not}")
    content = {
        "regime": regime.to_record(),
        "facts": {sheet: _told(frame) for sheet, frame in (facts or {}).items() if len(frame)},
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    try:
        with sessions.begin() as session:
            last = select(func.max(RegimeListRow.sequence)).where(
                RegimeListRow.city_code == regime.city, RegimeListRow.regime == regime.name
            )
            row = RegimeListRow(
                city_code=regime.city,
                regime=regime.name,
                sequence=(session.scalar(last) or 0) + 1,
                day=regime.day,
                season=regime.season,
                list_version=list_version,
                rules=[rule.to_record() for rule in regime.rules],
                given=dict(given or {}),
                content=zlib.compress(text),
                sha256=hashlib.sha256(text).hexdigest(),
                made_by=user,
                made_at=(now or clock.now()).replace(microsecond=0),
            )
            session.add(row)
            session.flush()
            journal.note(
                session, user, regime.city, f"核定{regime.title}名单",
                f"第 {row.sequence} 份，{regime.day}，执行 {len(regime.bound)} 条，"
                f"豁免 {len(regime.exempt)} 条，待核 {len(regime.undecided)} 条",
            )  # fmt: skip
            return _record(row)
    except IntegrityError as problem:
        raise RegimeRecordError("同时有人存入了另一份名单，请重新核定后再存") from problem


def load(sessions: sessionmaker[Session], number: str) -> RegimeRecord:
    """Return a stored list by its number.

    Raises:
        RegimeRecordError: No such list, or its content is no longer what was stored.
    """
    city, _, rest = number.partition("-")
    name, _, sequence = rest.rpartition("-")
    with sessions() as session:
        row = session.scalar(
            select(RegimeListRow).where(
                RegimeListRow.city_code == city,
                RegimeListRow.regime == name,
                RegimeListRow.sequence == (int(sequence) if sequence.isdecimal() else -1),
            )
        )
        if row is None:
            raise RegimeRecordError(f"没有编号为 {number} 的名单，请核对编号")
        return _record(row)


def records(sessions: sessionmaker[Session], city: str, regime: str = "") -> pd.DataFrame:
    """Return the lists of a city, newest first, without their rows.

    Returns:
        ``number``, ``regime``, ``title``, ``day``, ``season``, ``list_version``, ``made_by``,
        ``made_at``.
    """
    names = ("regime", "sequence", "day", "season", "list_version", "made_by", "made_at")
    query = select(*(getattr(RegimeListRow, name) for name in names)).where(
        RegimeListRow.city_code == city
    )
    if regime:
        query = query.where(RegimeListRow.regime == regime)
    with sessions() as session:
        found = frames.read(session, query.order_by(RegimeListRow.id.desc()))
    numbers = [
        f"{city}-{name}-{n:03d}" for name, n in zip(found["regime"], found["sequence"], strict=True)
    ]
    titles = [REGIMES[name].title if name in REGIMES else name for name in found["regime"]]
    shown = found.drop(columns="sequence")
    shown.insert(0, "number", pd.Series(numbers, index=found.index, dtype=object))
    shown.insert(2, "title", pd.Series(titles, index=found.index, dtype=object))
    return shown


def newest(
    sessions: sessionmaker[Session], city: str, regime: str, season: str
) -> RegimeRecord | None:
    """Return the newest list of a regime for one season; None without any."""
    query = (
        select(RegimeListRow)
        .where(
            RegimeListRow.city_code == city,
            RegimeListRow.regime == regime,
            RegimeListRow.season == season,
        )
        .order_by(RegimeListRow.sequence.desc())
        .limit(1)
    )
    with sessions() as session:
        row = session.scalar(query)
        return _record(row) if row else None


def workbook(record: RegimeRecord) -> bytes:
    """Return the list as an Excel file."""
    version = f"清单第 {record.list_version} 版" if record.list_version else "未用清单"
    made = f"名单编号 {record.number}，{version}，{record.made_by} {record.made_at:%Y-%m-%d %H:%M}"
    return list_workbook.write(record.regime, reference.city_name(record.city), made)


def write_workbook(record: RegimeRecord, path: Path) -> None:
    """Write the Excel file of a list."""
    path.write_bytes(workbook(record))


def _record(row: RegimeListRow) -> RegimeRecord:
    number = f"{row.city_code}-{row.regime}-{row.sequence:03d}"
    try:
        text = zlib.decompress(row.content)
    except zlib.error as problem:
        raise RegimeRecordError(f"名单 {number} 的存档已损坏，请从备份恢复") from problem
    if hashlib.sha256(text).hexdigest() != row.sha256:
        raise RegimeRecordError(f"名单 {number} 的存档与登记的校验值不符，可能被改动，勿据此发文")
    content = json.loads(text)
    return RegimeRecord(
        row.city_code, row.sequence, Regime.from_record(content["regime"]), row.list_version,
        row.given,
        {sheet: _facts(rows, _TABLES[sheet]) for sheet, rows in content["facts"].items()},
        row.made_by, row.made_at,
    )  # fmt: skip


def _told(facts: pd.DataFrame) -> list[dict[str, Any]]:
    days = {
        str(name): facts[name].dt.strftime("%Y-%m-%d")
        for name in facts
        if pd.api.types.is_datetime64_any_dtype(facts[name])
    }
    plain = facts.assign(**days).astype(object)
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in plain.to_dict("records")
    ]


def _facts(rows: list[dict[str, Any]], table: Table) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    frame = frame[[name for name in table.names if name in frame]]
    typed: dict[str, pd.Series] = {}
    for column in table.columns:
        if column.name in frame and column.kind == "date":
            typed[column.name] = pd.to_datetime(frame[column.name])
        elif column.name in frame and column.kind == "number":
            typed[column.name] = frame[column.name].astype(float)
    return frame.assign(**typed)
