"""Skill of the forecast on real files beside its targets, simple references and known libraries.

``python -m benchmarks.forecast_skill [--data FOLDER] [--days N] [--issue-hours 24 8]`` takes the
development year (target days 2015-03-01 to 2016-02-29 of Beijing, 2019 of Taiyuan); ``--days``
takes only the last days of it. Every model forecasts the same days, fitted on what came before and
again every 61 days. The targets are set for a later year than the one shown here.
"""

import argparse
import os
import time
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
import pandas as pd

from benchmarks import forecast_cost, forecast_peers, real_data
from forecasting import models, records
from forecasting.backtest import backtest
from forecasting.distribution import ABOVE, ABOVE_COLUMNS
from forecasting.knowledge import DAY, HOURS_OF_DAY, History
from forecasting.verification import WARN_AT, WARNED, coverage, csi, rmse, warned_contingency

LEADS = 7
YEARS = {"beijing": ("2015-03-01", "2016-02-29"), "taiyuan": ("2019-01-01", "2019-12-31")}
OURS = {
    "ours": "blend", "persistence": "persistence", "climatology": "climatology",
    "SARIMAX": "sarimax",
}  # fmt: skip
"""Rows made by our own models."""
BACKTEST_LIMIT_S = 90
_ORDER = {"SARIMAX": 0, "ours": 1}
_WITHOUT_WEATHER = ("persistence", "climatology")
_WEATHER = {
    "archive": "forecast weather",
    "none": "no weather ahead",
    "perfect": "observed weather",
}
_SHOWN = {"rmse": "RMSE µg/m³", "csi": "CSI, warned at chance 0.3", "coverage": "inside 5-95 %"}
_COVERAGE_TARGET = (0.87, 0.93)


@dataclass(frozen=True)
class Section:
    """A series, a pollutant and what is known of the weather ahead, with what is to be reached.

    Attributes:
        title: As shown.
        place: City forecast.
        pollutant: ``pm25`` or ``o3_mda8``.
        weather: ``archive``, ``none`` or ``perfect``.
        rmse: Target by lead day 1 to 7, µg/m³, for an issue at 24:00.
        csi: Target by lead day, or nothing.
    """

    title: str
    place: str
    pollutant: str
    weather: str
    rmse: tuple[float, ...]
    csi: tuple[float, ...] = ()


SECTIONS = (
    Section("Beijing PM2.5", "beijing", "pm25", "archive",
            (27.5, 37.5, 43.5, 46.5, 48.5, 53, 57.5), (0.74, 0.64, 0.52, 0.47, 0.46, 0.33, 0.25)),
    Section("Beijing PM2.5", "beijing", "pm25", "none", (41, 63, 65, 65, 65, 65, 65)),
    Section("Beijing PM2.5", "beijing", "pm25", "perfect", (22, 30, 32, 33.5, 33.5, 34, 34.5)),
    Section("Beijing O3 MDA8", "beijing", "o3_mda8", "archive",
            (23.5, 27.6, 27.2, 28.5, 30, 34, 35.3), (0.70, 0.62, 0.62, 0.62, 0.60, 0.50, 0.53)),
    Section("Taiyuan PM2.5", "taiyuan", "pm25", "archive", (26.5, 32, 33.3, 34.3, 34, 35.5, 37)),
)  # fmt: skip


@dataclass(frozen=True)
class Work:
    """One model on one section at one hour of issue."""

    section: Section
    hour: int
    name: str
    days: pd.DatetimeIndex


