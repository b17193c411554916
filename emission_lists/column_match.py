"""Which column of a workbook is which column of the list: by header, by synonym, by likeness."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, lru_cache

from data.columns import Column, Table
from data.reference.synonyms import column_synonyms
from data.tables import EMISSION_LIST
from emission_lists.headers import Header, key, stem
from emission_lists.raw_workbook import Area, RawSheet

HEADER_SEARCH = 15
"""A header is looked for in the first rows only."""
SURE = 0.8
"""From this confidence on a match rests on a known wording; below it on likeness alone."""
_LIKENESS = 0.75
_TELLING = ("黄色", "橙色", "红色", "备用", "第二", "上限", "下限", "减排", "削减", "浓度", "限值",
            "电话", "编号", "单位", "环评", "许可", "已停", "上年")  # fmt: skip
"""Words that never may be on one side only of a match by likeness."""


@dataclass(frozen=True)
class ColumnMatch:
    """A column of the list found in a sheet."""

    column: str
    header: Header
    confidence: float
    """1 the header of the template, 0.95 a known synonym, lower the less is certain."""


@dataclass(frozen=True)
class TableMatch:
    """A table of the list found in a sheet."""

    table: Table
    sheet: str
    top: int
    """First row of the header, from 0."""
    height: int
    """Rows of the header."""
    headers: tuple[Header, ...]
    """Every headed column of the sheet."""
    columns: tuple[ColumnMatch, ...]

    @property
    def places(self) -> dict[str, int]:
        """Place of each matched column."""
        return {match.column: match.header.place for match in self.columns}

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns that have to be there and were not found."""
        found = self.places
        return tuple(c for c in self.table.columns if c.required and c.name not in found)


def match_workbook(sheets: Sequence[RawSheet]) -> dict[str, TableMatch]:
    """Find the tables of the list in the sheets of a workbook of any layout.

    Each table is taken from the sheet that shows most of its required columns, if it shows at
    least half of them; one sheet may hold enterprises and lines at once.

    Returns:
        Matches by the table's sheet name in the template; a table that was not found is left out.
    """
    found: dict[str, TableMatch] = {}
    for table in EMISSION_LIST:
        matches = [match for sheet in sheets if (match := match_sheet(sheet, table)) is not None]
        rated = [(_rating(match), match) for match in matches]
        best = max(rated, key=lambda pair: pair[0], default=None)
        if best is not None and best[0] >= 0.5:
            found[table.sheet] = best[1]
    return {name: _same_header(match, found.values()) for name, match in found.items()}


def match_sheet(sheet: RawSheet, table: Table) -> TableMatch | None:
    """Find the header of a table in a sheet and match its columns; None where nothing fits."""
    rows = sheet.texts(HEADER_SEARCH + 3)
    near = sheet.merged_above(HEADER_SEARCH + 3)
    best: tuple[float, int, int] = (0.0, 0, 0)
    for top in range(min(HEADER_SEARCH, len(rows))):
        for height in (1, 2, 3):
            if top + height > len(rows):
                break
            headers = read_headers(rows, near, top, height)
            # A higher header has to earn its rows: data beneath a header never match.
            score = sum(m.confidence for m in match_columns(headers, table, likeness=False))
            score -= 0.3 * (height - 1)
            if score > best[0] + 1e-9:
                best = (score, top, height)
    score, top, height = best
    if score == 0:
        return None
    headers = read_headers(rows, sheet.merged, top, height)
    return TableMatch(table, sheet.name, top, height, headers, match_columns(headers, table))


def headers_at(sheet: RawSheet, top: int, height: int) -> tuple[Header, ...]:
    """Return the headers of a sheet whose header rows are known."""
    return read_headers(sheet.texts(top + height), sheet.merged, top, height)


def read_headers(
    rows: Sequence[Sequence[str]], merged: Iterable[Area], top: int, height: int
) -> tuple[Header, ...]:
    """Read a header of one or more rows; merged cells stand for every cell they cover.

    Args:
        rows: The top rows of the sheet as text.
        merged: Merged areas of the sheet.
        top: First header row, from 0.
        height: Number of header rows.
    """
    block = [list(row) for row in rows[top : top + height]]
    for area in merged:
        if area.last_row < top or area.first_row >= top + height or area.first_row < top:
            continue
        said = block[area.first_row - top][area.first_column]
        for row in range(area.first_row, min(area.last_row, top + height - 1) + 1):
            for place in range(area.first_column, min(area.last_column + 1, len(block[0]))):
                block[row - top][place] = said
    headers = []
    for place in range(len(block[0]) if block else 0):
        parts = [row[place].strip() for row in block]
        kept = tuple(dict.fromkeys(part for part in parts if part))
        if kept:
            headers.append(Header(place, kept))
    return tuple(headers)


