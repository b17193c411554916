"""The real data sets that measure the forecast, found beside the checkout or where ``--data`` says.

They are no part of the program: without them a benchmark says so and is left out.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from data import sources
from data.sources.weather import read_forecast_archive, read_observed
from forecasting import records
from forecasting.knowledge import DAY, History

FOLDER = Path(__file__).resolve().parents[1] / "../shared/data"
WITH_ARCHIVE = ("taiyuan", "shijiazhuang", "zhengzhou", "jinan", "tianjin", "hohhot")
"""Cities of the daily set with an archive of weather forecasts."""
_MAPPING = (
    "o3_8h=o3_ppb*2.0", "so2=so2_ppb*2.6", "no2=no2_ppb*1.8", "co=co_ugm3/1000",
    "p_mean=p_mean_pa/100", "rain_mm=precip_mm", "t_range=t_max-t_min",
)  # fmt: skip
_BOUNDS = {
    "rh_mean": (0, 100), "rh_min": (0, 100), "t_range": (0, None), "ws_mean": (0, None),
    "ws_max": (0, None), "gust_max": (0, None), "sunshine_h": (0, 24), "rain_mm": (0, None),
}  # fmt: skip


class MissingDataError(FileNotFoundError):
    """A data set is not there; the text says where it was looked for."""


def add_option(ask: argparse.ArgumentParser) -> None:
    """Let the caller say where the data sets lie."""
    ask.add_argument("--data", type=Path, default=FOLDER, help="folder of the data sets")


def beijing(folder: Path) -> History:
    """Hours of twelve stations, forecast as their mean, with an archive of weather forecasts."""
    return records.of_stations(beijing_sources(folder))


def beijing_sources(folder: Path) -> records.Sources:
    """The frames of the hourly set as they are read."""
    home = _found(folder, "beijing_uci_hourly")
    files = sorted(home.glob("PRSA_Data_*.csv.gz"))
    return records.Sources(
        hourly=sources.read(files, sources.Format.PRSA).hourly,
        weather=read_observed(home / "observed_weather_daily.csv.gz")[0],
        forecast_weather=read_forecast_archive(home / "forecast_weather.csv.gz")[0],
    )


def daily_cities(folder: Path, cities: Sequence[str], targets: Sequence[str] = ()) -> History:
    """Daily values and weather of some of the 33 cities, pooled.

    Args:
        folder: Where the data sets lie.
        cities: Which to read.
        targets: Which of them to forecast; empty means all.
    """
    home = _found(folder, "cn39_daily")
    read = sources.read(
        sorted(home.glob("cn39_daily_*.csv.gz")), sources.Format.TIDY, columns=_MAPPING
    )
    assert read.daily is not None
    weather = read.weather
    archive = read_forecast_archive(home / "forecast_weather.csv.gz")[0]
    return records.of_cities(
        records.Sources(
            daily=read.daily[read.daily["city"].isin(cities)],
            weather=None if weather is None else weather[weather["city"].isin(cities)],
            forecast_weather=archive[archive["city"].isin(cities)],
        ),
        list(targets),
    )


def with_borrowed_archive(history: History, donors: Mapping[str, str], given: History) -> History:
    """Give cities an archive of weather forecasts whose errors are those of another city.

    The errors of the donor's forecasts (forecast minus observed, of the same issue and lead day,
    so that they hang together as they did there) are laid on the city's own observed weather and
    set back to natural bounds; variables that are not observed are left out. For cities without an
    archive of their own.

    Args:
        history: Cities with observed weather.
        donors: City to the city whose errors it borrows.
        given: The record of the donors.
    """
    keys = ["city", "issue_day", "lead_days", "day"]
    archive = given.forecast_weather
    names = [name for name in archive.columns if name in given.weather and name not in keys]
    made = archive.assign(day=archive["issue_day"] + archive["lead_days"] * DAY)
    seen = made[["city", "day"]].merge(given.weather, "left", on=["city", "day"])
    errors = made[keys].join(made[names] - seen[names].to_numpy())
    parts = []
    for city, donor in donors.items():
        mine = errors[errors["city"] == donor].assign(city=city)
        truth = mine[["city", "day"]].merge(history.weather, "left", on=["city", "day"])
        values = mine[names] + truth[names].to_numpy()
        for name, (low, high) in _BOUNDS.items():
            if name in values:
                values[name] = values[name].clip(low, high)
        parts.append(mine[keys[:3]].join(values).dropna(subset=names, how="all"))
    return history.with_weather(pd.concat(parts, ignore_index=True))


def _found(folder: Path, name: str) -> Path:
    home = folder / name
    if not home.is_dir():
        raise MissingDataError(f"no data set {name} in {folder}: that part is left out")
    return home
