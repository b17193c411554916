"""The only place where Streamlit caches anything.

Reads are cached by the id of a record that never changes, so nothing needs clearing: a new list
version has a new id. Only "which one is the newest?" expires by time.
"""

from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from alerts.alert import Alert
from alerts.recommendation import Recommendation
from data.vocabulary import AlertLevel
from emission_lists import difference, import_choices
from emission_lists.difference import Difference
from emission_lists.rule_matrix import CityMeasure
from emission_lists.trace import Trace
from forecasting.weather_index import IndexRecord
from orders.bundle import bundle
from orders.document import Template
from orders.order import Order
from scenarios.scenario import Outcome, Scenario
from services import (
    alert_records,
    bulletins,
    city_measures,
    clock,
    connection,
    daily_regimes,
    forecast_checks,
    forecast_health,
    forecast_runs,
    freshness,
    grade_records,
    import_profiles,
    line_traces,
    list_imports,
    list_versions,
    observations,
    order_records,
    regime_notices,
    regime_records,
    revisions,
    rule_adoptions,
    scenario_runs,
    seasonal_regimes,
    trigger_windows,
)
from services.connection import Sessions
from services.forecast_checks import ForecastCheck
from services.forecast_runs import StoredForecast
from services.import_profiles import ImportProfile
from services.list_imports import Checked, Draft
from services.list_versions import EmissionList, ListVersion
from services.revisions import RevisedForecast
from services.seasonal_regimes import Evaluated, Given


@st.cache_resource(show_spinner="正在连接数据库……")
def sessions() -> Sessions:
    """Connect once per server process."""
    return connection.sessions()


@st.cache_data(ttl=60, show_spinner=False)
def latest_list(city_code: str) -> ListVersion | None:
    """Return the newest list version of a city, at most one minute stale."""
    return list_versions.latest(sessions(), city_code)


@st.cache_data(ttl=60, show_spinner=False)
def latest_forecast(city_code: str) -> int | None:
    """Return the newest forecast of a city, at most one minute stale."""
    return forecast_runs.latest(sessions(), city_code)


@st.cache_data(ttl=60, show_spinner=False)
def alerts(city_code: str) -> list[Alert]:
    """Return the issued alerts of a city, newest first, at most one minute stale."""
    return alert_records.issued(sessions(), city_code)


@st.cache_data(ttl=60, show_spinner=False)
def freshness_states(city_code: str) -> list[dict[str, Any]]:
    """Return how fresh the sources are, at most one minute stale."""
    return freshness.states(sessions(), city_code, clock.now())


@st.cache_data(ttl=60, show_spinner=False)
def adopted_rules(city_code: str, day: date) -> str | None:
    """Return the rule set a city applies on a day, at most one minute stale."""
    return rule_adoptions.adopted_on(sessions(), city_code, day)


@st.cache_data(ttl=60, show_spinner=False)
def city_measures_on(city_code: str, day: date) -> tuple[CityMeasure, ...]:
    """Return the measures a city has laid down itself for a day, at most one minute stale."""
    return city_measures.in_force(sessions(), city_code, day)


@st.cache_data(ttl=60, show_spinner=False)
def staggered_on(city_code: str, day: date) -> str | None:
    """Return the staggered-production list that holds on a day, at most one minute stale."""
    return seasonal_regimes.staggered_in_force(sessions(), city_code, day)


@st.cache_data(ttl=60, show_spinner=False)
def newest_grade_record(city_code: str) -> int:
    """Return the number of the last grade record of a city, at most one minute stale."""
    return grade_records.newest(sessions(), city_code)


@st.cache_data(ttl=600, show_spinner="正在读取观测……")
def observed_days(city_code: str, until: date, days: int, newest: datetime | None) -> pd.DataFrame:
    """Return observed days with AQI; ``newest`` (the newest hour) makes new data a new key."""
    del newest
    return alert_records.observed_aqi(sessions(), city_code, until, days)


@st.cache_data(ttl=60, show_spinner=False)
def newest_hour(city_code: str) -> datetime | None:
    """Return the end of the newest observed hour, at most one minute stale."""
    return observations.newest_hour(sessions(), city_code)


@st.cache_resource(max_entries=20, show_spinner="正在读取预报……")
def forecast(run_id: int) -> StoredForecast:
    """Return a stored forecast; it never changes."""
    return forecast_runs.load(sessions(), run_id)


def revised_forecast(run_id: int) -> RevisedForecast:
    """Return a stored forecast with its revisions applied; a new revision shows at once."""
    return _revised(run_id, revisions.newest_id(sessions(), run_id))


@st.cache_resource(max_entries=20, show_spinner="正在应用人工订正……")
def _revised(run_id: int, newest_revision: int) -> RevisedForecast:
    del newest_revision
    return revisions.applied(forecast(run_id), revisions.of_run(sessions(), run_id))


