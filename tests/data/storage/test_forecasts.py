from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from data.storage.forecasts import ForecastQuantileRow, ForecastRunRow

NOW = datetime(2026, 11, 22, 16)


def quantile(**changes):
    values = {"pollutant": "pm25", "lead_days": 1, "day": date(2026, 11, 23), "mean": 80.0}
    levels = dict.fromkeys(("p05", "p10", "p25", "p50", "p75", "p90", "p95"), 80.0)
    return ForecastQuantileRow(**values | levels | changes)


def run(*quantiles, **changes):
    values = {
        "city_code": "140100", "issue": NOW, "made_at": NOW, "model": "blend", "lead_days": 7,
        "notes": "", "paths": b"", "quantiles": list(quantiles),
    }  # fmt: skip
    return ForecastRunRow(**values | changes)


def refused(sessions, reason, row):
    with pytest.raises(IntegrityError, match=reason), sessions.begin() as session:
        session.add(row)


def test_a_pollutant_has_one_distribution_per_lead_day_of_a_run(sessions):
    refused(sessions, "UNIQUE", run(quantile(), quantile()))
    with sessions.begin() as session:
        session.add(run(quantile(), quantile(lead_days=2), quantile(pollutant="o3_mda8")))
        session.add(run(quantile()))
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(ForecastQuantileRow)) == 4


def test_a_distribution_belongs_to_a_run(sessions):
    refused(sessions, "FOREIGN KEY", quantile(run_id=99))


@pytest.mark.parametrize("column", ["mean", "p05", "p50", "p95", "day", "pollutant"])
def test_a_distribution_is_whole(sessions, column):
    refused(sessions, f"NOT NULL.*{column}", run(quantile(**{column: None})))


def test_deleting_a_run_takes_its_distributions_along(sessions):
    with sessions.begin() as session:
        session.add(run(quantile(), quantile(lead_days=2)))
    with sessions.begin() as session:
        session.delete(session.scalars(select(ForecastRunRow)).one())
    with sessions() as session:
        assert session.scalars(select(ForecastQuantileRow)).all() == []
