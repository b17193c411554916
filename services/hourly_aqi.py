"""Hourly files to the 24-hour mean AQI that an alert is judged by."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from air_quality import aqi, averaging
from data.sources.files import read_table

_DAY_HOURS = 24


class HourlyFileError(ValueError):
    """A file that cannot be judged; the text says where and what to do."""


@dataclass(frozen=True)
class HourlyAqi:
    """A run of 24-hour mean AQI by the end of the hour."""

    aqi_24h: pd.Series
    cover_hours: int
    """24 where the means were worked out from hours in the file, 1 where they came as given."""
    notes: tuple[str, ...]
    """Cells taken as missing, in Chinese."""

    @property
    def first_day(self) -> date:
        """Natural day of the first hour."""
        first: date = (pd.Timestamp(self.aqi_24h.index[0]) - pd.Timedelta(hours=1)).date()
        return first


def read(path: Path) -> HourlyAqi:
    """Read ``time,aqi_24h`` or ``time,pm25`` (hourly µg/m³, ``time`` the end of the hour).

    With ``pm25`` the mean of every 24 hours that lie in the file wholly is formed, at least 20 of
    them valid; windows that begin before the file are not judged. The edition of HJ 633 is that
    of the day a window ends in.

    Raises:
        SourceError: The file cannot be read as a table.
        HourlyFileError: A column is missing, or a time is none.
    """
    table = read_table(path, ("time",)).cells
    given = next((name for name in ("aqi_24h", "pm25") if name in table), None)
    if given is None:
        raise HourlyFileError(f"{path.name} 缺少 aqi_24h 或 pm25 列，请补上其中一列")
    time = _times(table["time"], path.name)
    numbers = pd.to_numeric(table[given], errors="coerce")
    numbers = numbers.where(numbers >= 0)
    if numbers.notna().sum() == 0:
        raise HourlyFileError(f"{path.name} 的「{given}」列没有可用的数值，请填写后再判定")
    notes = tuple(
        f"{path.name} 第 {line} 行「{given}」不是数字或为负，按缺测处理，现为“{table.loc[line, given]}”"
        for line in table.index[numbers.isna() & table[given].notna()]
    )
    values = numbers.set_axis(time).groupby(level=0).last().asfreq("h")
    if given == "aqi_24h":
        return HourlyAqi(values, 1, notes)
    return HourlyAqi(_aqi_of_means(values), _DAY_HOURS, notes)


def _times(cells: pd.Series, name: str) -> pd.DatetimeIndex:
    time = pd.to_datetime(cells.astype(str), errors="coerce", format="mixed", utc=False)
    if getattr(time.dt, "tz", None) is not None:
        raise HourlyFileError(f"{name} 的「time」带有时区；时间一律为北京时间，请去掉时区")
    if time.isna().any():
        line = time.index[time.isna()][0]
        raise HourlyFileError(
            f"{name} 第 {line} 行「time」不是时间，应写成 2026-11-24T01:00 的样子"
        )
    if (odd := time.dt.floor("h") != time).any():
        line = time.index[odd][0]
        raise HourlyFileError(f"{name} 第 {line} 行「time」不是整点，请改为整点时间")
    return pd.DatetimeIndex(time)


def _aqi_of_means(pm25: pd.Series) -> pd.Series:
    frame = pd.DataFrame({"place": "file", "hour": pm25.index, "pm25": pm25.to_numpy()})
    means = averaging.moving_24h(frame, ["pm25"])["pm25"].to_numpy(dtype=float, copy=True)
    # A window that begins before the file would count hours nobody has given.
    means[: _DAY_HOURS - 1] = np.nan
    days = (pd.DatetimeIndex(pm25.index) - pd.Timedelta(hours=1)).normalize()
    daily = pd.DataFrame({"city": "file", "day": days, "pm25": means})
    clean = daily.assign(pm10=0.0, so2=0.0, no2=0.0, co=0.0, o3_mda8=0.0)
    return aqi.daily_aqi(clean)["iaqi_pm25"].astype(float).set_axis(pm25.index)
