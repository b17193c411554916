"""An order (一厂一策指令): what one enterprise is told to do while an alert is in force."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from data.vocabulary import Emitted, MeasureKind
from orders import wording
from orders.issue import Issue

_FORMAT = 1
_NOT_ORDERED = (MeasureKind.SELF, MeasureKind.NONE, MeasureKind.PENDING)
SELF_MEASURE = "自主减排，按企业承诺执行"


class AlteredRecordError(ValueError):
    """A stored order is no longer what was issued."""


@dataclass(frozen=True)
class OrderedLine:
    """One production line on an order. Amounts in kg/d, shares 0 to 1, never rounded."""

    line_id: str
    process: str
    industry: str
    grade: str
    protected: bool
    """Heat, gas, power or another supply depends on the enterprise (保障类)."""
    supply_floor: float
    kind: MeasureKind
    measure: str
    """A Chinese sentence without the process."""
    cut_fraction: float
    rule: str
    reference: str
    transport: str
    verification: str
    meter_id: str
    pm_kg: float
    so2_kg: float
    nox_kg: float
    vocs_kg: float
    pm_cut_kg: float
    so2_cut_kg: float
    nox_cut_kg: float
    vocs_cut_kg: float

    @property
    def ordered(self) -> bool:
        """Whether a cut is ordered. Not so for 自主减排 (what is declared counts), 不减产, 待定."""
        return self.kind not in _NOT_ORDERED

    def cut_kg(self, pollutant: Emitted) -> float:
        """Cut of one pollutant, kg/d."""
        return float(getattr(self, pollutant.cut_column))


@dataclass(frozen=True)
class Order:
    """Everything one order says; a later rendering needs nothing else."""

    number: str
    issue: Issue
    enterprise_id: str
    enterprise: str
    credit_code: str
    county: str
    address: str
    industry: str
    contact: str
    phone: str
    lines: tuple[OrderedLine, ...]
    transport: tuple[str, ...]
    """Transport rules in Chinese; empty where none binds the enterprise."""
    references: tuple[str, ...]
    """Sources of the measures and of the transport rule, each once."""

    @property
    def ordered_kg(self) -> dict[Emitted, float]:
        """Cut that is ordered, kg/d by pollutant."""
        return _totals(line for line in self.lines if line.ordered)

    @property
    def declared_kg(self) -> dict[Emitted, float]:
        """Cut that lines on their own account (自主减排) have declared, kg/d by pollutant."""
        return _totals(line for line in self.lines if line.kind is MeasureKind.SELF)

    @property
    def content_hash(self) -> str:
        """SHA-256 of the whole content, hexadecimal; printed in part on paper (校验码)."""
        text = json.dumps(
            self._content(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def check_code(self) -> str:
        """First twelve digits of the hash in groups of four, as printed."""
        digits = self.content_hash[:12].upper()
        return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"

    def to_record(self) -> dict[str, Any]:
        """Return the order as a plain dictionary that JSON can hold, with its hash."""
        return {**self._content(), "content_hash": self.content_hash}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Order":
        """Read back what :meth:`to_record` gave, also after a passage through JSON.

        Raises:
            AlteredRecordError: The content does not give the stored hash, or is of an unknown form.
        """
        number = record.get("number", "？")
        if record.get("format") != _FORMAT:
            raise AlteredRecordError(
                f"指令 {number} 的存档格式为 {record.get('format')}，本版程序只认 {_FORMAT}，请升级"
            )
        try:
            values = {field.name: record[field.name] for field in fields(cls)}
            order = cls(
                **values
                | {
                    "issue": Issue.from_record(record["issue"]),
                    "lines": tuple(_line(line) for line in record["lines"]),
                    "transport": tuple(record["transport"]),
                    "references": tuple(record["references"]),
                }
            )
        except (KeyError, TypeError, ValueError) as problem:
            raise AlteredRecordError(f"指令 {number} 的存档不完整：{problem}") from problem
        if order.content_hash != record.get("content_hash"):
            raise AlteredRecordError(
                f"指令 {number} 的存档与校验码不符，可能被改动；请从备份恢复或重新核对，勿据此发文"
            )
        return order

    def _content(self) -> dict[str, Any]:
        return {
            **vars(self),
            "format": _FORMAT,
            "issue": self.issue.to_record(),
            "lines": [{**vars(line), "kind": line.kind.value} for line in self.lines],
            "transport": list(self.transport),
            "references": list(self.references),
        }


def _totals(lines: Iterable[OrderedLine]) -> dict[Emitted, float]:
    chosen = tuple(lines)
    return {p: math.fsum(line.cut_kg(p) for line in chosen) for p in Emitted}


def _line(record: Mapping[str, Any]) -> OrderedLine:
    # A database may give 0 back for 0.0, which would change the hash.
    numbers = {f.name: float(record[f.name]) for f in fields(OrderedLine) if f.type is float}
    return OrderedLine(**{**record, **numbers, "kind": MeasureKind(record["kind"])})


def notes(order: Order) -> tuple[str, ...]:
    """Say what the measure table of an order leaves open, in Chinese sentences for below it."""
    of_kind: dict[MeasureKind, list[int]] = {}
    for position, line in enumerate(order.lines, start=1):
        of_kind.setdefault(line.kind, []).append(position)
    found = []
    if own := of_kind.get(MeasureKind.SELF):
        found.append(
            f"{wording.positions(own)}为自主减排，不下达减排指令，所列比例和数量为企业承诺值。"
        )
    if pending := of_kind.get(MeasureKind.PENDING):
        found.append(f"{wording.positions(pending)}措施待定，本指令暂不作要求，确定后另行通知。")
    if protected := [n for n, line in enumerate(order.lines, start=1) if line.supply_floor > 0]:
        floors = {wording.percent(order.lines[n - 1].supply_floor) for n in protected}
        amount = f"不低于{floors.pop()}" if len(floors) == 1 else "不低于清单所列下限"
        found.append(f"{wording.positions(protected)}承担民生保障，生产负荷{amount}。")
    return tuple(found)
