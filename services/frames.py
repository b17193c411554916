"""Rows to frames and back: what all services share about storage."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Select, Table, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

_CHUNK = 5_000


def read(session: Session, query: Select[*tuple[Any, ...]]) -> pd.DataFrame:
    """Return the rows of a query of columns as a frame; an empty result keeps the columns."""
    result = session.execute(query)
    return pd.DataFrame(result.all(), columns=list(result.keys()))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain dictionaries, missing values as None, times as Python's own."""
    columns = {}
    for name in frame.columns:
        values = frame[name]
        if pd.api.types.is_datetime64_any_dtype(values):
            columns[name] = [None if pd.isna(v) else v.to_pydatetime() for v in values]
        else:
            columns[name] = [_plain(value) for value in values.tolist()]
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def upsert(
    session: Session,
    model: type[DeclarativeBase],
    rows: Sequence[dict[str, Any]],
) -> None:
    """Insert rows or fill in those with the same key; a missing value never wipes a known one.

    Args:
        session: Open session; the caller commits.
        model: Table with a natural primary key.
        rows: One dictionary per row, all with the same names.
    """
    if not rows:
        return
    table: Table = model.__table__  # type: ignore[assignment]
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key]
    statement = insert(table)
    changing = [name for name in rows[0] if name not in keys]
    statement = statement.on_conflict_do_update(
        index_elements=keys,
        set_={name: func.coalesce(statement.excluded[name], table.c[name]) for name in changing},
    )
    for start in range(0, len(rows), _CHUNK):
        session.execute(statement, rows[start : start + _CHUNK])


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
