import gzip
import json
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import select

from data.sources import SourceError, open_meteo
from data.sources.open_meteo import Point
from data.storage.guidance import GuidanceRow
from data.storage.observations import ForecastWeatherRow, IngestRow
from services import fetching, guidance, observations
from tests.open_meteo_server import documented, reply, serving

MORNING = datetime(2026, 11, 22, 8, 5)
EVENING = datetime(2026, 11, 22, 23, 10)
TAIYUAN = Point("140100", 37.87, 112.55)
DATONG = Point("140200", 40.08, 113.30)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch, tmp_path):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("RESPONSE_VAR", str(tmp_path / "var"))


def rows(sessions, model):
    with sessions() as session:
        return session.execute(select(*model.__table__.columns)).all()


def with_values(**changes):
    return lambda query: (200, {}, json.dumps(reply(query, **changes)).encode())


def hourly(**changes):
    with serving(with_values(**changes)) as (settings, _):
        return open_meteo.forecast([TAIYUAN], fetched_at=EVENING, settings=settings).hourly


def test_the_weather_of_several_cities_is_stored_as_their_forecast(sessions):
    with serving(documented) as (settings, _):
        got = fetching.fetch_weather(sessions, [TAIYUAN, DATONG], now=EVENING, settings=settings)
    assert (got.city_codes, got.rows, got.issue_day) == (
        ("140100", "140200"), 14, date(2026, 11, 22),
    )  # fmt: skip
    assert got.notes == ["Open-Meteo.com（CC BY 4.0）：模式值，非监测值"]
    stored = observations.forecast_weather(sessions, "140100", EVENING.date(), 30)
    assert stored["lead_days"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert stored["t_mean"].tolist() == [-2.5] * 7
    assert stored["gust_max"].tolist() == [5.5] * 7
    assert stored["sunshine_h"].tolist() == [12.0] * 6 + [11.5]
    assert stored["rain_mm"].tolist() == pytest.approx([2.4] * 6 + [2.3])
    assert stored["u_mean"].tolist() == pytest.approx([2.0] * 7)
    assert stored["v_mean"].tolist() == pytest.approx([0.0] * 7, abs=1e-9)


def test_fetching_twice_in_an_hour_changes_nothing_but_the_record_of_it(sessions):
    with serving(documented) as (settings, _):
        for _ in range(2):
            fetching.fetch_weather(sessions, [TAIYUAN], now=EVENING, settings=settings)
            fetching.fetch_air_quality(sessions, [TAIYUAN], now=EVENING, settings=settings)
            once = rows(sessions, ForecastWeatherRow), rows(sessions, GuidanceRow)
    assert (rows(sessions, ForecastWeatherRow), rows(sessions, GuidanceRow)) == once
    assert len(rows(sessions, IngestRow)) == 4


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 0, 10), date(2026, 11, 21)),
        (datetime(2026, 11, 22, 8, 5), date(2026, 11, 21)),
        (datetime(2026, 11, 22, 11, 59), date(2026, 11, 21)),
        (datetime(2026, 11, 22, 12, 0), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 23, 10), date(2026, 11, 22)),
    ],
)
def test_a_forecast_of_the_morning_is_filed_under_the_day_before(moment, day):
    assert fetching.weather_issue_day(moment) == day


