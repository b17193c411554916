"""Engine, sessions and migrations of the database the settings name."""

import json
import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

_MIGRATIONS = Path(__file__).parents[1] / "migrations"


def engine(url: str) -> Engine:
    """Open a database; the folder of an SQLite file is made where it is missing."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(address, json_serializer=lambda o: json.dumps(o, ensure_ascii=False))
    if address.get_backend_name() == "sqlite":
        event.listen(made, "connect", _settle_sqlite)
    return made


def sessions(made: Engine) -> sessionmaker[Session]:
    """Return the session factory of an engine."""
    return sessionmaker(made, expire_on_commit=False)


def migrate(url: str) -> None:
    """Bring the database to the newest schema; nothing happens where it is there already."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def _settle_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Readers and a writer at once, patience instead of errors, and references that hold."""
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "busy_timeout=5000",
        "synchronous=NORMAL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
