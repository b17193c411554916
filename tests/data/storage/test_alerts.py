from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from data.storage.alerts import AlertRow

START = datetime(2026, 11, 23, 12)


def alert(**changes):
    values = {
        "number": "2026-01", "city_code": "140100", "level": "orange", "start": START,
        "end": START + timedelta(days=3), "basis": "预测", "issued_at": START,
        "issued_by": "演示审批人",
    }  # fmt: skip
    return AlertRow(**values | changes)


def refused(sessions, reason, *rows):
    with pytest.raises(IntegrityError, match=reason), sessions.begin() as session:
        session.add_all(rows)


@pytest.mark.parametrize("hours", [0, -1])
def test_an_alert_ends_after_it_begins(sessions, hours):
    refused(sessions, "ck_alert_window", alert(end=START + timedelta(hours=hours)))
    with sessions.begin() as session:
        session.add(alert(end=START + timedelta(seconds=1)))


def test_the_number_of_an_alert_is_given_once(sessions):
    refused(sessions, "UNIQUE.*number", alert(), alert(city_code="140200"))
    with sessions() as session:
        assert session.scalars(select(AlertRow)).all() == []


@pytest.mark.parametrize("column", ["list_version_id", "forecast_run_id"])
def test_what_an_alert_rests_on_has_to_be_there(sessions, column):
    refused(sessions, "FOREIGN KEY", alert(**{column: 99}))


@pytest.mark.parametrize("column", ["number", "level", "start", "end", "basis", "issued_by"])
def test_an_alert_lacks_nothing(sessions, column):
    refused(sessions, f"NOT NULL.*{column}", alert(**{column: None}))
