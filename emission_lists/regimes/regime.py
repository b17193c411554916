"""What all regimes beside the alert share: one shape of result, so that none is taken for another.

A regime (错峰生产, 臭氧季错时, 扬尘, 车辆) has a list, clauses and exemptions of its own. What it says
of a line stands in its own rows and nowhere else: an exemption here is none from an alert, and the
other way round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from data.parameters import DatedValue


class RegimeKind(StrEnum):
    """What a regime says of a line or source."""

    STOP = "stop"
    LIMIT = "limit"
    WINDOW = "window"
    BAN = "ban"
    BY_DEMAND = "by_demand"
    HOLD = "hold"
    DUTY = "duty"
    SELF = "self"
    ADVICE = "advice"
    EXEMPT = "exempt"
    UNDECIDED = "undecided"
    OUTSIDE = "outside"

    @property
    def label(self) -> str:
        """Chinese wording."""
        return {
            "stop": "停产",
            "limit": "限产",
            "window": "错时",
            "ban": "禁止",
            "by_demand": "以需定产",
            "hold": "不增加",
            "duty": "限期完成",
            "self": "自主",
            "advice": "提倡",
            "exempt": "豁免",
            "undecided": "待核",
            "outside": "不适用",
        }[self.value]


BINDING = frozenset(
    {
        RegimeKind.STOP, RegimeKind.LIMIT, RegimeKind.WINDOW, RegimeKind.BAN,
        RegimeKind.BY_DEMAND, RegimeKind.HOLD, RegimeKind.DUTY,
    }
)  # fmt: skip
"""Kinds that bind whom they are addressed to; only these go out as orders."""

COLUMNS = (
    "regime", "subject", "subject_id", "name", "enterprise_id", "enterprise", "county",
    "kind", "bound", "share", "window", "since", "until", "measure", "rule", "reference",
    "exempt", "why", "missing",
)  # fmt: skip
"""Columns of the rows of every regime.

