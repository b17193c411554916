"""The list in and out: workbook and database, against the usual way of doing the same.

``make bench`` runs a moderate size. The size of the goals:
``python -m benchmarks.lists --enterprises 30000 --lines 150000 --stored 1500000``.
"""

import argparse
import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.list_generator import make
from benchmarks.timing import Result, compare, cpu, table
from data.storage import database
from data.storage.lists import LineRow, ListVersionRow
from data.tables import EMISSION_LIST, LINES
from emission_lists import workbook
from emission_lists.workbook_file import collector_paused, open_workbook
from services import bulk, frames, list_versions
from tests.postgresql_cluster import cluster, programs

CITY = "140100"
_CHUNK = 50_000


def run(
    enterprises: int = 3_000, lines: int = 15_000, stored: int = 60_000, rounds: int = 1
) -> list[Result]:
    """Compare every way in and out, on SQLite and, where it is installed, on PostgreSQL."""
    results = of_workbooks(make(enterprises, lines), rounds)
    many = make(max(stored // 5, 1), stored)[LINES.sheet]
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        Path(folder).chmod(0o755)
        results += of_database(f"sqlite:///{folder}/lists.db", "SQLite", many, rounds)
        if programs() is not None:
            with cluster(Path(folder) / "c") as url:
                results += of_database(url, "PostgreSQL", many, rounds)
    return results


def of_workbooks(sheets: dict[str, pd.DataFrame], rounds: int) -> list[Result]:
    book = workbook.filled(sheets)
    size = f"{len(sheets[LINES.sheet]):,} lines"
    return [
        compare(f"reading a workbook of {size}", "openpyxl read_only",
                lambda: _openpyxl(book), lambda: _cells(book), rounds),
        compare(f"reading and checking every cell, {size}", "openpyxl read_only, reading alone",
                lambda: _openpyxl(book), lambda: workbook.read(book), rounds),
        compare(f"writing a workbook of {size}", "openpyxl write_only",
                lambda: _written(sheets), lambda: workbook.filled(sheets), rounds),
    ]  # fmt: skip


def of_database(url: str, name: str, lines: pd.DataFrame, rounds: int) -> list[Result]:
    database.migrate(url)
    made = database.engine(url)
    sessions = database.sessions(made)
    query = select(*(getattr(LineRow, c) for c in LINES.names)).order_by(LineRow.id)

    def core(session: Session, version: int) -> None:
        for start in range(0, len(lines), _CHUNK):
            part = lines.iloc[start : start + _CHUNK].assign(version_id=version)
            session.execute(insert(LineRow), frames.records(part))

    def ours(session: Session, version: int) -> None:
        bulk.append(session, LineRow, lines, version_id=version)

    def back(read: Callable[[Session], object]) -> object:
        with sessions() as session:
            return read(session)

    with _clock(f"{name}, {len(lines):,} lines stored"):
        _stored(sessions, ours)
    with _clock(f"{name}, {len(lines):,} lines read back"):
        back(lambda s: bulk.read(s, query, len(lines)))
    results = [
        compare(f"{name}: reading {len(lines):,} lines", "pandas.read_sql",
                lambda: back(lambda s: pd.read_sql(query, s.connection())),
                lambda: back(lambda s: bulk.read(s, query, len(lines))), rounds),
        compare(f"{name}: storing {len(lines):,} lines", "SQLAlchemy Core inserts of dicts",
                lambda: _stored(sessions, core), lambda: _stored(sessions, ours), rounds),
    ]  # fmt: skip
    made.dispose()
    return results


def _stored(sessions: sessionmaker[Session], write: Callable[[Session, int], None]) -> None:
    """Store one version into tables that are empty before."""
    with sessions.begin() as session:
        session.execute(delete(LineRow))
        session.execute(delete(ListVersionRow))
    with sessions.begin() as session:
        version = ListVersionRow(
            city_code=CITY, number=1, imported_at=datetime(2026, 11, 1), imported_by="",
            source_file="", sha256="", remarks="",
        )  # fmt: skip
        session.add(version)
        session.flush()
        write(session, version.id)


def _cells(book: bytes) -> int:
    """The cells of the list as ``workbook.read`` gets them, before they are looked at."""
    names = [sheet.sheet for sheet in EMISSION_LIST]
    with collector_paused():
        opened = open_workbook(book, "", names)
        return sum(
            len(row)
            for name in names
            for row in opened.get_sheet_by_name(name).to_python(skip_empty_area=False)
        )


def _openpyxl(book: bytes) -> int:
    opened = openpyxl.load_workbook(io.BytesIO(book), read_only=True)
    return sum(
        len(row)
        for sheet in EMISSION_LIST
        for row in opened[sheet.sheet].iter_rows(values_only=True)
    )


def _written(sheets: dict[str, pd.DataFrame]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    for name, frame in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(frame))
        for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
            sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@contextmanager
def _clock(name: str) -> Iterator[None]:
    wall, used = time.perf_counter(), cpu()
    yield
    print(f"{name}: {time.perf_counter() - wall:.1f} s, CPU {cpu() - used:.1f} s", flush=True)


def _import(path: Path) -> None:
    """Import a workbook with every check into an empty database; say time and peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/lists.db"
        database.migrate(url)
        made = database.engine(url)
        with _clock("imported with every check"):
            list_versions.import_list(database.sessions(made), path, CITY)
        made.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"peak memory {peak:.2f} GiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=3_000)
    parser.add_argument("--lines", type=int, default=15_000)
    parser.add_argument("--stored", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--import", dest="file", type=Path, help="only import this workbook")
    asked = parser.parse_args()
    if asked.file:
        _import(asked.file)
        return
    sheets = make(asked.enterprises, asked.lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        with _clock(f"workbook of {asked.lines:,} lines exported"):
            path.write_bytes(workbook.filled(sheets))
        print(f"{path.stat().st_size / 2**20:.1f} MiB", flush=True)
        command = [sys.executable, "-m", "benchmarks.lists", "--import", str(path)]
        subprocess.run(command, check=True)
    del sheets
    print(table(run(asked.enterprises, asked.lines, asked.stored, asked.rounds)))


if __name__ == "__main__":
    main()
