"""Scenarios over stored lists."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session, sessionmaker

from data.vocabulary import AlertLevel, Emitted
from scenarios import scenario as scenarios
from scenarios.scenario import Outcome, Scenario
from services import list_versions, rule_adoptions


class NoListError(LookupError):
    """The city has no emission list yet."""


def frame_scenario(
    sessions: sessionmaker[Session],
    city_code: str,
    level: AlertLevel,
    day: date,
    list_version: int | None = None,
) -> Scenario:
    """Name what an outcome depends on: newest list unless told, rule set adopted on the day.

    Raises:
        NoListError: No list was imported.
    """
    if list_version is None:
        newest = list_versions.latest(sessions, city_code)
        if newest is None:
            raise NoListError(f"{city_code} 尚未导入应急减排清单，请先到“减排清单”页导入")
        list_version = newest.number
    adopted = rule_adoptions.adopted_on(sessions, city_code, day)
    return Scenario(city_code, list_version, level, day, adopted)


def run_scenario(sessions: sessionmaker[Session], scenario: Scenario) -> Outcome:
    """Return what a scenario leads to."""
    stored = list_versions.load(sessions, scenario.city_code, scenario.list_version)
    return scenarios.run(scenario, stored.lines, stored.city_totals)


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
