"""Rules of the ozone season as they stand on a day, and whether the day is hot and rich in ozone."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data.parameters import DatedValue
from data.parameters.shapes_seasons import OzoneHotDays, OzoneSeason
from emission_lists.regimes import rules as dated_rules
from emission_lists.regimes.facts import text_of
from emission_lists.regimes.situation import Situation


@dataclass(frozen=True)
class HotDays:
    """A city's rule for hot days with much ozone, and what is known of the day."""

    rule: DatedValue
    met: bool | None
    """Whether the day meets the condition; None where a value is not known."""
    missing: str
    """Which values are not known, joined by 、."""

    @property
    def value(self) -> OzoneHotDays:
        """The rule itself."""
        found: OzoneHotDays = self.rule.value
        return found


@dataclass(frozen=True)
class InForce:
    """The rules as they stand on one day."""

    rules: DatedValue
    first: date
    last: date
    in_hours: bool
    """Whether the day is in the season, so that the hours are kept."""
    carbon_due: date
    hot: HotDays | None
    """None where the city has no such rule for the day."""

    @property
    def season(self) -> OzoneSeason:
        """The rules themselves."""
        found: OzoneSeason = self.rules.value
        return found

    def source(self, clause: str) -> str:
        """Return document, clause and how sure we are, as printed."""
        return str(replace(self.rules.reference, clause=clause))

    def hot_source(self) -> str:
        """Return the source of the rule of hot days, empty without one."""
        if self.hot is None:
            return ""
        return str(replace(self.hot.rule.reference, clause=self.hot.value.clause))


def in_force(situation: Situation) -> InForce | str:
    """Return the rules in force on the day; where there are none, why, in Chinese."""
    day = situation.day
    rules = dated_rules.in_force("ozone_season", situation)
    if rules is None:
        return f"{day} 没有已知的臭氧季管控规定，不作推定；请补充当地文件及其出处"
    if rules.value is None:
        return f"{day} 没有可执行的臭氧季管控规定（{rules.reference}）：{rules.note}"
    season: OzoneSeason = rules.value
    first, last = _on(season.first, day), _on(season.last, day)
    if day > last:
        return f"{day} 已过本年臭氧季（{first} 至 {last}），错时要求和活性炭更换期限均不再执行"
    return InForce(
        rules, first, last, first <= day <= last, _on(season.carbon.due, day), _hot(situation)
    )


def activities_of(frame: pd.DataFrame, season: OzoneSeason, *names: str) -> list[frozenset[str]]:
    """Return what each line or source does: as filled in, else recognised by words in its name.

    Args:
        frame: Lines or sources; ``activity`` holds activities joined by 、 where known.
        season: Its words, the first that fits counting.
        names: Columns whose text is searched.
    """
    given = text_of(frame, "activity")
    said = [" ".join(parts) for parts in zip(*(text_of(frame, n) for n in names), strict=True)]
    return [
        frozenset(told.split("、")) if told else _recognised(text, season.words)
        for told, text in zip(given, said, strict=True)
    ]


def doing(found: list[frozenset[str]], wanted: Any) -> np.ndarray:
    """Whether each does one of the activities."""
    return np.array([not one.isdisjoint(wanted) for one in found], dtype=bool)


def _recognised(text: str, words: dict[str, tuple[str, ...]]) -> frozenset[str]:
    for activity, signs in words.items():
        if any(sign in text for sign in signs):
            return frozenset({activity})
    return frozenset()


def _on(month_day: str, day: date) -> date:
    return date.fromisoformat(f"{day.year}-{month_day}")


def _hot(situation: Situation) -> HotDays | None:
    day = situation.day
    found = dated_rules.in_force("ozone_season_hot_days", situation)
    if found is None:
        return None
    over = found.until is not None and day > found.until
    rule: OzoneHotDays | None = found.value
    if over or rule is None or not _on(rule.first, day) <= day <= _on(rule.last, day):
        return None
    known = (
        ("臭氧预报或实况", situation.o3, rule.o3_from),
        ("气温预报或实况", situation.temperature, rule.temperature_from),
    )
    missing = [name for name, value, _ in known if value is None]
    reached = [value >= least for _, value, least in known if value is not None]
    # One value that is too low settles it, whatever the other may be.
    met = False if not all(reached) else (None if missing else True)
    return HotDays(found, met, "、".join(missing) if met is None else "")