@st.cache_data(max_entries=20, show_spinner="正在查找相似过程……")
def similar_spells(run_id: int) -> pd.DataFrame:
    """Return the past spells most like the days ahead of a stored forecast."""
    run = forecast(run_id)
    return bulletins.similar(sessions(), run, daily=_history(run))


@st.cache_data(max_entries=20, show_spinner="正在计算气象条件指标……")
def weather_index(run_id: int) -> pd.DataFrame:
    """Return the heavy-pollution weather index of the days ahead of a stored forecast."""
    return bulletins.index_outlook(sessions(), forecast(run_id))


@st.cache_data(max_entries=20, show_spinner="正在检验气象条件指标……")
def weather_index_record(run_id: int) -> IndexRecord:
    """Return how the index of the days before a forecast went with observed PM2.5."""
    run = forecast(run_id)
    last, days = bulletins.last_complete_day(run), forecast_runs.HISTORY_DAYS
    return bulletins.index_record(sessions(), run.city_code, last, days, daily=_history(run))


def _history(run: StoredForecast) -> pd.DataFrame:
    last = bulletins.last_complete_day(run)
    return observed_days(run.city_code, last, forecast_runs.HISTORY_DAYS, run.newest_hour)


@st.cache_data(ttl=60, show_spinner=False)
def checks_by_hour(city_code: str) -> dict[int, int]:
    """Return the newest record of each hour of issue of a city, at most one minute stale."""
    return forecast_checks.by_hour(sessions(), city_code)


@st.cache_data(ttl=60, max_entries=4, show_spinner="正在汇总各城市检验记录……")
def triggers_of_all_cities(issue_hour: int) -> pd.DataFrame:
    """Return the triggers of the newest record of every city, at most one minute stale."""
    return forecast_checks.of_all_cities(sessions(), issue_hour)


@st.cache_resource(max_entries=6, show_spinner="正在读取检验记录……")
def forecast_check(number: int) -> ForecastCheck:
    """Return a stored record of forecasts; it never changes."""
    return forecast_checks.load(sessions(), number)


@st.cache_data(ttl=60, show_spinner="正在核对输入资料……")
def forecast_notes(city_code: str) -> tuple[str, ...]:
    """Return what is amiss with input and errors, at most one minute stale."""
    return forecast_health.notes(sessions(), city_code, clock.now())


def recommendation(run_id: int, dust: bool) -> Recommendation:
    """Return what a stored forecast, as revised, calls for."""
    return _recommendation(run_id, revisions.newest_id(sessions(), run_id), dust)


@st.cache_data(max_entries=20, show_spinner="正在判断预警级别……")
def _recommendation(run_id: int, newest_revision: int, dust: bool) -> Recommendation:
    revised = _revised(run_id, newest_revision).revised
    return alert_records.recommend_from(sessions(), revised, dust=dust)


def trigger_days(run_id: int, dust: bool) -> pd.DataFrame:
    """Return the chance of each level by day of a stored forecast, as revised."""
    return _trigger_days(run_id, revisions.newest_id(sessions(), run_id), dust)


@st.cache_data(max_entries=20, show_spinner="正在判断逐日触发概率……")
def _trigger_days(run_id: int, newest_revision: int, dust: bool) -> pd.DataFrame:
    revised = _revised(run_id, newest_revision).revised
    return trigger_windows.by_day(sessions(), revised, dust=dust)


@st.cache_resource(max_entries=8, show_spinner="正在读取清单……")
def emission_list(city_code: str, number: int) -> EmissionList:
    """Return a stored list version; it never changes."""
    return list_versions.load(sessions(), city_code, number)


@st.cache_data(ttl=60, show_spinner=False)
def list_versions_of(city_code: str) -> list[ListVersion]:
    """Return the list versions of a city, newest first, at most one minute stale."""
    return list_versions.versions(sessions(), city_code)


@st.cache_resource(max_entries=6, show_spinner="正在比较……")
def list_difference(city_code: str, before: int, after: int) -> Difference:
    """Return what changed between two stored versions; they never change."""
    one, other = (
        list_imports.tables(emission_list(city_code, number)) for number in (before, after)
    )
    return difference.difference(one, other)


@st.cache_data(ttl=60, show_spinner=False)
def import_profiles_of(city_code: str) -> list[ImportProfile]:
    """Return the import profiles of a city, at most one minute stale."""
    return import_profiles.profiles(sessions(), city_code)


@st.cache_resource(max_entries=3, show_spinner="正在读取工作簿……")
def import_draft(name: str, content: bytes) -> Draft:
    """Return a workbook as read, its tables found; raises what the service raises."""
    return list_imports.draft(content, name)


