"""Profiles of a city's workbooks: columns and units as they were confirmed, kept by name."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from data.storage.profiles import ImportProfileRow
from services import clock, journal

LONGEST_NAME = 60


class ProfileError(ValueError):
    """A profile that cannot be kept or is not there; the text says why."""


@dataclass(frozen=True)
class ImportProfile:
    """One version of a named profile."""

    city_code: str
    name: str
    number: int
    made_at: datetime
    made_by: str
    headers: str
    """Hash of the headers it was made for."""
    content: dict[str, Any]
    """As :func:`emission_lists.import_choices.to_record` writes it."""


def save(
    sessions: sessionmaker[Session],
    city_code: str,
    name: str,
    content: dict[str, Any],
    headers: Iterable[str],
    *,
    user: str = journal.SYSTEM,
) -> ImportProfile:
    """Keep choices under a name, as the next version of it; earlier versions stay.

    The same content under the same name is not stored again.

    Raises:
        ProfileError: No name or one too long, or somebody saved the same name just now.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise ProfileError(f"请给配置起一个 1 至 {LONGEST_NAME} 字的名称，例如“山西2026”")
    digest = headers_hash(headers)
    try:
        with sessions.begin() as session:
            newest = _newest(session, city_code, name)
            if newest is not None and (newest.headers, newest.content) == (digest, content):
                return _profile(newest)
            row = ImportProfileRow(
                city_code=city_code,
                name=name,
                number=1 if newest is None else newest.number + 1,
                made_at=clock.now(),
                made_by=user,
                headers=digest,
                content=content,
            )
            session.add(row)
            journal.note(session, user, city_code, "保存导入配置", f"“{name}”第 {row.number} 版")
            session.flush()
            return _profile(row)
    except IntegrityError as problem:
        raise ProfileError(f"配置“{name}”刚被他人保存，请刷新后重试") from problem


def named(sessions: sessionmaker[Session], city_code: str, name: str) -> ImportProfile:
    """Return the newest version of a profile.

    Raises:
        ProfileError: The city has none of that name; lists those it has.
    """
    with sessions() as session:
        row = _newest(session, city_code, name)
    if row is None:
        others = "、".join(one.name for one in profiles(sessions, city_code)) or "尚无任何配置"
        raise ProfileError(f"{city_code} 没有名为“{name}”的导入配置，现有：{others}")
    return _profile(row)


def profiles(sessions: sessionmaker[Session], city_code: str) -> list[ImportProfile]:
    """Return the newest version of each of a city's profiles, the latest made first."""
    newest = (
        select(ImportProfileRow.name, func.max(ImportProfileRow.number).label("number"))
        .where(ImportProfileRow.city_code == city_code)
        .group_by(ImportProfileRow.name)
        .subquery()
    )
    query = (
        select(ImportProfileRow)
        .join(
            newest,
            (ImportProfileRow.name == newest.c.name) & (ImportProfileRow.number == newest.c.number),
        )
        .where(ImportProfileRow.city_code == city_code)
        .order_by(ImportProfileRow.id.desc())
    )
    with sessions() as session:
        return [_profile(row) for row in session.scalars(query)]


def fitting(
    sessions: sessionmaker[Session], city_code: str, headers: Iterable[str]
) -> ImportProfile | None:
    """Return the latest profile that was made for the same headers; None where there is none."""
    digest = headers_hash(headers)
    found = (one for one in profiles(sessions, city_code) if one.headers == digest)
    return next(found, None)


def headers_hash(headers: Iterable[str]) -> str:
    """Return the hash of a set of headers; their order does not matter."""
    plain = json.dumps(sorted(set(headers)), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _newest(session: Session, city_code: str, name: str) -> ImportProfileRow | None:
    return session.scalar(
        select(ImportProfileRow)
        .where(ImportProfileRow.city_code == city_code, ImportProfileRow.name == name)
        .order_by(ImportProfileRow.number.desc())
        .limit(1)
    )


def _profile(row: ImportProfileRow) -> ImportProfile:
    return ImportProfile(
        row.city_code, row.name, row.number, row.made_at, row.made_by, row.headers, row.content
    )
