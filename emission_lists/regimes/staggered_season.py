"""Which rules of staggered production are in force on a day, and what they are asked about."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from data import reference
from data.parameters import DatedValue
from data.parameters.shapes_seasons import StaggeredSeason, StaggeredSpans
from emission_lists.regimes import rules as dated_rules
from emission_lists.regimes.facts import text_of
from emission_lists.regimes.situation import Situation
from emission_lists.regimes.verdicts import Verdicts


@dataclass(frozen=True)
class InForce:
    """The rules of a season as they stand on one day."""

    rules: DatedValue
    spans: DatedValue | None
    """Days of standstill of the city that include the day; None without."""
    first: date | None
    """First day of the season; None where neither rule nor city gives it."""
    last: date | None
    running: bool
    """Whether the day is in the season."""

    @property
    def season(self) -> StaggeredSeason:
        """The rules themselves."""
        value: StaggeredSeason = self.rules.value
        return value

    @property
    def label(self) -> str:
        """The season the day belongs to."""
        spans: StaggeredSpans | None = self.spans.value if self.spans else None
        return spans.season if spans is not None and not self.running else self.season.season

    @property
    def used(self) -> tuple[DatedValue, ...]:
        """The parameters a result of the day rests on."""
        if self.spans is None:
            return (self.rules,)
        return (self.rules, self.spans) if self.running else (self.spans,)

    def source(self, clause: str) -> str:
        """Return document, clause and how sure we are, as printed."""
        return str(replace(self.rules.reference, clause=clause))


@dataclass(frozen=True)
class Case:
    """Lines that are being judged under rules in force; the verdicts fill up on the way."""

    force: InForce
    day: date
    lines: pd.DataFrame
    """With the facts of the regime beside them."""
    named: np.ndarray
    """Lines of the industries the season names."""
    verdicts: Verdicts

    def text(self, name: str) -> np.ndarray:
        """Return a text column, empty where nothing is filled in."""
        return np.asarray(text_of(self.lines, name).to_numpy(dtype=object))

    def is_one_of(self, name: str, values: object) -> np.ndarray:
        """Whether a text column holds one of some values."""
        wanted = [str(value) for value in values]  # type: ignore[attr-defined]
        return np.asarray(text_of(self.lines, name).isin(wanted).to_numpy())


def in_force(situation: Situation) -> InForce | str:
    """Return the rules in force on the day; where there are none, why, in Chinese."""
    day = situation.day
    rules = dated_rules.in_force("staggered", situation)
    if rules is None:
        return f"{day} 没有已知的错峰生产规定，不作推定；请补充当地文件及其出处"
    spans = _spans(situation)
    if rules.value is None:
        return f"{day} 没有可执行的错峰生产规定（{rules.reference}）：{rules.note}"
    season: StaggeredSeason = rules.value
    first, last = _days(season, situation)
    running = first is not None and last is not None and first <= day <= last
    early = season.unfinished.since
    stops_before = early is not None and early <= day and (first is None or day < first)
    if not (running or stops_before or spans is not None):
        span = f"（{first} 至 {last}）" if first else ""
        return (
            f"{day} 不在已知规定的采暖季内：最近一季为 {season.season}{span}，"
            "其规定不延用到其他采暖季；本季另有文件的，请补充参数及其出处"
        )
    return InForce(rules, spans, first, last, running)


def named_by(season: StaggeredSeason, lines: pd.DataFrame) -> np.ndarray:
    """Whether each line belongs to an industry the season names; key industries where it names none."""
    if season.industries is None:
        table = reference.industries()
        known = set(table.loc[table["number"].notna(), "name"])
    else:
        known = {name for names in season.industries.values() for name in names}
    return np.asarray(text_of(lines, "industry").isin(known).to_numpy())


def percent(share: float) -> str:
    """Write a share in percent.

    >>> percent(0.4), percent(0.225)
    ('40%', '22.5%')
    """
    return f"{share:.1%}".replace(".0%", "%")


def _days(season: StaggeredSeason, situation: Situation) -> tuple[date | None, date | None]:
    if season.first_day is not None:
        return season.first_day, season.last_day
    given = situation.heating_season
    # Days published for another winter say nothing of this one.
    if given is not None and given[0].year == int(season.season[:4]):
        return given
    return None, None


def _spans(situation: Situation) -> DatedValue | None:
    found = dated_rules.in_force("staggered_spans", situation)
    spans: StaggeredSpans | None = found.value if found else None
    if spans is None or not any(one.first <= situation.day <= one.last for one in spans.spans):
        return None
    return found
