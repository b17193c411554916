from datetime import date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from data.storage.forecasts import ForecastRunRow
from data.storage.revisions import ForecastRevisionRow, ForecastRevisionValueRow

NOW = datetime(2026, 11, 22, 16)


def value(**changes):
    return ForecastRevisionValueRow(
        **{"day": date(2026, 11, 23), "quantity": "pm25", "value": 150.0} | changes
    )


def store(sessions, *values, run=True):
    with sessions.begin() as session:
        if run:
            session.add(
                ForecastRunRow(
                    id=1, city_code="140100", issue=NOW, made_at=NOW, model="blend", lead_days=7,
                    notes="", paths=b"",
                )
            )  # fmt: skip
            session.flush()
        row = ForecastRevisionRow(
            run_id=1, made_at=NOW, forecaster="王某", reason="静稳", values=list(values)
        )
        session.add(row)
    return row.id


def test_a_revision_comes_back_with_its_values_in_order(sessions):
    number = store(sessions, value(), value(quantity="aqi", value=None))
    with sessions() as session:
        row = session.get(ForecastRevisionRow, number)
        assert [(v.quantity, v.value) for v in row.values] == [("pm25", 150.0), ("aqi", None)]


def test_a_quantity_of_a_day_stands_once_in_a_revision(sessions):
    with pytest.raises(IntegrityError):
        store(sessions, value(), value(value=160.0))


def test_a_revision_belongs_to_a_run(sessions):
    with pytest.raises(IntegrityError):
        store(sessions, value(), run=False)
