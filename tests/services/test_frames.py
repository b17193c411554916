from datetime import datetime

import pandas as pd
from sqlalchemy import select

from data.storage.observations import HourlyRow, StationRow
from services import frames

HOUR = datetime(2026, 1, 1, 8)


def row(**values):
    key = {"source": "s", "city_code": "140100", "place": "p", "hour": HOUR}
    return {**key, "pm25": None, "co": None, **values}


def stored(session):
    return session.execute(select(HourlyRow.pm25, HourlyRow.co)).all()


def test_a_missing_value_never_wipes_a_known_one(sessions):
    with sessions.begin() as session:
        frames.upsert(session, HourlyRow, [row(pm25=35.0)])
        frames.upsert(session, HourlyRow, [row(co=1.2)])
        frames.upsert(session, HourlyRow, [row()])
        assert stored(session) == [(35.0, 1.2)]


def test_a_new_value_replaces_an_old_one(sessions):
    with sessions.begin() as session:
        frames.upsert(session, HourlyRow, [row(pm25=35.0), row(pm25=36.0)])
        frames.upsert(session, HourlyRow, [row(pm25=0.0)])
        assert stored(session) == [(0.0, None)]


def test_more_rows_than_one_statement_takes_are_all_stored(sessions):
    hours = pd.date_range(HOUR, periods=12_001, freq="h")
    with sessions.begin() as session:
        frames.upsert(session, HourlyRow, [row(hour=t.to_pydatetime(), pm25=1.0) for t in hours])
        assert len(stored(session)) == 12_001


def test_no_rows_are_no_trouble(sessions):
    with sessions.begin() as session:
        frames.upsert(session, HourlyRow, [])


def test_records_are_plain_python():
    frame = pd.DataFrame(
        {
            "number": [1.5, float("nan")],
            "count": [1, 2],
            "time": [pd.Timestamp(HOUR), pd.NaT],
            "text": ["甲", None],
        }
    )
    first, second = frames.records(frame)
    assert first == {"number": 1.5, "count": 1, "time": HOUR, "text": "甲"}
    assert type(first["time"]) is datetime
    assert second == {"number": None, "count": 2, "time": None, "text": None}


def test_an_empty_result_keeps_its_columns(sessions):
    with sessions() as session:
        found = frames.read(session, select(StationRow.code, StationRow.name))
    assert list(found.columns) == ["code", "name"]
    assert found.empty
