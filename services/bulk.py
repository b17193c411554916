"""Tables of many rows into the database and out of it, many times faster than row by row.

SQLAlchemy keeps the schema, the transaction and every small write; only the rows themselves take
a shorter way, as Arrow columns. What is written belongs to the transaction of the session like any
other row: it is there when the session commits, and gone when it does not.

SQLite is never opened twice in one process. The Arrow driver brings an SQLite of its own, and two
of them in one process do not see each other's locks (sqlite.org/howtocorrupt.html, 2.2.1). It
therefore writes to a private file that the session's own connection then takes over, and reads
in a process of its own.
"""

import itertools
import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
from sqlalchemy import Select, insert, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session

from services import frames

log = logging.getLogger(__name__)

BULK_ROWS = 20_000
"""From this many rows on the shorter way pays for its preparation."""
_BATCH = 65_536
_NUMBERS = itertools.count(1)
"""Of private files, so that one transaction can take in several."""
_READER = Path(__file__).with_name("bulk_reader.py")


def append(
    session: Session, model: type[DeclarativeBase], frame: pd.DataFrame, **constant: int
) -> None:
    """Add the rows of a frame to a table, within the transaction of the session.

    Args:
        session: Open session; the caller commits.
        model: Table whose columns the frame names; its key is given by the database.
        frame: Rows; missing values become NULL.
        constant: Columns with one value for all rows, such as ``version_id``.

    Raises:
        IntegrityError: A row breaks a constraint of the table; the transaction is then lost.
    """
    dialect = session.get_bind().dialect.name
    if len(frame) < BULK_ROWS or (dialect == "sqlite" and _file(session) is None):
        if rows := frames.records(frame.assign(**constant)):
            session.execute(insert(model), rows)
    elif dialect == "sqlite":
        _through_file(session, model, _arrow(frame), constant)
    else:
        _through_copy(session, model, _arrow(frame.assign(**constant)))


def read(session: Session, query: Select[*tuple[Any, ...]], rows: int) -> pd.DataFrame:
    """Return the rows of a query of columns as a frame; an empty result keeps the columns.

    Only committed rows are seen from ``BULK_ROWS`` on. Days may come as text then, and a column
    without a single value in any kind.

    Args:
        session: Open session.
        query: Columns to read, without parameters other than numbers and text.
        rows: About how many rows there are; decides the way they take.
    """
    if rows < BULK_ROWS:
        return frames.read(session, query)
    url, dialect = session.get_bind().engine.url, session.get_bind().dialect
    statement = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    if dialect.name == "sqlite":
        found = _from_file(_file(session), statement)
    else:
        found = _from_server(url, statement)
    return frames.read(session, query) if found is None else _frame(found)


def _file(session: Session) -> str | None:
    """Path of an SQLite database; None where it lives in memory."""
    path = session.get_bind().engine.url.database
    return path if path and path != ":memory:" else None


def _arrow(frame: pd.DataFrame) -> pa.Table:
    columns = {}
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            array = pa.Array.from_pandas(column).cast(pa.date32())
        elif isinstance(column.dtype, pd.CategoricalDtype):
            array = pa.Array.from_pandas(column.astype(str))
        else:
            array = pa.Array.from_pandas(column)
        columns[str(name)] = array
    return pa.table(columns)


def _frame(table: pa.Table) -> pd.DataFrame:
    texts = {
        kind: pd.StringDtype(na_value=float("nan")) for kind in (pa.string(), pa.large_string())
    }
    frame: pd.DataFrame = table.to_pandas(
        types_mapper=texts.get, split_blocks=True, self_destruct=True
    )
    return frame


def _through_file(
    session: Session, model: type[DeclarativeBase], rows: pa.Table, constant: dict[str, int]
) -> None:
    import adbc_driver_sqlite.dbapi

    # SQLAlchemy keeps days of SQLite as text.
    for place, column in enumerate(rows.schema):
        if pa.types.is_date(column.type):
            rows = rows.set_column(place, column.name, rows.column(place).cast(pa.string()))
    connection = session.connection()
    # Taken out of the pool, the connection ends with the transaction and lets the file go.
    connection.detach()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = str(Path(folder) / "rows.db")
        with adbc_driver_sqlite.dbapi.connect(path) as private, private.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = OFF")
            cursor.adbc_ingest("part", rows, mode="create")
            private.commit()
        alias = f"bulk_{next(_NUMBERS)}"
        session.execute(text(f"ATTACH DATABASE :path AS {alias}"), {"path": path})
        names = ", ".join(f'"{name}"' for name in rows.column_names)
        given = "".join(f', "{name}"' for name in constant)
        values = "".join(f", :{name}" for name in constant)
        session.execute(
            text(
                f'INSERT INTO main."{model.__tablename__}" ({names}{given}) '
                f"SELECT {names}{values} FROM {alias}.part ORDER BY rowid"
            ),
            constant,
        )


def _through_copy(session: Session, model: type[DeclarativeBase], rows: pa.Table) -> None:
    import psycopg

    names = ", ".join(f'"{name}"' for name in rows.column_names)
    statement = f'COPY "{model.__tablename__}" ({names}) FROM STDIN (FORMAT csv)'
    # Text is quoted and a missing value is not, which is how COPY tells "" from NULL.
    form = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
    driver: Any = session.connection().connection.dbapi_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for batch in rows.to_batches(_BATCH):
                text_form = pa.BufferOutputStream()
                pyarrow.csv.write_csv(batch, text_form, form)
                copy.write(text_form.getvalue().to_pybytes())
    except psycopg.IntegrityError as problem:
        raise IntegrityError(statement, None, problem) from problem


def _from_file(path: str | None, statement: str) -> pa.Table | None:
    if path is None:
        return None
    command = [sys.executable, "-I", str(_READER), str(Path(path).resolve()), statement]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said) as reader,
    ):
        try:
            with pa.ipc.open_stream(reader.stdout) as stream:
                table = stream.read_all()
        except pa.ArrowInvalid:
            table = None
        reader.wait()
        said.seek(0)
        if reader.returncode or table is None:
            log.warning("批量读取未成功，改为逐行读取：%s", said.read().decode(errors="replace"))
            return None
    return table


def _from_server(url: URL, statement: str) -> pa.Table | None:
    try:
        import adbc_driver_postgresql.dbapi
    except ImportError:
        log.warning("未安装 adbc-driver-postgresql，改为逐行读取；见 requirements-postgresql.txt")
        return None
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with adbc_driver_postgresql.dbapi.connect(address) as server, server.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetch_arrow_table()
