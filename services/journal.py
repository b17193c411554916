"""The journal of acts."""

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from data.storage.accounts import JournalRow
from services import clock, frames

SYSTEM = "系统"
"""User that commands write under."""


def note(session: Session, user: str, city_code: str, act: str, subject: str) -> None:
    """Add an act to the journal, within the transaction of the act itself."""
    session.add(
        JournalRow(at=clock.now(), user=user, city_code=city_code, act=act, subject=subject)
    )


def entries(sessions: sessionmaker[Session], city_code: str, limit: int = 200) -> pd.DataFrame:
    """Return the newest acts of a city: ``at``, ``user``, ``act``, ``subject``."""
    query = (
        select(JournalRow.at, JournalRow.user, JournalRow.act, JournalRow.subject)
        .where(JournalRow.city_code == city_code)
        .order_by(JournalRow.id.desc())
        .limit(limit)
    )
    with sessions() as session:
        return frames.read(session, query)
