"""One writer at a time: what is read before a write stays true until the write is done."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_LOCK = 990_100_001
"""Number of the advisory lock on PostgreSQL; any, as long as it is always the same."""


def alone(session: Session) -> None:
    """Let nobody else write from here to the end of the session's transaction.

    SQLite's driver begins a transaction only with the first change, so that what was read before
    may be out of date; here it begins at once, as a writer. On PostgreSQL a lock of the
    transaction does the same for all who ask for it. Waiting is left to the database
    (``busy_timeout``); calling it again in the same transaction does nothing.

    Args:
        session: Open session, with or without changes of its own.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        return
    driver = connection.connection.driver_connection
    if driver is not None and not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
