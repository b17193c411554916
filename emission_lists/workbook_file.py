"""The file of a workbook, looked at before it is taken apart: kind, size, damage, stray cells."""

import gc
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook

MAX_BYTES = 50 * 2**20
"""Largest workbook taken in; a list of 30,000 enterprises is about a third of it."""
MAX_UNPACKED = 600 * 2**20
"""Largest size once unpacked; a file that swells beyond it is no honest list."""

# A reader lays out every cell up to the farthest one. A single stray cell in the last corner of a
# sheet would take hundreds of gigabytes and end the program, so it is looked for beforehand.
_LAST = "BZ 列、第 199999 行"
_FAR_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*["\']((?:[A-Z]{3}|[C-Z][A-Z])\d+|[A-Z]{1,2}(?:[2-9]\d{5}|\d{7,}))["\']'
    rb"[^<>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)[ >]"
)
_CHUNK = 2**20
_OVERLAP = 2**10
_DAMAGED = (
    CalamineError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    ElementTree.ParseError,
    NotImplementedError,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged or encrypted package may raise."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector still while millions of cells are made, none of them garbage.

    It would look through all of them again and again, which doubles the time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class WorkbookError(ValueError):
    """A file that cannot be read as an emission list at all; the text says what to do."""


def open_workbook(source: Path | bytes, name: str, sheets: Collection[str]) -> CalamineWorkbook:
    """Open a workbook after looking at its size, kind and outline.

    Args:
        source: The file or its content.
        name: File name for messages.
        sheets: Titles of the sheets that will be read.

    Raises:
        WorkbookError: Empty, too large, not an .xlsx, damaged, or with a cell far outside.
    """
    content = _content(source, name)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise WorkbookError(_not_a_workbook(content, name))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.namelist()
            if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED:
                raise WorkbookError(
                    f"{name} 解压后超过 {MAX_UNPACKED / 2**20:.0f} MB，不是正常的清单文件，未导入；"
                    f"请用最新模板重新填写"
                )
            if "xl/workbook.xml" not in parts:
                raise WorkbookError(
                    f"{name} 不是 .xlsx 工作簿，请用 Excel 或 WPS 另存为 .xlsx 后再导入"
                )
            if stray := _stray_cell(package, sheets):
                raise WorkbookError(
                    f"{name} {stray} 有内容，超出可读范围（{_LAST}）；"
                    f"请删去该单元格及其周围多余的行列后再导入"
                )
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except WorkbookError:
        raise
    except _DAMAGED as problem:
        raise damaged(name, problem) from problem


def damaged(name: str, problem: BaseException) -> WorkbookError:
    """Say that a workbook cannot be read because it is broken."""
    if isinstance(problem, OverflowError):
        return WorkbookError(
            f"{name} 有设为日期格式的单元格，数值超出日期的范围，读不出来；请改正该单元格或改为文本格式后再导入"
        )
    return WorkbookError(
        f"{name} 已损坏或加了密码，读不出来；请用 Excel 或 WPS 打开后另存为 .xlsx 再导入（{problem}）"
    )


def _content(source: Path | bytes, name: str) -> bytes:
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size == 0:
        raise WorkbookError(f"{name} 是空文件，请重新导出后再导入")
    if size > MAX_BYTES:
        raise WorkbookError(
            f"{name} 有 {size / 2**20:.0f} MB，超过上限 {MAX_BYTES / 2**20:.0f} MB；"
            f"请删去图片和无关工作表，或按县区拆分后导入"
        )
    return source.read_bytes() if isinstance(source, Path) else source


def _not_a_workbook(content: bytes, name: str) -> str:
    if content.startswith(b"PK"):
        return f"{name} 不完整，可能没有传完；请重新导出或重新上传"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return f"{name} 是旧版 .xls 或加了密码，请用 Excel 或 WPS 去掉密码、另存为 .xlsx 后再导入"
    return f"{name} 不是 Excel 工作簿，请用最新模板填写并存为 .xlsx 后再导入"


def _stray_cell(package: zipfile.ZipFile, sheets: Collection[str]) -> str:
    """Name the first filled cell far outside any list; empty where there is none."""
    titles = _sheet_titles(package)
    for part in package.namelist():
        if not part.startswith("xl/worksheets/") or not part.endswith(".xml"):
            continue
        if titles.get(part, "") not in ("", *sheets):
            continue
        tail = b""
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                chunk = tail + chunk
                if _may_be_far(chunk) and (found := _FAR_CELL.search(chunk)):
                    sheet = f"「{titles[part]}」表 " if part in titles else ""
                    return f"{sheet}{found.group(1).decode()} 单元格"
                tail = chunk[-_OVERLAP:]
    return ""


def _may_be_far(chunk: bytes) -> bool:
    """Whether the name of any cell in a piece of a sheet may lie far outside.

    Looks at the signs behind every ``r="`` at once; an honest list is spared the careful search,
    which takes ten times as long.
    """
    if (b"'" in chunk and b"r='" in chunk) or b"r =" in chunk or b"r= " in chunk:
        return True
    sign = np.frombuffer(chunk + bytes(12), np.uint8)
    behind = (sign[2:] == ord('"')) & (sign[1:-1] == ord("=")) & (sign[:-2] == ord("r"))
    name = np.flatnonzero(behind[:-10]) + 3
    letter = [sign[name + place] >= ord("A") for place in range(3)]
    column = letter[0] & letter[1] & (letter[2] | (sign[name] >= ord("C")))
    first = name + letter[0] + (letter[0] & letter[1])
    digit = [(sign[first + n] >= ord("0")) & (sign[first + n] <= ord("9")) for n in (4, 5, 6)]
    row = digit[0] & digit[1] & ((sign[first] >= ord("2")) | digit[2])
    return bool((column | row).any())


def _sheet_titles(package: zipfile.ZipFile) -> dict[str, str]:
    """Title of each sheet by the part of the package that holds it."""
    if "xl/_rels/workbook.xml.rels" not in package.namelist():
        return {}
    links = {
        link.get("Id", ""): link.get("Target", "")
        for link in ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    }
    titles = {}
    for node in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():
        if node.tag.endswith("}sheet"):
            key = next((value for name, value in node.items() if name.endswith("}id")), "")
            target = links.get(key, "").removeprefix("/").removeprefix("xl/")
            titles[f"xl/{target}"] = node.get("name", "")
    return titles
