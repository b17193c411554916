from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from data.storage.alerts import AlertRow
from data.storage.orders import OrderRow

NOW = datetime(2026, 11, 22, 16)


@pytest.fixture
def alerts(sessions):
    """Identifiers of two issued alerts."""
    rows = [
        AlertRow(
            number=number, city_code="140100", level="orange", start=NOW,
            end=NOW + timedelta(days=2), basis="预测", issued_at=NOW, issued_by="演示审批人",
        )
        for number in ("甲", "乙")
    ]  # fmt: skip
    with sessions.begin() as session:
        session.add_all(rows)
    return [row.id for row in rows]


def order(alert_id, **changes):
    values = {
        "number": "甲-0001", "alert_id": alert_id, "enterprise_id": "QY1", "enterprise": "示例厂",
        "county": "城东区", "issued_at": NOW, "content": {"停产": ["一号线"]}, "sha256": "0" * 64,
    }  # fmt: skip
    return OrderRow(**values | changes)


def refused(sessions, reason, *rows):
    with pytest.raises(IntegrityError, match=reason), sessions.begin() as session:
        session.add_all(rows)


def test_an_enterprise_gets_one_order_per_alert(sessions, alerts):
    first, second = alerts
    refused(sessions, r"UNIQUE.*enterprise_id", order(first), order(first, number="甲-0002"))
    with sessions.begin() as session:
        session.add_all([order(first), order(second, number="乙-0001")])


def test_the_number_of_an_order_is_given_once(sessions, alerts):
    refused(sessions, r"UNIQUE.*number", order(alerts[0]), order(alerts[1], enterprise_id="QY2"))


def test_an_alert_with_orders_cannot_be_taken_away(sessions, alerts):
    with sessions.begin() as session:
        session.add(order(alerts[0]))
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), sessions.begin() as session:
        session.execute(text("DELETE FROM alert WHERE id = :id"), {"id": alerts[0]})


def test_the_content_comes_back_as_it_was_and_is_readable_in_the_file(sessions, alerts):
    content = {"停产": ["一号线"], "削减": {"pm_kg": 0.1 + 0.2}, "备注": None}
    with sessions.begin() as session:
        session.add(order(alerts[0], content=content))
    with sessions() as session:
        assert session.scalar(select(OrderRow.content)) == content
        assert "一号线" in session.scalar(text('SELECT content FROM "order"'))


@pytest.mark.parametrize("column", ["number", "enterprise", "county", "issued_at", "sha256"])
def test_an_order_lacks_nothing(sessions, alerts, column):
    refused(sessions, f"NOT NULL.*{column}", order(alerts[0], **{column: None}))
