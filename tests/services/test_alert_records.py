import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from alerts.alert import AlertError
from data.vocabulary import AlertLevel, Response
from services import (
    alert_records,
    forecast_runs,
    journal,
    list_versions,
    observations,
    rule_adoptions,
)

CITY = "140100"
START, END = datetime(2026, 11, 24), datetime(2026, 11, 27)
NOW = datetime(2026, 11, 23, 10)


def issue(sessions, start=START, end=END, level=AlertLevel.ORANGE, city=CITY, **more):
    return alert_records.issue(
        sessions, city, level, start, end, **{"user": "王某某", "now": NOW, **more}
    )


def test_an_alert_is_stored_with_all_it_rests_on(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY)
    rule_adoptions.adopt(sessions, CITY, "example", date(2026, 1, 1), "甲号")
    alert = issue(sessions)
    assert alert.number == "140100-2026-001"
    assert (alert.level, alert.start, alert.end) == (AlertLevel.ORANGE, START, END)
    assert (alert.issued_at, alert.issued_by) == (NOW, "王某某")
    assert (alert.list_version, alert.rule_set) == (1, "example")
    assert alert.basis.startswith("人工决定；该级别启动条件为：预测日AQI>200持续48小时及以上；或")
    assert alert_records.load(sessions, alert.number) == alert
    entry = journal.entries(sessions, CITY).iloc[0]
    assert (entry["user"], entry["act"]) == ("王某某", "发布橙色预警")
    assert entry["subject"] == "140100-2026-001，2026-11-24 00:00 至 2026-11-27 00:00"


def test_without_list_and_rules_an_alert_can_still_go_out(sessions):
    alert = issue(sessions, basis="会商决定")
    assert (alert.list_version, alert.rule_set, alert.basis) == (None, None, "会商决定")


def test_numbers_run_by_city_and_year_of_issue(sessions):
    day = timedelta(days=10)
    numbers = [
        issue(sessions).number,
        issue(sessions, START + day, END + day).number,
        issue(sessions, city="140200").number,
        issue(sessions, START + 2 * day, END + 2 * day, now=datetime(2027, 1, 1)).number,
    ]
    assert numbers == ["140100-2026-001", "140100-2026-002", "140200-2026-001", "140100-2027-001"]
    assert [a.number for a in alert_records.issued(sessions, CITY)] == [
        numbers[3], numbers[1], numbers[0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (START, END),
        (START - timedelta(days=1), START + timedelta(hours=1)),
        (END - timedelta(hours=1), END + timedelta(days=1)),
        (START + timedelta(hours=1), END - timedelta(hours=1)),
        (START - timedelta(days=1), END + timedelta(days=1)),
    ],
)
def test_windows_may_not_overlap(sessions, start, end):
    issue(sessions)
    with pytest.raises(AlertError, match="与预警 140100-2026-001 的时段重叠"):
        issue(sessions, start, end)
    assert len(alert_records.issued(sessions, CITY)) == 1
    issue(sessions, start, end, city="140200")


def test_windows_may_follow_each_other_without_a_gap(sessions):
    issue(sessions)
    issue(sessions, END, END + timedelta(days=1))
    issue(sessions, START - timedelta(days=1), START)
    assert len(alert_records.issued(sessions, CITY)) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": AlertLevel.BLUE},
        {"end": START},
        {"start": START + timedelta(minutes=30)},
    ],
)
def test_a_bad_window_or_level_leaves_no_trace(sessions, wrong):
    with pytest.raises(AlertError):
        issue(sessions, **wrong)
    assert alert_records.issued(sessions, CITY) == []
    assert journal.entries(sessions, CITY).empty


def test_two_officers_at_once_never_share_a_number_or_a_window(sessions):
    together = threading.Barrier(4)

    def one(n):
        together.wait()
        try:
            return issue(sessions, user=f"{n}号").number
        except AlertError as problem:
            return problem

    for _ in range(5):
        with ThreadPoolExecutor(4) as threads:
            results = list(threads.map(one, range(4)))
        assert sum(isinstance(result, str) for result in results) <= 1
    issued = alert_records.issued(sessions, CITY)
    assert [a.number for a in issued] == ["140100-2026-001"]
    assert len(journal.entries(sessions, CITY)) == 1


def test_two_officers_with_different_windows_get_different_numbers(sessions):
    together = threading.Barrier(3)

    def one(n):
        together.wait()
        shift = timedelta(days=10 * n)
        try:
            return issue(sessions, START + shift, END + shift).number
        except AlertError as problem:
            return str(problem)

    with ThreadPoolExecutor(3) as threads:
        results = list(threads.map(one, range(3)))
    made = [result for result in results if result.startswith("140100")]
    assert len(made) >= 1
    assert set(results) - set(made) <= {"另一人刚刚发布了预警，请刷新后核对再发"}
    assert sorted(made) == [f"140100-2026-{n:03d}" for n in range(1, len(made) + 1)]