def match_columns(
    headers: Iterable[Header], table: Table, *, likeness: bool = True
) -> tuple[ColumnMatch, ...]:
    """Match headers to the columns of a table, each to one at most, the surest first.

    Args:
        headers: Headers of a sheet.
        table: The table looked for.
        likeness: Whether headers that are merely alike are proposed as well.
    """
    proposals = [
        ColumnMatch(name, header, confidence)
        for header in headers
        for name, confidence in _proposals(header.parts, table.sheet, likeness).items()
    ]
    proposals.sort(key=lambda match: (-match.confidence, match.header.place))
    taken: set[int] = set()
    chosen: dict[str, ColumnMatch] = {}
    for match in proposals:
        if match.column not in chosen and match.header.place not in taken:
            chosen[match.column] = match
            taken.add(match.header.place)
    return tuple(chosen[name] for name in table.names if name in chosen)


def signature(matches: Iterable[TableMatch]) -> tuple[str, ...]:
    """Headers of all matched sheets in a form that order and blanks do not change."""
    return tuple(sorted({f"{m.table.sheet}:{key(h.text)}" for m in matches for h in m.headers}))


def _same_header(match: TableMatch, all_matches: Iterable[TableMatch]) -> TableMatch:
    """Give tables of one sheet one header: the one under which most columns were found."""
    best = max(
        (other for other in all_matches if other.sheet == match.sheet),
        key=lambda other: sum(found.confidence for found in other.columns),
    )
    if (best.top, best.height) == (match.top, match.height):
        return match
    columns = match_columns(best.headers, match.table)
    return replace(match, top=best.top, height=best.height, headers=best.headers, columns=columns)


@lru_cache(maxsize=20_000)
def _proposals(parts: tuple[str, ...], sheet: str, likeness: bool) -> dict[str, float]:
    """Columns that a header may stand for, with how sure that is."""
    header, table = Header(0, parts), next(one for one in EMISSION_LIST if one.sheet == sheet)
    known, stems, labels = _words(sheet)
    found: dict[str, float] = {}
    written = "".join(header.text.split()).replace("（", "(").replace("）", ")")
    for column in table.columns:
        if written == column.header:
            return {column.name: 1.0}
    keys = header.keys
    for rank, one in enumerate(keys):
        # The lowest row alone, under a group, says less than both together.
        alone = len(keys) > 1 and rank == len(keys) - 1
        if alone and any(word in keys[0] and word not in one for word in _TELLING):
            continue
        for name in known.get(one, ()):
            found[name] = max(found.get(name, 0), 0.85 if alone else 0.95)
        for name in stems.get(stem(one), ()):
            found[name] = max(found.get(name, 0), 0.8 if alone else 0.88)
    if likeness and not found and keys:
        for name, label in labels:
            alike = SequenceMatcher(None, stem(keys[0]), label, autojunk=False).ratio()
            telling = all((word in keys[0]) == (word in label) for word in _TELLING)
            if (
                alike >= _LIKENESS
                and telling
                and len(label) > 2
                and _digits(keys[0]) == _digits(label)
            ):
                found[name] = max(found.get(name, 0), round(0.8 * alike - 0.01, 2))
    return found


_Words = tuple[dict[str, set[str]], dict[str, set[str]], tuple[tuple[str, str], ...]]


@cache
def _words(sheet: str) -> _Words:
    """Known words of a table: by key, by stem, and one by one for likeness."""
    table = next(table for table in EMISSION_LIST if table.sheet == sheet)
    synonyms = column_synonyms()
    pairs = [(column.name, column.label) for column in table.columns]
    own = synonyms[synonyms["table"] == sheet]
    pairs += list(zip(own["column"], own["synonym"], strict=True))
    known, stems = defaultdict(set), defaultdict(set)
    for name, word in pairs:
        known[key(word)].add(name)
        stems[stem(key(word))].add(name)
    return dict(known), dict(stems), tuple((name, key(word)) for name, word in pairs)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _rating(match: TableMatch) -> float:
    """Share of the required columns that were found, by confidence; optional ones break ties."""
    needed = {column.name for column in match.table.columns if column.required}
    sure = {m.column: m.confidence for m in match.columns if m.confidence >= SURE}
    share = sum(sure.get(name, 0) for name in needed) / len(needed)
    named = 0.05 if match.sheet == match.table.sheet else 0.0
    return share + named + 0.001 * len(sure)
