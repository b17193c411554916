"""Whether a workbook is light enough to be taken apart cell by cell with its formats."""

import io
import zipfile
from xml.parsers import expat

from openpyxl.utils import range_boundaries

MOST_CELLS = 400_000
"""Cells up to which formats are kept: a list of some 8,000 lines; about 300 bytes each in memory."""
_MOST_BYTES = 60 * 2**20
_SPREAD = ("mergeCell", "hyperlink")
"""Elements of which openpyxl makes one cell for every cell that they cover."""


def fits_openpyxl(content: bytes) -> bool:
    """Tell whether openpyxl can hold a workbook in reasonable memory.

    A single merged area over a whole sheet, a few bytes in the file, would become 17 thousand
    million cells; so the areas are added up before anything is opened.

    Args:
        content: The workbook.

    Returns:
        Whether cells and covered areas of all sheets together stay below the limit; False where
        the package cannot be read.
    """
    scale = _Scale()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = [p for p in package.infolist() if p.filename.startswith("xl/worksheets/")]
            if sum(part.file_size for part in parts) > _MOST_BYTES:
                return False
            for part in (part for part in parts if part.filename.endswith(".xml")):
                reader = expat.ParserCreate()
                reader.StartElementHandler = scale.weigh
                with package.open(part) as stream:
                    reader.ParseFile(stream)
    except (_TooHeavy, zipfile.BadZipFile, expat.ExpatError, OSError, ValueError, RuntimeError,
            NotImplementedError):  # fmt: skip
        return False
    return True


class _TooHeavy(Exception):
    pass


class _Scale:
    """Adds up cells and covered areas, element by element and without a tree."""

    def __init__(self) -> None:
        self.cells = 0

    def weigh(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self.cells += 1
        elif name in _SPREAD:
            self.cells += _covered(attributes.get("ref", ""))
        if self.cells > MOST_CELLS:
            raise _TooHeavy


def _covered(reference: str) -> int:
    """Number of cells of a reference such as ``A1:C4``; a strange one counts as too many."""
    if ":" not in reference:
        return 1
    try:
        left, top, right, bottom = range_boundaries(reference)
    except (TypeError, ValueError):
        return MOST_CELLS + 1
    if None in (left, top, right, bottom):
        return MOST_CELLS + 1
    return int(max(0, right - left + 1) * max(0, bottom - top + 1))
