"""What a user declares about a workbook before it is read: columns, units, merged cells, numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from data.tables import EMISSION_LIST, ENTERPRISES, LINES
from emission_lists import column_match, unit_choice
from emission_lists.column_match import TableMatch
from emission_lists.headers import Header, key
from emission_lists.raw_workbook import RawSheet
from emission_lists.unit_choice import EMISSION_COLUMNS, EmissionUnit, UnitChoice

LINK = "enterprise"
"""In the choices of the lines: the column that holds the enterprise's name, to find its number."""


class Numbering(StrEnum):
    """Where the number of an enterprise comes from."""

    COLUMN = "column"
    CREDIT_CODE = "credit_code"
    NAME = "name"

    @property
    def label(self) -> str:
        """What a user chooses."""
        return {
            "column": "表中的企业编号",
            "credit_code": "以统一社会信用代码为编号",
            "name": "按企业名称沿用现行版编号，新企业顺次编号",
        }[self.value]


class ShareStyle(StrEnum):
    """How shares are filled in."""

    PERCENT = "percent"
    FRACTION = "fraction"

    @property
    def label(self) -> str:
        """What a user chooses."""
        return {"percent": "百分数（30% 填 30）", "fraction": "小数（30% 填 0.3）"}[self.value]


class ChoiceError(ValueError):
    """Choices that do not fit the workbook; the text says which and what to do."""


@dataclass(frozen=True)
class TableChoice:
    """Where a table stands in the workbook and how its cells are meant."""

    sheet: str
    top: int
    """First header row, from 0."""
    height: int
    columns: Mapping[str, int]
    """Column of the list → place in the sheet, from 0."""
    unit: UnitChoice | None = None
    """Unit of the emissions; None while none was declared."""
    shares: ShareStyle = ShareStyle.PERCENT

    @property
    def first_row(self) -> int:
        """First row beneath the header, from 0."""
        return self.top + self.height


@dataclass(frozen=True)
class ImportChoices:
    """Everything declared about a workbook; by the sheet names of the template."""

    tables: Mapping[str, TableChoice]
    fill_down: bool = False
    """Whether a value in vertically merged cells stands for every row they cover."""
    numbering: Numbering = Numbering.COLUMN
    number_lines: bool = False
    """Whether lines without numbers get those of the version in force, new ones the next."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What to look at before going on, such as matches by likeness."""

    def with_table(self, name: str, **changes: Any) -> "ImportChoices":
        """Return the choices with those of one table changed."""
        return replace(self, tables={**self.tables, name: replace(self.tables[name], **changes)})


def propose(sheets: Sequence[RawSheet], matches: Mapping[str, TableMatch]) -> ImportChoices:
    """Turn matches into choices: units as the headers name them, nothing else assumed.

    A unit that no header names stays undeclared, merged cells stay unfilled: both are asked for.
    """
    tables, notes = {}, []
    by_name = {sheet.name: sheet for sheet in sheets}
    for name, match in matches.items():
        places = match.places
        if name == LINES.sheet and "enterprise_id" not in places:
            places |= _link(match)
        emissions = [m.header for m in match.columns if m.column in EMISSION_COLUMNS]
        unit = unit_choice.proposed(emissions) if emissions else None
        tables[name] = TableChoice(
            match.sheet, match.top, match.height, places, UnitChoice(unit) if unit else None,
            _share_style(by_name[match.sheet], match),
        )  # fmt: skip
        notes += [
            f"「{match.sheet}」的“{m.header.text}”按近似匹配为“{_label(name, m.column)}”，请核对"
            for m in match.columns
            if m.confidence < column_match.SURE
        ]
    listed = tables.get(ENTERPRISES.sheet)
    lines = tables.get(LINES.sheet)
    numbering = Numbering.COLUMN
    if listed is not None and "enterprise_id" not in listed.columns:
        coded = "credit_code" in listed.columns
        numbering = Numbering.CREDIT_CODE if coded else Numbering.NAME
        notes.append(f"没有企业编号列，建议{numbering.label}，请确认")
    number_lines = lines is not None and "line_id" not in lines.columns
    if number_lines:
        notes.append("没有生产线编号列，将沿用现行版的编号，新生产线顺次编号，请确认")
    return ImportChoices(tables, False, numbering, number_lines, tuple(notes))


def is_template(choices: ImportChoices, matches: Mapping[str, TableMatch]) -> bool:
    """Whether a file is the template as it is, read without any declaration of its own."""
    usual = not choices.fill_down and not choices.number_lines
    return (
        usual
        and choices.numbering is Numbering.COLUMN
        and all(
            choice.sheet == name
            and name in matches
            and choice.columns == matches[name].places
            and all(found.confidence == 1.0 for found in matches[name].columns)
            and (choice.unit is None or choice.unit.unit is EmissionUnit.KG_D)
            and choice.shares is ShareStyle.PERCENT
            for name, choice in choices.tables.items()
        )
    )


def to_record(choices: ImportChoices, sheets: Sequence[RawSheet]) -> dict[str, Any]:
    """Write choices as a plain record that names columns by header, for another file to come."""
    by_name = {sheet.name: sheet for sheet in sheets}
    tables = {}
    for name, choice in choices.tables.items():
        headers = _headers(by_name[choice.sheet], choice.top, choice.height)
        unit = choice.unit
        tables[name] = {
            "sheet": choice.sheet,
            "columns": {column: headers[place].text for column, place in choice.columns.items()},
            "unit": unit.unit.value if unit else None,
            "days": unit.days if unit else None,
            "shares": choice.shares.value,
        }
    return {
        "tables": tables,
        "fill_down": choices.fill_down,
        "numbering": choices.numbering.value,
        "number_lines": choices.number_lines,
    }


