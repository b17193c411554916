"""Invented orders of every kind of measure, to try a template on before it is used."""

from datetime import datetime

from data.vocabulary import AlertLevel, MeasureKind
from orders.issue import Issue
from orders.order import Order, OrderedLine


def specimen() -> tuple[Order, Order]:
    """Return an order with one line of every kind, and the shortest one possible."""
    issue = Issue(
        alert_number="样张-预警",
        city="990100",
        city_name="示例市",
        level=AlertLevel.ORANGE,
        start=datetime(2026, 11, 24),
        end=datetime(2026, 11, 27),
        issued_at=datetime(2026, 11, 23, 10),
        signatory="张某某",
        basis="样张，不作依据",
        office="示例市重污染天气应急指挥部办公室",
        office_phone="0000-0000000",
        demo=True,
    )
    kinds = tuple(_line(n, kind) for n, kind in enumerate(MeasureKind, start=1))
    long = _order(
        "样张<1>", issue, kinds, ("禁用 <某> & “某”类车辆",), ("样张依据一", "样张依据二")
    )
    return long, _order("样张2", issue, (_line(1, MeasureKind.NONE),), (), ())


def _order(
    number: str,
    issue: Issue,
    lines: tuple[OrderedLine, ...],
    transport: tuple[str, ...],
    references: tuple[str, ...],
) -> Order:
    return Order(
        number=number,
        issue=issue,
        enterprise_id="样张",
        enterprise="样张 <有限> & 公司",
        credit_code="",
        county="示例县",
        address="",
        industry="焦化",
        contact="",
        phone="",
        lines=lines,
        transport=transport,
        references=references,
    )


def _line(number: int, kind: MeasureKind) -> OrderedLine:
    return OrderedLine(
        line_id=f"样张-{number:02d}",
        process=f"{number}号焦炉",
        industry="焦化",
        grade="B",
        protected=False,
        supply_floor=0.0,
        kind=kind,
        measure=kind.label,
        cut_fraction=0.0,
        rule="样张",
        reference="样张",
        transport="",
        verification="",
        meter_id="",
        pm_kg=0.0,
        so2_kg=0.0,
        nox_kg=0.0,
        vocs_kg=0.0,
        pm_cut_kg=0.0,
        so2_cut_kg=0.0,
        nox_cut_kg=0.0,
        vocs_cut_kg=0.0,
    )
