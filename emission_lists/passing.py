"""The rows of a list that passed every check, where the others are to be left out."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from data.columns import CellIssue
from data.tables import CITY_TOTALS, EMISSION_LIST, ENTERPRISES, LINES
from emission_lists.built_list import FIELDS
from emission_lists.difference import KEYS
from emission_lists.workbook import ListWorkbook

Findings = Callable[[ListWorkbook], list[CellIssue]]


class PassingError(ValueError):
    """Nothing can be left out; the text says why."""


@dataclass(frozen=True)
class LeftOut:
    """A row that was left out."""

    sheet: str
    row: int
    key: str
    name: str
    reason: str

    def __str__(self) -> str:
        return f"未导入：「{self.sheet}」第 {self.row} 行 {self.key} {self.name}（{self.reason}）"


@dataclass(frozen=True)
class Passed:
    """What is left of a list."""

    book: ListWorkbook
    """Acceptable; its issues are remarks."""
    left_out: tuple[LeftOut, ...]

    def count(self, sheet: str) -> int:
        """Number of rows of a table that were left out."""
        return sum(one.sheet == sheet for one in self.left_out)

    @property
    def summary(self) -> str:
        """How many were left out, table by table."""
        counts = [
            f"{table.sheet} {count:,} 行"
            for table in EMISSION_LIST
            if (count := self.count(table.sheet))
        ]
        return f"只导入通过的行，未导入{'、'.join(counts)}" if counts else "全部行都已通过"


def passing(book: ListWorkbook, findings: Findings) -> Passed:
    """Leave out rows with findings that block, and the lines of an enterprise that is left out.

    What is left is checked again until nothing blocks, for a row may lean on one that went.

    Args:
        book: A list with the findings of its cells alone.
        findings: The rules beyond single cells, applied anew to what is left.

    Raises:
        PassingError: A whole column or sheet is wrong, the city's totals are (the denominator has
            to be complete), or nothing would be left.
    """
    left_out: list[LeftOut] = []
    while True:
        of_cells = [one for one in book.issues if one.blocking]
        found = findings(book)
        of_rules = [one for one in found if one.blocking]
        if not of_cells and not of_rules:
            break
        # A sum that does not fit may fit once the wrong rows are gone, a wrong cell never will.
        whole = [one for one in of_cells if _whole(one)] + [i for i in of_rules if i.row is None]
        rows = [one for one in (*of_cells, *of_rules) if not _whole(one)]
        if whole or not rows:
            first = (whole or of_rules)[0]
            raise PassingError(f"须先改正才能只导入通过的行：{first}")
        book, gone = _without(book, rows)
        if not gone:
            raise PassingError(f"有问题不能归到某一行，须先改正：{rows[0]}")
        left_out += gone
    if book.lines.empty:
        raise PassingError("没有一条生产线通过，未导入任何内容，请改正后再导入")
    checked = replace(book, issues=[*book.issues, *found])
    return Passed(checked, tuple(left_out))


def _whole(issue: CellIssue) -> bool:
    """Whether a finding is of a whole column or sheet, or of the city's totals."""
    return issue.row is None or issue.sheet == CITY_TOTALS.sheet


def _without(book: ListWorkbook, blocking: list[CellIssue]) -> tuple[ListWorkbook, list[LeftOut]]:
    """The list without the rows that block, and those rows."""
    reasons: dict[tuple[str, int], str] = {}
    for issue in blocking:
        assert issue.row is not None
        sheet = issue.sheet
        # One row a line holds the enterprise as well: its later rows are rows of the lines.
        if sheet == ENTERPRISES.sheet and issue.row not in book.enterprises.index:
            sheet = LINES.sheet
        said = f"{issue.header}{issue.message}" if issue.header else issue.message
        reasons.setdefault((sheet, issue.row), said)
    gone: list[LeftOut] = []
    frames: dict[str, pd.DataFrame] = {}
    failed: set[str] = set()
    for table in EMISSION_LIST:
        frame = getattr(book, FIELDS[table.sheet])
        key, name = KEYS[table.sheet]
        out = frame.index.isin([row for sheet, row in reasons if sheet == table.sheet])
        if table is LINES:
            key_of = "enterprise_id"
            with_enterprise = frame[key_of].isin(failed) & (frame[key_of] != "")
            for row in frame.index[with_enterprise.to_numpy() & ~out]:
                reasons[LINES.sheet, int(row)] = f"所属企业 {frame[key_of].loc[row]} 未通过"
            out = out | with_enterprise.to_numpy()
        for row, number, title in zip(
            frame.index[out], frame[key][out], frame[name][out], strict=True
        ):
            why = reasons[table.sheet, int(row)]
            gone.append(LeftOut(table.sheet, int(row), str(number), str(title), why))
        if table is ENTERPRISES:
            # A number that another, sound row bears as well is still listed.
            failed = set(frame[key][out]) - set(frame[key][~out])
        frames[FIELDS[table.sheet]] = frame[~out]
    lost = {(one.sheet, one.row) for one in gone}
    kept = [
        issue
        for issue in book.issues
        if not issue.blocking and (issue.sheet, issue.row) not in lost
    ]
    return ListWorkbook(**frames, issues=kept, letters=book.letters), gone
