import json
from datetime import datetime, time

import pytest
from typer.testing import CliRunner

from forecasting.__main__ import app
from services import clock, connection, observations
from tests.open_meteo_server import documented, serving

POINTS = ["--point", "太原=37.87,112.55", "140200=40.08,113.30"]


def today(query):
    return documented(query, datetime.combine(clock.today(), time()))


@pytest.fixture
def fetch(settings, monkeypatch):
    def run(*arguments, answers=(today,)):
        with serving(*answers) as (service, _):
            monkeypatch.setenv("NO_PROXY", "127.0.0.1")
            monkeypatch.setenv("RESPONSE_OPEN_METEO_URL", service.weather_url)
            monkeypatch.setenv("RESPONSE_OPEN_METEO_AIR_URL", service.air_url)
            return CliRunner().invoke(app, ["fetch", *arguments])

    return run


def test_both_forecasts_are_fetched_for_all_points_and_stored(fetch):
    result = fetch(*POINTS, "--json")
    assert result.exit_code == 0, result.output
    got = json.loads(result.stdout)
    assert [one["source"] for one in got["received"]] == ["open-meteo-weather", "open-meteo-air"]
    assert got["received"][0]["cities"] == ["140100", "140200"]
    assert "模式值，非监测值" in got["received"][0]["notes"][0]
    assert got["errors"] == []
    stored = observations.forecast_weather(connection.sessions(), "140100", clock.today(), 30)
    assert set(range(1, 8)) <= set(stored["lead_days"])


def test_where_one_service_fails_the_other_is_still_stored_and_the_exit_says_so(fetch, caplog):
    def no_air(query):
        if "domains" in query:
            return 400, {}, b'{"error": true, "reason": "no such domain"}'
        return today(query)

    result = fetch(*POINTS, "--json", answers=[no_air])
    assert result.exit_code == 1
    got = json.loads(result.stdout)
    assert [one["source"] for one in got["received"]] == ["open-meteo-weather"]
    assert "no such domain" in got["errors"][0]
    assert "空气质量模式预报未取得" in caplog.text


def test_one_of_them_can_be_left_out(fetch):
    got = json.loads(fetch(*POINTS, "--no-weather", "--json").stdout)
    assert [one["source"] for one in got["received"]] == ["open-meteo-air"]


@pytest.mark.parametrize(
    "point", ["140100", "140100=37.87", "140100=x,y", "140100=112.55,37.87", "140100=nan,1"]
)
def test_a_point_that_is_none_is_refused_with_an_example(fetch, point):
    result = fetch("--point", point)
    assert result.exit_code == 2
    assert "37.87,112.55" in result.output.replace("\n", "").replace(" ", "")


def test_a_city_given_twice_is_refused(fetch):
    result = fetch("--point", "太原=37.87,112.55", "140100=37.87,112.55")
    assert result.exit_code == 2
    assert "两次" in result.output
