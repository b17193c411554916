"""The rows of a sheet as XML: put into a workbook whose headers stand already.

A library that writes cell by cell takes minutes for a large city. Headers, formats, drop-downs
and comments come from the library; the rows, which carry no format, are written here.
"""

import io
import math
import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from data.columns import Column

MAX_ROWS = 1_048_575
"""Rows that a sheet has below its header."""
_CHUNK = 20_000
_TEXTS = "xl/sharedStrings.xml"
_COUNTS = re.compile(rb'(<sst [^>]*?) count="(\d+)" uniqueCount="(\d+)"')
_END = b"</sheetData>"
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
# ECMA-376 writes what XML cannot hold as _x0001_, and so a text that only looks like it as well.
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def with_rows(
    package: bytes, tables: Mapping[str, tuple[tuple[Column, ...], pd.DataFrame]]
) -> bytes:
    """Return the workbook with the rows of each table below its header row.

    Args:
        package: Workbook whose sheets hold nothing but a header in row 1.
        tables: By part of the package, such as ``xl/worksheets/sheet3.xml``: columns from A on,
            and the frame under their identifiers; shares as fractions of 0 to 1. A column that
            the frame does not have stays empty, and so does a missing value.
    """
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as result,
    ):
        texts = _Texts(source.read(_TEXTS))
        for part in source.infolist():
            content = source.read(part)
            if part.filename not in tables:
                if part.filename != _TEXTS:
                    result.writestr(part, content)
                continue
            columns, frame = tables[part.filename]
            if len(frame) > MAX_ROWS:
                raise ValueError(f"{len(frame):,} 行超过一张表的上限 {MAX_ROWS:,} 行，请分县区导出")
            head, end, tail = content.partition(_END)
            area = f'<dimension ref="A1:{xl_col_to_name(len(columns) - 1)}{len(frame) + 1}"/>'
            with result.open(part.filename, "w", force_zip64=True) as sheet:
                sheet.write(_DIMENSION.sub(area.encode(), head, count=1))
                for rows in _rows(columns, frame, texts):
                    sheet.write(rows.encode("ascii"))
                sheet.write(end + tail)
        result.writestr(_TEXTS, texts.part())
    return target.getvalue()


class _Texts:
    """The texts of a workbook, each kept once; cells name them by number."""

    def __init__(self, part: bytes) -> None:
        self._old = part
        found = _COUNTS.search(part)
        assert found is not None  # the library that wrote the headers wrote this part
        self._cells, self._first = int(found[2]), int(found[3])
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a text, given as XML."""
        return self._numbers.setdefault(text, self._first + len(self._numbers))

    def part(self) -> bytes:
        """Return the texts as a part of the package."""
        new = "".join(f"<si>{text}</si>" for text in self._numbers)
        count = self._first + len(self._numbers)
        counts = rb'\1 count="%d" uniqueCount="%d"' % (self._cells + len(self._numbers), count)
        head, end, tail = self._old.rpartition(b"</sst>")
        return _COUNTS.sub(counts, head) + new.encode("utf-8", errors="replace") + end + tail


def _rows(columns: tuple[Column, ...], frame: pd.DataFrame, texts: _Texts) -> Iterator[str]:
    present = [(p, c) for p, c in enumerate(columns) if c.name in frame]
    for start in range(0, len(frame), _CHUNK):
        part = frame.iloc[start : start + _CHUNK]
        numbers = [str(n) for n in range(start + 2, start + 2 + len(part))]
        cells = [
            _cells(part[column.name], column, f'<c r="{xl_col_to_name(place)}', numbers, texts)
            for place, column in present
        ]
        rows = zip(*cells, strict=True) if cells else ([""] for _ in numbers)
        yield "".join(
            f'<row r="{number}">{"".join(row)}</row>'
            for number, row in zip(numbers, rows, strict=True)
        )


def _cells(
    values: pd.Series, column: Column, start: str, numbers: list[str], texts: _Texts
) -> list[str]:
    """Cells of one column; an empty text for a cell without a value."""
    if column.kind == "number":
        # A blank of a hand-made frame may be an empty text.
        plain = values if pd.api.types.is_numeric_dtype(values) else values.where(values != "")
        amounts = plain.to_numpy(dtype=float, na_value=np.nan)
        scaled = as_percent(amounts) if column.unit == "%" else amounts
        return [
            f'{start}{number}"><v>{value}</v></c>' if value else ""
            for number, value in zip(numbers, map(_number, scaled.tolist()), strict=True)
        ]
    codes, distinct = pd.factorize(values)
    written = [_text(value, column) for value in distinct]
    ends = [f'" t="s"><v>{texts.number(text)}</v></c>' if text else "" for text in written]
    ends.append("")  # for missing ones, whose code is -1
    return [
        f"{start}{number}{ends[code]}" if ends[code] else ""
        for number, code in zip(numbers, codes.tolist(), strict=True)
    ]


def as_percent(fractions: np.ndarray) -> np.ndarray:
    """Return the percentages that are read back as just these fractions: 0.07 gives 7.

    The product alone would give 7.000000000000001. Where rounding to 12 digits does not lead
    back, the product or one of its neighbours does.
    """
    product = fractions * 100
    found = np.round(product, 12)
    for other in (product, np.nextafter(product, np.inf), np.nextafter(product, -np.inf)):
        found = np.where((found / 100 == fractions) | np.isnan(fractions), found, other)
    return found


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _text(value: object, column: Column) -> str:
    if value == "":
        return ""
    if column.kind == "date":
        day = pd.Timestamp(str(value))
        return f"<t>{day.year:04d}-{day.month:02d}-{day.day:02d}</t>"
    text = _LOOKS_ESCAPED.sub("_x005F_", str(value))
    text = escape(_FORBIDDEN.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text))
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<t{kept}>{text}</t>"
