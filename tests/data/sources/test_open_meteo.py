import json
import socket
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from data.sources import SourceError, open_meteo
from data.sources.open_meteo import Point, Settings
from tests.open_meteo_server import VALUES, documented, reply, serving

NOW = datetime(2026, 11, 22, 8, 5)
TAIYUAN = Point("140100", 37.87, 112.55)
DATONG = Point("140200", 40.08, 113.30)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def refused(status, reason):
    body = json.dumps({"error": True, "reason": reason}).encode()
    return lambda _: (status, {}, body)


def raw(body, status=200, **headers):
    return lambda _: (status, headers, body)


def altered(change):
    """The documented answer, changed in place before it is sent."""

    def answer(query):
        content = reply(query)
        change(content)
        return 200, {}, json.dumps(content).encode()

    return answer


def weather(*answers, points=(TAIYUAN,), **options):
    with serving(*answers) as (settings, requests):
        fetched = open_meteo.forecast(points, fetched_at=NOW, settings=settings, **options)
    return fetched, requests


def test_the_question_is_asked_as_documented():
    _, [(path, query)] = weather(documented)
    assert path == "/v1/forecast"
    assert query["latitude"] == ["37.87"]
    assert query["longitude"] == ["112.55"]
    assert query["timezone"] == ["Asia/Shanghai"]
    assert query["wind_speed_unit"] == ["ms"]
    assert (query["forecast_days"], query["past_days"]) == (["8"], ["2"])
    assert set(query["hourly"][0].split(",")) < set(VALUES)


def test_the_hours_of_ten_days_come_in_our_names_and_units():
    fetched, _ = weather(documented)
    hourly = fetched.hourly
    assert len(hourly) == 240
    assert hourly["hour"].iloc[[0, -1]].tolist() == [
        pd.Timestamp("2026-11-20 00:00"), pd.Timestamp("2026-11-29 23:00"),
    ]  # fmt: skip
    row = hourly.drop(columns="hour").iloc[100].to_dict()
    assert row == {
        "place": "140100", "temperature": -2.5, "dew_point": -8.0, "relative_humidity": 66.0,
        "pressure": 935.2, "wind_speed": 2.0, "wind_direction": 270.0, "wind_gust": 5.5,
        "rain": 0.1, "sunshine_h": 0.5, "boundary_layer": 320.0,
    }  # fmt: skip
    assert fetched.fetched_at == NOW
    assert fetched.label == "模式值，非监测值"


def test_carbon_monoxide_is_brought_to_milligrams():
    with serving(documented) as (settings, requests):
        fetched = open_meteo.air_quality([TAIYUAN], fetched_at=NOW, settings=settings)
    [(path, query)] = requests
    assert path == "/v1/air-quality"
    assert (query["domains"], query["forecast_days"]) == (["cams_global"], ["6"])
    assert (fetched.hourly["co"] == 1.2).all()
    assert (fetched.hourly["pm25"] == 80.0).all()
    assert fetched.hourly["dust"].isna().all()


def test_several_points_come_as_a_list_in_the_order_asked():
    def two(query):
        replies = [reply(query), reply(query, temperature_2m=[-9.0] * 240)]
        return 200, {}, json.dumps(replies).encode()

    fetched, [(_, query)] = weather(two, points=[TAIYUAN, DATONG])
    assert query["latitude"] == ["37.87,40.08"]
    means = fetched.hourly.groupby("place")["temperature"].mean()
    assert means.to_dict() == {"140100": -2.5, "140200": -9.0}


def test_three_hundred_points_are_asked_for_in_three_requests():
    points = [Point(f"{n}", 30 + n / 100, 110.0) for n in range(300)]
    with serving(documented) as (settings, requests):
        fetched = open_meteo.air_quality(points, fetched_at=NOW, days=1, settings=settings)
    assert [len(query["latitude"][0].split(",")) for _, query in requests] == [100] * 3
    assert len(fetched.raw) == 3
    assert fetched.hourly["place"].nunique() == 300


