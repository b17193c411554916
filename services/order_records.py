"""Orders: drafted once per alert, stored as they were issued, exported as often as needed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from alerts.alert import Alert
from data import parameters, reference
from data.storage.alerts import AlertRow
from data.storage.orders import OrderRow
from emission_lists import measures
from emission_lists.grammar import Window
from orders.bundle import Bundle, bundle
from orders.document import Template
from orders.drafting import Drafts, draft_orders
from orders.issue import Issue, TransportRule
from orders.order import AlteredRecordError, Order
from scenarios.scenario import Scenario
from services import (
    alert_records,
    city_measures,
    clock,
    connection,
    grade_records,
    journal,
    scenario_runs,
    seasonal_regimes,
)

OFFICE_PHONE = "0000-0000000"
"""Shown until a city has set its own."""


class OrderError(ValueError):
    """Orders that cannot be made; the text says why and what to do."""


def draft(
    sessions: sessionmaker[Session], alert: Alert, issued_at: datetime | None = None
) -> Drafts:
    """Draft the orders of an alert from the list version and rules it was issued under.

    Raises:
        OrderError: The alert was issued without an emission list.
    """
    if alert.list_version is None:
        raise OrderError(
            f"预警 {alert.number} 发布时没有应急减排清单，无法出令；请先导入清单再发布预警"
        )
    framed = Scenario(
        alert.city_code,
        alert.list_version,
        alert.level,
        alert.start.date(),
        alert.rule_set,
        # Grades as they were known when the alert was issued; a later record changes no order.
        grade_records.newest(sessions, alert.city_code, at=alert.issued_at),
        city_measures.in_force(
            sessions, alert.city_code, alert.start.date(), known_at=alert.issued_at
        ),
        Window(int((alert.end - alert.start).total_seconds() // 3600), alert.start.hour),
        seasonal_regimes.staggered_in_force(
            sessions, alert.city_code, alert.start.date(), known_at=alert.issued_at
        ),
    )
    outcome = scenario_runs.run_scenario(sessions, framed)
    lines = outcome.lines.assign(measure=measures.sentences(outcome.lines))
    rule = parameters.on("response/transport", framed.day, alert.city_code)
    return draft_orders(
        lines,
        heading(alert, issued_at or clock.now()),
        number_prefix(alert),
        TransportRule(rule.value.levels.get(alert.level, ""), str(rule.reference)),
    )


def heading(alert: Alert, issued_at: datetime) -> Issue:
    """Return what the orders of an alert print about it."""
    city = reference.city_name(alert.city_code)
    return Issue(
        alert_number=alert.number,
        city=alert.city_code,
        city_name=city,
        level=alert.level,
        start=alert.start,
        end=alert.end,
        issued_at=issued_at.replace(second=0, microsecond=0),  # as stored and printed
        signatory=alert.issued_by,
        basis=alert.basis,
        office=f"{city}重污染天气应急指挥部办公室",
        office_phone=OFFICE_PHONE,
        demo=alert.city_code == connection.DEMO_CITY,
    )


def number_prefix(alert: Alert) -> str:
    """First part of the order numbers of an alert, such as 示例市应急令〔2026〕002."""
    _, year, sequence = alert.number.rsplit("-", 2)
    return f"{reference.city_name(alert.city_code)}应急令〔{year}〕{sequence}"


def issue_orders(
    sessions: sessionmaker[Session], alert_number: str, *, user: str, now: datetime | None = None
) -> list[Order]:
    """Issue the orders of an alert once; called again, it returns those already issued.

    Raises:
        AlertError: No such alert.
        OrderError: The alert was issued without an emission list.
    """
    alert = alert_records.load(sessions, alert_number)
    if stored := orders_of(sessions, alert_number):
        return stored
    drafts = draft(sessions, alert, now)
    try:
        with sessions.begin() as session:
            alert_id = session.scalars(
                select(AlertRow.id).where(AlertRow.number == alert_number)
            ).one()
            rows = [
                {
                    "number": order.number,
                    "alert_id": alert_id,
                    "enterprise_id": order.enterprise_id,
                    "enterprise": order.enterprise,
                    "county": order.county,
                    "issued_at": order.issue.issued_at,
                    "content": order.to_record(),
                    "sha256": order.content_hash,
                }
                for order in drafts.orders
            ]
            if rows:
                session.execute(insert(OrderRow), rows)
            journal.note(
                session, user, alert.city_code, "下达减排指令",
                f"预警 {alert_number}，指令 {len(rows)} 份，未出令 {len(drafts.not_ordered)} 家",
            )  # fmt: skip
    except IntegrityError:
        # Another officer issued them in the same moment: theirs hold, nothing is issued twice.
        return orders_of(sessions, alert_number)
    return list(drafts.orders)


def orders_of(sessions: sessionmaker[Session], alert_number: str) -> list[Order]:
    """Return the issued orders of an alert, in the order of their numbers.

    Raises:
        AlteredRecordError: A stored order is no longer what was issued.
    """
    query = (
        select(OrderRow.number, OrderRow.enterprise_id, OrderRow.content, OrderRow.sha256)
        .join(AlertRow, OrderRow.alert_id == AlertRow.id)
        .where(AlertRow.number == alert_number)
        .order_by(OrderRow.id)
    )
    with sessions() as session:
        return [_checked(*row) for row in session.execute(query)]


def _checked(number: str, enterprise_id: str, content: dict[str, Any], sha256: str) -> Order:
    """Read an order back; its hash also has to be the one noted beside it at issue."""
    order = Order.from_record(content)
    if (order.number, order.enterprise_id, order.content_hash) != (number, enterprise_id, sha256):
        raise AlteredRecordError(
            f"指令 {number} 的存档与签发时登记的校验值不符，可能被改动；"
            f"请从备份恢复或重新核对，勿据此发文"
        )
    return order


def template() -> Template:
    """Return the city's own Word template where it has put one, else the one that ships."""
    own = connection.var() / "templates" / "order.docx"
    return Template.load(own) if own.exists() else Template.load()


def export(
    sessions: sessionmaker[Session],
    alert_number: str,
    folder: Path | None,
    *,
    user: str,
    progress: Callable[[int, int], None] | None = None,
) -> Bundle:
    """Issue the orders where that has not been done, and write all documents.

    Args:
        sessions: Session factory.
        alert_number: The alert.
        folder: Where the documents go; None makes the zip only.
        user: Who exports.
        progress: Called with documents made and documents in all.
    """
    alert = alert_records.load(sessions, alert_number)
    orders = issue_orders(sessions, alert_number, user=user)
    return bundle(
        orders[0].issue if orders else heading(alert, clock.now()),
        orders,
        template(),
        out_dir=folder,
        not_ordered=draft(sessions, alert).not_ordered,
        progress=progress,
    )