def forecasts(work: Work, folder: Path) -> tuple[pd.DataFrame, float]:
    """Forecast the days of a work.

    Returns:
        ``lead_days, day, mean, warned`` and, of our own models, ``p05, p95``; CPU seconds.
    """
    section, days = work.section, work.days
    history = _history(section.place, folder)
    seen = records.with_weather(history, section.weather, LEADS + 1)
    begin = time.process_time()
    if work.name in forecast_peers.PEERS:
        cities = [city for city in seen.daily["city"].unique() if city not in seen.parents]
        made = forecast_peers.PEERS[work.name](
            seen, section.place, sorted(cities), section.pollutant, days, WARNED[section.pollutant]
        )
        return made, time.process_time() - begin
    open_day = work.hour < HOURS_OF_DAY
    issued = pd.date_range(days[0] - LEADS * DAY, days[-1] if open_day else days[-1] - DAY)
    model = models.create(OURS[work.name], (section.pollutant,), LEADS)
    made = backtest(model, seen, issued, LEADS, issue_hour=work.hour)
    seconds = time.process_time() - begin
    made = made[(made["city"] == section.place) & made["day"].isin(days)]
    limit = ABOVE_COLUMNS[ABOVE[section.pollutant].index(WARNED[section.pollutant])]
    return made.assign(warned=made[limit] >= WARN_AT), seconds


def scored(rows: pd.DataFrame, truth: pd.Series, pollutant: str) -> pd.DataFrame:
    """Return scores by lead day; days without observation are left out.

    Args:
        rows: As :func:`forecasts` gives them.
        truth: Observations by day, µg/m³.
        pollutant: ``pm25`` or ``o3_mda8``.
    """
    seen = rows.assign(observed=truth.reindex(rows["day"]).to_numpy()).dropna(subset=["observed"])
    found = {}
    for lead, group in seen.groupby("lead_days"):
        happened = group["observed"] > WARNED[pollutant]
        ranged = "p05" in group and group["p05"].lt(group["p95"]).any()
        found[lead] = {
            "days": len(group),
            "events": int(happened.sum()),
            "rmse": rmse(group["mean"], group["observed"]),
            "csi": csi(warned_contingency(group["warned"], happened)),
            "coverage": coverage(group["p05"], group["p95"], group["observed"])
            if ranged
            else np.nan,
        }
    return pd.DataFrame(found)


def plan(folder: Path, hours: list[int], last_days: int, *, with_peers: bool) -> list[Work]:
    """List what there is to do; a data set or a library that is missing is left out in words."""
    tasks = []
    peers = list(forecast_peers.PEERS) if with_peers else []
    if with_peers and not forecast_peers.installed():
        print("mlforecast, lightgbm and skforecast are not installed (make bench-env): left out")
        peers = []
    for place, (first, last) in YEARS.items():
        try:
            history = _history(place, folder)
        except real_data.MissingDataError as problem:
            print(problem)
            continue
        days = pd.date_range(first, last)[-last_days:]
        for section in [each for each in SECTIONS if each.place == place]:
            for hour in hours:
                if hour < HOURS_OF_DAY and history.hourly is None:
                    continue
                names = [*OURS, *(peers if hour == HOURS_OF_DAY else [])]
                if any(_same_series(section, each.section, each.hour, hour) for each in tasks):
                    names = [name for name in names if name not in _WITHOUT_WEATHER]
                tasks += [Work(section, hour, name, days) for name in names]
    # The longest first, so that no process is left waiting for one at the end.
    return sorted(tasks, key=lambda work: _ORDER.get(work.name, len(_ORDER)))


def run(
    folder: Path,
    hours: list[int],
    *,
    last_days: int = 366,
    with_peers: bool = True,
    jobs: int = 2,
) -> None:
    """Compute and print the table.

    Args:
        folder: Where the data sets lie.
        hours: Hours of issue, 1 to 24.
        last_days: Only the last days of the year.
        with_peers: Whether libraries are run as well.
        jobs: Processes.
    """
    begin = time.monotonic()
    tasks = plan(folder, hours, last_days, with_peers=with_peers)
    if not tasks:
        return
    made = joblib.Parallel(n_jobs=jobs)(joblib.delayed(forecasts)(each, folder) for each in tasks)
    for hour in hours:
        _show(hour, tasks, made, folder)
    print(f"\n{forecast_cost.in_a_process_of_its_own(folder)}")
    print(f"forecasts: {(time.monotonic() - begin) / 60:.0f} minutes in {jobs} processes")