def test_null_becomes_nan():
    def some(content):
        content["hourly"]["temperature_2m"][3] = None

    fetched, _ = weather(altered(some))
    assert np.flatnonzero(fetched.hourly["temperature"].isna()).tolist() == [3]


def test_a_variable_the_model_does_not_have_is_nan_throughout():
    def without(content):
        content["hourly"]["boundary_layer_height"] = [None] * 240
        content["hourly_units"]["boundary_layer_height"] = "undefined"

    fetched, _ = weather(altered(without))
    assert fetched.hourly["boundary_layer"].isna().all()


def test_values_no_weather_can_have_are_nan():
    def wild(content):
        content["hourly"]["temperature_2m"][:2] = [1e20, -999]

    fetched, _ = weather(altered(wild))
    assert fetched.hourly["temperature"].isna().sum() == 2


def test_400_gives_the_reason_of_the_server_and_is_not_asked_again():
    with (
        serving(refused(400, "Latitude must be in range of -90 to 90°")) as (settings, requests),
        pytest.raises(
            SourceError, match=r"不接受请求（400），对方说明：Latitude must be.*核对城市坐标"
        ),
    ):
        open_meteo.forecast([TAIYUAN], fetched_at=NOW, settings=settings)
    assert len(requests) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_may_pass_is_asked_again(status):
    fetched, requests = weather(refused(status, "Minutely API request limit exceeded."), documented)
    assert len(requests) == 2
    assert len(fetched.hourly) == 240


def test_asking_again_has_an_end():
    with (
        serving(refused(429, "Daily API request limit exceeded.")) as (settings, requests),
        pytest.raises(SourceError, match=r"429.*Daily API request.*已试 3 次.*请稍后再试"),
    ):
        open_meteo.forecast([TAIYUAN], fetched_at=NOW, settings=settings)
    assert len(requests) == 3


@pytest.mark.parametrize("asked", ["3600", "Wed, 21 Oct 2026 07:28:00 GMT", "-1"])
def test_a_pause_the_server_names_is_kept_within_bounds(asked):
    _, requests = weather(raw(b"{}", 429, **{"Retry-After": asked}), documented)
    assert len(requests) == 2


def test_a_server_that_does_not_answer_in_time_is_asked_again():
    fetched, requests = weather(0.5, documented)
    assert len(requests) == 2
    assert len(fetched.hourly) == 240


def test_a_server_that_never_answers_in_time_is_given_up():
    with (
        serving(0.5) as (settings, requests),
        pytest.raises(SourceError, match="超时没有应答（已试 3 次）"),
    ):
        open_meteo.forecast([TAIYUAN], fetched_at=NOW, settings=settings)
    assert len(requests) == 3


def test_where_nobody_listens_is_said():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with serving(documented) as (settings, _):
        nobody = Settings(f"http://127.0.0.1:{port}", patience=settings.patience)
    with pytest.raises(SourceError, match=r"连接失败.*检查网络、代理与服务地址"):
        open_meteo.forecast([TAIYUAN], fetched_at=NOW, settings=nobody)


def test_an_address_that_is_none_is_said_at_once():
    with pytest.raises(SourceError, match=r"地址“内网服务器/v1/forecast”无效.*http://"):
        open_meteo.forecast([TAIYUAN], fetched_at=NOW, settings=Settings("内网服务器"))


def test_a_connection_that_breaks_off_is_asked_again():
    _, requests = weather(raw(b'{"hou', 200, **{"Content-Length": "900"}), documented)
    assert len(requests) == 2


