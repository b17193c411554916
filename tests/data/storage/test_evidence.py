from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from data.storage.evidence import PowerRow, StackRow

HOUR = datetime(2026, 11, 22, 8)


def power(**changes):
    values = {
        "city_code": "140100", "meter_id": "M1", "time_end": HOUR, "line_id": "QY1-01", "kwh": 12.5,
    }  # fmt: skip
    return PowerRow(**values | changes)


def stack(**changes):
    values = {"city_code": "140100", "line_id": "QY1-01", "time_end": HOUR, "pm": 4.0}
    return StackRow(**values | changes)


@pytest.mark.parametrize("row", [power, stack])
def test_an_hour_of_evidence_stands_once_in_a_city(sessions, row):
    with sessions.begin() as session:
        session.add(row())
    with pytest.raises(IntegrityError, match="UNIQUE"), sessions.begin() as session:
        session.add(row())
    with sessions.begin() as session:
        session.add_all([row(city_code="140200"), row(time_end=datetime(2026, 11, 22, 9))])


def test_a_reading_that_is_missing_stays_missing_and_is_no_zero(sessions):
    with sessions.begin() as session:
        session.add_all([power(kwh=None), stack(pm=None)])
    with sessions() as session:
        assert session.scalar(select(PowerRow.kwh)) is None
        (row,) = session.scalars(select(StackRow)).all()
    assert (row.pm, row.so2, row.nox, row.flow) == (None, None, None, None)


def test_power_belongs_to_a_line(sessions):
    with (
        pytest.raises(IntegrityError, match=r"NOT NULL.*line_id"),
        sessions.begin() as session,
    ):
        session.add(power(line_id=None))