def test_the_morning_forecast_covers_today_as_lead_one(sessions):
    with serving(documented) as (settings, _):
        fetching.fetch_weather(sessions, [TAIYUAN], now=MORNING, settings=settings)
    stored = observations.forecast_weather(sessions, "140100", MORNING.date(), 30)
    assert stored["issue_day"].unique().tolist() == [pd.Timestamp("2026-11-21")]
    assert stored["lead_days"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_daily_weather_is_of_the_hours_that_end_in_the_day():
    clock = [float(n % 24) for n in range(240)]  # °C at an hour: its o'clock, 0 at midnight
    daily = fetching.daily_forecast(
        hourly(temperature_2m=clock, wind_speed_10m=clock), date(2026, 11, 22)
    ).set_index("lead_days")
    assert daily.loc[1, "t_mean"] == np.mean([*range(1, 24), 0])
    assert (daily.loc[1, "t_max"], daily.loc[1, "t_range"]) == (23.0, 23.0)
    assert daily.loc[1, "ws_afternoon"] == np.mean(range(13, 20))
    assert daily.loc[1, "ws_night"] == np.mean(range(1, 9))
    assert daily.loc[1, "rh_min"] == 66.0
    assert daily.loc[1, "p_mean"] == pytest.approx(935.2)


def test_a_day_with_too_few_hours_is_missing_and_not_wrong():
    gusts = [5.0] * 240
    gusts[72 + 1 : 72 + 6] = [None] * 5  # day 1 keeps 19 hours
    daily = fetching.daily_forecast(hourly(wind_gusts_10m=gusts), date(2026, 11, 22))
    assert daily.set_index("lead_days")["gust_max"].isna().tolist() == [True] + [False] * 6


def test_days_the_model_does_not_reach_give_no_row(sessions):
    def short(query):
        content = reply(query)
        for values in list(content["hourly"].values())[1:]:
            values[144:] = [None] * len(values[144:])
        return 200, {}, json.dumps(content).encode()

    with serving(short) as (settings, _):
        fetching.fetch_weather(sessions, [TAIYUAN], now=EVENING, settings=settings)
    stored = observations.forecast_weather(sessions, "140100", EVENING.date(), 30)
    assert stored["lead_days"].tolist() == [1, 2, 3]


def test_the_air_quality_is_kept_as_guidance_from_the_hour_of_the_fetch(sessions):
    with serving(documented) as (settings, _):
        got = fetching.fetch_air_quality(sessions, [TAIYUAN], now=MORNING, settings=settings)
    assert got.rows == 6 * (6 * 24 - 1)
    values = guidance.values(sessions, "140100", MORNING, 30)
    assert values["model"].unique().tolist() == ["cams_global"]
    assert values["init_time"].unique().tolist() == [pd.Timestamp("2026-11-22 08:00")]
    assert (values["lead_h"].min(), values["lead_h"].max()) == (-7, 135)
    daily = guidance.daily_guidance(sessions, "140100", MORNING, 30)
    assert daily["lead_days"].tolist() == [0, 1, 2, 3, 4, 5]
    assert daily["pm25"].tolist() == [80.0] * 6
    assert daily["co"].tolist() == pytest.approx([1.2] * 6)
    assert daily["o3_mda8"].tolist() == [60.0] * 6


def test_the_reply_is_kept_as_it_came(sessions):
    with serving(documented) as (settings, _):
        got = fetching.fetch_weather(sessions, [TAIYUAN], now=EVENING, settings=settings)
    [path] = got.raw
    assert path.name == "20261122T231000-1.json.gz"
    assert json.loads(gzip.decompress(path.read_bytes()))["hourly_units"]["time"] == "iso8601"
    [record] = rows(sessions, IngestRow)
    assert (record.source, record.file, record.rows) == ("open-meteo-weather", path.name, 7)


def test_a_reply_that_cannot_be_read_is_kept_and_nothing_stored(sessions, tmp_path):
    with (
        serving(lambda _: (200, {}, b"<html>")) as (settings, _),
        pytest.raises(SourceError, match="网页"),
    ):
        fetching.fetch_air_quality(sessions, [TAIYUAN], now=EVENING, settings=settings)
    assert rows(sessions, GuidanceRow) == []
    [kept] = (tmp_path / "var").rglob("*.json.gz")
    assert gzip.decompress(kept.read_bytes()) == b"<html>"


def test_a_city_without_any_value_is_named(sessions):
    def nothing(query):
        content = reply(query)
        for name in list(content["hourly"])[1:]:
            content["hourly"][name] = [None] * len(content["hourly"]["time"])
        return 200, {}, json.dumps([reply(query), content]).encode()

    with serving(nothing) as (settings, _):
        got = fetching.fetch_weather(sessions, [TAIYUAN, DATONG], now=EVENING, settings=settings)
    assert got.notes[1:] == ["140200 没有任何模式值；请核对坐标"]
    assert got.rows == 7


def test_a_service_that_stands_still_is_noticed(sessions):
    late = datetime(2026, 12, 22, 8, 5)
    with serving(documented) as (settings, _):
        weather = fetching.fetch_weather(sessions, [TAIYUAN], now=late, settings=settings)
        air = fetching.fetch_air_quality(sessions, [TAIYUAN], now=late, settings=settings)
    assert (weather.rows, air.rows) == (0, 0)
    assert "2026-11-29 23:00；请核对服务是否停更" in weather.notes[1]
    assert "没有可用的预报" in air.notes[1]
