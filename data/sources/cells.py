"""From cells to numbers, days and hours by rule; what does not fit is listed, never guessed."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.sources.files import MISSING, Table, text_of
from data.sources.reading import RowIssue

_BELOW_DETECTION = r"[<＜]\s*(\d+(?:\.\d+)?)"
Mask = np.ndarray[Any, np.dtype[np.bool_]]
_EARLIEST, _LATEST = pd.Timestamp(1990, 1, 1), pd.Timestamp(2100, 1, 1)

PLAUSIBLE: Mapping[str, tuple[float, float]] = {
    "pm25": (0, 5000),
    "pm10": (0, 10000),
    "so2": (0, 5000),
    "no2": (0, 3000),
    "co": (0, 200),
    "o3": (0, 2000),
    "o3_mda8": (0, 2000),
    "o3_1h": (0, 2000),
    "temperature": (-60, 60),
    "pressure": (400, 1100),
    "dew_point": (-80, 40),
    "rain": (0, 300),
    "wind_speed": (0, 75),
    "t_mean": (-60, 60),
    "t_max": (-60, 60),
    "t_range": (0, 60),
    "dew_mean": (-80, 40),
    "rh_mean": (0, 101),
    "rh_min": (0, 101),
    "p_mean": (400, 1100),
    "ws_mean": (0, 75),
    "ws_max": (0, 75),
    "gust_max": (0, 120),
    "ws_afternoon": (0, 75),
    "ws_night": (0, 75),
    "u_mean": (-75, 75),
    "v_mean": (-75, 75),
    "sunshine_h": (0, 24),
    "rain_mm": (0, 2000),
}
"""What an instrument in China can have measured, in our units; beyond it a value is an error of
transmission (such as -999 or 99999) and is left out."""


class Cells:
    """Turns the columns of one table into values and collects what was wrong on the way."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.issues: list[RowIssue] = list(table.issues)
        self.below_detection = 0
        """Cells such as ``<3``, taken as half the limit of detection."""

    def numbers(self, header: str, variable: str = "", factor: float = 1.0) -> pd.Series:
        """Return a column as floats in our unit, indexed by line.

        Missing marks become NaN. ``<x`` becomes x/2, the usual stand-in for a value below the
        limit of detection. Text, infinite values and values outside ``PLAUSIBLE`` become NaN
        and are listed.

        Args:
            header: The column in the file.
            variable: Key of ``PLAUSIBLE``; empty for no check of the range.
            factor: What a cell is multiplied by to be in our unit.
        """
        column = self.table.cells[header]
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            values = column.astype(float)
        else:
            values = self._numbers_among_text(header)
        infinite = np.isinf(values.to_numpy())
        if infinite.any():
            self._list(header, infinite, "不是有限的数，按缺测处理；请核对原始数据")
            values = values.mask(infinite)
        if factor != 1.0:
            values = values * factor
        return self.within(header, values, variable)

    def within(self, header: str, values: pd.Series, variable: str) -> pd.Series:
        """Set values outside ``PLAUSIBLE[variable]`` to NaN and list them.

        Args:
            header: The column in the file they come from.
            values: Values in our unit, indexed by line.
            variable: Key of ``PLAUSIBLE``; any other is not checked.
        """
        if variable not in PLAUSIBLE:
            return values
        low, high = PLAUSIBLE[variable]
        outside = ((values < low) | (values > high)).to_numpy()
        if not outside.any():
            return values
        message = f"超出合理范围（折算后 {low:g}～{high:g}），按缺测处理；请核对原始数据"
        self._list(header, outside, message)
        return values.mask(outside)

    def days(self, header: str) -> pd.Series:
        """Return a column as midnights; NaT and listed where a cell is no day.

        Understood are ``2026-11-22``, ``2026/11/22``, ``20261122``, each perhaps with 00:00:00.
        """
        text = text_of(self.table.cells[header]).str.removesuffix(".0")
        text = text.str.replace("/", "-", regex=False).str.replace(
            r"[ T]0{1,2}:00(:00)?$", "", regex=True
        )
        days = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")
        left = days.isna()
        if left.any():
            compact = text[left].where(text[left].str.fullmatch(r"\d{8}"))
            days[left] = pd.to_datetime(compact, format="%Y%m%d", errors="coerce")
        return self.checked_days(days, header)

    def checked_days(self, days: pd.Series, header: str) -> pd.Series:
        """List days that are missing or outside 1990 to 2099 and set them NaT."""
        wrong = ~days.between(_EARLIEST, _LATEST, inclusive="left").to_numpy()
        if wrong.any():
            self._list(header, wrong, "不是有效日期，该行未读入；请填如 2026-11-22")
            days = days.mask(wrong)
        return days.astype("datetime64[us]")

    def whole_numbers(self, header: str, low: int, high: int, what: str) -> pd.Series:
        """Return a column of whole numbers as floats; NaN and listed where it is none in range."""
        values = self._quietly(header)
        wrong = ~(values.between(low, high) & (values % 1 == 0)).to_numpy()
        if wrong.any():
            self._list(header, wrong, f"不是{what}（{low}～{high} 的整数），该行未读入；请核对")
            values = values.mask(wrong)
        return values

    def without_repeats(self, frame: pd.DataFrame, keys: list[str], what: str) -> pd.DataFrame:
        """Keep the first of rows with the same keys and list the others.

        Args:
            frame: Rows indexed by line.
            keys: Columns that name a row.
            what: What the keys are, in Chinese, for the message.
        """
        again = frame.duplicated(keys).to_numpy()
        if not again.any():
            return frame
        first = frame[~again].reset_index(names="first_line").set_index(keys)["first_line"]
        lines = frame.index[again]
        places = pd.MultiIndex.from_frame(frame.loc[again, keys])
        for line, original in zip(lines, first.reindex(places), strict=True):
            message = f"与第 {int(original)} 行{what}相同，未采用；请删去其一"
            self.issues.append(RowIssue(self.table.file, int(line), "", message))
        return frame[~again]

    def refuse(self, header: str, wrong: Mask, message: str) -> None:
        """List the cells of a column where ``wrong`` is true."""
        self._list(header, wrong, message)

    def notes(self) -> Iterator[str]:
        """Say in Chinese what was taken by rule in this file."""
        if self.below_detection:
            yield f"{self.table.file}：{self.below_detection} 个“<检出限”的值按检出限的一半计"

    def _quietly(self, header: str) -> pd.Series:
        column = self.table.cells[header]
        if pd.api.types.is_numeric_dtype(column):
            return column.astype(float)
        return pd.to_numeric(text_of(column), errors="coerce").astype(float)

    def _numbers_among_text(self, header: str) -> pd.Series:
        text = text_of(self.table.cells[header])
        values = pd.to_numeric(text, errors="coerce").astype(float)
        left = values.isna() & ~text.isin(MISSING)
        below = text[left].str.extract(f"^{_BELOW_DETECTION}$", expand=False).astype(float)
        below = below.dropna()
        if len(below):
            values = values.fillna(below / 2)
            left &= values.isna()
            self.below_detection += len(below)
        if left.any():
            self._list(header, left.to_numpy(), "不是数字，按缺测处理；请填数字或留空")
        return values

    def _list(self, header: str, wrong: Mask, message: str) -> None:
        cells = text_of(self.table.cells[header][wrong])
        self.issues += [
            RowIssue(self.table.file, line, header, message, cell[:40])
            for line, cell in zip(cells.index.to_list(), cells, strict=True)
        ]
