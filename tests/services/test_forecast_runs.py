import io
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from data.storage.forecasts import ForecastRunRow
from forecasting import issuing, shifting, trajectories
from services import forecast_runs, guidance, journal, observations
from services.forecast_runs import FutureIssueError, MissingObservationsError, issue_time

DAY = date(2026, 1, 20)
NOW = datetime(2026, 11, 22, 8, 20)


@pytest.fixture
def filled(sessions, daily_values):
    with sessions.begin() as session:
        observations.store_daily(session, daily_values(DAY, pm25=[160, 180]), "tidy")
    return sessions


def publish(sessions, **more):
    return forecast_runs.publish(sessions, "140100", DAY, **{"model": "persistence", **more})


def test_what_is_stored_comes_back_equal(filled):
    run = publish(filled, made_at=datetime(2026, 1, 21, 0, 30))
    stored = forecast_runs.load(filled, run)
    issue = datetime(2026, 1, 21)
    history = forecast_runs.history_of(filled, "140100", issue)
    made = issuing.forecast(history, issue, model="persistence")
    columns = list(stored.quantiles.columns)
    wanted = made.quantiles.sort_values(["pollutant", "lead_days"], ignore_index=True)[columns]
    pd.testing.assert_frame_equal(stored.quantiles, wanted, check_dtype=False, rtol=0, atol=0)
    pd.testing.assert_frame_equal(stored.paths, forecast_runs.paths_of(made), rtol=0, atol=0)
    pd.testing.assert_frame_equal(stored.outlook, made.outlook, check_dtype=False)
    assert (stored.id, stored.city_code, stored.issue) == (run, "140100", issue)
    assert (stored.made_at, stored.model) == (datetime(2026, 1, 21, 0, 30), "persistence")
    assert (stored.newest_hour, stored.newest_weather) == (None, None)
    assert stored.notes
    assert not any("140100：" in note for note in stored.notes)


def test_the_quantiles_are_of_all_pollutants_and_rise(filled):
    quantiles = forecast_runs.load(filled, publish(filled)).quantiles
    assert set(quantiles["pollutant"]) == {"pm25", "pm10", "so2", "no2", "co", "o3_mda8"}
    steps = quantiles[["p05", "p10", "p25", "p50", "p75", "p90", "p95"]].diff(axis=1).iloc[:, 1:]
    assert (steps >= 0).all(axis=None)
    chances = quantiles.set_index("pollutant")[["above_1", "above_2", "above_3"]]
    assert chances.loc[["pm25", "o3_mda8"]].apply(lambda c: c.between(0, 1)).all(axis=None)
    assert chances.loc["co"].isna().all(axis=None)


def test_the_paths_are_joint_and_the_index_without_ozone_is_never_higher(filled):
    paths = forecast_runs.load(filled, publish(filled, lead_days=3)).paths
    assert paths["path"].nunique() >= 200
    assert (paths.groupby("path")["lead_days"].apply(list).map(tuple) == (1, 2, 3)).all()
    assert (paths["aqi_pm"] <= paths["aqi"]).all()
    assert (paths["aqi_pm25"] <= paths["aqi_pm"]).all()


def test_the_paths_keep_the_concentrations_every_index_was_judged_by(filled):
    paths = forecast_runs.load(filled, publish(filled)).paths
    assert set(paths[list(observations.POLLUTANTS)].dtypes) == {np.dtype("float32")}
    again = trajectories.judged(paths.assign(city="140100"))
    pd.testing.assert_frame_equal(again, paths[["aqi", "aqi_pm", "aqi_pm25", "primary"]])


def test_a_run_of_before_concentrations_were_kept_loads_and_can_be_revised(filled):
    run = publish(filled)
    plain = forecast_runs.load(filled, run).paths.drop(columns=list(observations.POLLUTANTS))
    stored = io.BytesIO()
    plain.to_parquet(stored, index=False)
    with filled.begin() as session:
        row = session.get(ForecastRunRow, run)
        row.paths, row.reasons, row.guidance = stored.getvalue(), None, None
    old = forecast_runs.load(filled, run)
    pd.testing.assert_frame_equal(old.paths, plain)
    assert old.reasons.empty
    assert "contribution" in old.reasons
    assert old.guidance.empty
    quantiles, paths = shifting.revise(
        old.quantiles, old.paths, {date(2026, 1, 21): {"pm25": 300.0}}
    )
    assert list(paths) == list(plain)
    medians = quantiles.set_index(["pollutant", "lead_days"])["p50"]
    assert medians["pm25", 1] == 300


def test_what_drives_a_run_is_stored_with_it(filled):
    run = forecast_runs.load(filled, publish(filled, model="ridge", lead_days=2))
    medians = run.quantiles.set_index(["pollutant", "lead_days"])["p50"]
    assert set(run.reasons["pollutant"]) == {"pm25", "o3_mda8"}
    for key, day in run.reasons.groupby(["pollutant", "lead_days"]):
        total = day["normal"].iloc[0] + day["contribution"].sum()
        assert total == pytest.approx(medians[key])


