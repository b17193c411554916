"""Thousands of damaged workbooks through check and import on a real SQLite file.

``python -m tests.emission_lists.fuzz_workbooks [COUNT] [FIRST SEED]``, or ``make fuzz``. Whatever comes in, there
is a Chinese message or a whole version; nothing crashes, nothing is half imported, time and memory are
bounded.
"""

import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select

from data.storage import database
from data.storage.accounts import JournalRow
from data.storage.lists import (
    CityTotalRow,
    EnterpriseRow,
    LineRow,
    ListVersionRow,
    OtherSourceRow,
)
from emission_lists.workbook import WorkbookError
from services import list_imports, list_versions
from services.list_versions import ListImportError
from tests.emission_lists.damage import damaged

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 9)
SECONDS = 30.0
"""Most processor time a single file may take through one of the ways."""
MEGABYTES = 1500
"""Most memory the run may take at any time."""
_MODELS = (ListVersionRow, EnterpriseRow, LineRow, CityTotalRow, OtherSourceRow, JournalRow)


class Broken(AssertionError):
    """A damaged file that was not dealt with; says seed, kind and what happened."""


@dataclass
class Tally:
    """What became of the files."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def run(sessions, seeds, tally=None, limit=SECONDS, *, one_way=False):
    """Put the damaged files of some seeds through both ways of importing, or by turns through one."""
    tally = tally or Tally()
    for seed in seeds:
        kind, content = damaged(seed)
        for way in (_plain, _wizard)[seed % 2 :: 2] if one_way else (_plain, _wizard):
            before, began, peak = counts(sessions), time.process_time(), _peak()
            name = f"{kind}_{seed}.xlsx"
            try:
                outcome = way(sessions, content, name, f"{140100 + seed % 7}")
            except Exception as problem:
                raise Broken(f"seed {seed}, {kind}, {way.__name__}: {problem!r}") from problem
            took = time.process_time() - began
            _judge(seed, kind, outcome, before, counts(sessions))
            if took > limit:
                raise Broken(f"seed {seed}, {kind}, {way.__name__}: {took:.1f} s")
            if _peak() > max(MEGABYTES, peak + 1):
                raise Broken(f"seed {seed}, {kind}, {way.__name__}: {_peak():.0f} MB")
            tally.slowest[kind] = max(tally.slowest[kind], took)
            tally.outcomes[
                f"{way.__name__.strip('_')} {'stored' if outcome.stored else 'refused'}"
            ] += 1
    return tally


@dataclass
class Outcome:
    messages: list[str]
    stored: tuple[int, ...] | None = None
    """Rows of each table that should have been added."""


def _plain(sessions, content, name, city):
    """``import`` of the command line, and ``check`` where that took the file or could not read it."""
    try:
        list_versions.import_list(sessions, content, city, name=name, now=NOW)
    except ListImportError as problem:
        return Outcome([str(problem), *map(str, problem.issues)])
    except WorkbookError as problem:
        try:
            list_versions.check(content, DAY, name, city)
        except WorkbookError:
            return Outcome([str(problem)])
        raise Broken("refused by import, taken by check") from problem
    book = list_versions.check(content, DAY, name, city)
    if not book.acceptable:
        raise Broken("refused by check, taken by import")
    return Outcome([], _sizes(book))


def _wizard(sessions, content, name, city):
    """The wizard with everything declared that may be, then what passed."""
    try:
        found = list_imports.draft(content, name)
    except WorkbookError as problem:
        return Outcome([str(problem)])
    choices = replace(list_imports.proposal(found), fill_down=True)
    checked = list_imports.check(found, choices, DAY)
    list_imports.compare(checked, None)
    said = [*map(str, checked.issues), *checked.built.notes]
    if checked.issues:
        assert list_imports.error_workbook(checked).startswith(b"PK")
    try:
        book = checked.passed().book if checked.blocking else checked.book
        list_imports.store(sessions, checked, city, only_passed=bool(checked.blocking), now=NOW)
    except (ListImportError, ValueError) as problem:
        return Outcome([*said, str(problem)])
    return Outcome([], _sizes(book))


def _peak():
    """Most memory this process has taken so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def counts(sessions):
    """Rows of every table that an import writes to."""
    with sessions() as session:
        return tuple(session.scalar(select(func.count()).select_from(m)) for m in _MODELS)


def _sizes(book):
    frames = (book.enterprises, book.lines, book.city_totals, book.other_sources)
    return (1, *(len(frame) for frame in frames), 1)


def _judge(seed, kind, outcome, before, after):
    added = tuple(b - a for a, b in zip(before, after, strict=True))
    if outcome.stored is None:
        if any(added):
            raise Broken(f"seed {seed}, {kind}: refused, yet {added} rows were added")
        if not outcome.messages:
            raise Broken(f"seed {seed}, {kind}: refused without a word")
    elif added != outcome.stored:
        raise Broken(f"seed {seed}, {kind}: {outcome.stored} rows read, {added} stored")
    for message in outcome.messages:
        if not any("一" <= sign <= "鿿" for sign in message):
            raise Broken(f"seed {seed}, {kind}: no Chinese in {message!r}")
        if "Traceback" in message:
            raise Broken(f"seed {seed}, {kind}: {message[:200]}")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'fuzz.db'}"
        database.migrate(url)
        made = database.engine(url)
        tally, began, broken = Tally(), time.perf_counter(), []
        for seed in range(first, first + count):
            try:
                run(database.sessions(made), [seed], tally)
            except Broken as problem:
                broken.append(str(problem))
                print(problem, flush=True)
            if (seed - first + 1) % 250 == 0:
                print(f"{seed - first + 1} files, {time.perf_counter() - began:.0f} s", flush=True)
        made.dispose()
    print(f"{count} files in {time.perf_counter() - began:.0f} s, at most {_peak():.0f} MB")
    print(dict(tally.outcomes), len(broken), "broken")
    print("slowest s:", {kind: round(s, 2) for kind, s in sorted(tally.slowest.items())})
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