@st.cache_resource(max_entries=3, show_spinner="正在检查每个单元格……")
def import_checked(
    name: str, content: bytes, record: dict[str, Any], day: date, city_code: str, in_force: int
) -> Checked:
    """Return a workbook read as declared; ``in_force`` is the newest version, 0 for none."""
    found = import_draft(name, content)
    choices = import_choices.from_record(record, found.sheets)
    stored = emission_list(city_code, in_force) if in_force else None
    return list_imports.check(found, choices, day, stored, city_code)


@st.cache_resource(max_entries=50, show_spinner="正在核算减排……")
def outcome(scenario: Scenario) -> Outcome:
    """Return what a scenario leads to; its frames are shared and never changed in place."""
    return scenario_runs.run_scenario(sessions(), scenario)


@st.cache_data(max_entries=100, show_spinner="正在追溯依据……")
def line_trace(scenario: Scenario, line_id: str) -> Trace:
    """Return why a line cuts what it cuts under a scenario."""
    return line_traces.trace_in(sessions(), scenario, line_id)


def scenario(city_code: str, level: AlertLevel, day: date) -> Scenario | None:
    """Name a scenario on the newest list; None where there is no list."""
    version = latest_list(city_code)
    if version is None:
        return None
    known = newest_grade_record(city_code)
    return Scenario(
        city_code, version.number, level, day, adopted_rules(city_code, day), known,
        city_measures_on(city_code, day), staggered=staggered_on(city_code, day),
    )  # fmt: skip


@st.cache_data(max_entries=6, show_spinner="正在生成指令文件……")
def order_zip(alert_number: str, issued: int) -> bytes:
    """Return all documents of an alert as a zip; ``issued`` is the number of its orders."""
    del issued
    made = order_records.export(sessions(), alert_number, None, user="页面导出")
    return made.zip_bytes or b""


def forget_newest() -> None:
    """After an act of this user: let him see at once what he stored."""
    for read in (latest_list, latest_forecast, alerts, freshness_states, adopted_rules, orders):
        read.clear()
    newest_grade_record.clear()
    city_measures_on.clear()
    staggered_on.clear()
    list_versions_of.clear()
    import_profiles_of.clear()
    regime_records_of.clear()
    regime.clear()


@st.cache_resource(ttl=60, max_entries=6, show_spinner="正在读取指令……")
def orders(alert_number: str) -> list[Order]:
    """Return the issued orders of an alert, at most one minute stale."""
    return order_records.orders_of(sessions(), alert_number)


@st.cache_data(ttl=60, show_spinner="正在读取 PM10……")
def pm10_board(city_code: str) -> pd.DataFrame:
    """Return the newest valid hour of PM10 of every monitor, at most one minute stale."""
    return daily_regimes.board(sessions(), city_code, clock.now())


@st.cache_resource(ttl=60, max_entries=8, show_spinner="正在核定名单……")
def regime(
    city_code: str,
    name: str,
    day: date,
    annex: tuple[str, bytes] | None,
    o3: float | None,
    temperature: float | None,
    season: tuple[date, date] | None,
) -> Evaluated:
    """Return what a regime says of a day, at most one minute stale; raises what the service raises.

    Without an annex the registers of the newest stored list are used on.
    """
    facts = seasonal_regimes.read_facts(annex[1], annex[0], name) if annex else None
    if facts is None and name in daily_regimes.DAILY:
        facts, _ = daily_regimes.last_registers(sessions(), city_code)
    given = Given(o3, temperature, season, facts)
    return seasonal_regimes.evaluate(sessions(), city_code, name, day, given)


@st.cache_data(ttl=60, show_spinner=False)
def regime_records_of(city_code: str, name: str) -> pd.DataFrame:
    """Return the stored lists of a regime, newest first, at most one minute stale."""
    return regime_records.records(sessions(), city_code, name)


@st.cache_data(max_entries=6, show_spinner="正在生成名单……")
def regime_workbook(number: str) -> bytes:
    """Return a stored list as an Excel file; it never changes."""
    return regime_records.workbook(regime_records.load(sessions(), number))


@st.cache_data(max_entries=4, show_spinner="正在生成执行通知……")
def regime_notice_zip(number: str) -> bytes:
    """Return the notices of a stored list as a zip; they never change."""
    record = regime_records.load(sessions(), number)
    heading, drafts = regime_notices.draft(sessions(), record)
    made = bundle(heading, drafts.orders, regime_notices.template(), not_ordered=drafts.not_ordered)
    return made.zip_bytes or b""


@st.cache_resource(show_spinner=False)
def template() -> Template:
    """Compile the Word template once."""
    return order_records.template()


def order_document(order: Order) -> bytes:
    """Return the Word document of one order."""
    return template().render(order)
