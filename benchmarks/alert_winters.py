"""What each edition of the criteria calls for in the real winters, played through the whole life.

``python -m benchmarks.alert_winters [--data FOLDER] [--out FILE.md]`` judges every winter (November
to March) of every city by the observed daily AQI without O3, under each edition, and takes every
alert from its draft to its summary by the rules of the life in force today. A blue alert (2017
edition only) is counted and not played: no rule of today signs it.
"""

import argparse
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from air_quality import averaging
from alerts import clocks
from alerts.criteria import Window, criteria_on, judge_days
from alerts.life_terms import Phase
from alerts.replay import play
from benchmarks import real_data
from data import sources
from data.vocabulary import AlertLevel
from services import alert_records

EDITIONS = (2017, 2018, 2024)
LEAST_DAYS = 100
"""Days with an AQI from which a winter is judged."""
RULES = clocks.rules_on(date(2026, 11, 22))
Row = dict[str, Any]


_POLLUTANTS = ("o3_8h=o3_ppb*2.0", "so2=so2_ppb*2.6", "no2=no2_ppb*1.8", "co=co_ugm3/1000")


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """Daily values by data set: ``city``, ``day`` and pollutants; sets that are not there left out."""
    found: dict[str, pd.DataFrame | None] = {}
    if national := sorted((folder / "cn_daily_aqistudy").glob("cn_daily_*.csv.gz")):
        found["cn_daily_aqistudy"] = sources.read(national, sources.Format.TIDY).daily
    if pooled := sorted((folder / "cn39_daily").glob("cn39_daily_*.csv.gz")):
        found["cn39_daily"] = sources.read(pooled, sources.Format.TIDY, columns=_POLLUTANTS).daily
    if (home := folder / "beijing_uci_hourly").is_dir():
        hourly = real_data.beijing_sources(home).hourly
        assert hourly is not None
        values = [name for name in hourly if name in ("pm25", "pm10", "so2", "no2", "o3", "co")]
        mean = hourly.groupby("hour")[values].mean().reset_index().assign(place="beijing")
        found["beijing_uci_hourly"] = averaging.daily_concentrations(mean).rename(
            columns={"place": "city"}
        )
    return {name: frame for name, frame in found.items() if frame is not None}


def winters(frame: pd.DataFrame) -> Iterator[tuple[str, int, list[float | None]]]:
    """Yield city, year the winter begins in and AQI of its days, missing days as None."""
    judged = alert_records.with_aqi(frame)
    judged["winter"] = judged["day"].dt.year - (judged["day"].dt.month < 7)
    judged = judged[judged["day"].dt.month.isin([11, 12, 1, 2, 3])]
    for (city, year), part in judged.groupby(["city", "winter"]):
        days = pd.date_range(f"{year}-11-01", f"{year + 1}-03-31")
        aqi = part.set_index("day")["aqi_pm"].astype(float).reindex(days)
        if aqi.notna().sum() >= LEAST_DAYS:
            yield str(city), int(year), [None if pd.isna(v) else float(v) for v in aqi]


def judged(name: str, frame: pd.DataFrame) -> list[Row]:
    """Rows of one data set: one for each city and edition, over its winters."""
    rows: dict[tuple[str, int], Row] = {}
    for city, year, aqi in winters(frame):
        for edition in EDITIONS:
            criteria = criteria_on(date(edition, 12, 31), edition=edition)
            first = date(year, 11, 1)
            windows = judge_days(aqi, first, criteria, RULES.merge_gap_hours)
            row = rows.setdefault((city, edition), _empty(name, city, edition))
            _count(row, windows, city)
    return list(rows.values())


def _empty(name: str, city: str, edition: int) -> Row:
    zeros = dict.fromkeys(("winters", *AlertLevel, "hours", "longest", "played"), 0)
    return {"set": name, "city": city, "edition": edition, **{str(k): v for k, v in zeros.items()}}


def _count(row: Row, windows: list[Window], city: str) -> None:
    signed = [window for window in windows if window.level is not AlertLevel.BLUE]
    lives = play(signed, RULES, city)
    assert all(life.phase is Phase.SUMMARISED for life in lives)
    lengths = [int((window.end - window.start) / timedelta(hours=1)) for window in windows]
    row["winters"] += 1
    row["played"] += len(lives)
    row["hours"] += sum(lengths)
    row["longest"] = max(row["longest"], *lengths, 0)
    for window in windows:
        row[str(window.level)] += 1


def table(rows: pd.DataFrame) -> str:
    """Markdown, one line for each row."""
    lines = [
        "| " + " | ".join(map(str, rows.columns)) + " |",
        "|" + "---|" * len(rows.columns),
        *("| " + " | ".join(map(str, row)) + " |" for row in rows.itertuples(index=False)),
    ]
    return "\n".join(lines)


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Sums by data set and edition."""
    numbers = ["winters", *map(str, AlertLevel), "hours", "played"]
    grouped = rows.groupby(["set", "edition"])
    result = grouped[numbers].sum()
    result.insert(0, "cities", grouped["city"].nunique())
    result["longest"] = grouped["longest"].max()
    return result.reset_index()


def main() -> None:
    """Judge, play, tell."""
    ask = argparse.ArgumentParser(description=__doc__)
    real_data.add_option(ask)
    ask.add_argument("--out", type=Path, help="markdown file of the whole table")
    options = ask.parse_args()
    found = read(options.data)
    if not found:
        print(f"no data sets in {options.data}: nothing to play")
        return
    began = time.perf_counter()
    rows = pd.DataFrame([row for name, frame in found.items() for row in judged(name, frame)])
    took = time.perf_counter() - began
    said = f"{rows['winters'].sum()} city winters by edition, {rows['played'].sum()} lives, {took:.0f} s"
    print(said)
    print(table(summary(rows)))
    if options.out:
        called = rows[rows[[str(level) for level in AlertLevel]].sum(axis=1) > 0]
        text = [
            "# Real winters through criteria and life cycle", "",
            __doc__.split("\n\n")[1].strip(), "",
            "Counts of alerts by level; `hours` is the sum of their windows, `longest` the longest "
            "of them; `played` went from draft to summary. Cities that no edition calls an alert "
            "for are left out below.", "",
            said + ".", "", table(summary(rows)), "", table(called), "",
        ]  # fmt: skip
        options.out.write_text("\n".join(text), encoding="utf-8")


if __name__ == "__main__":
    main()
