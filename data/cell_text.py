"""Cells of a workbook as text, and text as the numbers and days that people write.

Lists run to millions of cells, so every function takes a whole column, looks at each different
value once and keeps the usual case free of work in Python.
"""

import math
import re
from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_HALF_WIDTH = {
    code: code - 0xFEE0
    for code in [
        *range(0xFF10, 0xFF1A),
        *range(0xFF21, 0xFF3B),
        *range(0xFF41, 0xFF5B),
        *(0xFF05, 0xFF0B, 0xFF0D, 0xFF0E),
    ]
} | {0x3000: 0x20}
"""Full-width digits, letters, per cent, plus, minus and point; other full-width signs stay."""
_FULL_WIDTH = re.compile(f"[{''.join(map(chr, _HALF_WIDTH))}]")
_THOUSANDS = r"^(-?\d{1,3})((?:,\d{3})+)(\.\d+)?$"


def as_text(cell: object) -> str:
    """Write one workbook cell as text: whole numbers without a point, dates as 2026-11-22.

    Full-width digits and letters become half-width, outer blanks go.
    """
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime | date):
        # strftime leaves the zeros of an early year out.
        return f"{cell.year:04d}-{cell.month:02d}-{cell.day:02d}"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    text = str(cell).translate(_HALF_WIDTH)
    return text.strip()


def as_texts(cells: Sequence[object]) -> pa.Array:
    """Write a column of workbook cells as text, each like :func:`as_text`."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        coded = pa.array(cells, pa.large_string()).dictionary_encode()
        words = coded.dictionary.to_pylist()
        written = pa.array(_as_written(words), pa.large_string())
        return written.take(coded.indices)
    if bool in kinds or not all(issubclass(kind, Hashable) for kind in kinds):
        return pa.array([as_text(cell) for cell in cells], pa.large_string())  # True equals 1.0
    distinct = dict.fromkeys(cells)
    texts = {cell: as_text(cell) for cell in distinct}
    return pa.array(list(map(texts.__getitem__, cells)), pa.large_string())


def _as_written(words: list[str]) -> list[str]:
    if _FULL_WIDTH.search("\0".join(words)):
        return [as_text(word) for word in words]
    return [word.strip() for word in words]


def numbers(text: pd.Series) -> pd.Series:
    """Numbers as people write them: plain or with thousands separators; others are missing."""
    try:
        cells = pa.array(text, pa.large_string())
        plain = pc.cast(pc.if_else(pc.equal(cells, ""), None, cells), pa.float64())
    except pa.ArrowInvalid:
        return _by_value(text, _numbers).astype(float)
    values = plain.to_numpy(zero_copy_only=False)
    return pd.Series(values, index=text.index, name=text.name, dtype=float)


def days(text: pd.Series) -> pd.Series:
    """Days written as 2026-11-22, 2026/11/22, 2026.11.22 or 2026年11月22日; others are missing.

    Blanks between the parts and a midnight behind the day do no harm.
    """
    return _by_value(text, _days).astype("datetime64[us]")


def _by_value(text: pd.Series, parse: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Parse each different text once."""
    codes, distinct = pd.factorize(text, use_na_sentinel=False)
    parsed = parse(pd.Series(distinct, dtype=str))
    every: pd.Series = parsed.take(codes).set_axis(text.index)
    every.name = text.name
    return every


def _numbers(text: pd.Series) -> pd.Series:
    text = text.str.replace("，", ",")
    grouped = text.str.match(_THOUSANDS)
    plain = text.where(~grouped, text.str.replace(",", ""))
    return pd.to_numeric(plain, errors="coerce").astype(float)


def _days(text: pd.Series) -> pd.Series:
    plain = text.str.replace(r"\s+0?0:00(:00)?$", "", regex=True)
    plain = plain.str.replace(r"\s", "", regex=True).str.replace(r"日$", "", regex=True)
    plain = plain.str.replace(r"[年月/.]", "-", regex=True)
    return pd.to_datetime(plain, format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
