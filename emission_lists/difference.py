"""What changed between two versions of the list: rows added, removed, and changed cell by cell."""

import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import xlsxwriter

from data.columns import Column, Table
from data.tables import CITY_TOTALS, EMISSION_LIST, ENTERPRISES, LINES, OTHER_SOURCES
from data.vocabulary import Emitted

KEYS = {
    ENTERPRISES.sheet: ("enterprise_id", "enterprise"),
    LINES.sheet: ("line_id", "process"),
    CITY_TOTALS.sheet: ("sector", "sector"),
    OTHER_SOURCES.sheet: ("source_id", "source"),
}
"""What a row is known by, and the column that names it to a reader."""
_FIRST = (*(pollutant.column for pollutant in Emitted), "grade", "grade_until", "protected")
"""Columns that decide what is ordered; their changes stand first."""
_MOST_ROWS = 1_000_000
"""Rows a sheet of Excel has room for, about."""
CHANGED = ["key", "name", "column", "label", "before", "after"]


@dataclass(frozen=True)
class TableDifference:
    """What changed in one table."""

    table: Table
    added: pd.DataFrame
    removed: pd.DataFrame
    changed: pd.DataFrame
    """One row per changed cell: ``key``, ``name``, ``column``, ``label``, ``before``, ``after`` as
    filled in; emissions and grades first, then in the order of the columns."""

    @property
    def changed_rows(self) -> int:
        """Number of rows with at least one changed cell."""
        return int(self.changed["key"].nunique())

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(len(self.added) or len(self.removed) or len(self.changed))


@dataclass(frozen=True)
class Difference:
    """What changed between two versions."""

    tables: tuple[TableDifference, ...]
    emissions: pd.DataFrame
    """Sum over the lines by pollutant: ``before`` and ``after``, kg/d."""

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return any(one.any for one in self.tables)

    @property
    def summary(self) -> str:
        """One Chinese sentence: rows by table, emission changes, grade changes."""
        if not self.any:
            return "两版内容完全相同。"
        parts = []
        for one in self.tables:
            counts = (
                ("新增", len(one.added)), ("删除", len(one.removed)), ("修改", one.changed_rows)
            )  # fmt: skip
            said = "、".join(f"{word} {count:,}" for word, count in counts if count)
            if said:
                parts.append(f"{one.table.sheet}{said}")
        said_kg = [
            f"{Emitted(name).label} {after - before:+,.1f} kg/d"
            for name, before, after in self.emissions.itertuples(name=None)
            if abs(after - before) > 1e-6
        ]
        lines = next(one for one in self.tables if one.table is LINES)
        grades = int((lines.changed["column"] == "grade").sum())
        if grades:
            parts.append(f"绩效等级变动 {grades:,} 条线")
        end = f"生产线合计排放量 {'、'.join(said_kg)}" if said_kg else "生产线合计排放量不变"
        return "；".join([*parts, end]) + "。"


def difference(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> Difference:
    """Compare two lists.

    Args:
        before: Tables by sheet name under the column identifiers, as stored; a missing table is
            an empty one.
        after: The later list.

    Returns:
        The differences. A cell empty in both is unchanged; numbers are the same within a part in
        10⁹, for a conversion of units leaves rounding noise. Of rows with the same key the first
        counts.
    """
    tables = []
    for table in EMISSION_LIST:
        old, new = (_keyed(side.get(table.sheet), table) for side in (before, after))
        tables.append(_compare(table, old, new))
    sums = {
        pollutant.value: [_sum(side.get(LINES.sheet), pollutant.column) for side in (before, after)]
        for pollutant in Emitted
    }
    emissions = pd.DataFrame.from_dict(sums, orient="index", columns=["before", "after"])
    return Difference(tuple(tables), emissions)


def to_workbook(found: Difference, title: str) -> bytes:
    """Write a difference as a workbook: a summary, and per table one sheet a kind of change.

    Args:
        found: The difference.
        title: What was compared, such as ``第 3 版 → 第 4 版``.
    """
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False,
                                      "strings_to_urls": False}) as book:  # fmt: skip
        bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        sheet = book.add_worksheet("摘要")
        sheet.set_column(0, 0, 24)
        sheet.write_string(0, 0, title)
        sheet.write_string(1, 0, found.summary)
        for row, (name, before, after) in enumerate(found.emissions.itertuples(name=None), 4):
            sheet.write_string(row, 0, f"{Emitted(name).label} 生产线合计(kg/d)")
            sheet.write_number(row, 1, before)
            sheet.write_number(row, 2, after)
        for place, head in enumerate(("", "前", "后")):
            sheet.write_string(3, place, head, bold)
        for one in found.tables:
            if len(one.changed):
                _write(book, f"{one.table.sheet}·修改", shown(one), bold)
            for word, rows in (("新增", one.added), ("删除", one.removed)):
                if len(rows):
                    _write(book, f"{one.table.sheet}·{word}", as_filled(rows, one.table), bold)
    return target.getvalue()