def from_record(record: Mapping[str, Any], sheets: Sequence[RawSheet]) -> ImportChoices:
    """Apply a stored record to the sheets of a file.

    Raises:
        ChoiceError: A column the record names is not in the file; the text lists all of them.
    """
    tables: dict[str, TableChoice] = {}
    missing: list[str] = []
    # Tables of one sheet share its header.
    words: dict[str, set[str]] = {}
    for stored in record["tables"].values():
        words.setdefault(stored["sheet"], set()).update(map(key, stored["columns"].values()))
    found = {title: _find(sheets, title, wanted) for title, wanted in words.items()}
    for name, stored in record["tables"].items():
        place = found[stored["sheet"]]
        at = place.places if place else {}
        missing += [f"“{text}”" for text in stored["columns"].values() if key(text) not in at]
        if place is None:
            continue
        columns = {c: at[key(text)] for c, text in stored["columns"].items() if key(text) in at}
        unit = UnitChoice(EmissionUnit(stored["unit"]), stored["days"]) if stored["unit"] else None
        tables[name] = TableChoice(
            place.sheet, place.top, place.height, columns, unit, ShareStyle(stored["shares"])
        )
    if missing:
        few = "、".join(dict.fromkeys(missing[:8]))
        more = f"等 {len(missing)} 列" if len(missing) > 8 else ""
        raise ChoiceError(
            f"文件中找不到配置里的列 {few}{more}；请改用自动匹配，或核对是否选对了文件"
        )
    return ImportChoices(
        tables, bool(record["fill_down"]), Numbering(record["numbering"]),
        bool(record["number_lines"]),
    )  # fmt: skip


@dataclass(frozen=True)
class _Found:
    sheet: str
    top: int
    height: int
    places: Mapping[str, int]
    """Place by header, as it is compared."""


def _find(sheets: Sequence[RawSheet], title: str, wanted: set[str]) -> _Found | None:
    """The sheet and header rows that show most of the wanted headers; the named sheet first."""
    best: tuple[int, _Found] | None = None
    for sheet in sorted(sheets, key=lambda one: one.name != title):
        rows = sheet.texts(column_match.HEADER_SEARCH + 3)
        near = sheet.merged_above(column_match.HEADER_SEARCH + 3)
        for top in range(min(column_match.HEADER_SEARCH, len(rows))):
            for height in range(1, min(3, len(rows) - top) + 1):
                places: dict[str, int] = {}
                for header in column_match.read_headers(rows, near, top, height):
                    places.setdefault(key(header.text), header.place)
                hits = len(wanted & set(places))
                if hits and (best is None or hits > best[0]):
                    best = (hits, _Found(sheet.name, top, height, places))
    return best[1] if best else None


def _headers(sheet: RawSheet, top: int, height: int) -> dict[int, Header]:
    return {header.place: header for header in column_match.headers_at(sheet, top, height)}


def _link(match: TableMatch) -> dict[str, int]:
    """The column with the enterprise's name in a sheet of lines."""
    found = column_match.match_columns(match.headers, ENTERPRISES, likeness=False)
    taken = set(match.places.values())
    places = [one.header.place for one in found if one.column == LINK]
    return {LINK: places[0]} if places and places[0] not in taken else {}


def _share_style(sheet: RawSheet, match: TableMatch) -> ShareStyle:
    """Fractions are proposed where every filled share lies between 0 and 1 and one is broken."""
    shares = {column.name for column in match.table.columns if column.unit == "%"}
    filled: list[float] = []
    for found in match.columns:
        if found.column not in shares:
            continue
        for row in sheet.rows[match.top + match.height :]:
            cell = row[found.header.place]
            if isinstance(cell, int | float) and not isinstance(cell, bool) and cell != 0:
                filled.append(float(cell))
    fractions = bool(filled) and all(0 < cell <= 1 for cell in filled)
    return ShareStyle.FRACTION if fractions and min(filled) < 1 else ShareStyle.PERCENT


def _label(table: str, column: str) -> str:
    declared = next(one for one in EMISSION_LIST if one.sheet == table)
    return next(c.header for c in declared.columns if c.name == column)


def choice_at(sheet: RawSheet, name: str, top: int, height: int) -> tuple[TableChoice, TableMatch]:
    """Match a table under a header the user points at.

    Args:
        sheet: The sheet he chose.
        name: Name of the table.
        top: First header row, from 0.
        height: Header rows.
    """
    table = next(one for one in EMISSION_LIST if one.sheet == name)
    headers = column_match.headers_at(sheet, top, height)
    columns = column_match.match_columns(headers, table)
    match = TableMatch(table, sheet.name, top, height, headers, columns)
    return propose((sheet,), {name: match}).tables[name], match


def merged_columns(sheets: Sequence[RawSheet], choices: ImportChoices) -> int:
    """Count vertically merged areas beneath the headers of the tables."""
    by_name = {sheet.name: sheet for sheet in sheets}
    areas = {
        (choice.sheet, area)
        for choice in choices.tables.values()
        if choice.sheet in by_name
        for area in by_name[choice.sheet].merged
        if area.is_vertical
        and area.first_row >= choice.first_row
        and area.first_column in choice.columns.values()
    }
    return len(areas)
