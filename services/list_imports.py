"""The import of a list step by step: draft, matched, checked, compared, stored.

Each step is a function of the step before, so that a page or a script may stop anywhere and go on;
nothing is stored before the last.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import pandas as pd
from sqlalchemy.orm import Session, sessionmaker

from data.columns import CellIssue
from data.tables import EMISSION_LIST, ENTERPRISES, LINES
from emission_lists import (
    column_match,
    consistency,
    difference,
    error_report,
    import_choices,
    raw_workbook,
)
from emission_lists.built_list import FIELDS, BuiltList, build
from emission_lists.column_match import TableMatch
from emission_lists.difference import Difference
from emission_lists.import_choices import ImportChoices
from emission_lists.passing import LeftOut, Passed, PassingError, passing
from emission_lists.raw_workbook import RawSheet
from emission_lists.workbook import ListWorkbook
from services import clock, import_profiles, journal, list_versions
from services.accounts import User
from services.import_profiles import ImportProfile
from services.list_versions import EmissionList, ListImportError, ListVersion


@dataclass(frozen=True)
class Draft:
    """A workbook as it was handed in, its tables found by their headers."""

    name: str
    content: bytes = field(repr=False)
    sheets: tuple[RawSheet, ...] = field(repr=False)
    matches: Mapping[str, TableMatch]

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers of all sheets that hold a table, as a profile knows them."""
        return column_match.signature(self.matches.values())


@dataclass(frozen=True)
class Checked:
    """A workbook read by declared choices, with everything that is wrong with it."""

    draft: Draft
    choices: ImportChoices
    built: BuiltList
    book: ListWorkbook
    """The list with all findings, under the names of the tables."""
    day: date
    city_code: str = ""
    """Whose rules and counties were looked at; empty for the national ones."""

    @cached_property
    def issues(self) -> list[CellIssue]:
        """All findings as the user sees them: his sheets, his cells; each once."""
        return self.built.as_filled(self.book.issues)

    @cached_property
    def blocking(self) -> int:
        """Number of findings that stop the import."""
        return sum(issue.blocking for issue in self.issues)

    def passed(self) -> Passed:
        """Return the rows that passed.

        Raises:
            PassingError: A whole column or sheet has to be put right first, or nothing passed.
        """
        return passing(
            self.built.book, lambda book: consistency.findings(book, self.day, city=self.city_code)
        )


def draft(source: Path | bytes, name: str = "") -> Draft:
    """Read a workbook of any layout and look for the tables of the list.

    Raises:
        WorkbookError: The file cannot be read at all.
    """
    name = name or (source.name if isinstance(source, Path) else "清单.xlsx")
    sheets = raw_workbook.read(source, name)
    content = source.read_bytes() if isinstance(source, Path) else source
    return Draft(name, content, sheets, column_match.match_workbook(sheets))


def proposal(found: Draft, profile: ImportProfile | None = None) -> ImportChoices:
    """Propose choices: those of a profile, else what the headers say.

    Raises:
        ChoiceError: The profile names columns that the file does not have.
    """
    if profile is None:
        return import_choices.propose(found.sheets, found.matches)
    return import_choices.from_record(profile.content, found.sheets)


def fitting_profile(
    sessions: sessionmaker[Session], city_code: str, found: Draft
) -> ImportProfile | None:
    """Return the city's latest profile made for a file with the same headers, if any."""
    return import_profiles.fitting(sessions, city_code, found.headers)


def keep_profile(
    sessions: sessionmaker[Session],
    city_code: str,
    name: str,
    found: Draft,
    choices: ImportChoices,
    *,
    user: str = journal.SYSTEM,
) -> ImportProfile:
    """Keep choices as the next version of a named profile.

    Raises:
        ProfileError: The name does not do.
    """
    record = import_choices.to_record(choices, found.sheets)
    return import_profiles.save(sessions, city_code, name, record, found.headers, user=user)


def check(
    found: Draft,
    choices: ImportChoices,
    day: date,
    in_force: EmissionList | None = None,
    city_code: str = "",
) -> Checked:
    """Read the list as declared and find everything wrong with it; stores nothing.

    Args:
        found: The workbook.
        choices: What was declared about it.
        day: The day of the import, for the validity of grades.
        in_force: The version in force, for the numbers of enterprises and lines.
        city_code: Whose list it is, for rules and counties of the city's own; unless given that of
            the version in force.
    """
    city_code = city_code or (in_force.version.city_code if in_force else "")
    built = build(found.sheets, choices, tables(in_force) if in_force else None)
    book = replace(built.book, issues=list(built.book.issues))
    if book.readable:
        book.issues.extend(consistency.findings(book, day, city=city_code))
    order = [table.sheet for table in EMISSION_LIST]
    book.issues.sort(key=lambda issue: (order.index(issue.sheet), issue.row or 0))
    return Checked(found, choices, built, book, day, city_code)


