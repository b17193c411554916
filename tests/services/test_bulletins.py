from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from data.parameters import ParameterError
from data.vocabulary import Role
from forecasting import bulletin
from forecasting.bulletin import BulletinError
from forecasting.revision import RevisedValue
from services import bulletins, forecast_runs, observations, revisions
from services.accounts import User
from services.bulletins import MissingWeatherError

CITY, DAY = "140100", date(2026, 11, 20)
NEXT = DAY + timedelta(days=1)
EVENING = datetime(2026, 11, 21, 18)


@pytest.fixture
def filled(sessions, daily_values):
    with sessions.begin() as session:
        observations.store_daily(session, daily_values(DAY, days=500, pm25=[160, 180]), "tidy")
    return sessions


@pytest.fixture
def run(filled):
    return forecast_runs.publish(filled, CITY, DAY, model="persistence")


@pytest.fixture
def weather(filled):
    generator = np.random.default_rng(5)
    days = pd.date_range(end=pd.Timestamp(DAY), periods=500, freq="D")
    frame = pd.DataFrame({"city_code": CITY, "day": days})
    frame["ws_mean"] = generator.uniform(0.8, 3.5, len(days))
    frame["rh_mean"] = generator.uniform(20, 90, len(days))
    frame["t_mean"] = 10.0 + generator.normal(0, 5, len(days))
    ahead = frame.tail(8).assign(issue_day=pd.Timestamp(DAY), lead_days=range(8))
    early = ahead.assign(issue_day=pd.Timestamp(DAY) - pd.Timedelta(days=1), ws_mean=9.0)
    with filled.begin() as session:
        observations.store_weather(session, frame)
        both = pd.concat([ahead, early]).drop(columns="day")
        observations.store_forecast_weather(session, both)
    return frame


def test_the_bulletin_tells_the_three_days_after_today_of_the_newest_run(filled, run):
    told = bulletins.compose(filled, CITY, EVENING)
    assert [day.day for day in told.days] == [date(2026, 11, n) for n in (22, 23, 24)]
    assert (told.run_id, told.city, told.late, told.revised_by) == (run, "太原市", False, "")
    outlook = forecast_runs.load(filled, run).outlook.set_index("lead_days")
    low, high = told.days[0].aqi_low, told.days[0].aqi_high
    assert (low + high) / 2 == outlook.loc[2, "aqi_p50"]
    assert "示例值" in told.width
    assert "HJ 633—2026" in told.reference


def test_the_bulletin_tells_the_revision_and_says_so(filled, run):
    user = User("王某某", Role.DUTY)
    value = RevisedValue(date(2026, 11, 23), "aqi", 230)
    revisions.revise(filled, run, [value], "静稳", user=user)
    told = bulletins.compose(filled, CITY, EVENING)
    assert (told.days[1].aqi_low, told.days[1].aqi_high) == (215, 245)
    assert [day.revised for day in told.days] == [False, True, False]
    assert "经人工订正（王某某）" in bulletin.text(told)


def test_without_a_run_or_with_one_too_short_it_says_what_to_do(filled):
    with pytest.raises(BulletinError, match=r"太原市还没有预报.*forecasting run --city 140100"):
        bulletins.compose(filled, CITY, EVENING)
    forecast_runs.publish(filled, CITY, DAY, model="persistence", lead_days=3)
    with pytest.raises(BulletinError, match="请重新起报"):
        bulletins.compose(filled, CITY, EVENING)


def test_before_the_standard_of_2026_there_is_no_public_forecast(filled, run):
    with pytest.raises(ParameterError, match="2026-03-01"):
        bulletins.compose(filled, CITY, datetime(2026, 1, 5), run_id=run)


def test_the_files_are_written_where_asked(filled, run, tmp_path):
    told = bulletins.compose(filled, CITY, EVENING)
    paths = bulletins.write(told, tmp_path / "公报")
    assert [path.suffix for path in paths] == [".txt", ".csv"]
    assert paths[0].read_text("utf-8-sig") == bulletin.text(told)


def test_the_index_runs_from_observed_days_into_the_forecast(filled, run, weather):
    index = bulletins.index_outlook(filled, forecast_runs.load(filled, run))
    assert index["observed"].sum() == 30
    assert list(index.loc[~index["observed"], "day"]) == list(
        pd.date_range(NEXT, periods=7, freq="D")
    )
    assert index["index"].between(0, 100).all()
    # The forecast of the day itself, not that of the day before with its gale.
    assert (
        index.loc[~index["observed"], "days_since_clearing"].iloc[-1]
        == index["days_since_clearing"].iloc[-1]
    )
    assert not (index.loc[~index["observed"], "days_since_clearing"] == 0).all()


def test_the_record_of_the_index_is_over_observed_days(filled, run, weather):
    found = bulletins.index_record(filled, CITY, DAY, 200)
    assert found.days == 200
    assert -1 <= found.rank_correlation <= 1
    assert found.classes["days"].sum() == 200


def test_similar_spells_lie_before_the_issue(filled, run, weather):
    found = bulletins.similar(filled, forecast_runs.load(filled, run), k=3)
    assert len(found) == 3
    assert (found["end"] <= pd.Timestamp(DAY)).all()


def test_observations_after_the_issue_change_nothing(filled, run, weather, daily_values):
    forecast = forecast_runs.load(filled, run)
    before = bulletins.similar(filled, forecast), bulletins.index_outlook(filled, forecast)
    later = daily_values(date(2026, 11, 25), pm25=[400] * 5)
    with filled.begin() as session:
        observations.store_daily(session, later[later["day"] > pd.Timestamp(DAY)], "tidy")
        days = pd.date_range(NEXT, periods=3)
        gale = pd.DataFrame({"city_code": CITY, "day": days, "ws_mean": 9.0})
        observations.store_weather(session, gale)
        issued = gale.assign(issue_day=days, lead_days=1).drop(columns="day")
        observations.store_forecast_weather(session, issued)
    pd.testing.assert_frame_equal(before[0], bulletins.similar(filled, forecast))
    pd.testing.assert_frame_equal(before[1], bulletins.index_outlook(filled, forecast))


def test_without_weather_it_says_what_to_do(filled, run):
    forecast = forecast_runs.load(filled, run)
    for ask in (bulletins.similar, bulletins.index_outlook):
        with pytest.raises(MissingWeatherError, match=r"没有气象预报.*forecasting ingest"):
            ask(filled, forecast)
    with pytest.raises(MissingWeatherError, match="没有实况气象"):
        bulletins.index_record(filled, CITY, DAY, 100)
