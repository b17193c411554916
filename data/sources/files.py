"""From a path to a table of cells: gzip, encodings, size, and one clear error when it fails."""

import csv
import gzip
import io
import re
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.sources.reading import RowIssue, SourceError
from data.system_errors import bare_reason

OTHER_FORMAT = "请核对 --format 是否与文件相符"
"""What to do about columns missing from a file whose format was named."""
MAX_BYTES = 200_000_000
"""A file of this size or larger, packed or unpacked, is refused."""

MISSING = (
    frozenset(["", "NA", "N/A", "NaN", "nan", "NULL", "null", "None", "缺测", "无"])
    | set("—–-－/")
    | {"——", "--"}
)
"""Cells that mean "no value"; spaces around them do not matter."""


@dataclass(frozen=True)
class Table:
    """The cells of one file, as numbers where a whole column is numbers, else as text."""

    file: str
    """Name for messages."""
    cells: pd.DataFrame
    """One row per line, indexed by its line number in the file (the header is line 1)."""
    issues: list[RowIssue]
    """Lines that did not fit the header and were left out."""

    @property
    def columns(self) -> list[str]:
        """Headers of the file, in its order."""
        return [str(column) for column in self.cells.columns]


def read_bytes(path: Path) -> bytes:
    """Return the unpacked content of a file, gzipped or not (told by its first bytes).

    Raises:
        SourceError: The file is missing, empty, too large, or its gzip is broken.
    """
    name = path.name
    if not path.is_file():
        raise SourceError(f"找不到文件 {path}，请核对路径")
    if path.stat().st_size >= MAX_BYTES:
        raise SourceError(_too_large(name))
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise SourceError(
            f"文件 {name} 无法读取（{bare_reason(problem)}），请检查权限"
        ) from problem
    if raw[:2] == b"\x1f\x8b":
        try:
            # One byte more than allowed is enough to know; a packed bomb is never unpacked whole.
            with gzip.open(io.BytesIO(raw)) as packed:
                raw = packed.read(MAX_BYTES)
        except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
            raise SourceError(
                f"文件 {name} 的 gzip 压缩不完整或已损坏，未读入任何数据；请重新下载或复制后再试"
            ) from problem
        if len(raw) >= MAX_BYTES:
            raise SourceError(_too_large(name))
    if not raw.strip():
        raise SourceError(f"文件 {name} 是空文件，请重新导出后再试")
    return raw


def decode(raw: bytes, name: str) -> bytes:
    """Return the text as UTF-8 without byte order mark, from UTF-8 or GB 18030.

    Raises:
        SourceError: The content is no text, or in another encoding.
    """
    if raw[:4] == b"PK\x03\x04" or raw[:4] == b"\xd0\xcf\x11\xe0":
        raise SourceError(f"文件 {name} 是 Excel 工作簿，请另存为 CSV（UTF-8）后再试")
    if b"\x00" in raw[:100_000]:
        raise SourceError(
            f"文件 {name} 不是 UTF-8 或 GB 18030 编码的文本（可能是 UTF-16 或二进制文件），"
            f"请另存为 CSV（UTF-8）后再试"
        )
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    elif _is_text(raw, "gb18030") and _looks_mistaken(raw):
        return raw.decode("gb18030").encode("utf-8")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return raw.decode("gb18030").encode("utf-8")
        except UnicodeDecodeError as problem:
            raise SourceError(
                f"文件 {name} 的编码既不是 UTF-8 也不是 GB 18030"
                f"（第 {problem.start} 字节处不能识别），"
                f"请另存为 CSV（UTF-8）后再试"
            ) from problem
    return raw


