import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from data.storage.base import Base
from data.storage.forecasts import ForecastRunRow
from data.storage.observations import HourlyRow
from data.storage.tables import metadata
from data.vocabulary import AlertLevel, Response
from services import (
    alert_records,
    clock,
    forecast_runs,
    list_versions,
    observations,
    order_records,
    rule_adoptions,
    sample_city,
    scenario_runs,
)

CITY = sample_city.CITY
pytestmark = pytest.mark.xdist_group("sample")


def counts(sessions):
    with sessions() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table))
            for name, table in metadata.tables.items()
        }


def made_at(sessions):
    """Local time the sample was prepared for, to the hour."""
    return observations.newest_hour(sessions, CITY)


def runs(sessions):
    with sessions() as session:
        return session.scalars(select(ForecastRunRow.issue).order_by(ForecastRunRow.id)).all()


def test_the_sample_has_everything_the_first_page_needs(sample_sessions):
    assert clock.now() - made_at(sample_sessions) < timedelta(hours=3)
    stored = list_versions.load(sample_sessions, CITY, 1)
    assert len(stored.enterprises) >= 1100
    assert len(stored.lines) >= 3600
    assert "演示数据" in stored.version.source_file
    (alert,) = alert_records.issued(sample_sessions, CITY)
    assert (alert.level, alert.list_version, alert.rule_set) == (AlertLevel.ORANGE, 1, "example")
    assert order_records.orders_of(sample_sessions, alert.number)
    every = counts(sample_sessions)
    assert not [
        name for name in ("power", "stack", "weather", "forecast_weather") if not every[name]
    ]
    assert issubclass(HourlyRow, Base)


def test_the_sample_calls_for_an_alert_with_its_clause(sample_sessions):
    run = forecast_runs.latest(sample_sessions, CITY)
    forecast = forecast_runs.load(sample_sessions, run)
    advice = alert_records.recommend_from(sample_sessions, forecast)
    assert advice.response is Response.CURTAILMENT
    assert advice.level is not None
    assert "AQI" in advice.criterion
    assert "环大气〔2024〕6号" in advice.reference


def test_the_sample_lies_under_the_rules_of_the_eight_cities(sample_sessions):
    today = made_at(sample_sessions).date()
    assert rule_adoptions.adopted_on(sample_sessions, CITY, today) == "example"
    framed = scenario_runs.frame_scenario(sample_sessions, CITY, AlertLevel.ORANGE, today)
    record = scenario_runs.balance_record(scenario_runs.run_scenario(sample_sessions, framed))
    targets = {name: values["target"] for name, values in record["pollutants"].items()}
    assert targets == {"pm": 0.3, "so2": 0.3, "nox": 0.3, "vocs": None}
    assert any("晋政办发〔2019〕39号" in reference for reference in record["references"])


def test_a_second_start_keeps_the_data_and_is_quick(sample_sessions):
    before = counts(sample_sessions)
    begun = time.perf_counter()
    sample_city.prepare(sample_sessions, made_at(sample_sessions) + timedelta(minutes=40))
    assert time.perf_counter() - begun < 5
    assert counts(sample_sessions) == before


def test_a_start_on_a_later_day_carries_everything_on(sample_sessions):
    before, last = counts(sample_sessions), made_at(sample_sessions)
    with sample_sessions() as session:
        query = select(HourlyRow.place, HourlyRow.hour, HourlyRow.pm25, HourlyRow.o3)
        query = query.where(HourlyRow.hour > last - timedelta(days=20)).order_by("hour", "place")
        old = session.execute(query).all()
    midnight = datetime.combine(last.date(), datetime.min.time()) + timedelta(days=2)
    sample_city.prepare(sample_sessions, midnight + timedelta(minutes=20))
    after = counts(sample_sessions)
    assert made_at(sample_sessions) == midnight
    hours = int((midnight - last) / timedelta(hours=1))
    stations = after["station"]
    # A station may be silent for an hour.
    assert 0.9 * hours * stations <= after["hourly"] - before["hourly"] <= hours * stations
    with sample_sessions() as session:
        again = session.execute(query.where(HourlyRow.hour <= last)).all()
    assert again == old, "what was observed stays"
    assert {n: after[n] for n in ("line", "list_version", "alert", "order", "power")} == {
        n: before[n] for n in ("line", "list_version", "alert", "order", "power")
    }
    assert runs(sample_sessions)[-1] == midnight
    # In the first hour of a day the issue is the midnight that has passed: once is enough.
    sample_city.prepare(sample_sessions, midnight + timedelta(minutes=50))
    assert len(runs(sample_sessions)) == 2
