"""UCI "Beijing Multi-Site Air-Quality": one CSV per station, hourly, with observed weather.

``year month day hour`` name the hour by its beginning; CO is in µg/m³.
"""

from pathlib import Path

import pandas as pd

from data.sources.cells import Cells
from data.sources.files import OTHER_FORMAT, read_table, text_of
from data.sources.reading import Reading

_CONCENTRATIONS = {"PM2.5": "pm25", "PM10": "pm10", "SO2": "so2", "NO2": "no2", "O3": "o3"}
_WEATHER = {
    "TEMP": "temperature",
    "PRES": "pressure",
    "DEWP": "dew_point",
    "RAIN": "rain",
    "WSPM": "wind_speed",
}
_FIRST_QUARTERS = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE"]
_LAST_QUARTERS = ["S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"]
_DEGREES = {point: place * 22.5 for place, point in enumerate([*_FIRST_QUARTERS, *_LAST_QUARTERS])}


def read(path: Path) -> Reading:
    """Read one station's file into the hourly contract.

    Hour h (0 to 23) begins at h:00 and is stored as ending at h+1, so that hour 23 ends at
    midnight and belongs to the same natural day. CO is turned into mg/m³, the wind's 16 points
    into degrees; calm and unknown directions are missing.

    Raises:
        SourceError: The file as a whole cannot be read.
    """
    columns = ("year", "month", "day", "hour", *_CONCENTRATIONS, "CO")
    table = read_table(path, required=columns, remedy=OTHER_FORMAT)
    cells = Cells(table)
    station = table.cells.get("station")
    hourly = pd.DataFrame(
        {
            "place": _station_of(path) if station is None else text_of(station),
            "hour": _hours(cells),
        },
        index=table.cells.index,
    )
    hourly["place"] = hourly["place"].astype("str")
    if station is not None and (unnamed := (hourly["place"] == "").to_numpy()).any():
        cells.refuse("station", unnamed, "为空，该行未读入；请填站点名")
    for header, name in _CONCENTRATIONS.items():
        hourly[name] = cells.numbers(header, name)
    hourly["co"] = cells.numbers("CO", "co", factor=0.001)
    for header, name in _WEATHER.items():
        if header in table.cells:
            hourly[name] = cells.numbers(header, name)
    if "wd" in table.cells:
        hourly["wind_direction"] = _directions(cells)
    hourly = hourly[hourly["hour"].notna() & (hourly["place"] != "")]
    hourly = cells.without_repeats(hourly, ["place", "hour"], "站点和时间")
    return Reading(
        hourly=hourly.reset_index(drop=True), issues=cells.issues, notes=list(cells.notes())
    )


def _hours(cells: Cells) -> pd.Series:
    parts = {
        "year": cells.whole_numbers("year", 1990, 2099, "年份"),
        "month": cells.whole_numbers("month", 1, 12, "月份"),
        "day": cells.whole_numbers("day", 1, 31, "日"),
    }
    begun = cells.whole_numbers("hour", 0, 23, "小时")
    whole = pd.DataFrame(parts)
    days = pd.to_datetime(whole, errors="coerce").astype("datetime64[us]")
    # The 31st of a month of 30 days: every part is fine, the day is not.
    impossible = (days.isna() & whole.notna().all(axis=1)).to_numpy()
    if impossible.any():
        cells.refuse("day", impossible, "与年、月合起来不是有效日期，该行未读入；请核对")
    return days + pd.to_timedelta(begun + 1, unit="h")


def _directions(cells: Cells) -> pd.Series:
    points = text_of(cells.table.cells["wd"]).str.upper()
    degrees = points.map(_DEGREES).astype(float)
    unknown = (degrees.isna() & ~points.isin(["", "NA", "CV", "C"])).to_numpy()
    if unknown.any():
        cells.refuse("wd", unknown, "不是 16 方位风向，按缺测处理；请填如 NNW")
    return degrees


def _station_of(path: Path) -> str:
    """Name a station by its file where the file has no such column."""
    stem = path.name.split(".")[0]
    return stem.removeprefix("PRSA_Data_").split("_")[0]