def test_chemistry_models_are_stored_beside_the_run_raw_and_corrected(filled):
    start = pd.Timestamp("2026-01-20 20:00")
    hours = pd.date_range(start + pd.Timedelta(hours=1), periods=76, freq="h")
    told = pd.DataFrame({"valid_time": hours, "value": 90.0, "pollutant": "pm25"})
    told = told.assign(city="140100", model="CMAQ", scenario="base", init_time=start)
    with filled.begin() as session:
        guidance.store(session, told)
    run = forecast_runs.load(filled, publish(filled))
    assert run.guidance["raw"].tolist() == [90.0] * 3
    assert run.guidance["corrected"].tolist() == pytest.approx([90.0] * 3)
    assert run.guidance["weight"].tolist() == [0.0] * 3
    assert run.guidance["init_time"].unique().tolist() == [start]
    assert any(note.startswith("模式预报 CMAQ（01-20 20:00 起报）") for note in run.notes)
    early = forecast_runs.load(filled, publish(filled, issue_hour=8))
    assert early.guidance.empty


def test_a_run_is_noted_in_the_journal(filled):
    publish(filled, user="王某某")
    entry = journal.entries(filled, "140100").iloc[0]
    assert (entry["user"], entry["act"]) == ("王某某", "起报")
    assert entry["subject"] == "太原市 2026-01-21 00:00，persistence"


def test_runs_are_added_and_found_by_issue(filled):
    first = publish(filled)
    morning = publish(filled, issue_hour=8)
    again = publish(filled)
    assert len({first, morning, again}) == 3
    assert forecast_runs.latest(filled, "140100") == again
    assert forecast_runs.at(filled, "140100", datetime(2026, 1, 21)) == again
    assert forecast_runs.at(filled, "140100", datetime(2026, 1, 22)) is None
    assert forecast_runs.latest(filled, "140100", datetime(2026, 1, 20, 12)) == morning
    assert forecast_runs.latest(filled, "140100", datetime(2026, 1, 20, 7)) is None
    assert forecast_runs.latest(filled, "140100", after=datetime(2026, 1, 21)) is None
    assert forecast_runs.latest(filled, "140200") is None


def test_the_issue_day_of_midnight_is_the_day_that_ends(filled):
    assert forecast_runs.load(filled, publish(filled)).issue_day == DAY
    assert forecast_runs.load(filled, publish(filled, issue_hour=8)).issue_day == DAY


def test_observations_after_the_issue_change_nothing(sessions, daily_values):
    frame = daily_values(date(2026, 1, 25), pm25=[400] * 5)
    with sessions.begin() as session:
        observations.store_daily(session, frame[frame["day"] <= pd.Timestamp(DAY)], "tidy")
    before = forecast_runs.load(sessions, publish(sessions))
    with sessions.begin() as session:
        observations.store_daily(session, frame, "tidy")
    after = forecast_runs.load(sessions, publish(sessions))
    pd.testing.assert_frame_equal(before.quantiles, after.quantiles)
    pd.testing.assert_frame_equal(before.paths, after.paths)


def test_days_filed_before_the_hours_began_are_learned_from(sessions, daily_values):
    hours = pd.DataFrame({"hour": pd.date_range("2026-01-20 01:00", periods=8, freq="h")})
    with sessions.begin() as session:
        observations.store_daily(session, daily_values(date(2026, 1, 19)), "tidy")
        hours = hours.assign(place="甲站", city_code="140100", pm25=90.0)
        observations.store_hourly(session, hours, "cnemc")
    run = forecast_runs.load(sessions, publish(sessions, issue_hour=8))
    assert run.newest_hour == datetime(2026, 1, 20, 8)
    assert run.quantiles["lead_days"].min() == 0
    assert any("150 天" in note for note in run.notes)


def test_without_observations_it_says_what_to_do(sessions):
    with pytest.raises(MissingObservationsError, match=r"太原市（140100）.*forecasting ingest"):
        publish(sessions)
    assert journal.entries(sessions, "140100").empty


def test_only_later_observations_are_none(filled):
    with pytest.raises(MissingObservationsError):
        forecast_runs.publish(filled, "140100", date(2020, 1, 1), model="persistence")


def test_a_run_that_is_not_there_is_named(sessions):
    with pytest.raises(LookupError, match="没有第 7 号预报"):
        forecast_runs.load(sessions, 7)


@pytest.mark.parametrize(
    ("day", "hour", "now", "wanted"),
    [
        (None, 0, NOW, (date(2026, 11, 22), 8)),
        (date(2026, 11, 22), 0, NOW, (date(2026, 11, 22), 8)),
        (date(2026, 11, 22), 6, NOW, (date(2026, 11, 22), 6)),
        (date(2026, 11, 21), 0, NOW, (date(2026, 11, 21), 24)),
        (date(2026, 11, 21), 8, NOW, (date(2026, 11, 21), 8)),
        (None, 0, datetime(2026, 11, 22, 0, 20), (date(2026, 11, 21), 24)),
        (None, 0, datetime(2026, 11, 22, 1), (date(2026, 11, 22), 1)),
    ],
)
def test_the_issue_left_open_is_the_newest_there_can_be(day, hour, now, wanted):
    assert issue_time(day, hour, now) == wanted


@pytest.mark.parametrize(("day", "hour"), [(date(2026, 11, 23), 0), (date(2026, 11, 22), 9)])
def test_an_issue_to_come_is_refused(day, hour):
    with pytest.raises(FutureIssueError, match="尚未到"):
        issue_time(day, hour, NOW)