``subject`` 生产线, 企业, 非工业源 or what the regime names; ``subject_id`` its identifier in the list;
``share`` of the activity given up, 0 to 1, missing where the measure has none; ``window`` clock hours
such as ``10:00-16:00``, empty for the whole day; ``since`` and ``until`` days (``datetime.date`` or
None); ``measure`` a Chinese sentence; ``rule`` a short name, ``reference`` document, clause and how
sure we are; ``why`` the ground of the exemption or of the measure; ``missing`` names the data that
were missing, joined by 、, empty where nothing was.
"""


def empty_rows() -> pd.DataFrame:
    """Return the rows of a regime that was asked about nothing."""
    kinds = {"bound": bool, "exempt": bool, "share": float}
    return pd.DataFrame({name: pd.Series([], dtype=kinds.get(name, object)) for name in COLUMNS})


@dataclass(frozen=True)
class RuleUsed:
    """A rule a result rests on."""

    name: str
    """Parameter name, such as ``regimes/staggered``."""
    edition: date
    """Day the value came into force."""
    reference: str

    @classmethod
    def of(cls, value: DatedValue) -> "RuleUsed":
        """Name the edition of a parameter."""
        return cls(value.name, value.in_force_from, str(value.reference))

    def to_record(self) -> dict[str, str]:
        """Return the same for JSON."""
        return {
            "name": self.name,
            "edition": self.edition.isoformat(),
            "reference": self.reference,
        }


@dataclass(frozen=True)
class Regime:
    """What one regime says on one day.

    Rows are checked when the result is made: whoever builds one wrongly learns at once.
    """

    name: str
    """Key in ``emission_lists.regimes.REGIMES``."""
    title: str
    """Chinese name, such as 采暖季错峰生产."""
    city: str
    day: date
    season: str = ""
    """Season the rules belong to, such as 2020-2021; empty where the regime has none."""
    applied: bool = True
    """False where no rule is in force or known for the day; then no row is bound."""
    why_not: str = ""
    """Why nothing is applied, in Chinese, with what to do next."""
    rows: pd.DataFrame = field(default_factory=empty_rows)
    """Columns ``COLUMNS``, one row per line or source the regime was asked about."""
    rules: tuple[RuleUsed, ...] = ()
    remarks: tuple[str, ...] = ()
    """What the reader has to know besides, in Chinese."""

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem:
            raise ValueError(f"{self.title}（{self.day}）的清单有误：{problem}")

    @property
    def bound(self) -> pd.DataFrame:
        """Rows that bind."""
        return self.rows[self.rows["bound"].astype(bool)]

    @property
    def exempt(self) -> pd.DataFrame:
        """Rows exempt from this regime, with the reason. It says nothing of any other regime."""
        return self.rows[self.rows["exempt"].astype(bool)]

    @property
    def undecided(self) -> pd.DataFrame:
        """Rows that could not be judged because data are missing."""
        return self.rows[self.rows["kind"] == RegimeKind.UNDECIDED]

    def to_record(self) -> dict[str, Any]:
        """Return the whole as a plain dictionary that JSON can hold; missing values None."""
        return {
            "regime": self.name,
            "title": self.title,
            "city": self.city,
            "day": self.day.isoformat(),
            "season": self.season,
            "applied": self.applied,
            "why_not": self.why_not,
            "rules": [rule.to_record() for rule in self.rules],
            "remarks": list(self.remarks),
            "rows": _plain(self.rows),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Regime":
        """Read back what :meth:`to_record` gave, also after a passage through JSON."""
        return cls(
            name=record["regime"],
            title=record["title"],
            city=record["city"],
            day=date.fromisoformat(record["day"]),
            season=record["season"],
            applied=record["applied"],
            why_not=record["why_not"],
            rows=_rows(record["rows"]),
            rules=tuple(
                RuleUsed(one["name"], date.fromisoformat(one["edition"]), one["reference"])
                for one in record["rules"]
            ),
            remarks=tuple(record["remarks"]),
        )


def _plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    columns: dict[str, list[Any]] = {name: rows[name].tolist() for name in COLUMNS}
    columns["share"] = [None if pd.isna(share) else float(share) for share in columns["share"]]
    for name in ("since", "until"):
        columns[name] = [
            day.isoformat() if isinstance(day, date) else None for day in columns[name]
        ]
    for name in ("bound", "exempt"):
        columns[name] = [bool(value) for value in columns[name]]
    return [dict(zip(COLUMNS, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _rows(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    if not records:
        return empty_rows()
    frame = pd.DataFrame(
        {name: pd.Series([one[name] for one in records], dtype=object) for name in COLUMNS}
    )
    frame["share"] = [np.nan if one["share"] is None else one["share"] for one in records]
    frame["share"] = frame["share"].astype(float)
    for name in ("bound", "exempt"):
        frame[name] = frame[name].astype(bool)
    for name in ("since", "until"):
        days = [None if one[name] is None else date.fromisoformat(one[name]) for one in records]
        frame[name] = pd.Series(days, dtype=object)
    return frame


def _problem(result: Regime) -> str:
    rows = result.rows
    if lacking := [name for name in COLUMNS if name not in rows]:
        return f"缺少 {'、'.join(lacking)} 列"
    if not result.applied and not result.why_not:
        return "未执行却没有写明原因"
    if not result.applied and rows["bound"].any():
        return "未执行的制度不能约束任何生产线或排放源"
    if rows.empty:
        return ""
    if (rows["regime"] != result.name).any():
        return "混入了其他制度的条目，各制度的清单和豁免不得混用"
    share = rows["share"].astype(float)
    if not (share.isna() | share.between(0, 1)).all():
        return "比例须在 0 与 1 之间"
    exempt, bound = rows["exempt"].astype(bool), rows["bound"].astype(bool)
    if (exempt & (bound | (share.fillna(0) > 0))).any():
        return "豁免的条目不得同时下达措施"
    if (exempt & (rows["why"] == "")).any():
        return "豁免没有写明理由"
    if (bound & ((rows["reference"] == "") | (rows["measure"] == ""))).any():
        return "有措施没有写明内容或出处"
    return ""