def read_table(path: Path, required: tuple[str, ...] = (), remedy: str = "请补上缺少的列") -> Table:
    """Read a comma-separated file with a header line.

    A line with more cells than the header is listed and left out; one with fewer is filled
    with missing. Empty lines are passed over.

    Args:
        path: The file, perhaps gzipped.
        required: Columns without which the file is not of the expected format.
        remedy: What the reader of the message is to do where one of them is missing.

    Raises:
        SourceError: As ``read_bytes`` and ``decode``; or there is no row, or a required column
            is missing, or a header stands twice.
    """
    name = path.name
    text = decode(read_bytes(path), name)
    header = _header(text)
    missing = [column for column in required if column not in header]
    if missing:
        raise SourceError(
            f"文件 {name} 缺少列 {'、'.join(missing)}，现有列为 {'、'.join(header)[:200]}；{remedy}"
        )
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise SourceError(f"文件 {name} 的表头重复：{'、'.join(twice)}；请删去多余的列后再试")
    issues: list[RowIssue] = []
    try:
        cells = _parse(text, header)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        text, issues = _without_long_lines(text, name, len(header))
        cells = _parse(text, header)
    cells.index = pd.RangeIndex(2, len(cells) + 2)
    cells = cells[cells.notna().any(axis=1)]
    if cells.empty:
        raise SourceError(f"文件 {name} 只有表头而没有数据行，请重新导出后再试")
    return Table(name, cells, issues)


def text_of(column: "pd.Series[str]") -> "pd.Series[str]":
    """Return a column's cells as stripped text, missing as the empty string."""
    return column.astype("object").where(column.notna(), "").astype(str).str.strip()


def _is_text(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _looks_mistaken(raw: bytes) -> bool:
    """Whether bytes that pass as UTF-8 are GB 18030 in truth.

    Some Chinese words are valid in both: 太原 in GB 18030 reads as two rare letters in UTF-8.
    UTF-8 without a single Chinese character but with such letters is taken as GB 18030.
    """
    if raw.isascii() or not _is_text(raw, "utf-8"):
        return False
    text = raw.decode("utf-8")
    return _RARE.search(text) is not None and _CHINESE.search(text) is None


_CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_RARE = re.compile("[\u0100-\u0390\u03d0-\u07ff]")
"""Two-byte letters but for the Greek ones of units; no observation file uses them."""


def _header(text: bytes) -> list[str]:
    first = text.split(b"\n", 1)[0].decode("utf-8")
    return [cell.strip() for cell in next(csv.reader([first]), [])]


def _parse(text: bytes, header: list[str]) -> pd.DataFrame:
    with warnings.catch_warnings():
        # Where the first lines are too long pandas only warns, and drops cells.
        warnings.simplefilter("error", pd.errors.ParserWarning)
        return pd.read_csv(
            io.BytesIO(text),
            header=None,
            skiprows=1,
            names=[column or f"未命名{place}" for place, column in enumerate(header, 1)],
            index_col=False,
            keep_default_na=False,
            na_values=sorted(MISSING),
            skip_blank_lines=False,
            low_memory=False,
        )


def _without_long_lines(text: bytes, name: str, width: int) -> tuple[bytes, list[RowIssue]]:
    """Blank every line that has too many cells, so that the other lines keep their numbers.

    Empty cells at the end of a line (a comma too many) are no reason to lose it.
    """
    lines = text.decode("utf-8").split("\n")
    issues = []
    for place, line in enumerate(lines[1:], 1):
        cells = next(csv.reader([line]), [])
        if len(cells) <= width:
            continue
        if any(cell.strip() for cell in cells[width:]):
            message = f"有 {len(cells)} 格，表头只有 {width} 列，该行未读入；请核对逗号"
            issues.append(RowIssue(name, place + 1, "", message))
            lines[place] = ""
        else:
            lines[place] = line.rstrip(", \t\r") + "," * (width - _filled(cells))
    return "\n".join(lines).encode("utf-8"), issues


def _filled(cells: list[str]) -> int:
    """Number of cells up to the last that is not empty."""
    return max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=1)


def _too_large(name: str) -> str:
    return f"文件 {name} 达到或超过 {MAX_BYTES // 1_000_000} MB 的上限，请按年或按城市拆分后再试"
