"""A list built from a workbook of any layout by the declared choices, checked cell by cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from data.columns import CellIssue, Table, check, values
from data.tables import CITY_TOTALS, EMISSION_LIST, ENTERPRISES, LINES, OTHER_SOURCES
from emission_lists import list_identities, unit_choice
from emission_lists.import_choices import LINK, ImportChoices, Numbering, TableChoice
from emission_lists.raw_workbook import RawSheet
from emission_lists.sheet_cells import SheetCells, extract
from emission_lists.unit_choice import EMISSION_COLUMNS
from emission_lists.workbook import ListWorkbook

FIELDS = {
    ENTERPRISES.sheet: "enterprises",
    LINES.sheet: "lines",
    CITY_TOTALS.sheet: "city_totals",
    OTHER_SOURCES.sheet: "other_sources",
}
"""Where each table stands in a :class:`ListWorkbook`."""


@dataclass(frozen=True)
class BuiltList:
    """A list as read by declared choices."""

    book: ListWorkbook
    """Frames by sheet row of the user's own workbook; issues name the tables of the template."""
    sheets: Mapping[str, str]
    """The user's sheet of each table."""
    filled: Mapping[str, pd.DataFrame] = field(repr=False)
    """Cells as the user filled them, by table and column identifier."""
    notes: tuple[str, ...] = ()
    """What was declared and done, for the remarks of the version."""

    def as_filled(self, issues: Iterable[CellIssue]) -> list[CellIssue]:
        """Name findings the way the user sees them: his sheet, his cell before any conversion.

        Findings that become the same, such as those of a sheet that holds two tables, stand once.
        """
        names = {(table.sheet, c.header): c.name for table in EMISSION_LIST for c in table.columns}
        cells: dict[tuple[str, str], dict[Any, str]] = {}
        shown: dict[CellIssue, None] = {}
        for issue in issues:
            place, found = (issue.sheet, issue.header), issue.found
            if found and issue.row is not None:
                if place not in cells:
                    filled, name = self.filled.get(issue.sheet), names.get(place, "")
                    known = filled is not None and name in filled
                    cells[place] = filled[name].to_dict() if filled is not None and known else {}
                found = cells[place].get(issue.row, found)
            shown[replace(issue, sheet=self.sheets.get(issue.sheet, issue.sheet), found=found)] = (
                None
            )
        return list(shown)


def build(
    sheets: Sequence[RawSheet],
    choices: ImportChoices,
    in_force: Mapping[str, pd.DataFrame] | None = None,
) -> BuiltList:
    """Read the tables of a list as declared and check every cell.

    Args:
        sheets: The sheets of the workbook.
        choices: What was declared about it.
        in_force: Tables of the version in force by sheet name, for the numbers of enterprises and
            lines; None where there is none.
    """
    by_name = {sheet.name: sheet for sheet in sheets}
    found: dict[str, SheetCells] = {}
    issues: list[CellIssue] = []
    for table in EMISSION_LIST:
        choice = choices.tables.get(table.sheet)
        if choice is None or choice.sheet not in by_name:
            if not table.optional:
                issues.append(CellIssue(
                    "", "没有找到，请指定它在哪张工作表，或补上这张表", sheet=table.sheet))  # fmt: skip
            continue
        cells = extract(by_name[choice.sheet], table, choice, fill_down=choices.fill_down)
        cells.issues += _convert(cells, table, choice)
        found[table.sheet] = cells
    _number(found, choices, in_force or {})
    frames, letters, notes = {}, {}, []
    for table in EMISSION_LIST:
        if (part := found.get(table.sheet)) is None:
            frames[FIELDS[table.sheet]] = values(pd.DataFrame(), table.columns)
            continue
        if part.cells.empty and not table.optional:
            issues.append(CellIssue("", "没有数据行，请核对表头位置", sheet=table.sheet))
        headed = _headed(part, table)
        letters[table.sheet] = {
            c.header: part.letters[c.name] for c in table.columns if c.name in part.letters
        }
        issues += part.issues
        named = {(issue.row, issue.header) for issue in part.issues}
        issues += [
            issue
            for issue in check(
                headed, table.columns, sheet=table.sheet, letters=letters[table.sheet]
            )
            if (issue.row, issue.header) not in named
        ]
        frames[FIELDS[table.sheet]] = values(headed, table.columns)
        notes += part.notes
        if (unit := choices.tables[table.sheet].unit) is not None and _has_emissions(part):
            notes.append(unit.sentence(table))
    notes += _numbering_notes(choices)
    return BuiltList(
        ListWorkbook(**frames, issues=issues, letters=letters),
        {name: choice.sheet for name, choice in choices.tables.items()},
        {name: part.filled for name, part in found.items()},
        tuple(dict.fromkeys(notes)),
    )


