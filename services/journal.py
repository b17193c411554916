"""The journal of acts: only added to, each entry chained to the one before by its hash."""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TextIO

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from data.storage import writing
from data.storage.accounts import JournalRow
from services import clock, frames

SYSTEM = "系统"
"""User that commands write under."""
FIRST = "0" * 64
"""What the first entry names as the hash of the one before."""
_STATED = (
    "id", "at", "user", "city_code", "act", "subject", "before", "after", "data_version",
    "previous_hash",
)  # fmt: skip
_HEADINGS = {
    "id": "序号", "at": "时间", "user": "用户", "city_code": "城市代码", "act": "操作",
    "subject": "内容", "before": "变更前", "after": "变更后", "data_version": "数据版本",
    "previous_hash": "上一条校验值", "hash": "校验值",
}  # fmt: skip
_AT_ONCE = 1_000


@dataclass(frozen=True)
class Verification:
    """What checking the chain found."""

    entries: int
    """How many were checked, up to and with the first broken one."""
    last_hash: str
    """Hash of the last entry that holds: to be noted elsewhere, and looked for later."""
    broken_id: int | None = None
    problem: str = ""
    """What is wrong with that entry, in Chinese; empty where all hold."""

    @property
    def holds(self) -> bool:
        """Whether the whole chain holds."""
        return not self.problem


def note(
    session: Session,
    user: str,
    city_code: str,
    act: str,
    subject: str,
    *,
    before: Any = None,
    after: Any = None,
    data_version: str = "",
) -> None:
    """Add an act to the journal, within the transaction of the act itself.

    Writers are let in one at a time from here to the end of their transaction, so that every
    entry follows the last; a second entry after the same one is refused by the database as well.

    Args:
        session: Open session of the act; the caller commits.
        user: Who acts, as the record names him.
        city_code: Division code; empty for an act that concerns no city.
        act: What was done, in Chinese.
        subject: On what.
        before: State before, anything JSON can hold (and dates); None where there was none.
        after: State after.
        data_version: What the act rested on.
    """
    writing.alone(session)
    last = session.execute(
        select(JournalRow.id, JournalRow.hash).order_by(JournalRow.id.desc()).limit(1)
    ).first()
    entry = {
        "id": last.id + 1 if last else 1,
        "at": clock.now(),
        "user": user,
        "city_code": city_code,
        "act": act,
        "subject": subject,
        "before": _state(before),
        "after": _state(after),
        "data_version": data_version,
        "previous_hash": last.hash if last else FIRST,
    }
    session.add(JournalRow(**entry, hash=digest(entry)))


def digest(entry: Mapping[str, Any]) -> str:
    """SHA-256 of an entry: canonical JSON of all it states and of the hash before it."""
    stated = {name: entry[name] for name in _STATED}
    stated["at"] = stated["at"].isoformat(timespec="microseconds")
    return hashlib.sha256(canonical(stated).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted keys and nothing to spare, so that equal things have equal text."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )


def verify(sessions: sessionmaker[Session], known_hash: str = "") -> Verification:
    """Check the chain from its first entry to the last.

    The chain alone cannot show that its end was cut off; a hash noted earlier can.

    Args:
        sessions: Session factory.
        known_hash: Hash noted at an earlier check, which must still be in the chain; empty: none.
    """
    count, previous, known = 0, FIRST, not known_hash
    for entry in _all(sessions):
        count += 1
        problem = ""
        if entry["previous_hash"] != previous:
            problem = "与前一条不相连，中间的记录被删除、插入或改动"
        elif entry["hash"] != digest(entry):
            problem = "内容与写入时不符，已被改动"
        if problem:
            return Verification(count, previous, entry["id"], problem)
        previous = entry["hash"]
        known = known or previous == known_hash
    if not known:
        return Verification(
            count, previous, None, "没有找到所给的校验值，末尾的记录被删除或整本被替换"
        )
    return Verification(count, previous)


def export(sessions: sessionmaker[Session], out: TextIO, city_code: str = "") -> int:
    """Write the journal as CSV; return the number of entries.

    Args:
        sessions: Session factory.
        out: Where to write, opened without translation of line ends.
        city_code: This city's entries only; empty: all.
    """
    count = 0
    writer = csv.DictWriter(out, list(_HEADINGS))
    writer.writerow(_HEADINGS)
    for entry in _all(sessions):
        if not city_code or entry["city_code"] == city_code:
            at = entry["at"].isoformat(timespec="microseconds")
            writer.writerow({**{k: _harmless(v) for k, v in entry.items()}, "at": at})
            count += 1
    return count


def entries(
    sessions: sessionmaker[Session], city_code: str | None, limit: int = 200
) -> pd.DataFrame:
    """Return the newest acts: ``at``, ``user``, ``act``, ``subject``.

    Args:
        sessions: Session factory.
        city_code: Whose acts; empty: those that concern no city; None: all.
        limit: How many at most.
    """
    query = (
        select(JournalRow.at, JournalRow.user, JournalRow.act, JournalRow.subject)
        .order_by(JournalRow.id.desc())
        .limit(limit)
    )
    if city_code is not None:
        query = query.where(JournalRow.city_code == city_code)
    with sessions() as session:
        return frames.read(session, query)


def _all(sessions: sessionmaker[Session]) -> Iterator[dict[str, Any]]:
    names = [*_STATED, "hash"]
    query = select(*(getattr(JournalRow, name) for name in names)).order_by(JournalRow.id)
    with sessions() as session:
        for row in session.execute(query.execution_options(yield_per=_AT_ONCE)):
            yield dict(zip(names, row, strict=True))


def _state(value: Any) -> str:
    return "" if value is None else canonical(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _harmless(value: Any) -> Any:
    """A text a spreadsheet would run as a formula is shown as text."""
    risky = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if risky else value
