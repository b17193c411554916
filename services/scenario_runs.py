"""Scenarios over stored lists."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session, sessionmaker

from data.vocabulary import AlertLevel, Emitted
from scenarios import scenario as scenarios
from scenarios.scenario import Outcome, Scenario
from services import (
    city_measures,
    grade_records,
    list_versions,
    rule_adoptions,
    seasonal_regimes,
)


class NoListError(LookupError):
    """The city has no emission list yet."""


def frame_scenario(
    sessions: sessionmaker[Session],
    city_code: str,
    level: AlertLevel,
    day: date,
    list_version: int | None = None,
) -> Scenario:
    """Name what an outcome depends on: newest list unless told, rules and grades as recorded.

    Raises:
        NoListError: No list was imported.
    """
    if list_version is None:
        newest = list_versions.latest(sessions, city_code)
        if newest is None:
            raise NoListError(f"{city_code} 尚未导入应急减排清单，请先到“减排清单”页导入")
        list_version = newest.number
    adopted = rule_adoptions.adopted_on(sessions, city_code, day)
    known = grade_records.newest(sessions, city_code)
    laid_down = city_measures.in_force(sessions, city_code, day)
    off = seasonal_regimes.staggered_in_force(sessions, city_code, day)
    return Scenario(city_code, list_version, level, day, adopted, known, laid_down, staggered=off)


def run_scenario(sessions: sessionmaker[Session], scenario: Scenario) -> Outcome:
    """Return what a scenario leads to."""
    stored = list_versions.load(sessions, scenario.city_code, scenario.list_version)
    lines = lines_under(sessions, scenario, stored.lines)
    return scenarios.run(scenario, lines, stored.city_totals, stored.other_sources)


def lines_under(
    sessions: sessionmaker[Session], scenario: Scenario, lines: pd.DataFrame
) -> pd.DataFrame:
    """Lines of a list with the grades in force and with what staggered production has stopped."""
    graded = grade_records.effective_lines(
        sessions, lines, scenario.city_code, scenario.day, scenario.grade_records
    )
    return seasonal_regimes.already_off(sessions, graded, scenario.staggered, scenario.day)


def balance_record(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as the JSON object that scripts read."""
    scenario, lines = outcome.scenario, outcome.lines
    columns = ["total_kg", "cut_kg", "fraction", "target", "shortfall_kg", "already_off_kg"]
    balance = outcome.balance[columns]
    return {
        "city": scenario.city_code,
        "level": str(scenario.level),
        "day": scenario.day.isoformat(),
        "list_version": scenario.list_version,
        "enterprises": int(lines["enterprise_id"].nunique()),
        "lines": len(lines),
        "cut_enterprises": outcome.cut_enterprises,
        "pollutants": {
            str(pollutant): {
                name: None if pd.isna(value) else float(value)
                for name, value in balance.loc[str(pollutant)].items()
            }
            for pollutant in Emitted
        },
        "references": list(outcome.references),
    }
