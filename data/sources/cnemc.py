"""Hourly values of the national network as they are commonly archived: wide, a column per city.

``date,hour,type,城市…``: ``date`` 20261122, ``hour`` 0 to 23, ``type`` a pollutant or an index.
The value under hour h is the mean of the hour that ended at h:00, so hour 0 belongs to the day
before. Concentrations in µg/m³, CO in mg/m³.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from data.sources.cells import PLAUSIBLE, Cells
from data.sources.files import OTHER_FORMAT, read_table, text_of
from data.sources.reading import HOURLY_COLUMNS, Reading, SourceError

_STORED = {"PM2.5": "pm25", "PM10": "pm10", "SO2": "so2", "NO2": "no2", "CO": "co", "O3": "o3"}
_COMPARED = {
    "AQI": "aqi",
    "PM2.5_24h": "pm25_24h",
    "PM10_24h": "pm10_24h",
    "SO2_24h": "so2_24h",
    "NO2_24h": "no2_24h",
    "CO_24h": "co_24h",
    "O3_8h": "o3_8h",
}
_PASSED_OVER = frozenset(["O3_24h", "O3_8h_24h"])
"""Largest values of the day so far; they say nothing that the hours do not."""

_RANGES = {"o3_8h": "o3"}
_ANY = (0.0, float("inf"))


def read(path: Path) -> Reading:
    """Read one file into the hourly contract.

    Only the hourly values of single pollutants are observations (``hourly``). What the source
    worked out itself, the moving means and the index, comes as ``published``, to be compared.
    A place and hour without any value gives no row.

    Raises:
        SourceError: The file as a whole cannot be read or names no city.
    """
    table = read_table(path, ("date", "hour", "type"), OTHER_FORMAT)
    places = [name for name in table.columns if name not in ("date", "hour", "type")]
    if not places:
        raise SourceError(
            f"文件 {table.file} 除 date、hour、type 外没有城市或站点列，请核对 --format"
        )
    cells = Cells(table)
    rows = pd.DataFrame(
        {
            "type": text_of(table.cells["type"]),
            "hour": cells.days("date")
            + pd.to_timedelta(cells.whole_numbers("hour", 0, 23, "小时"), unit="h"),
        }
    )
    known = rows["type"].isin([*_STORED, *_COMPARED, *_PASSED_OVER])
    if not known.all():
        cells.refuse(
            "type", (~known).to_numpy(), "不是已知的类别，该行未读入；请填如 PM2.5、PM2.5_24h"
        )
    rows = cells.without_repeats(
        rows[known & rows["hour"].notna()], ["type", "hour"], "日期、小时和类别"
    )
    values = _plausible(cells, rows["type"], places)
    hourly = _long(rows, values, _STORED)
    for name in HOURLY_COLUMNS:
        if name not in hourly:
            hourly[name] = np.nan
    passed = sorted(_PASSED_OVER & set(rows["type"]))
    notes = [f"{table.file}：未使用的类别 {'、'.join(passed)}"] if passed else []
    published = _long(rows, values, _COMPARED)
    return Reading(
        hourly=hourly[["place", "hour", *HOURLY_COLUMNS]],
        published=None if published.empty else published,
        issues=cells.issues,
        notes=[*notes, *cells.notes()],
    )


def _plausible(cells: Cells, types: pd.Series, places: list[str]) -> pd.DataFrame:
    """Return all places' columns as numbers, each row held against the range of its own type."""
    values = pd.DataFrame({place: cells.numbers(place) for place in places}).loc[types.index]
    ranges = {
        kind: PLAUSIBLE.get(_RANGES.get(name, name.removesuffix("_24h")), _ANY)
        for kind, name in (_STORED | _COMPARED).items()
    }
    low = types.map({kind: low for kind, (low, _) in ranges.items()}).fillna(_ANY[0])
    high = types.map({kind: high for kind, (_, high) in ranges.items()}).fillna(_ANY[1])
    outside = values.lt(low, axis="index") | values.gt(high, axis="index")
    for place in outside.columns[outside.any()]:
        message = "超出该类别的合理范围，按缺测处理；请核对原始数据"
        lines = cells.table.cells.index.isin(outside.index[outside[place]])
        cells.refuse(str(place), lines, message)
    return values.mask(outside)


def _long(rows: pd.DataFrame, values: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Turn rows of one type each into rows of one place and hour, a column per type."""
    wanted = rows[rows["type"].isin(list(names))]
    hours = np.sort(wanted["hour"].unique())
    columns: dict[str, object] = {
        "place": np.tile(np.array(values.columns, dtype=object), len(hours)),
        "hour": np.repeat(hours, values.shape[1]),
    }
    for kind, name in names.items():
        of_kind = wanted[wanted["type"] == kind]
        if of_kind.empty:
            continue
        block = np.full((len(hours), values.shape[1]), np.nan)
        block[np.searchsorted(hours, of_kind["hour"].to_numpy())] = values.loc[of_kind.index]
        columns[name] = block.ravel()
    long = pd.DataFrame(columns).astype({"place": "str"})
    kept = long.drop(columns=["place", "hour"]).notna().any(axis=1)
    return long[kept].sort_values(["place", "hour"], ignore_index=True)
