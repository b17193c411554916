"""What the regimes without a season share: the situation they look at and the rules of a day."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime

import pandas as pd

from data.parameters import DatedValue
from data.vocabulary import AlertLevel
from emission_lists.regimes.regime import Regime, RuleUsed, empty_rows
from emission_lists.regimes.rules import in_force
from emission_lists.regimes.situation import Situation

_IDENTITY = ("enterprise_id", "enterprise", "county")
_TEXTS = ("key_truck_user", "gate_system", "other_industries")
_NUMBERS = ("trucks_per_day", "bulk_haul", "rail_share")


@dataclass(frozen=True)
class DailySituation(Situation):
    """A situation with the alert in force and the city's own registers.

    ``hourly`` of the base holds the newest hours of stations and site monitors.
    """

    at: datetime | None = None
    """The moment PM10 is judged at, local; None is the end of ``day``."""
    level: AlertLevel | None = None
    """Level of the alert in force; None where there is none."""
    registers: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Frames of ``registers.TABLES`` by their sheet; a register that is not kept is missing."""

    @classmethod
    def of(cls, situation: Situation) -> "DailySituation":
        """Return a situation as one of this kind: without alert level and registers if plain."""
        if isinstance(situation, cls):
            return situation
        return cls(**{one.name: getattr(situation, one.name) for one in fields(situation)})

    @property
    def moment(self) -> datetime:
        """The moment PM10 is judged at."""
        return self.at or datetime.combine(self.day, datetime.max.time())

    def register(self, sheet: str) -> pd.DataFrame:
        """Return a register; empty where the city keeps none."""
        return self.registers.get(sheet, pd.DataFrame())


def rule(name: str, day: date, city: str) -> DatedValue | None:
    """Return a parameter in force, or None where the city has no such rule on the day (未定).

    Raises:
        ParameterError: A file that is there cannot be accepted.
    """
    found = in_force(name, Situation(city, day, pd.DataFrame()))
    return found if found is not None and found.value is not None else None


def made(
    key: str,
    title: str,
    situation: Situation,
    parts: Sequence[pd.DataFrame],
    rules: Sequence[DatedValue | None],
    remarks: Sequence[str],
) -> Regime:
    """Put the rows of all rules together; without any rule in force nothing is applied."""
    used = [one for one in rules if one is not None]
    rows = [part for part in parts if len(part)]
    if not used:
        return Regime(
            key, title, situation.city, situation.day, applied=False,
            why_not=f"{situation.day} 本市没有已录入的{title}规定（未定），请在参数文件中补充规定及其出处",
        )  # fmt: skip
    return Regime(
        key, title, situation.city, situation.day,
        rows=pd.concat(rows, ignore_index=True) if rows else empty_rows(),
        rules=tuple(dict.fromkeys(RuleUsed.of(one) for one in used)),
        remarks=tuple(dict.fromkeys(text for text in remarks if text)),
    )  # fmt: skip


def enterprises(lines: pd.DataFrame) -> pd.DataFrame:
    """Return one row per enterprise of a list, in the order they first appear.

    Returns:
        ``enterprise_id enterprise county``, the texts ``key_truck_user gate_system
        other_industries`` (empty where not filled in), the numbers ``trucks_per_day bulk_haul
        rail_share`` (missing where not filled in; ``rail_share`` 0 to 1) and ``industries``, a
        tuple with every industry of its lines and ``other_industries``.
    """
    names = [*_IDENTITY, *_TEXTS, *_NUMBERS]
    if lines.empty:
        return pd.DataFrame(columns=[*names, "industries"])
    first = lines.drop_duplicates("enterprise_id").reindex(columns=names).reset_index(drop=True)
    for name in (*_IDENTITY, *_TEXTS):
        first[name] = words(first, name)
    for name in _NUMBERS:
        first[name] = pd.to_numeric(first[name], errors="coerce").astype(float)
    listed = lines.groupby("enterprise_id", sort=False)["industry"].agg(dict.fromkeys)
    first["industries"] = [
        tuple(dict.fromkeys([*map(str, listed[key]), *split(others)]))
        for key, others in zip(first["enterprise_id"], first["other_industries"], strict=True)
    ]
    return first


def words(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column as text; missing cells, and a missing column, are empty."""
    if name not in frame:
        return pd.Series("", index=frame.index, dtype=object)
    cells = frame[name].astype(object)
    return cells.where(cells.notna(), "").astype(str)


def split(text: object) -> list[str]:
    """Take names joined by 、 apart; missing gives none."""
    return [part for part in str(text).split("、") if part] if isinstance(text, str) else []


def said(measure: str, exceptions: str) -> str:
    """Write a measure with its exceptions."""
    return f"{measure}（{exceptions}）" if exceptions else measure
