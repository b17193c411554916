"""Daily weather: the archive of weather forecasts and the weather observed."""

from pathlib import Path

import pandas as pd

from data.sources.cells import Cells
from data.sources.files import read_table, text_of
from data.sources.reading import DAILY_WEATHER, RowIssue, SourceError

_NATURAL = {
    "t_range": (0.0, 60.0),
    "rh_mean": (0.0, 100.0),
    "rh_min": (0.0, 100.0),
    "ws_mean": (0.0, 75.0),
    "ws_max": (0.0, 75.0),
    "gust_max": (0.0, 120.0),
    "ws_afternoon": (0.0, 75.0),
    "ws_night": (0.0, 75.0),
    "sunshine_h": (0.0, 24.0),
    "rain_mm": (0.0, 2000.0),
}
"""Bounds no weather can pass. Statistical post-processing can, by a little (sunshine of -0.3 h)."""

_OVERSHOOT = 0.1
"""Share of the distance between the bounds by which a forecast may pass them and is set back;
beyond it the value is an error."""


def read_forecast_archive(path: Path) -> tuple[pd.DataFrame, list[RowIssue], list[str]]:
    """Read an archive of weather forecasts: ``city, issue_day, lead_days`` and weather columns.

    Returns:
        The archive (``city`` str, ``issue_day`` datetime64, ``lead_days`` int from 0 to 15 and
        the weather columns it has), the rows and cells left out, and notes in Chinese. A
        forecast a little beyond a natural bound is set back to it.

    Raises:
        SourceError: The file cannot be read, or has no weather column.
    """
    cells, frame = _begin(path, ("city", "issue_day", "lead_days"))
    frame["issue_day"] = cells.days("issue_day")
    frame["lead_days"] = cells.whole_numbers("lead_days", 0, 15, "预报时效天数")
    frame, set_back = _with_weather(cells, frame, forecast=True)
    frame = frame.dropna(subset=["issue_day", "lead_days"])
    frame["lead_days"] = frame["lead_days"].astype(int)
    keys = ["city", "issue_day", "lead_days"]
    frame = cells.without_repeats(frame, keys, "城市、起报日和时效")
    notes = _notes(cells, keys)
    if set_back:
        notes.append(
            f"{cells.table.file}：{set_back} 个预报值略超自然界限（如负的日照），按界限值计"
        )
    return frame.reset_index(drop=True), cells.issues, notes


def read_observed(path: Path) -> tuple[pd.DataFrame, list[RowIssue], list[str]]:
    """Read observed daily weather: ``date, city`` and weather columns.

    Returns:
        ``city``, ``day`` and the weather columns there are; what was left out; notes.

    Raises:
        SourceError: The file cannot be read, or has no weather column.
    """
    cells, frame = _begin(path, ("date", "city"))
    frame["day"] = cells.days("date")
    frame = _with_weather(cells, frame)[0].dropna(subset=["day"])
    frame = cells.without_repeats(frame, ["city", "day"], "城市和日期")
    return frame.reset_index(drop=True), cells.issues, _notes(cells, ["date", "city"])


def _begin(path: Path, required: tuple[str, ...]) -> tuple[Cells, pd.DataFrame]:
    table = read_table(path, required)
    if not any(name in table.cells for name in DAILY_WEATHER):
        raise SourceError(
            f"文件 {table.file} 没有任何气象列；可用的列名为 {'、'.join(DAILY_WEATHER)}"
        )
    cells = Cells(table)
    city = text_of(table.cells["city"]).astype("str")
    if (unnamed := (city == "").to_numpy()).any():
        cells.refuse("city", unnamed, "为空，该行未读入；请填城市")
    return cells, pd.DataFrame({"city": city})


def _with_weather(
    cells: Cells, frame: pd.DataFrame, *, forecast: bool = False
) -> tuple[pd.DataFrame, int]:
    """Add the weather columns there are; of a forecast also say how many values were set back."""
    set_back = 0
    for name in DAILY_WEATHER:
        if name not in cells.table.cells:
            continue
        if forecast and name in _NATURAL:
            low, high = _NATURAL[name]
            values = cells.numbers(name)
            margin = _OVERSHOOT * (high - low)
            over = values.between(low - margin, high + margin) & ~values.between(low, high)
            set_back += int(over.sum())
            frame[name] = cells.within(name, values.mask(over, values.clip(low, high)), name)
        else:
            frame[name] = cells.numbers(name, name)
    return frame[frame["city"] != ""], set_back


def _notes(cells: Cells, keys: list[str]) -> list[str]:
    ignored = [name for name in cells.table.columns if name not in {*keys, *DAILY_WEATHER}]
    if ignored:
        return [f"{cells.table.file}：未使用的列 {'、'.join(ignored)}", *cells.notes()]
    return list(cells.notes())
