"""Where the database and the files of the program are."""

import os
import threading
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from data.storage import database
from data.storage.accounts import AccountRow

Sessions = sessionmaker[Session]
"""What every service takes to open its session."""

_ROOT = Path(__file__).parents[1]
_MIGRATING = threading.Lock()

_IN_USE: set[str] = set()
"""Addresses of databases known to hold accounts."""

DEMO_CITY = "990100"
"""The made-up sample city."""


def var() -> Path:
    """Folder for the database, uploads and exports (``RESPONSE_VAR``, else ``var/``)."""
    folder = Path(os.environ.get("RESPONSE_VAR", _ROOT / "var"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def database_url() -> str:
    """Address of the database (``RESPONSE_DATABASE_URL``, else an SQLite file in ``var/``)."""
    return os.environ.get("RESPONSE_DATABASE_URL") or f"sqlite:///{var() / 'response.db'}"


def demonstration() -> bool:
    """Whether the program runs with the demonstration visitor and the sample city only.

    So it does until the first account exists, unless ``RESPONSE_DEMONSTRATION`` is ``0``.
    """
    return os.environ.get("RESPONSE_DEMONSTRATION", "1") != "0" and not accounts_exist()


def accounts_exist() -> bool:
    """Whether real use has begun: accounts are never deleted, so a yes is remembered."""
    url = database_url()
    if url not in _IN_USE:
        with sessions()() as session:
            if session.scalar(select(AccountRow.id).limit(1)) is None:
                return False
        _IN_USE.add(url)
    return True


def sessions() -> sessionmaker[Session]:
    """Return the session factory of the database; its schema is brought up to date once."""
    # Two pages opened at once must not migrate at once: alembic keeps its state in the module.
    with _MIGRATING:
        return _sessions(database_url())


@cache
def _sessions(url: str) -> sessionmaker[Session]:
    database.migrate(url)
    return database.sessions(database.engine(url))