def _show(
    hour: int, tasks: list[Work], made: list[tuple[pd.DataFrame, float]], folder: Path
) -> None:
    leads = range(1 if hour == HOURS_OF_DAY else 0, LEADS + 1)
    for section in SECTIONS:
        mine = {
            (each.hour, each.name): result
            for each, result in zip(tasks, made, strict=True)
            if each.section == section
            or (each.name in _WITHOUT_WEATHER and _same_series(section, each.section))
        }
        if (hour, "ours") not in mine:
            continue
        truth = _truth(section, folder)
        tables, seconds = {}, {}
        for name in (*OURS, *forecast_peers.PEERS):
            if (hour, name) in mine:
                rows, seconds[name] = mine[hour, name]
                tables[name] = scored(rows, truth, section.pollutant)
            elif (HOURS_OF_DAY, name) in mine:
                # Daily values know nothing of the night: at 8:00 what was said at midnight holds.
                rows = mine[HOURS_OF_DAY, name][0]
                before = rows.assign(lead_days=rows["lead_days"] - 1)
                tables[name] = scored(before, truth, section.pollutant)
        ours = tables["ours"]
        days, events = int(ours.loc["days"].max()), int(ours.loc["events"].max())
        print(
            f"\n{section.title}, {_WEATHER[section.weather]}, issued at {hour}:00, "
            f"{days} days, {events} above {WARNED[section.pollutant]:.0f} µg/m³"
        )
        targets = {"rmse": section.rmse, "csi": section.csi} if hour == HOURS_OF_DAY else {}
        for score, label in _SHOWN.items():
            print(_block(score, label, tables, targets.get(score, ()), leads))
        spent = ", ".join(f"{name} {value:.0f}" for name, value in seconds.items())
        print(f"CPU s: {spent} (ours: at most {BACKTEST_LIMIT_S})")


def _same_series(one: Section, other: Section, *hours: int) -> bool:
    """Whether what looks at no weather says the same for both, at the hours given."""
    same = (one.place, one.pollutant) == (other.place, other.pollutant)
    return same and len(set(hours)) <= 1


def _block(
    score: str,
    label: str,
    tables: dict[str, pd.DataFrame],
    target: tuple[float, ...],
    leads: range,
) -> str:
    places = 1 if score == "rmse" else 2
    lines = [f"| {label} | {' | '.join(map(str, leads))} |", "|---" * (len(leads) + 1) + "|"]
    if target:
        lines.append(_line("target", list(target), places))
    elif score == "coverage":
        low, high = _COVERAGE_TARGET
        lines.append(f"| target | {' | '.join([f'{low:.2f}-{high:.2f}'] * len(leads))} |")
    for name, table in tables.items():
        values = [float(table.loc[score, lead]) if lead in table else np.nan for lead in leads]
        if np.isfinite(values).any():
            lines.append(_line(name, values, places))
    return "\n".join(lines)


def _line(name: str, values: list[float], places: int) -> str:
    cells = ["" if np.isnan(value) else f"{value:.{places}f}" for value in values]
    return f"| {name} | {' | '.join(cells)} |"


def _truth(section: Section, folder: Path) -> pd.Series:
    daily = _history(section.place, folder).daily
    truth: pd.Series = daily[daily["city"] == section.place].set_index("day")[section.pollutant]
    return truth


_READ: dict[tuple[str, Path], History] = {}


def _history(place: str, folder: Path) -> History:
    """Read a set once per process."""
    if (place, folder) not in _READ:
        _READ[place, folder] = (
            real_data.beijing(folder)
            if place == "beijing"
            else real_data.daily_cities(folder, real_data.WITH_ARCHIVE)
        )
    return _READ[place, folder]


def main() -> None:
    """Read the options and print the table."""
    ask = argparse.ArgumentParser(description=__doc__)
    real_data.add_option(ask)
    ask.add_argument("--issue-hours", type=int, nargs="+", default=[24, 8])
    ask.add_argument("--days", type=int, default=366, help="only the last days of the year")
    ask.add_argument("--no-peers", action="store_true", help="leave the libraries out")
    ask.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    options = ask.parse_args()
    run(
        options.data,
        options.issue_hours,
        last_days=options.days,
        with_peers=not options.no_peers,
        jobs=options.jobs,
    )


if __name__ == "__main__":
    main()
