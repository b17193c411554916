"""From the curtailed lines of a city to one order per enterprise."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from data.vocabulary import MeasureKind
from emission_lists.regimes.vehicles import TransportDefault, TransportPolicy
from orders import wording
from orders.issue import Issue, TransportRule
from orders.order import SELF_MEASURE, Order, OrderedLine

_ENTERPRISE = ("enterprise", "credit_code", "county", "address", "contact", "phone")
_LINE_TEXTS = tuple(f.name for f in fields(OrderedLine) if f.type is str)
_EMISSIONS = tuple(
    f.name for f in fields(OrderedLine) if f.name.endswith("_kg") and not f.name.endswith("_cut_kg")
)
_CUTS = tuple(f.name for f in fields(OrderedLine) if f.name.endswith("_cut_kg"))
COLUMNS = ("enterprise_id", *_ENTERPRISE, *(field.name for field in fields(OrderedLine)))
"""Columns the frame of curtailed lines must have."""
_TRUCK_USER = ("key_truck_user", "other_industries")
"""Columns the default transport measure also looks at; a list without them is not filled in."""


@dataclass(frozen=True)
class NotOrdered:
    """An enterprise that gets no order, and why."""

    enterprise_id: str
    enterprise: str
    county: str
    lines: int
    reason: str
    """In Chinese, with what to do next."""


@dataclass(frozen=True)
class Drafts:
    """The orders of an alert, and who gets none."""

    orders: tuple[Order, ...]
    not_ordered: tuple[NotOrdered, ...]


def draft_orders(
    lines: pd.DataFrame,
    issue: Issue,
    numbers: Callable[[int], str] | str,
    transport_rule: TransportRule,
) -> Drafts:
    """Draft one order per enterprise, by county, then enterprise; lines by their identifier.

    The same lines in any row order give the same drafts. Amounts are taken over unrounded; a
    missing emission counts 0. Two kinds of enterprise get no order and are listed with the reason:
    those whose every line is 措施待定, and those with a value no one could carry out (a missing or
    negative cut, a share outside 0 to 1, an unknown kind of measure), which never hold up the rest.

    A line on its own account (自主减排) is ordered nothing; its cut is what it declared. The
    transport rule binds every enterprise but those whose lines are all on their own account. Key
    truck users, these too, get the default transport measure of the city besides
    (``emission_lists.regimes.vehicles``); what a measure says of transport stays beside it.

    Args:
        lines: One row per production line with the columns of ``COLUMNS``; emissions and cuts in
            kg/d, ``protected`` 是 or 否, ``kind`` a value of ``MeasureKind``.
        issue: The alert the orders carry out.
        numbers: Gives the number of the n-th order, n from 1; or a prefix, to which ``-0001``
            and so on is added.
        transport_rule: Rule of the level; its text may be empty.

    Raises:
        ValueError: A column is missing, or two orders would bear one number.
    """
    missing = [column for column in COLUMNS if column not in lines]
    if missing:
        raise ValueError(f"减排结果缺少 {'、'.join(missing)} 列，无法拟指令，请重新运行情景推演")
    number_of = numbers if callable(numbers) else _series(numbers)
    orders: list[Order] = []
    not_ordered: list[NotOrdered] = []
    # What an alert asks of truck users belongs to the alert alone.
    policy = TransportPolicy.of(issue.start.date(), issue.city) if issue.level else None
    for plant in _plants(lines):
        first = {name: wording.printable(plant[0][name]) for name in _ENTERPRISE}
        identity = wording.printable(plant[0]["enterprise_id"])
        try:
            ordered = tuple(_line(row) for row in plant)
            reason = _why_no_order(ordered)
        except ValueError as problem:
            reason = str(problem)
        if reason:
            not_ordered.append(
                NotOrdered(identity, first["enterprise"], first["county"], len(plant), reason)
            )
            continue
        default = policy.default_for(_truck_user(plant)) if policy else None
        orders.append(
            Order(
                number=number_of(len(orders) + 1),
                issue=issue,
                enterprise_id=identity,
                **first,
                industry="、".join(_distinct(line.industry for line in ordered)),
                lines=ordered,
                transport=_transport(ordered, transport_rule, default),
                references=_references(ordered, transport_rule, default),
            )
        )
    _check_numbers([order.number for order in orders])
    return Drafts(tuple(orders), tuple(not_ordered))


def _series(prefix: str) -> Callable[[int], str]:
    return lambda n: f"{prefix}-{n:04d}"


def _plants(lines: pd.DataFrame) -> Iterable[list[dict[str, Any]]]:
    """Rows of each enterprise, in the order of the orders."""
    names = [*COLUMNS, *(name for name in _TRUCK_USER if name in lines)]
    columns = [lines[name].tolist() for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    by_plant: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: str(row["line_id"])):
        by_plant.setdefault(str(row["enterprise_id"]), []).append(row)
    return sorted(
        by_plant.values(),
        key=lambda plant: (str(plant[0]["county"]), str(plant[0]["enterprise_id"])),
    )


def _line(row: Mapping[str, Any]) -> OrderedLine:
    where = f"生产线 {row['line_id']}（{row['process']}）"
    try:
        kind = MeasureKind(row["kind"])
    except ValueError as problem:
        raise ValueError(f"{where}的措施类型“{row['kind']}”不认识，请核对清单后重拟") from problem
    texts: dict[str, Any] = {name: wording.printable(row[name]) for name in _LINE_TEXTS}
    if kind is MeasureKind.SELF:
        texts["measure"] = SELF_MEASURE
    if not texts["measure"]:
        raise ValueError(f"{where}没有措施文字，请核对清单后重拟")
    amounts: dict[str, Any] = {
        "cut_fraction": _amount(row["cut_fraction"], where, 1.0),
        "supply_floor": _amount(row["supply_floor"], where, 1.0),
        **{name: _amount(row[name], where, math.inf) for name in _CUTS},
        **{
            name: 0.0 if pd.isna(row[name]) else _amount(row[name], where, math.inf)
            for name in _EMISSIONS
        },
    }
    return OrderedLine(kind=kind, protected=row["protected"] == "是", **texts, **amounts)


def _amount(value: Any, where: str, most: float) -> float:
    number = float(value)
    if not 0 <= number <= most or math.isinf(number):
        raise ValueError(f"{where}的减排比例或数量缺失、为负或超出范围，请核对清单后重拟")
    return number


def _why_no_order(lines: Sequence[OrderedLine]) -> str:
    if all(line.kind is MeasureKind.PENDING for line in lines):
        return "全部生产线措施待定：请采用分级规则，或由企业补报备案措施后重拟"
    return ""


def _truck_user(plant: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What decides whether an enterprise is a key truck user, over all of its lines."""
    known = {name: wording.printable(plant[0].get(name)) for name in _TRUCK_USER}
    return {**known, "industries": [wording.printable(line["industry"]) for line in plant]}


