from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from services import forecast_health, forecast_runs, observations

CITY = "140100"
NOW = datetime(2026, 1, 21, 8, 30)


def frame(errors, observed=100.0):
    return pd.DataFrame({"mean": observed + np.array(errors, dtype=float), "observed": observed})


RECORD = frame([20, -20] * 30)


def test_errors_like_those_of_the_record_are_not_worth_a_word():
    assert forecast_health.drift(frame([20, -20, 18, -22, 15]), RECORD) == []


def test_grown_errors_are_said_with_both_figures():
    (said,) = forecast_health.drift(frame([60, -60, 60, -60, 60, -60]), RECORD)
    assert "RMSE 为 60 µg/m³，是检验记录（20）的 3.0 倍" in said


@pytest.mark.parametrize(("sign", "word"), [(1, "偏高"), (-1, "偏低")])
def test_a_bias_beyond_chance_is_said_with_its_direction(sign, word):
    (said,) = forecast_health.drift(frame([25 * sign] * 6), RECORD)
    assert f"{word} 25 µg/m³" in said


def test_a_few_days_say_nothing():
    assert forecast_health.drift(frame([200] * 4), RECORD) == []
    assert forecast_health.drift(frame([200] * 9), RECORD.iloc[:0]) == []


def test_missing_sources_are_said(sessions):
    assert forecast_health.notes(sessions, CITY, NOW) == (
        "实况缺失，请导入或起报", "气象预报缺失，请导入或起报", "空气质量预报缺失，请导入或起报",
    )  # fmt: skip


@pytest.mark.parametrize(("gone", "said"), [(0, False), (6, False), (20, True)])
def test_missing_hours_are_counted(sessions, gone, said):
    hours = pd.DataFrame({"hour": pd.date_range(end="2026-01-21 08:00", periods=72, freq="h")})
    hours = hours.assign(place="甲站", city_code=CITY, pm25=90.0).drop(index=range(10, 10 + gone))
    with sessions.begin() as session:
        observations.store_hourly(session, hours, "cnemc")
    found = [note for note in forecast_health.notes(sessions, CITY, NOW) if "小时中" in note]
    assert found == (
        [f"至 01-21 08:00 的 72 小时中 PM2.5 缺 {gone} 小时，预报把握下降"] if said else []
    )


def test_late_sources_are_said_with_their_newest_hour(sessions):
    row = pd.DataFrame({"hour": [pd.Timestamp("2026-01-20 03:00")], "place": "甲站", "pm25": 50.0})
    with sessions.begin() as session:
        observations.store_hourly(session, row.assign(city_code=CITY), "cnemc")
    notes = forecast_health.notes(sessions, CITY, NOW)
    assert "实况迟到，最新为 2026-01-20 03:00" in notes


def test_recent_errors_take_the_newest_run_of_each_day(sessions, daily_values):
    values = daily_values(date(2026, 1, 20))
    with sessions.begin() as session:
        observations.store_daily(session, values, "tidy")
    for back in (4, 3, 2):
        day = date(2026, 1, 20) - timedelta(days=back)
        for _ in range(2):
            forecast_runs.publish(sessions, CITY, day, model="persistence")
    recent = forecast_health.recent_errors(sessions, CITY, date(2026, 1, 20))
    assert list(recent["day"].dt.day) == [17, 18, 19]
    seen = values.set_index("day")["pm25"].reindex(recent["day"])
    np.testing.assert_allclose(recent["observed"], seen)
