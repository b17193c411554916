"""The made-up sample city in the database: put there once, carried on to the day of every start."""

import logging
import sys
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session, sessionmaker

from alerts.criteria import criteria_on, highest, judge_days
from data import parameters, samples
from data.storage.evidence import PowerRow, StackRow
from data.storage.observations import ForecastWeatherRow
from data.tables import CITY_TOTALS, ENTERPRISES, LINES, OTHER_SOURCES
from emission_lists import workbook
from services import (
    alert_records,
    clock,
    connection,
    forecast_checks,
    forecast_runs,
    frames,
    guidance,
    list_versions,
    observations,
    order_records,
    rule_adoptions,
    scenario_runs,
)

log = logging.getLogger("sample")

CITY = connection.DEMO_CITY
SOURCE = "sample"
USER = "演示数据"
LIST_FILE = "示例市应急减排清单（演示数据）.xlsx"
CHECK_DAYS = 45
"""One fit, and as many issues as a first start can wait for."""


def prepare(sessions: sessionmaker[Session], now: datetime, check_days: int = CHECK_DAYS) -> None:
    """Make the sample city complete up to ``now``; what is there already is kept.

    On the first call: list, adopted rule set, two years of observations, last winter's alert with
    its orders and evidence, a forecast with its fit, and the record of forecasts. On a later day: the hours since, and a new forecast.
    The weather forecasts of the last two issue days are made afresh each day, so that an episode
    always lies two days ahead of the day of start.

    Args:
        sessions: Session factory.
        now: Local time of the start.
        check_days: Days of issue that the record of forecasts covers.
    """
    last_hour = now.replace(minute=0, second=0, microsecond=0)
    if list_versions.latest(sessions, CITY) is None:
        log.info("正在生成演示清单……")
        past = samples.past_alert(now.date())
        _store_list(sessions, past["issued"] - timedelta(days=60))
    newest = observations.newest_hour(sessions, CITY)
    if newest is None or newest < last_hour:
        log.info("正在生成演示观测（两年逐时，首次约一分钟）……")
        _store_air(sessions, last_hour, newest)
    if not alert_records.issued(sessions, CITY):
        log.info("正在生成去冬橙色预警及其指令……")
        _store_past_alert(sessions, samples.past_alert(now.date()))
    run = forecast_runs.latest(sessions, CITY)
    day, hour = _issue_of(last_hour)
    if run is None or forecast_runs.load(sessions, run).issue_day != day:
        log.info("正在起报（拟合预报模型，首次约一分钟）……")
        forecast_runs.publish(sessions, CITY, day, issue_hour=hour, user=USER)
    if forecast_checks.latest(sessions, CITY) is None:
        log.info("正在检验近 %d 天的预报（首次约一分钟）……", check_days)
        last = day - timedelta(days=1)
        forecast_checks.verify(
            sessions, CITY, last - timedelta(days=check_days - 1), last, issue_hour=8, user=USER
        )
    log.info("示例市已就绪：%s", samples.SAMPLE_MARK)


def _issue_of(last_hour: datetime) -> tuple[date, int]:
    """Day and hour of issue; before 1:00 the day before is still the day of issue."""
    if last_hour.hour == 0:
        return last_hour.date() - timedelta(days=1), 24
    return last_hour.date(), last_hour.hour


def _store_list(sessions: sessionmaker[Session], imported_at: datetime) -> None:
    enterprises, lines, totals = samples.enterprises(today=imported_at.date())
    tables = {
        ENTERPRISES.sheet: enterprises,
        LINES.sheet: lines,
        CITY_TOTALS.sheet: totals,
        OTHER_SOURCES.sheet: samples.other_sources(today=imported_at.date()),
    }
    list_versions.import_list(
        sessions, workbook.filled(tables), CITY, name=LIST_FILE, user=USER, now=imported_at
    )
    rule_adoptions.adopt(
        sessions, CITY, "example", imported_at.date(), "示例市分级减排规则（演示文件）", user=USER
    )


def _store_air(
    sessions: sessionmaker[Session], last_hour: datetime, newest: datetime | None
) -> None:
    day, hour = _issue_of(last_hour)
    air = samples.observations(day, hour, until_lead=8)  # the issue is a day older at 8:00
    hourly, weather, archive = air.hourly, air.weather, air.forecast_weather
    # A weather forecast is made after 23:00 of its issue day: today's is not there yet.
    archive = archive[archive["issue_day"] + timedelta(days=1) <= last_hour]
    if newest is not None:
        hourly = hourly[hourly["hour"] > newest]
        weather = weather[weather["day"] >= newest - timedelta(days=2)]
        archive = archive[archive["issue_day"] >= newest - timedelta(days=2)]
    with sessions.begin() as session:
        observations.store_stations(session, CITY, air.stations)
        observations.store_hourly(session, hourly.assign(city_code=CITY), SOURCE)
        observations.store_weather(session, weather.assign(city_code=CITY))
        # Made-up forecasts, replaced as a whole: an episode of yesterday's start must not linger.
        session.execute(
            delete(ForecastWeatherRow).where(
                ForecastWeatherRow.city_code == CITY,
                ForecastWeatherRow.issue_day >= archive["issue_day"].min().date(),
            )
        )
        observations.store_forecast_weather(session, archive.assign(city_code=CITY))
        guidance.store(session, samples.chemistry_guidance(day, hour))


def _store_past_alert(sessions: sessionmaker[Session], past: samples.PastAlert) -> None:
    alert = alert_records.issue(
        sessions, CITY, past["level"], past["start"], past["end"],
        user="演示审批人", now=past["issued"],
        basis=_basis(past),
    )  # fmt: skip
    order_records.issue_orders(sessions, alert.number, user="演示审批人", now=past["issued"])
    framed = scenario_runs.frame_scenario(sessions, CITY, alert.level, alert.start.date())
    outcome = scenario_runs.run_scenario(sessions, framed)
    found = samples.evidence(outcome.lines, alert.start, alert.end)
    with sessions.begin() as session:
        for model, frame in ((PowerRow, found.power), (StackRow, found.cems)):
            frames.upsert(session, model, frames.records(frame.assign(city_code=CITY)))


def _basis(past: samples.PastAlert) -> str:
    """The criterion that last winter's episode met, AQI above 200 from its first day on."""
    day = past["start"].date()
    gap = parameters.on("alerts/merge_gap", day, CITY).value.hours
    window = highest(judge_days([201.0] * past["days"], day, criteria_on(day, CITY), gap))
    assert window is not None  # two days above 200 are an orange alert
    return f"{window.criterion.text}（{window.criterion.reference}）"


def main() -> None:
    """Prepare the sample city in the database of the settings."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    if not connection.demonstration():
        log.info("已建立账户（或已关闭演示模式），不再生成演示数据")
        return
    prepare(connection.sessions(), clock.now())


if __name__ == "__main__":
    main()