def _cut(query):
    status, headers, body = documented(query)
    return status, headers, body[: len(body) // 2]


def _units(header, unit):
    return altered(lambda content: content["hourly_units"].update({header: unit}))


def _hourly(header, values):
    return altered(lambda content: content["hourly"].update({header: values}))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (_cut, "不是完整的 JSON"),
        (raw(b"<!DOCTYPE html><html><body>login</body></html>"), "网页而不是数据.*登录网络"),
        (raw(b""), "不是完整的 JSON"),
        (raw(b'{"hourly": NaN}'), "不是完整的 JSON"),
        (raw(b"", 302, Location="http://portal.example/login"), "转到了“http://portal.*认证页"),
        (refused(200, "odd"), "对方说明：odd"),
        (raw(b"[]"), "要了 1 个城市，得到 0 个"),
        (raw(b"[1]"), "与约定不符"),
        (raw(b"{}"), "没有 hourly"),
        (_units("wind_speed_10m", "km/h"), "wind_speed_10m 单位为“km/h”，应为“m/s”"),
        (_units("temperature_2m", "°F"), "temperature_2m 单位为“°F”"),
        (_units("temperature_2m", "undefined"), "temperature_2m 单位为“undefined”"),
        (_units("precipitation", "inch"), "precipitation 单位为“inch”"),
        (_hourly("temperature_2m", [1.0] * 5), "有 5 个值，时间有 240 个"),
        (_hourly("temperature_2m", ["1.0"] * 240), "不是数字的值“1.0”"),
        (_hourly("temperature_2m", [True] * 240), "不是数字的值“True”"),
        (_hourly("temperature_2m", None), "没有变量 temperature_2m"),
        (_hourly("time", ["gestern"] * 240), "时间不能识别，如“gestern”"),
        (_hourly("time", ["2026-11-22T00:00"] * 240), "不是依次的整点"),
        (_hourly("time", []), "没有时间"),
        (altered(lambda content: content.update(utc_offset_seconds=0)), "不是北京时间"),
    ],
)  # fmt: skip
def test_a_reply_other_than_documented_is_refused_in_one_sentence(answer, said):
    with serving(answer) as (settings, _), pytest.raises(SourceError, match=said) as caught:
        open_meteo.forecast([TAIYUAN], fetched_at=NOW, settings=settings)
    assert "Traceback" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_reply_is_handed_over_before_it_is_read():
    kept = []
    with (
        serving(raw(b"half a repl")) as (settings, _),
        pytest.raises(SourceError, match="JSON"),
    ):
        open_meteo.forecast([TAIYUAN], fetched_at=NOW, settings=settings, on_reply=kept.append)
    assert kept == [b"half a repl"]


def test_what_cannot_be_asked_is_refused_before_asking():
    nowhere = Settings("http://127.0.0.1:1", "http://127.0.0.1:1")
    for days in (0, 16):
        with pytest.raises(ValueError, match="1～15"):
            open_meteo.forecast([TAIYUAN], fetched_at=NOW, days=days, settings=nowhere)
    with pytest.raises(ValueError, match="0～92"):
        open_meteo.forecast([TAIYUAN], fetched_at=NOW, past_days=93, settings=nowhere)
    with pytest.raises(ValueError, match="1～6"):
        open_meteo.air_quality([TAIYUAN], fetched_at=NOW, days=7, settings=nowhere)
    with pytest.raises(ValueError, match="至少给出一个"):
        open_meteo.forecast([], fetched_at=NOW, settings=nowhere)
    with pytest.raises(ValueError, match="给出了两次"):
        open_meteo.forecast([TAIYUAN, TAIYUAN], fetched_at=NOW, settings=nowhere)
    with pytest.raises(ValueError, match="纬度,经度"):
        Point("140100", 112.55, 37.87)


def test_addresses_come_from_the_environment(monkeypatch):
    for name in ("RESPONSE_OPEN_METEO_URL", "RESPONSE_OPEN_METEO_AIR_URL"):
        monkeypatch.delenv(name, raising=False)
    assert Settings.from_environment().weather_url == "https://api.open-meteo.com"
    assert Settings.from_environment().air_url == "https://air-quality-api.open-meteo.com"
    monkeypatch.setenv("RESPONSE_OPEN_METEO_AIR_URL", "http://10.0.0.5:8080")
    assert Settings.from_environment().air_url == "http://10.0.0.5:8080"
    with serving(documented) as (settings, requests):
        monkeypatch.setenv("RESPONSE_OPEN_METEO_URL", settings.weather_url)
        open_meteo.forecast([TAIYUAN], fetched_at=NOW)
    assert len(requests) == 1
