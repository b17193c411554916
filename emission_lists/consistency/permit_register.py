"""A register of discharge permits, as a CSV exported from the permit platform."""

import csv
import io
from pathlib import Path

import pandas as pd

from data.columns import as_text
from emission_lists.consistency.permit import REGISTER_COLUMNS

_HEADERS = {
    "enterprise": ("单位名称", "企业名称", "排污单位名称", "持证单位"),
    "credit_code": ("统一社会信用代码", "社会信用代码"),
    "permit": ("许可证编号", "排污许可证编号", "排污许可证号"),
    "duties": ("许可证载明应急管控要求", "载明应急管控要求"),
}


class RegisterError(ValueError):
    """A register that cannot be read; the text says why and what to do."""


def read(source: Path) -> pd.DataFrame:
    """Read a register: CSV in UTF-8 or GB18030, headers in its first row.

    Returns:
        ``row`` (as a spreadsheet counts), ``enterprise``, ``credit_code``, ``permit``, ``duties``;
        empty where the file has no such column. Rows without any of the first three are left out.

    Raises:
        RegisterError: Not a CSV, or no column that names the holder.
    """
    rows = _rows(source)
    if not rows:
        raise RegisterError(f"{source.name} 是空文件，请从许可证平台重新导出")
    headers = ["".join(as_text(cell).split()) for cell in rows[0]]
    place = {
        name: next((headers.index(word) for word in words if word in headers), None)
        for name, words in _HEADERS.items()
    }
    if all(place[name] is None for name in ("enterprise", "credit_code", "permit")):
        raise RegisterError(
            f"{source.name} 第 1 行找不到 单位名称、统一社会信用代码、许可证编号 中的任何一列；"
            f"请核对文件，表头占第 1 行"
        )
    found = [
        {
            "row": number,
            **{
                name: as_text(row[at]) if at is not None and at < len(row) else ""
                for name, at in place.items()
            },
        }
        for number, row in enumerate(rows[1:], 2)
    ]
    register = pd.DataFrame(found, columns=REGISTER_COLUMNS)
    named = register[["enterprise", "credit_code", "permit"]].astype(bool).any(axis=1)
    if not named.any():
        raise RegisterError(f"{source.name} 没有一行写明持证单位，请从许可证平台重新导出")
    return register[named].reset_index(drop=True)


def _rows(source: Path) -> list[list[str]]:
    content = source.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding), newline=""), strict=True))
        except UnicodeDecodeError:
            continue
        except csv.Error as problem:
            raise RegisterError(
                f"{source.name} 不是完整的 CSV（引号没有成对），请用 Excel 另存为 CSV"
            ) from problem
    raise RegisterError(f"{source.name} 的文字编码认不出来，请另存为 UTF-8 编码的 CSV")