def test_an_unknown_number_says_where_to_look(sessions):
    with pytest.raises(AlertError, match="没有编号为 140100-2026-009 的预警"):
        alert_records.load(sessions, "140100-2026-009")


def test_the_record_is_plain_json(sessions):
    record = alert_records.record(issue(sessions))
    assert record["start"] == "2026-11-24T00:00"
    assert record["level"] == "orange"
    assert type(record["level"]) is str


FIRST = pd.Timestamp(2026, 11, 22)


@pytest.fixture
def forecast(sessions, daily_values):
    """A stored forecast whose paths can be replaced."""
    with sessions.begin() as session:
        observations.store_daily(session, daily_values(date(2026, 11, 21), pm25=[40] * 9), "tidy")
    run = forecast_runs.publish(sessions, CITY, date(2026, 11, 21), model="persistence")
    return forecast_runs.load(sessions, run)


def with_paths(forecast, aqi, pm=None, pm25=None):
    days = pd.date_range(FIRST, periods=len(aqi), freq="D")
    pm = pm or aqi
    one = pd.DataFrame(
        {
            "lead_days": range(1, len(aqi) + 1),
            "day": days,
            "aqi": aqi,
            "aqi_pm": pm,
            "aqi_pm25": pm25 or pm,
        }
    ).astype({"aqi": float, "aqi_pm": float, "aqi_pm25": float})
    paths = [one.assign(path=n, primary="PM2.5") for n in range(10)]
    return replace(forecast, paths=pd.concat(paths, ignore_index=True))


def observe(sessions, days):
    """Values by day of November."""
    rows = [
        {
            "city_code": CITY,
            "day": pd.Timestamp(2026, 11, day),
            "so2": 10.0,
            "no2": 30.0,
            "co": 1.0,
            **v,
        }
        for day, v in days.items()
    ]
    with sessions.begin() as session:
        observations.store_daily(session, pd.DataFrame(rows), "tidy")


def test_observed_days_from_the_database_count(sessions, forecast):
    calm = with_paths(forecast, [160, 90])
    assert alert_records.recommend_from(sessions, calm).level is None
    # PM2.5 of 130 µg/m³ is AQI 172.
    heavy = {"pm25": 130.0, "pm10": 100.0, "o3_mda8": 40.0}
    observe(sessions, {20: heavy, 21: heavy})
    advice = alert_records.recommend_from(sessions, calm)
    assert advice.level is AlertLevel.ORANGE
    assert advice.criterion == "预测日AQI>150持续72小时及以上"


def test_observed_ozone_does_not_count(sessions, forecast):
    observe(sessions, {21: {"pm25": 30.0, "pm10": 50.0, "o3_mda8": 250.0}})
    assert alert_records.recommend_from(sessions, with_paths(forecast, [160, 90])).level is None


def test_with_the_dust_flag_pm10_counts_for_the_notice_only(sessions, forecast):
    dusty = with_paths(forecast, [310, 310], pm25=[80, 80])
    assert alert_records.recommend_from(sessions, dusty).level is AlertLevel.ORANGE
    flagged = alert_records.recommend_from(sessions, dusty, dust=True)
    assert (flagged.level, flagged.response) == (None, Response.HEALTH_NOTICE)


def test_with_the_dust_flag_observed_pm10_does_not_count_either(sessions, forecast):
    dust = {"pm25": 60.0, "pm10": 500.0, "o3_mda8": 40.0}
    observe(sessions, {20: dust, 21: dust})
    after = with_paths(forecast, [160, 90])
    assert alert_records.recommend_from(sessions, after).level is AlertLevel.ORANGE
    assert alert_records.recommend_from(sessions, after, dust=True).level is None


def test_the_recommendation_record_has_the_agreed_names(sessions, forecast):
    advice = alert_records.recommend_from(sessions, with_paths(forecast, [210, 210]))
    record = alert_records.recommendation_record(forecast, advice, [])
    assert record["issue"] == "2026-11-22T00:00"
    assert (record["level"], record["response"]) == ("orange", "curtailment")
    assert record["chances"] == {"yellow": 1.0, "orange": 1.0, "red": 0.0}
    assert (record["start"], record["end"]) == ("2026-11-22T00:00", "2026-11-24T00:00")


def test_without_observed_days_the_frame_keeps_its_columns(sessions):
    found = alert_records.observed_aqi(sessions, CITY, date(2026, 11, 21), 5)
    assert found.empty
    assert {"day", "aqi", "aqi_pm", "aqi_pm25"} <= set(found.columns)
