"""Outside formats, one module each; ``read`` takes files of any of them."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

import pandas as pd

from data.sources import cnemc, prsa, tidy
from data.sources.reading import Reading, RowIssue, SourceError

__all__ = ["Format", "Reading", "RowIssue", "SourceError", "read"]


class Format(StrEnum):
    """A format of observation files."""

    CNEMC = "cnemc"
    PRSA = "prsa"
    TIDY = "tidy"

    @property
    def label(self) -> str:
        """Chinese wording."""
        return {
            "cnemc": "总站逐时宽表（date,hour,type,城市…）",
            "prsa": "UCI 北京多站点逐时数据",
            "tidy": "日值表（每行一城一日）",
        }[self.value]


def read(
    paths: Path | Sequence[Path],
    format: Format | str,
    *,
    columns: Sequence[str] = (),
    city: str = "",
) -> Reading:
    """Read one or more files of one format and join them.

    Where two files have the same place and time the first file's row is kept and the number of
    the others is noted.

    Args:
        paths: Files, perhaps gzipped, in UTF-8 or GB 18030.
        format: ``cnemc``, ``prsa`` or ``tidy``.
        columns: Mappings of ``tidy``, such as ``pm25=PM2_5`` (``tidy.parse_mapping``).
        city: For ``tidy`` files without a city column: what the city is called.

    Raises:
        SourceError: A file as a whole cannot be read; nothing of the others is given then.
        tidy.MappingError: A text of ``columns`` cannot be understood.
    """
    mapping = tidy.parse_mapping(columns)
    readers: dict[Format, Callable[[Path], Reading]] = {
        Format.CNEMC: cnemc.read,
        Format.PRSA: prsa.read,
        Format.TIDY: lambda path: tidy.read(path, mapping, city),
    }
    reader = readers[Format(format)]
    readings = [reader(path) for path in ([paths] if isinstance(paths, Path) else paths)]
    if not readings:
        raise SourceError("没有给出任何文件，请至少指定一个")
    notes = [note for reading in readings for note in reading.notes]

    def joined(part: str, keys: list[str]) -> pd.DataFrame | None:
        frames = [frame for reading in readings if (frame := getattr(reading, part)) is not None]
        if not frames:
            return None
        together: pd.DataFrame = pd.concat(frames, ignore_index=True)
        if len(frames) == 1:
            return together
        again = together.duplicated(keys)
        if not again.any():
            return together
        if part != "published":
            notes.append(f"{int(again.sum())} 行的{_KEYS[part]}与先读的文件重复，未采用")
        return together.loc[~again].reset_index(drop=True)

    return Reading(
        hourly=joined("hourly", ["place", "hour"]),
        daily=joined("daily", ["city", "day"]),
        weather=joined("weather", ["city", "day"]),
        published=joined("published", ["place", "hour"]),
        issues=[issue for reading in readings for issue in reading.issues],
        notes=notes,
    )


_KEYS = {"hourly": "站点（城市）和时间", "daily": "城市和日期", "weather": "城市和日期（气象）"}
