"""One row per city and natural day, with names and units mapped where a file has its own.

Header ``date,city,pm25,pm10,so2,no2,co,o3_8h`` (µg/m³, CO mg/m³) and any number of weather
columns. A column named or scaled otherwise is brought in by a mapping such as ``pm25=PM2_5``,
``o3_8h=o3_ppb*2.0``, ``p_mean=p_mean_pa/100`` or ``t_range=t_max-t_min``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.sources.cells import Cells
from data.sources.files import read_table, text_of
from data.sources.reading import DAILY_COLUMNS, DAILY_WEATHER, Reading, SourceError

_OURS = {
    "pm25": "pm25",
    "pm10": "pm10",
    "so2": "so2",
    "no2": "no2",
    "co": "co",
    "o3_8h": "o3_mda8",
    "o3_1h": "o3_1h",
} | {name: name for name in DAILY_WEATHER}
"""Name in the file → name in our frames."""

_MAPPING = re.compile(r"\s*(\w+)\s*=\s*(.+?)\s*")
_SCALED = re.compile(r"([^*]+?)\s*([*/])\s*(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)")
_DIFFERENCE = re.compile(r"([^-*/]+?)\s*-\s*([^-*/]+)")


class MappingError(ValueError):
    """A ``--column`` that cannot be understood."""


@dataclass(frozen=True)
class Origin:
    """Where a variable comes from: a column, times a factor, or less a second column."""

    column: str
    factor: float = 1.0
    less: str = ""


def parse_mapping(texts: Iterable[str]) -> dict[str, Origin]:
    """Understand ``name=column``, ``name=column*number``, ``/number`` and ``name=column-column``.

    Nothing is evaluated: a text is one of these four forms or refused.

    Raises:
        MappingError: Another form, an unknown name, or a division by zero.
    """
    origins: dict[str, Origin] = {}
    for text in texts:
        parts = _MAPPING.fullmatch(text)
        if not parts:
            raise MappingError(
                f"--column “{text}”不能理解，应如 pm25=PM2_5 或 p_mean=p_mean_pa/100"
            )
        name, source = parts[1], parts[2]
        if name not in {*_OURS, "date", "city"}:
            raise MappingError(
                f"--column “{text}”中的 {name} 不是可用的列名，可用：date、city、{'、'.join(_OURS)}"
            )
        origins[name] = _origin(text, source)
        if name in ("date", "city") and origins[name] != Origin(source):
            raise MappingError(f"--column “{text}”：{name} 只能改名，不能计算")
    return origins


def _origin(text: str, source: str) -> Origin:
    if scaled := _SCALED.fullmatch(source):
        number = float(scaled[3])
        if number == 0:
            raise MappingError(f"--column “{text}”中的系数不能为 0")
        return Origin(scaled[1], number if scaled[2] == "*" else 1 / number)
    if "*" in source:
        raise MappingError(f"--column “{text}”中只能乘或除以一个正数，如 o3_8h=o3_ppb*2.0")
    if difference := _DIFFERENCE.fullmatch(source):
        return Origin(difference[1], less=difference[2])
    return Origin(source)


def read(path: Path, mapping: Mapping[str, Origin] | None = None, city: str = "") -> Reading:
    """Read one file into the daily contract.

    Args:
        path: The file, perhaps gzipped.
        mapping: Variables that stand under other names or in other units (``parse_mapping``).
        city: What the city is called where the file has no column of that name.

    Returns:
        ``daily``, and ``weather`` where the file has any. Columns that are neither
        observations nor weather are ignored and named in the notes.

    Raises:
        SourceError: The file cannot be read, a mapped column does not exist, or there is
            nothing to read in it.
    """
    table = read_table(path)
    cells = Cells(table)
    origins = _origins(cells, mapping or {})
    date = origins.pop("date", None)
    if date is None:
        raise SourceError(
            f"文件 {table.file} 缺少 date 列，现有列为 {'、'.join(table.columns)[:200]}；"
            f"请用 --column date=列名 指明，或核对 --format"
        )
    place = origins.pop("city", None)
    frame = pd.DataFrame({"city": _cities(cells, place, city)})
    frame["day"] = cells.days(date.column)
    used = {date.column, place.column if place else ""}
    if not origins:
        raise SourceError(f"文件 {table.file} 没有可用的污染物或气象列，请用 --column 指明列名")
    for name, origin in origins.items():
        used |= {origin.column, origin.less}
        frame[_OURS[name]] = _values(cells, origin, _OURS[name])
    frame = frame[frame["day"].notna() & (frame["city"] != "")]
    frame = cells.without_repeats(frame, ["city", "day"], "城市和日期").reset_index(drop=True)
    ignored = [name for name in table.columns if name not in used]
    notes = [f"{table.file}：未使用的列 {'、'.join(ignored)}"] if ignored else []
    observed = [name for name in (*DAILY_COLUMNS, "o3_1h") if name in frame]
    weather = [name for name in DAILY_WEATHER if name in frame]
    daily = frame[["city", "day", *observed]]
    for name in DAILY_COLUMNS:
        if name not in daily:
            daily = daily.assign(**{name: float("nan")})
    optional = ["o3_1h"] if "o3_1h" in observed else []
    return Reading(
        daily=daily[["city", "day", *DAILY_COLUMNS, *optional]] if observed else None,
        weather=frame[["city", "day", *weather]] if weather else None,
        issues=cells.issues,
        notes=[*notes, *cells.notes()],
    )


def _origins(cells: Cells, mapping: Mapping[str, Origin]) -> dict[str, Origin]:
    """Join the mapping with the columns that already have our names."""
    there = cells.table.columns
    # A header may itself contain a minus; then the column is meant and not a difference.
    mapping = {
        name: Origin(whole) if (whole := f"{origin.column}-{origin.less}") in there else origin
        for name, origin in mapping.items()
    }
    for name, origin in mapping.items():
        for column in filter(None, (origin.column, origin.less)):
            if column not in there:
                raise SourceError(
                    f"文件 {cells.table.file} 没有 --column {name}=… 所指的列 {column}，"
                    f"现有列为 {'、'.join(there)[:200]}"
                )
    ours = {name: Origin(name) for name in ("date", "city", *_OURS) if name in there}
    return ours | mapping


def _cities(cells: Cells, origin: Origin | None, city: str) -> pd.Series:
    if origin is None:
        if not city:
            raise SourceError(
                f"文件 {cells.table.file} 缺少 city 列；"
                f"请用 --column city=列名 指明，或用 --city 指定城市"
            )
        return pd.Series(city, index=cells.table.cells.index, dtype="str")
    cities = text_of(cells.table.cells[origin.column]).astype("str")
    if (unnamed := (cities == "").to_numpy()).any():
        cells.refuse(origin.column, unnamed, "为空，该行未读入；请填城市")
    return cities


def _values(cells: Cells, origin: Origin, variable: str) -> pd.Series:
    if not origin.less:
        return cells.numbers(origin.column, variable, origin.factor)
    values = cells.numbers(origin.column) - cells.numbers(origin.less)
    return values.where(values >= 0) if variable == "t_range" else values