def _convert(found: SheetCells, table: Table, choice: TableChoice) -> list[CellIssue]:
    """Bring the emissions to kg/d; a unit that nobody declared stops the import."""
    emissions = [name for name in EMISSION_COLUMNS if name in found.cells]
    if not emissions:
        return []
    if choice.unit is None:
        return [CellIssue("", "排放量的单位没有声明，请选择 kg/d、t/d 或 t/a", sheet=table.sheet)]
    running = found.cells.get("running_days")
    issues = []
    labels = {column.name: column.header for column in table.columns}
    for name in emissions:
        lost = unit_choice.without_days(found.cells[name], choice.unit, running)
        issues += [
            CellIssue(labels[name], "是年排放量，但没有运行天数；请填上年运行天数，或声明统一天数",
                      int(row), found.as_filled(row, name), table.sheet, found.letters[name])
            for row in found.cells.index[lost]
        ]  # fmt: skip
        found.cells[name] = unit_choice.to_kilograms_per_day(
            found.cells[name], choice.unit, running
        )
    return issues


def _number(
    found: dict[str, SheetCells], choices: ImportChoices, in_force: Mapping[str, pd.DataFrame]
) -> None:
    """Give numbers where declared, and reduce a sheet that holds both to one row an enterprise."""
    listed, lines = found.get(ENTERPRISES.sheet), found.get(LINES.sheet)
    if listed is None or lines is None:
        return
    shared = choices.tables[ENTERPRISES.sheet].sheet == choices.tables[LINES.sheet].sheet
    if choices.numbering is Numbering.CREDIT_CODE and "credit_code" in listed.cells:
        _set(listed, "enterprise_id", listed.cells["credit_code"])
    elif choices.numbering is Numbering.NAME and LINK in listed.cells:
        known = _known(in_force, ENTERPRISES, ["enterprise_id", "enterprise"])
        _set(listed, "enterprise_id", list_identities.by_name(listed.cells[LINK], known))
    if "enterprise_id" in listed.cells and "enterprise_id" not in lines.cells:
        if shared:
            _set(
                lines,
                "enterprise_id",
                listed.cells["enterprise_id"].reindex(lines.cells.index).fillna(""),
            )
        elif LINK in lines.cells:
            _link(lines, listed)
    if shared and "enterprise_id" in listed.cells:
        _one_row_each(listed)
    numbered = {"enterprise_id", "process"} <= set(lines.cells)
    if choices.number_lines and "line_id" not in lines.cells and numbered:
        known = _known(in_force, LINES, ["enterprise_id", "process", "line_id"])
        _set(lines, "line_id", list_identities.line_numbers(lines.cells, known))


def _link(lines: SheetCells, listed: SheetCells) -> None:
    """Find the number of each line's enterprise by name."""
    names = listed.cells.drop_duplicates(LINK).set_index(LINK)["enterprise_id"]
    _set(lines, "enterprise_id", lines.cells[LINK].map(names).fillna(""))
    header = next(c.header for c in LINES.columns if c.name == "enterprise_id")
    lost = lines.cells.index[lines.cells["enterprise_id"] == ""]
    lines.issues += [
        CellIssue(header, "按企业名称在企业表中找不到，请先补企业或改正名称", int(row),
                  lines.as_filled(row, LINK), LINES.sheet, lines.letters[LINK])
        for row in lost
    ]  # fmt: skip


def _one_row_each(listed: SheetCells) -> None:
    """One row an enterprise out of one row a line; rows of one enterprise must not differ."""
    numbers = listed.cells["enterprise_id"]
    rows = pd.Series([f"?{row}" for row in numbers.index], index=numbers.index)
    whose = numbers.where(numbers != "", rows)
    cells = listed.cells.where(listed.cells != "")
    first = cells.groupby(whose.to_numpy(), sort=False).transform("first")[cells.columns]
    differs = cells.notna() & first.notna() & (cells.to_numpy() != first.to_numpy())
    labels = {column.name: column.header for column in ENTERPRISES.columns}
    for name in map(str, cells):
        rows = cells.index[differs[name]]
        listed.issues += [
            CellIssue(labels[name], f"与同一企业其他行的“{first[name].loc[row]}”不一致，请统一",
                      int(row), listed.as_filled(row, name), ENTERPRISES.sheet, listed.letters.get(name, ""))
            for row in rows
        ]  # fmt: skip
    kept = ~whose.duplicated()
    listed.cells = first[kept].fillna("").astype(str)
    # The cells of the other rows stay known, for messages about them.


def _set(part: SheetCells, name: str, numbers: pd.Series) -> None:
    part.cells[name] = numbers.astype(str)


def _known(in_force: Mapping[str, pd.DataFrame], table: Table, names: list[str]) -> pd.DataFrame:
    return in_force.get(table.sheet, pd.DataFrame(columns=names))[names]


def _headed(part: SheetCells, table: Table) -> pd.DataFrame:
    """The cells under the headers of the template, as the check of cells takes them."""
    own = [column for column in table.columns if column.name in part.cells]
    headed = part.cells[[column.name for column in own]]
    return headed.set_axis([column.header for column in own], axis="columns")


def _has_emissions(part: SheetCells) -> bool:
    return any(name in part.cells for name in EMISSION_COLUMNS)


def _numbering_notes(choices: ImportChoices) -> list[str]:
    notes = []
    if choices.numbering is not Numbering.COLUMN:
        notes.append(f"企业编号：{choices.numbering.label}")
    if choices.number_lines:
        notes.append("生产线编号：沿用现行版的编号，新生产线顺次编号")
    return notes
