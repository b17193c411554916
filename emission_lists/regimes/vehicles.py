"""Trucks and machinery: the gates of key truck users during an alert, and what holds always.

``transport_default`` is the default transport measure of every order and gate card; the rest of the
regime stands in ``haulage``, ``transport_firms`` and ``machinery``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data.parameters import DatedValue
from data.vocabulary import AlertLevel
from emission_lists.regimes import haulage, machinery, transport_firms
from emission_lists.regimes.daily import DailySituation, enterprises, made, rule, split
from emission_lists.regimes.regime import Regime, RegimeKind, empty_rows
from emission_lists.regimes.situation import Situation
from emission_lists.regimes.verdicts import Verdicts

NAME, TITLE = "vehicles", "车辆与机械管控"
GATE_RULE = "预警期间柴油货车停止进出"
UNLISTED = "重点用车企业登记"


@dataclass(frozen=True)
class TransportDefault:
    """The transport measure that goes with every order of a key truck user."""

    text: str
    """In Chinese, without full stop, with its exceptions."""
    reference: str
    """Document and clause, as printed; the source of the exceptions after a ；."""
    trade: str
    """Trade of the document the enterprise belongs to; empty where only the city's directory
    (重点用车企业) names it."""
    listed: bool
    """Whether the city's directory names it; False where it follows from its industry alone."""


@dataclass(frozen=True)
class TransportPolicy:
    """The default transport measure of a city on a day, ready to be asked of many enterprises."""

    text: str
    reference: str
    trades: Mapping[str, str]
    """Industry of the list → trade of the document."""
    sources: tuple[DatedValue, ...]

    @classmethod
    def of(cls, day: date, city: str) -> "TransportPolicy | None":
        """Return the policy in force; None where the city has no such rule."""
        users, exceptions = rule("vehicles_key_users", day, city), None
        if users is None:
            return None
        exceptions = rule("vehicles_exceptions", day, city)
        named = [*users.value.exceptions, *(exceptions.value.vehicles if exceptions else ())]
        text = users.value.sentence + (f"（{'、'.join(named)}除外）" if named else "")
        reference = str(users.reference)
        if exceptions is not None:
            reference += f"；例外：{exceptions.reference}"
        trades = {one: trade for trade, ones in users.value.industries.items() for one in ones}
        sources = (users,) if exceptions is None else (users, exceptions)
        return cls(text, reference, trades, sources)

    def default_for(self, enterprise: Mapping[str, Any]) -> TransportDefault | None:
        """Return what binds one enterprise; see :func:`transport_default`."""
        listed = str(enterprise.get("key_truck_user") or "")
        industries = [*_names(enterprise.get("industries")), *_names(enterprise.get("industry"))]
        industries += split(enterprise.get("other_industries"))
        trade = next((self.trades[one] for one in industries if one in self.trades), "")
        if listed != "是" and (listed == "否" or not trade):
            return None
        return TransportDefault(self.text, self.reference, trade, listed == "是")


def transport_default(
    enterprise: Mapping[str, Any], level: AlertLevel | None, day: date, city: str
) -> TransportDefault | None:
    """Return the default transport measure of an enterprise while an alert is in force.

    An enterprise is bound where the city's directory names it a key truck user, and, where the
    directory says nothing of it, where one of its industries belongs to a trade of the rule. One
    that the directory says is none (否) is not bound. The level makes no difference: any alert.

    Args:
        enterprise: A row of the list with ``industry`` or ``industries`` (one, several joined by
            、, or a sequence), and, where known, ``other_industries`` and ``key_truck_user``
            (是, 否 or empty).
        level: Level of the alert; None where there is none, and then nobody is bound.
        day: First day of the alert.
        city: Division code.
    """
    if level is None:
        return None
    policy = TransportPolicy.of(day, city)
    return policy.default_for(enterprise) if policy else None


