"""Why a line of a stored list cuts what it cuts."""

from datetime import date

from sqlalchemy.orm import Session, sessionmaker

from data.vocabulary import AlertLevel
from emission_lists.measures import measure_table
from emission_lists.trace import Trace, trace
from scenarios.scenario import Scenario
from services import list_versions, scenario_runs


def trace_line(
    sessions: sessionmaker[Session],
    city_code: str,
    line_id: str,
    level: AlertLevel,
    day: date,
    list_version: int | None = None,
) -> Trace:
    """Trace a line of the newest list unless told, under the rules recorded for the day.

    Raises:
        NoListError: No list was imported.
        LookupError: No such version or line.
        ParameterError: No rule in force that early.
    """
    framed = scenario_runs.frame_scenario(sessions, city_code, level, day, list_version)
    return trace_in(sessions, framed, line_id)


def trace_in(sessions: sessionmaker[Session], framed: Scenario, line_id: str) -> Trace:
    """Trace a line under the assumptions of a scenario.

    Raises:
        LookupError: No such version or line.
    """
    stored = list_versions.load(sessions, framed.city_code, framed.list_version)
    found = stored.lines.loc[stored.lines["line_id"] == line_id, "enterprise_id"]
    if found.empty:
        raise LookupError(
            f"{framed.city_code} 第 {framed.list_version} 版清单中没有生产线 {line_id}，请核对编号"
        )
    plant = stored.lines[stored.lines["enterprise_id"] == found.iloc[0]]
    lines = scenario_runs.lines_under(sessions, framed, plant)
    table = measure_table(
        framed.level, framed.day, framed.city_code, framed.rule_set, framed.city_measures,
        framed.window,
    )  # fmt: skip
    return trace(lines, line_id, table, framed.day)
