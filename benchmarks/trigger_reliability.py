"""Whether the chances of alert levels can be trusted: past winters of many cities.

``python -m benchmarks.trigger_reliability [--data FOLDER] [--every 2] [--edition 2024]`` issues every
second winter day with what was known then, draws joint paths, takes the chance of each level from
the same ``recommend`` as a morning does, and sets it beside what the observed days called for.
Three groups: cities with an archive of weather forecasts, cities that borrow the errors of such an
archive, and the same cities without any weather ahead. Cities of a group learn from each other.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import joblib
import pandas as pd

from benchmarks import real_data
from data.vocabulary import RESPONSE_LEVELS
from forecasting import trigger_record
from forecasting.knowledge import History
from forecasting.models import create
from forecasting.trigger_record import PastIssue
from services import alert_records, forecast_checks

DONORS = {
    "harbin": "tianjin", "urumqi": "hohhot", "nanyang": "zhengzhou", "wuhan": "jinan",
    "chengdu": "taiyuan", "changchun": "shijiazhuang",
}  # fmt: skip
"""Cities with heavy winters whose weather is only observed, and whose forecast errors they borrow."""
GROUPS = ("archive", "borrowed", "none")
BEIJING_WINTERS = (2014, 2015)
WINTERS = (2015, 2016, 2017, 2018)
"""Years in which the winters judged begin; the years before are learned from."""
LEAD_DAYS = 7
REFIT_DAYS = 61
NATIONAL = "000000"
ACT_CHANCE = 0.3


def winter(history: History, year: int, every: int, edition: int) -> pd.DataFrame:
    """Judge the chances issued in one winter, November to February.

    Args:
        history: The record of one city or more.
        year: Year in which the winter begins.
        every: Days from one issue to the next.
        edition: Year of the edition of the alert criteria.

    Returns:
        ``city, issue_day, level, chance, happened, called, needed``.
    """
    days = pd.date_range(f"{year}-11-01", f"{year + 1}-02-21", freq=f"{every}D")
    last = history.daily["day"].max() - pd.Timedelta(days=LEAD_DAYS)
    truths = {
        city: alert_records.with_aqi(history.daily[history.daily["city"] == city])
        for city in history.targets
    }
    model = create("blend", lead_days=LEAD_DAYS)
    rows: list[dict[str, object]] = []
    for issue in trigger_record.past_issues(
        model, history, days[days <= last], LEAD_DAYS, refit_every=REFIT_DAYS
    ):
        judge = forecast_checks.Judge(NATIONAL, issue.moment.date(), edition)
        for city, mine in _by_city(issue):
            found = forecast_checks.judged(mine, truths[city], judge)
            rows += [{"city": city, **entry} for entry in found]
    return pd.DataFrame(rows)


def record(group: str, folder: Path) -> History:
    """Read the cities of a group; see above."""
    given = real_data.daily_cities(folder, real_data.WITH_ARCHIVE)
    if group == "archive":
        return given
    plain = real_data.daily_cities(folder, tuple(DONORS))
    return plain if group == "none" else real_data.with_borrowed_archive(plain, DONORS, given)


def run(folder: Path, groups: Sequence[str], every: int, edition: int, jobs: int) -> pd.DataFrame:
    """Judge all winters of all cities; sets that are missing are left out in words."""
    tasks: list[tuple[str, History, int]] = []
    try:
        for group in groups:
            tasks += [(group, record(group, folder), year) for year in WINTERS]
    except real_data.MissingDataError as problem:
        print(problem)
    if "archive" in groups:
        try:
            hourly = real_data.beijing(folder)
            tasks += [("archive", hourly, year) for year in BEIJING_WINTERS]
        except real_data.MissingDataError as problem:
            print(problem)
    made = joblib.Parallel(n_jobs=jobs)(
        joblib.delayed(winter)(history, year, every, edition) for _, history, year in tasks
    )
    parts = [
        part.assign(group=group, winter=year)
        for (group, _, year), part in zip(tasks, made, strict=True)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def show(triggers: pd.DataFrame) -> None:
    """Print the tables of each group: by tenth of chance, by city, by winter.

    The range of a tenth holds the share in nine of ten records if the chances are right and
    issues of a fortnight share one fate; that of a gap is a bootstrap of whole fortnights.
    """
    shown = dict(list(triggers.groupby("group", sort=False)))
    if {"archive", "borrowed"} <= set(shown):
        shown["archive and borrowed"] = triggers[triggers["group"] != "none"]
    for group, rows in shown.items():
        for level in RESPONSE_LEVELS:
            mine = rows[rows["level"] == str(level)]
            print(f"\n{group}: {level} or higher, {mine['city'].nunique()} cities")
            _show_level(mine)


def _show_level(mine: pd.DataFrame) -> None:
    shared = trigger_record.blocks(mine)
    bins = trigger_record.reliability(mine["chance"], mine["happened"], shared)
    within = bins["frequency"].between(bins["frequency_low"], bins["frequency_high"])
    print(bins.assign(within=within).round(2).to_string(index=False))
    rows = {"all": _found(mine)}
    for name in ("city", "winter"):
        rows |= {str(key): _found(group) for key, group in mine.groupby(name)}
    table = pd.DataFrame.from_dict(rows, orient="index")
    table["within"] = (table["gap_low"] <= 0) & (table["gap_high"] >= 0)
    print(table.round(3).to_string())


def _found(triggers: pd.DataFrame) -> dict[str, float]:
    scores = trigger_record.scores(triggers, ACT_CHANCE)
    skills = scores.iloc[0][["brier_skill", "pod", "far", "csi"]].to_dict() if len(scores) else {}
    return trigger_record.gap(triggers) | skills


def _by_city(issue: PastIssue) -> Iterator[tuple[str, PastIssue]]:
    if issue.paths.empty:
        return
    for city, paths in issue.paths.groupby("city"):
        yield str(city), replace(issue, paths=paths)


def main() -> None:
    """Judge and print."""
    ask = argparse.ArgumentParser(description=__doc__)
    real_data.add_option(ask)
    ask.add_argument("--every", type=int, default=2, help="days from one issue to the next")
    ask.add_argument("--edition", type=int, default=2024, help="edition of the alert criteria")
    ask.add_argument("--groups", nargs="+", default=list(GROUPS), choices=GROUPS)
    ask.add_argument("--jobs", type=int, default=2)
    ask.add_argument("--out", type=Path, help="also write the rows as CSV")
    options = ask.parse_args()
    triggers = run(options.data, options.groups, options.every, options.edition, options.jobs)
    if triggers.empty:
        return
    if options.out:
        triggers.to_csv(options.out, index=False)
    show(triggers)


if __name__ == "__main__":
    main()
