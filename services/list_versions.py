"""Versions of the emission list: check, import, load."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from data.columns import CellIssue, Table
from data.storage.lists import (
    CityTotalRow,
    EnterpriseRow,
    LineRow,
    ListVersionRow,
    OtherSourceRow,
)
from data.tables import CITY_TOTALS, EMISSION_LIST, ENTERPRISES, LINES, OTHER_SOURCES
from data.vocabulary import Act
from emission_lists import consistency, workbook
from services import accounts, bulk, clock, journal
from services.accounts import User


class ListImportError(ValueError):
    """A list that was not imported; the text says why, ``issues`` names every cell."""

    def __init__(self, message: str, issues: list[CellIssue] | None = None) -> None:
        super().__init__(message)
        self.issues = issues or []


@dataclass(frozen=True)
class ListVersion:
    """A stored version of a city's list."""

    id: int
    city_code: str
    number: int
    imported_at: datetime
    imported_by: str
    source_file: str
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class EmissionList:
    """A stored list as frames: ``lines`` carry the columns of their enterprise."""

    version: ListVersion
    enterprises: pd.DataFrame
    lines: pd.DataFrame
    city_totals: pd.DataFrame
    other_sources: pd.DataFrame
    """Sources outside industry; empty for a version without any."""


def check(
    source: Path | bytes, day: date, name: str = "", city_code: str = ""
) -> workbook.ListWorkbook:
    """Read a workbook and list everything wrong with it; stores nothing.

    With a city its own rules and counties are looked at too.

    Raises:
        WorkbookError: The file cannot be read at all.
    """
    book = workbook.read(source, name)
    if book.readable:
        book.issues.extend(consistency.findings(book, day, city=city_code))
    order = [table.sheet for table in EMISSION_LIST]
    book.issues.sort(key=lambda issue: (order.index(issue.sheet), issue.row or 0))
    return book


def import_list(
    sessions: sessionmaker[Session],
    source: Path | bytes,
    city_code: str,
    *,
    name: str = "",
    user: str = journal.SYSTEM,
    actor: User | None = None,
    now: datetime | None = None,
) -> ListVersion:
    """Check a workbook and store it as a new version, all or nothing.

    Raises:
        WorkbookError: The file cannot be read at all.
        ListImportError: Cells are wrong, or the same file was imported before.
        NotAllowedError: The actor may not import lists, or not for this city.
    """
    now = now or clock.now()
    name = name or (source.name if isinstance(source, Path) else "清单.xlsx")
    book = check(source, now.date(), name, city_code)
    blocking = [issue for issue in book.issues if issue.blocking]
    if blocking:
        raise ListImportError(
            f"{name} 有 {len(blocking)} 处须改正，未导入任何内容，原有版本不受影响", book.issues
        )
    content = source.read_bytes() if isinstance(source, Path) else source
    digest = hashlib.sha256(content).hexdigest()
    return store(
        sessions, book, city_code, source_file=name, sha256=digest, user=user, actor=actor,
        imported_at=now,
    )  # fmt: skip


def store(
    sessions: sessionmaker[Session],
    book: workbook.ListWorkbook,
    city_code: str,
    *,
    source_file: str,
    sha256: str,
    user: str,
    imported_at: datetime,
    note: str = "",
    actor: User | None = None,
) -> ListVersion:
    """Store a checked list as the city's next version; ``note`` is added to the journal.

    The right and the city of the ``actor`` are checked with the write; None for commands.

    Raises:
        ListImportError: The same was imported before, or is being imported.
        NotAllowedError: The actor may not import lists, or not for this city.
    """
    try:
        with sessions.begin() as session:
            if actor is not None:
                accounts.require(actor, Act.IMPORT_LIST, session, city_code)
            same = session.scalar(
                select(ListVersionRow.number).where(
                    ListVersionRow.city_code == city_code, ListVersionRow.sha256 == sha256
                )
            )
            if same is not None:
                raise ListImportError(f"{source_file} 与第 {same} 版内容完全相同，无需再次导入")
            newest = select(func.max(ListVersionRow.number)).where(
                ListVersionRow.city_code == city_code
            )
            version = ListVersionRow(
                city_code=city_code,
                number=(session.scalar(newest) or 0) + 1,
                imported_at=imported_at,
                imported_by=user,
                source_file=source_file,
                sha256=sha256,
                remarks="\n".join(map(str, book.issues)),
            )
            session.add(version)
            session.flush()
            parts: list[tuple[type[DeclarativeBase], pd.DataFrame]] = [
                (EnterpriseRow, book.enterprises),
                (LineRow, book.lines),
                (CityTotalRow, book.city_totals),
                (OtherSourceRow, book.other_sources),
            ]
            for model, frame in parts:
                bulk.append(session, model, frame, version_id=version.id)
            journal.note(
                session, user, city_code, "导入应急减排清单",
                f"第 {version.number} 版，{source_file}，生产线 {len(book.lines)} 条"
                + (f"；{note}" if note else ""),
            )  # fmt: skip
            return _version(version)
    except IntegrityError as problem:
        raise ListImportError(
            f"{source_file} 与同时进行的另一次导入冲突，请刷新后重试"
        ) from problem


def versions(sessions: sessionmaker[Session], city_code: str) -> list[ListVersion]:
    """Return a city's versions, newest first."""
    query = (
        select(ListVersionRow)
        .where(ListVersionRow.city_code == city_code)
        .order_by(ListVersionRow.number.desc())
    )
    with sessions() as session:
        return [_version(row) for row in session.scalars(query)]


def latest(sessions: sessionmaker[Session], city_code: str) -> ListVersion | None:
    """Return the newest version of a city; None where none was imported."""
    return next(iter(versions(sessions, city_code)), None)


def load(sessions: sessionmaker[Session], city_code: str, number: int) -> EmissionList:
    """Return one version as frames.

    Raises:
        LookupError: The city has no such version.
    """
    with sessions() as session:
        version = session.scalar(
            select(ListVersionRow).where(
                ListVersionRow.city_code == city_code, ListVersionRow.number == number
            )
        )
        if version is None:
            raise LookupError(f"{city_code} 没有第 {number} 版清单，请到“减排清单”页查看现有版本")
        enterprises, lines, totals, other_sources = (
            _rows(session, model, table, version.id)
            for model, table in (
                (EnterpriseRow, ENTERPRISES),
                (LineRow, LINES),
                (CityTotalRow, CITY_TOTALS),
                (OtherSourceRow, OTHER_SOURCES),
            )
        )
    return EmissionList(
        _version(version),
        enterprises,
        lines.merge(enterprises, on="enterprise_id"),
        totals,
        other_sources,
    )


def _rows(session: Session, model: Any, table: Table, version: int) -> pd.DataFrame:
    """Rows of a version in columns of their declared kind."""
    count = select(func.count()).select_from(model).where(model.version_id == version)
    query = (
        select(*(getattr(model, name) for name in table.names))
        .where(model.version_id == version)
        .order_by(model.id)
    )
    frame = bulk.read(session, query, session.scalar(count) or 0)
    # A column without a single value would stay untyped, and days of SQLite come as text.
    for column in table.columns:
        if column.kind == "number":
            frame[column.name] = frame[column.name].astype(float)
        elif column.kind == "date":
            frame[column.name] = pd.to_datetime(frame[column.name]).astype("datetime64[us]")
    return frame


def _version(row: ListVersionRow) -> ListVersion:
    return ListVersion(
        row.id, row.city_code, row.number, row.imported_at, row.imported_by, row.source_file,
        tuple(row.remarks.splitlines()),
    )  # fmt: skip