def evaluate(asked_about: Situation) -> Regime:
    """Judge every enterprise, transport firm and machine of a city.

    Args:
        asked_about: A ``DailySituation``; a plain situation has no alert level and no registers.
            ``lines`` of the list, the alert level in force, and the registers of transport
            firms and machinery.

    Returns:
        Rows by rule: gates of key truck users (during an alert), gate systems, records, bulk haul,
        night zones, emission stages (during an alert), blacklist, machinery. Enterprises a rule
        does not concern get no row of it.
    """
    situation = DailySituation.of(asked_about)
    day, city = situation.day, situation.city
    policy = TransportPolicy.of(day, city) if situation.level else None
    plants = enterprises(situation.lines)
    asked = {
        name: rule(name, day, city)
        for name in (
            *("vehicles_gate_trips", "vehicles_gate_users", "vehicles_records"),
            *("vehicles_bulk_haul", "vehicles_night", "vehicles_blacklist", "vehicles_machinery"),
            *(("vehicles_stages", "vehicles_machinery_alert") if situation.level else ()),
        )
    }
    parts = [
        key_users(plants, policy),
        haulage.gates(plants, asked["vehicles_gate_trips"], asked["vehicles_gate_users"]),
        haulage.records(plants, asked["vehicles_gate_trips"], asked["vehicles_records"], day),
        haulage.bulk(plants, asked["vehicles_bulk_haul"]),
        haulage.night(asked["vehicles_night"]),
        transport_firms.blacklisted(situation, asked["vehicles_blacklist"]),
        machinery.zones(situation, asked["vehicles_machinery"]),
    ]
    if situation.level is not None:
        parts += [
            haulage.stages(plants, situation.level, asked["vehicles_stages"]),
            machinery.in_alert(situation, asked["vehicles_machinery_alert"]),
        ]
    used = [*(policy.sources if policy else ()), *asked.values()]
    remarks = [value.note for value in used if value is not None]
    remarks += [_UNSET[name] for name, value in asked.items() if value is None]
    if situation.level is None:
        remarks.append("当日没有预警：柴油货车进出、排放阶段和预警期间机械要求不适用")
    return made(NAME, TITLE, situation, parts, used, remarks)


def key_users(plants: pd.DataFrame, policy: TransportPolicy | None) -> pd.DataFrame:
    """Stop diesel trucks at the gates of every key truck user."""
    if policy is None or plants.empty:
        return empty_rows()
    asked = plants[["industries", "key_truck_user"]].itertuples(index=False, name=None)
    found = [
        policy.default_for({"industries": industries, "key_truck_user": listed})
        for industries, listed in asked
    ]
    bound = plants[[one is not None for one in found]]
    defaults = [one for one in found if one is not None]
    verdicts = Verdicts(NAME, "企业", haulage.identity(bound))
    verdicts.take(
        True, RegimeKind.BAN, measure=policy.text, rule=GATE_RULE, reference=policy.reference,
        why=[_why(one) for one in defaults],
        missing=["" if one.listed else UNLISTED for one in defaults],
    )  # fmt: skip
    return verdicts.frame()


def _why(default: TransportDefault) -> str:
    if default.listed:
        trade = f"，属{default.trade}行业" if default.trade else "，不在条文列举的六类行业内"
        return f"已列入重点用车企业{trade}"
    return f"属{default.trade}行业；未登记是否重点用车企业，按行业推定"


def _names(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return split(value)


_UNSET = {
    "vehicles_gate_trips": "门禁视频系统的车流量门槛：本市没有已录入的规定（未定）",
    "vehicles_gate_users": "重点用车单位门禁视频系统：本市没有已录入的规定（未定）",
    "vehicles_records": "门禁视频数据保存年限：本市没有已录入的规定（未定）",
    "vehicles_bulk_haul": "大宗货物清洁运输：本市没有已录入的规定（未定）",
    "vehicles_night": "夜间新能源车辆区域：本市没有已录入的规定（未定）",
    "vehicles_blacklist": "运输企业黑名单：本市没有已录入的规定（未定）",
    "vehicles_machinery": "非道路移动机械禁用区：本市没有已录入的规定（未定）",
    "vehicles_stages": "预警期间按排放阶段禁行：本市没有已录入的规定（未定）",
    "vehicles_machinery_alert": "预警期间非道路移动机械：本市没有已录入的规定（未定）",
}
