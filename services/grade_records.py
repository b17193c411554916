"""The history of grades: records added, and what is in force on a list and a day."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, sessionmaker

from data.columns import CellIssue
from data.storage.grades import GradeRecordRow
from emission_lists import grading
from emission_lists.grading import matching, record_file
from emission_lists.grading.history import (
    GRADE_RECORDS,
    HISTORY_COLUMNS,
    GradeAct,
    empty_history,
    history,
    problems,
)
from services import clock, frames, journal, list_versions

_CONTENT = GRADE_RECORDS.names
SHOWN = ["line_id", "enterprise_id", "enterprise", "process", "industry", "grade", "grade_scheme"]


class GradeRecordError(ValueError):
    """Records that were not added; the text says why, ``issues`` names every cell."""

    def __init__(self, message: str, issues: list[CellIssue] | None = None) -> None:
        super().__init__(message)
        self.issues = issues or []


@dataclass(frozen=True)
class Recorded:
    """What came of adding records."""

    added: int
    known: int
    """Records that stood there already, word for word; not added again."""
    remarks: tuple[str, ...]
    """What to look at, such as enterprises that the newest list does not have."""


def records(
    sessions: sessionmaker[Session], city_code: str, upto: int | None = None
) -> pd.DataFrame:
    """Return the history of a city in the order of recording.

    Args:
        sessions: Session factory.
        city_code: Division code.
        upto: Number of the last record taken into account; None for all.
    """
    columns = [GradeRecordRow.id.label("number")]
    columns += [getattr(GradeRecordRow, name) for name in HISTORY_COLUMNS[1:]]
    query = select(*columns).where(GradeRecordRow.city_code == city_code)
    if upto is not None:
        query = query.where(GradeRecordRow.id <= upto)
    with sessions() as session:
        found = frames.read(session, query.order_by(GradeRecordRow.id))
    return history(found) if len(found) else empty_history()


def newest(sessions: sessionmaker[Session], city_code: str, at: datetime | None = None) -> int:
    """Return the number of the city's last record, as known at a time; 0 without any.

    What is worked out with it can be worked out again: later records do not change it.
    """
    query = select(func.max(GradeRecordRow.id)).where(GradeRecordRow.city_code == city_code)
    if at is not None:
        query = query.where(GradeRecordRow.recorded_at <= at)
    with sessions() as session:
        return session.scalar(query) or 0


def effective_lines(
    sessions: sessionmaker[Session],
    lines: pd.DataFrame,
    city_code: str,
    day: date,
    upto: int | None = None,
) -> pd.DataFrame:
    """Return the lines of a list with the grade in force on a day, see ``grading.effective``."""
    return grading.effective(lines, records(sessions, city_code, upto), day, city_code)


def import_file(
    sessions: sessionmaker[Session],
    source: Path,
    city_code: str,
    *,
    user: str = journal.SYSTEM,
    now: datetime | None = None,
) -> Recorded:
    """Add the records of a file, all or nothing; those that are there already are left out.

    Raises:
        WorkbookError: The file cannot be read at all.
        GradeRecordError: Cells are wrong, or a record cannot stand.
    """
    found, issues = record_file.read(source)
    if issues:
        raise GradeRecordError(_refused(source.name, issues), issues)
    return add(sessions, found, city_code, source=source.name, user=user, now=now)


def change(
    sessions: sessionmaker[Session],
    city_code: str,
    record: dict[str, object],
    *,
    user: str = journal.SYSTEM,
    now: datetime | None = None,
) -> Recorded:
    """Add one record, by the names of ``GRADE_RECORDS``; ``act`` is 评定 where not given.

    The enterprise or line has to be on the newest list, and an enterprise in several industries is
    graded by industry.

    Raises:
        GradeRecordError: The record cannot stand; the text says why.
    """
    newest_list = list_versions.latest(sessions, city_code)
    if newest_list is None:
        raise GradeRecordError(f"{city_code} 尚未导入应急减排清单，请先导入清单再登记等级")
    lines = list_versions.load(sessions, city_code, newest_list.number).lines
    if not record.get("enterprise_id") and not record.get("credit_code"):
        owner = lines.loc[lines["line_id"] == str(record.get("line_id", "")), "enterprise_id"]
        record = {**record, "enterprise_id": next(iter(owner), "")}
    made = history(pd.DataFrame([record]))
    one = made.iloc[0]
    covered = lines.iloc[matching.pairs(lines, made)["place"].unique()]
    if covered.empty:
        named = one["line_id"] or one["enterprise_id"] or one["credit_code"]
        raise GradeRecordError(
            f"第 {newest_list.number} 版清单中没有 {named}{one['industry']}，请核对编号与行业"
        )
    several = sorted(covered["industry"].unique())
    whole = not one["line_id"] and not one["industry"]
    if one["act"] == GradeAct.GRADE and whole and len(several) > 1:
        raise GradeRecordError(f"该企业涉及 {'、'.join(several)}，须分行业评级，请指明行业")
    made["enterprise_id"] = covered["enterprise_id"].iloc[0]
    return add(sessions, made, city_code, source="", user=user, now=now)


def add(
    sessions: sessionmaker[Session],
    made: pd.DataFrame,
    city_code: str,
    *,
    source: str,
    user: str = journal.SYSTEM,
    now: datetime | None = None,
) -> Recorded:
    """Add records to the history of a city, all or nothing.

    Raises:
        GradeRecordError: A record cannot stand; ``issues`` names every cell.
    """
    known = records(sessions, city_code)
    issues = problems(made, known, city_code)
    if issues:
        raise GradeRecordError(_refused(source, issues), issues)
    there = set(map(_words, known[_CONTENT].to_dict("records")))
    rows = {_words(row): row for row in made[_CONTENT].to_dict("records")}
    fresh = [row for words, row in rows.items() if words not in there]
    stamp = {"city_code": city_code, "recorded_at": now or clock.now(), "recorded_by": user}
    stored = [
        {**row, "valid_from": _day(row["valid_from"]), "until": _day(row["until"]), **stamp}
        for row in fresh
    ]
    if stored:
        with sessions.begin() as session:
            session.execute(insert(GradeRecordRow), stored)
            first = stored[0]
            what = source or f"{first['enterprise_id']}{first['line_id']} {first['grade']}"
            journal.note(
                session, user, city_code, "登记绩效等级",
                f"{len(stored)} 条，{what}，{first['document']}",
            )  # fmt: skip
    return Recorded(len(stored), len(made) - len(stored), _remarks(sessions, made, city_code))


def show(
    sessions: sessionmaker[Session],
    city_code: str,
    day: date,
    *,
    line_id: str = "",
    enterprise_id: str = "",
    list_version: int | None = None,
) -> pd.DataFrame:
    """Return the grades in force on a day, with the reason of each.

    Args:
        sessions: Session factory.
        city_code: Division code.
        day: The day asked for.
        line_id: One line only; empty for all.
        enterprise_id: One enterprise only; empty for all.
        list_version: Version of the list; None for the newest.

    Returns:
        ``line_id, enterprise_id, enterprise, process, industry, grade, grade_scheme,
        grade_until, grade_reason`` and ``listed``, the grade the list gives.

    Raises:
        LookupError: No list, no such version, or nothing by that number in it.
    """
    if list_version is None:
        latest = list_versions.latest(sessions, city_code)
        if latest is None:
            raise LookupError(f"{city_code} 尚未导入应急减排清单，请先导入清单")
        list_version = latest.number
    lines = list_versions.load(sessions, city_code, list_version).lines
    for name, wanted, word in (
        ("line_id", line_id, "生产线"),
        ("enterprise_id", enterprise_id, "企业"),
    ):
        if wanted:
            lines = lines[lines[name] == wanted]
            if lines.empty:
                raise LookupError(f"第 {list_version} 版清单中没有{word} {wanted}，请核对编号")
    found = effective_lines(sessions, lines, city_code, day)
    shown = found[[*SHOWN, "grade_until", "grade_reason"]]
    return shown.assign(listed=lines["grade"]).reset_index(drop=True)


def overall(
    sessions: sessionmaker[Session], city_code: str, day: date, enterprise_id: str
) -> dict[str, str]:
    """Grade an enterprise of the newest list as a whole: the lowest of its industries.

    Returns:
        ``grade``, ``by_industry`` and ``held_down_by``, see ``grading.overall``.

    Raises:
        LookupError: No list, or no such enterprise in it.
    """
    found = show(sessions, city_code, day, enterprise_id=enterprise_id)
    row = grading.overall(found, day, city_code).iloc[0]
    return {name: str(row[name]) for name in ("grade", "by_industry", "held_down_by")}


def records_of(sessions: sessionmaker[Session], city_code: str, enterprise_id: str) -> pd.DataFrame:
    """Return the records that speak of an enterprise of the newest list, oldest day first."""
    latest = list_versions.latest(sessions, city_code)
    known = records(sessions, city_code)
    if latest is None:
        own = known[known["enterprise_id"] == enterprise_id]
    else:
        lines = list_versions.load(sessions, city_code, latest.number).lines
        lines = lines[lines["enterprise_id"] == enterprise_id]
        own = known[known["number"].isin(matching.pairs(lines, known)["number"])]
    return own.sort_values(["valid_from", "number"], kind="stable").reset_index(drop=True)


def _remarks(
    sessions: sessionmaker[Session], made: pd.DataFrame, city_code: str
) -> tuple[str, ...]:
    """Name the records that no line of the newest list answers to."""
    latest = list_versions.latest(sessions, city_code)
    if latest is None:
        return ("尚未导入应急减排清单，未与清单核对",)
    lines = list_versions.load(sessions, city_code, latest.number).lines
    numbered = made.assign(number=range(len(made)))
    matched = set(matching.pairs(lines, numbered)["number"])
    lost = numbered[~numbered["number"].isin(matched)]
    return tuple(
        f"第 {latest.number} 版清单中没有 "
        f"{row['line_id'] or row['enterprise_id'] or row['credit_code']}{row['industry']}，"
        f"已登记但暂不起作用；若是编号写错，请撤回后重新登记"
        for row in lost.to_dict("records")
    )


def _refused(source: str, issues: list[CellIssue]) -> str:
    if source:
        return f"{source} 有 {len(issues)} 处须改正，未登记任何内容"
    return "未登记：" + "；".join(f"{issue.header}{issue.message}" for issue in issues)


def _words(row: dict[Any, Any]) -> tuple[str, ...]:
    return tuple("" if pd.isna(value) else str(value) for value in row.values())


def _day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()
