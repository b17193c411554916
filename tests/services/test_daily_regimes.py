from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from data.tables import OTHER_SOURCES
from data.vocabulary import AlertLevel
from emission_lists import workbook
from emission_lists.regimes import dust, vehicles
from emission_lists.regimes.registers import FIRMS, MACHINES
from services import (
    alert_records,
    daily_regimes,
    list_versions,
    observations,
    regime_records,
    seasonal_regimes,
)

CITY = "140100"
NOW = datetime(2026, 11, 22, 9, 40)


@pytest.fixture
def city(sessions, small_list):
    """A city with a list, one construction site and two stations."""
    site = {**dict.fromkeys(OTHER_SOURCES.names, ""), "source_id": "GD1", "source": "一号工地",
            "kind": "施工工地", "county": "城东区"}  # fmt: skip
    small_list[OTHER_SOURCES.sheet] = pd.DataFrame([site])
    list_versions.import_list(sessions, workbook.filled(small_list), CITY, now=NOW)
    store(sessions, {"甲": {8: 90.0, 9: 120.0}, "乙": {8: 260.0, 9: None}})
    with sessions.begin() as session:
        stations = pd.DataFrame({"code": ["甲", "乙"], "name": ["甲站", "乙站"]})
        observations.store_stations(session, CITY, stations)
    return sessions


def store(sessions, pm10):
    midnight = datetime.combine(NOW.date(), datetime.min.time())
    rows = [
        {"place": place, "hour": midnight + timedelta(hours=hour), "pm10": value, "city_code": CITY}
        for place, values in pm10.items()
        for hour, value in values.items()
    ]
    with sessions.begin() as session:
        observations.store_hourly(session, pd.DataFrame(rows), "test")


def alert(sessions, level=AlertLevel.YELLOW):
    return alert_records.issue(
        sessions, CITY, level, datetime(2026, 11, 22, 0), datetime(2026, 11, 24, 0),
        user="审批人", now=datetime(2026, 11, 21, 12),
    )  # fmt: skip


def test_without_anything_stored_the_situation_is_empty(sessions):
    found = daily_regimes.situation(sessions, CITY, NOW.date(), NOW)
    assert found.lines.empty
    assert found.sources.empty
    assert found.hourly.empty
    assert (found.level, found.alert) == (None, False)


def test_the_situation_holds_list_hours_and_alert(city):
    alert(city)
    found = daily_regimes.situation(city, CITY, NOW.date(), NOW)
    assert len(found.lines) == 5
    assert found.sources["source_id"].tolist() == ["GD1"]
    assert found.level is AlertLevel.YELLOW
    assert found.at == NOW
    assert dust.evaluate(found).rows.iloc[0]["kind"] == "stop"


def test_a_past_day_is_judged_at_its_end(city):
    found = daily_regimes.situation(city, CITY, date(2026, 11, 21), NOW)
    assert found.at == datetime(2026, 11, 22)
    assert found.hourly.empty


@pytest.mark.parametrize(
    ("day", "level"),
    [(date(2026, 11, 21), None), (date(2026, 11, 22), AlertLevel.YELLOW),
     (date(2026, 11, 23), AlertLevel.YELLOW), (date(2026, 11, 24), None)],
)  # fmt: skip
def test_an_alert_counts_on_the_days_it_covers(city, day, level):
    alert(city)
    assert daily_regimes.level_on(city, CITY, day) is level


def test_the_board_lists_the_newest_valid_hour_highest_first(city):
    found = daily_regimes.board(city, CITY, NOW).to_dict("records")
    assert [(row["name"], row["pm10"], row["stops"], row["late"]) for row in found] == [
        ("乙站（乙）", 260.0, True, False), ("甲站（甲）", 120.0, False, False),
    ]  # fmt: skip


def test_a_silent_station_stays_on_the_board_as_missing(city):
    found = daily_regimes.board(city, CITY, NOW + timedelta(hours=5))
    assert found["late"].tolist() == [True, True]
    assert found["stops"].tolist() == [True, False]


def test_the_board_of_an_empty_database_is_empty(sessions):
    assert daily_regimes.board(sessions, CITY, NOW).empty


def test_a_monitor_of_a_site_bears_the_name_of_the_site(city):
    store(city, {"GD1": {9: 400.0}})
    assert daily_regimes.board(city, CITY, NOW).loc[0, "name"] == "一号工地"


def test_the_limit_comes_with_its_clause():
    limit, reference = daily_regimes.stop_limit(CITY, NOW.date())
    assert limit == 250
    assert "第28条" in reference
    assert daily_regimes.stop_limit("110000", NOW.date()) is None


def test_the_registers_of_the_newest_lists_are_used_on(city):
    assert daily_regimes.last_registers(city, CITY) == ({}, ())
    firms = pd.DataFrame([{"firm": "甲", "county": "", "fleet": 10.0, "tested": 5.0,
                           "over_limit": 1.0, "checked_until": pd.NaT}])  # fmt: skip
    machines = pd.DataFrame([{"machine_id": "J1", "machine": "挖掘机", "stage": "国二",
                              "in_zone": "是", "coded": "是", "smoking": "否"}])  # fmt: skip
    facts = {FIRMS.sheet: firms, MACHINES.sheet: machines}
    given = seasonal_regimes.Given(facts=facts)
    found = seasonal_regimes.evaluate(city, CITY, vehicles.NAME, NOW.date(), given)
    record = seasonal_regimes.issue(city, found, user="审批人")
    registers, numbers = daily_regimes.last_registers(city, CITY)
    assert numbers == (record.number,)
    assert set(registers) == set(facts)
    again = seasonal_regimes.evaluate(
        city, CITY, vehicles.NAME, NOW.date(), seasonal_regimes.Given(facts=registers)
    )
    pd.testing.assert_frame_equal(again.regime.rows, found.regime.rows)
    stored = regime_records.load(city, record.number)
    assert "列入运输企业黑名单" in stored.regime.bound["measure"].tolist()