def compare(
    checked: Checked, in_force: EmissionList | None, book: ListWorkbook | None = None
) -> Difference:
    """Compare a checked list with the version in force; without one everything is new.

    Args:
        checked: The list.
        in_force: The version in force; None for none.
        book: What is to be imported of it where that is not all.
    """
    after = frames_of(checked.book if book is None else book)
    return difference.difference(tables(in_force) if in_force else {}, after)


def error_workbook(checked: Checked) -> bytes:
    """Hand the user's workbook back with the wrong cells marked."""
    headers = {choice.sheet: choice.first_row for choice in checked.choices.tables.values()}
    return error_report.report(checked.draft.content, checked.draft.sheets, checked.issues, headers)


def store(
    sessions: sessionmaker[Session],
    checked: Checked,
    city_code: str,
    *,
    only_passed: bool = False,
    user: str = journal.SYSTEM,
    actor: User | None = None,
    now: datetime | None = None,
) -> ListVersion:
    """Store a checked list as the city's next version, all or nothing.

    What was declared, done to the cells and left out stands in the remarks of the version.

    Args:
        sessions: Session factory.
        checked: The list.
        city_code: Division code.
        only_passed: Leave out the rows that did not pass, and say so in remarks and journal.
        user: Who imports.
        actor: The same as a user whose right is checked with the write; None for commands.
        now: Local time of the import.

    Raises:
        ListImportError: Something blocks, nothing passed, or the same was imported before.
    """
    name, summary, book = checked.draft.name, "", checked.book
    left_out: tuple[LeftOut, ...] = ()
    if only_passed:
        try:
            passed = checked.passed()
        except PassingError as problem:
            raise ListImportError(f"{name}：{problem}", checked.issues) from problem
        book, left_out = passed.book, passed.left_out
        summary = passed.summary if left_out else ""
    elif checked.blocking:
        raise ListImportError(
            f"{name} 有 {checked.blocking} 处须改正，未导入任何内容，原有版本不受影响",
            checked.issues,
        )
    sheet_of = checked.built.sheets
    said = [*checked.built.notes, *([summary] if summary else [])]
    said += [str(replace(one, sheet=sheet_of.get(one.sheet, one.sheet))) for one in left_out]
    remarks = [CellIssue("", text, blocking=False) for text in said]
    remarks += checked.built.as_filled(book.issues)
    return list_versions.store(
        sessions,
        replace(book, issues=remarks),
        city_code,
        source_file=name,
        sha256=_digest(checked, left_out=bool(left_out)),
        user=user,
        imported_at=now or clock.now(),
        note=summary,
        actor=actor,
    )


def tables(stored: EmissionList) -> dict[str, pd.DataFrame]:
    """Return the tables of a stored list by sheet name, lines without the enterprise's columns."""
    frames = {table.sheet: getattr(stored, FIELDS[table.sheet]) for table in EMISSION_LIST}
    lines = frames[LINES.sheet]
    return {**frames, LINES.sheet: lines[[name for name in LINES.names if name in lines]]}


def frames_of(book: ListWorkbook) -> dict[str, pd.DataFrame]:
    """Return the tables of a workbook by sheet name."""
    return {table.sheet: getattr(book, FIELDS[table.sheet]) for table in EMISSION_LIST}


def size(book: ListWorkbook) -> str:
    """Say how large a list is."""
    listed, lines = (getattr(book, FIELDS[table.sheet]) for table in (ENTERPRISES, LINES))
    return f"企业 {len(listed):,} 家，生产线 {len(lines):,} 条"


def _digest(checked: Checked, *, left_out: bool) -> str:
    """Hash of the file and of how it was read: the same file read otherwise is another list."""
    found, said = checked.draft, ""
    if left_out or not import_choices.is_template(checked.choices, found.matches):
        record = import_choices.to_record(checked.choices, found.sheets)
        said = json.dumps([record, left_out], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(found.content + said.encode()).hexdigest()