def _transport(
    lines: Sequence[OrderedLine], rule: TransportRule, default: TransportDefault | None
) -> tuple[str, ...]:
    own_account = all(line.kind is MeasureKind.SELF for line in lines)
    general = "" if own_account else wording.printable(rule.text)
    # The default stops diesel trucks, a measure may stop gas trucks or all: neither covers the other.
    found = [text for text in (default.text if default else "", general) if text]
    for text in _distinct(line.transport for line in lines):
        at = [n for n, line in enumerate(lines, start=1) if line.transport == text]
        if text != general:
            found.append(text if len(at) == len(lines) else f"{wording.positions(at)}：{text}")
    return _distinct(found)


def _references(
    lines: Sequence[OrderedLine], rule: TransportRule, default: TransportDefault | None
) -> tuple[str, ...]:
    own_account = all(line.kind is MeasureKind.SELF for line in lines)
    general = "" if own_account or not rule.text else wording.printable(rule.reference)
    users = default.reference if default else ""
    return _distinct([*(line.reference for line in lines), users, general])


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _check_numbers(numbers: Sequence[str]) -> None:
    if not all(numbers):
        raise ValueError("有指令没有编号，请检查编号规则")
    if len(set(numbers)) < len(numbers):
        repeated = next(number for number in numbers if numbers.count(number) > 1)
        raise ValueError(f"编号 {repeated} 重复，一个编号只能发一份指令，请检查编号规则")
