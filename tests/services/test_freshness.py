from datetime import date, datetime

import pandas as pd
import pytest

from services import forecast_runs, freshness, observations

HOUR = datetime(2026, 1, 20, 8)


@pytest.fixture
def filled(sessions, daily_values):
    hour = pd.DataFrame({"place": ["p"], "hour": [HOUR], "city_code": ["140100"], "pm25": [50.0]})
    archive = pd.DataFrame(
        {
            "city_code": ["140100"],
            "issue_day": [pd.Timestamp(2026, 1, 19)],
            "lead_days": [1],
            "t_mean": [1.0],
        }
    )
    with sessions.begin() as session:
        observations.store_daily(session, daily_values(date(2026, 1, 19)), "tidy")
        observations.store_hourly(session, hour, "cnemc")
        observations.store_forecast_weather(session, archive)
    forecast_runs.publish(sessions, "140100", date(2026, 1, 20), issue_hour=8, model="persistence")
    return sessions


def states(sessions, now):
    return {s["name"]: s["state"] for s in freshness.states(sessions, "140100", now)}


def test_an_empty_database_has_nothing(sessions):
    found = freshness.states(sessions, "140100", HOUR)
    assert [(s["newest"], s["state"]) for s in found] == [(None, "missing")] * 3


def test_each_source_is_late_after_its_own_hours(filled):
    newest = {s["name"]: s["newest"] for s in freshness.states(filled, "140100", HOUR)}
    assert newest == {
        "实况": "2026-01-20T08:00",
        "气象预报": "2026-01-19T23:00",
        "空气质量预报": "2026-01-20T08:00",
    }
    assert set(states(filled, HOUR).values()) == {"fresh"}
    assert states(filled, datetime(2026, 1, 20, 11))["实况"] == "fresh"
    assert states(filled, datetime(2026, 1, 20, 11, 1))["实况"] == "late"
    assert states(filled, datetime(2026, 1, 21, 8))["空气质量预报"] == "fresh"
    assert states(filled, datetime(2026, 1, 21, 8, 1))["空气质量预报"] == "late"
    assert states(filled, datetime(2026, 1, 21, 11))["气象预报"] == "fresh"
    assert states(filled, datetime(2026, 1, 21, 11, 1))["气象预报"] == "late"