def shown(one: TableDifference) -> pd.DataFrame:
    """Return the changed cells of a table under Chinese headers."""
    key_label = next(c.label for c in one.table.columns if c.name == KEYS[one.table.sheet][0])
    heads = {"key": key_label, "name": "名称", "label": "列", "before": "原值", "after": "新值"}
    return one.changed[list(heads)].rename(columns=heads)


def as_filled(rows: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return rows of a table as text under the headers of the template."""
    return pd.DataFrame(
        {
            column.header: _said(rows[column.name], column)
            for column in table.columns
            if column.name in rows
        }
    )


def _compare(table: Table, old: pd.DataFrame, new: pd.DataFrame) -> TableDifference:
    # Where each later row stood before; -1 for a row that was not there.
    before = old.index.get_indexer(new.index)
    kept = np.zeros(len(old), dtype=bool)
    kept[before[before >= 0]] = True
    added, removed = new[before < 0], old[~kept]
    was, now = old.take(before[before >= 0]), new[before >= 0]
    both, name = now.index, KEYS[table.sheet][1]
    parts = []
    columns = sorted(table.columns, key=lambda column: column.name not in _FIRST)
    for column in columns:
        if column.name not in was or column.name not in now:
            continue
        differs = _differs(was[column.name], now[column.name], column)
        if differs.any():
            parts.append(
                pd.DataFrame(
                    {
                        "key": both[differs],
                        "name": now[name][differs].astype(str).to_numpy(),
                        "column": column.name,
                        "label": column.header,
                        "before": _said(was[column.name][differs], column).to_numpy(),
                        "after": _said(now[column.name][differs], column).to_numpy(),
                    }
                )
            )
    changed = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=CHANGED)
    return TableDifference(table, _plain(added), _plain(removed), changed)


def _differs(was: pd.Series, now: pd.Series, column: Column) -> npt.NDArray[np.bool_]:
    if column.kind == "number":
        one, other = was.to_numpy(dtype=float), now.to_numpy(dtype=float)
        return np.asarray(~np.isclose(one, other, rtol=1e-9, atol=0, equal_nan=True))
    if column.kind == "date":
        day, later = (pd.to_datetime(side).to_numpy("datetime64[s]") for side in (was, now))
        return np.asarray((day != later) & ~(np.isnat(day) & np.isnat(later)))
    text, new = (side.astype("str").fillna("").array for side in (was, now))
    return np.asarray(text != new, dtype=bool)


def _said(cells: pd.Series, column: Column) -> pd.Series:
    """Cells as they stand in the workbook; empty where missing."""
    if column.kind == "date":
        return pd.to_datetime(cells).dt.strftime("%Y-%m-%d").fillna("")
    if column.kind == "number":
        scale = 100 if column.unit == "%" else 1
        said = ["" if pd.isna(cell) else f"{float(cell) * scale:.12g}" for cell in cells]
        return pd.Series(said, index=cells.index, dtype=str)
    return cells.fillna("").astype(str)


def _keyed(frame: pd.DataFrame | None, table: Table) -> pd.DataFrame:
    """Rows by what they are known by; the first of several with the same key."""
    key = KEYS[table.sheet][0]
    if frame is None or key not in frame:
        frame = pd.DataFrame({column.name: pd.Series(dtype=object) for column in table.columns})
    own = frame[[name for name in table.names if name in frame]]
    indexed = own.set_index(own[key].astype(str).rename("_key"))
    return indexed[~indexed.index.duplicated()]


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.reset_index(drop=True)


def _sum(frame: pd.DataFrame | None, column: str) -> float:
    return 0.0 if frame is None or column not in frame else float(frame[column].astype(float).sum())


def _write(book: xlsxwriter.Workbook, name: str, rows: pd.DataFrame, bold: object) -> None:
    sheet = book.add_worksheet(name)
    if len(rows) > _MOST_ROWS:
        rest = len(rows) - _MOST_ROWS
        sheet.write_string(_MOST_ROWS + 1, 0, f"另有 {rest:,} 处超出工作表行数，未列出")
        rows = rows.head(_MOST_ROWS)
    sheet.freeze_panes(1, 0)
    for place, head in enumerate(rows.columns):
        sheet.write_string(0, place, str(head), bold)
        sheet.set_column(place, place, max(12, min(30, 2 * len(str(head)))))
        for row, cell in enumerate(rows[head], 1):
            if cell != "":
                sheet.write_string(row, place, str(cell))
