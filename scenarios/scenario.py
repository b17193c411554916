"""A scenario names everything an outcome depends on; the outcome carries the sources it used."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from data import parameters
from data.vocabulary import AlertLevel
from emission_lists import balance, curtailment, measures
from emission_lists.grammar import Window
from emission_lists.rule_matrix import CityMeasure


@dataclass(frozen=True)
class Scenario:
    """What is assumed: everything an outcome depends on, so that it can be run again."""

    city_code: str
    list_version: int
    """Running number of the list version within the city."""
    level: AlertLevel
    day: date
    """First day the measures apply to; decides the edition of every rule."""
    rule_set: str | None = None
    """Rule set the city had adopted; None where it has adopted none."""
    grade_records: int | None = None
    """Number of the last grade record taken into account; None takes all there are."""
    city_measures: tuple[CityMeasure, ...] = ()
    """Measures the city had laid down itself by then."""
    window: Window | None = None
    """Length and first hour of the alert, for steps and cycles; None where not known."""
    staggered: str | None = None
    """Number of the staggered-production list in force; what it stopped is already off."""


@dataclass(frozen=True)
class Outcome:
    """What follows: the cut of every line, and what it adds up to."""

    scenario: Scenario
    lines: pd.DataFrame
    """Lines with their measure and cut, see :func:`emission_lists.curtailment.curtail`."""
    balance: pd.DataFrame
    """Per pollutant, see :func:`emission_lists.balance.city_balance`."""
    references: tuple[str, ...]
    """Every source that binds at least one line, then that of the targets."""

    @property
    def cut_enterprises(self) -> int:
        """Enterprises with at least one line that is ordered to cut."""
        return int(self.lines.loc[self.lines["ordered"], "enterprise_id"].nunique())


def run(
    scenario: Scenario,
    lines: pd.DataFrame,
    city_totals: pd.DataFrame,
    other_sources: pd.DataFrame | None = None,
) -> Outcome:
    """Work out what a level brings on a list.

    Args:
        scenario: What is assumed.
        lines: Lines of the list version, with the columns of their enterprise joined on.
        city_totals: The city's whole emission by sector, kg/d.
        other_sources: Sources outside industry of the list version; none where not given.

    Raises:
        ParameterError: A rule has no value on that day, or the level knows no curtailment.
    """
    table = measures.measure_table(
        scenario.level,
        scenario.day,
        scenario.city_code,
        scenario.rule_set,
        scenario.city_measures,
        scenario.window,
    )
    targets = parameters.on("response/reduction_targets", scenario.day, scenario.city_code)
    cut = curtailment.curtail(lines, table, scenario.day)
    wanted = targets.value.levels.get(scenario.level, {}) if targets.value else {}
    used = cut["reference"].cat.remove_unused_categories().cat.categories
    return Outcome(
        scenario=scenario,
        lines=cut,
        balance=balance.city_balance(cut, city_totals, scenario.level, wanted, other_sources),
        references=(*map(str, used), f"减排比例要求：{targets.reference}"),
    )
