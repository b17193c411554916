from datetime import date, datetime

import pandas as pd
import pytest

from data.vocabulary import Role
from forecasting.revision import RevisedValue, RevisionError
from services import forecast_runs, journal, observations, revisions
from services.accounts import NotAllowedError, User

CITY, DAY = "140100", date(2026, 1, 20)
ONE, TWO = date(2026, 1, 21), date(2026, 1, 22)
DUTY = User("王某某", Role.DUTY)


@pytest.fixture
def run(sessions, daily_values):
    with sessions.begin() as session:
        observations.store_daily(session, daily_values(DAY, pm25=[160, 180]), "tidy")
    return forecast_runs.publish(sessions, CITY, DAY, model="persistence")


def revise(sessions, run, *values, reason="静稳加强", user=DUTY, **more):
    given = [RevisedValue(*value) for value in values]
    return revisions.revise(sessions, run, given, reason, user=user, **more)


def test_without_revisions_the_run_stands_as_it_is(sessions, run):
    found = revisions.load(sessions, run)
    assert (found.revisions, found.in_force, found.newest) == ((), {}, None)
    pd.testing.assert_frame_equal(found.original.paths, found.revised.paths)
    assert revisions.newest_id(sessions, run) == 0
    assert revisions.beside_observed(sessions, run).empty


def test_a_revision_is_a_record_of_its_own_and_the_run_is_kept(sessions, run):
    before = forecast_runs.load(sessions, run)
    at = datetime(2026, 1, 20, 16, 30)
    number = revise(sessions, run, (ONE, "pm25", 120.0), (TWO, "aqi", 210.0), now=at)
    found = revisions.load(sessions, run)
    pd.testing.assert_frame_equal(found.original.quantiles, before.quantiles)
    pd.testing.assert_frame_equal(found.original.paths, before.paths)
    stored = found.revisions[0]
    assert (stored.id, stored.run_id, stored.made_at) == (number, run, at)
    assert (stored.forecaster, stored.reason) == ("王某某", "静稳加强")
    assert found.in_force == {ONE: {"pm25": 120.0}, TWO: {"aqi": 210.0}}
    assert found.newest == stored
    assert revisions.newest_id(sessions, run) == number
    medians = revisions.medians(found.revised).set_index(["day", "quantity"])["value"]
    assert medians[pd.Timestamp(ONE), "pm25"] == 120
    assert medians[pd.Timestamp(TWO), "aqi"] == pytest.approx(210, abs=1)


def test_the_act_stands_in_the_journal(sessions, run):
    revise(sessions, run, (ONE, "pm25", 120.0))
    entry = journal.entries(sessions, CITY).iloc[0]
    assert (entry["user"], entry["act"]) == ("王某某", "订正预报")
    assert entry["subject"] == f"太原市 第 {run} 号预报，01-21 PM2.5 订正为 120；理由：静稳加强"


def test_several_are_taken_back_by_a_further_one(sessions, run):
    revise(sessions, run, (ONE, "pm25", 120.0), (TWO, "aqi", 210.0))
    revise(sessions, run, (ONE, "pm25", 140.0))
    revisions.take_back(sessions, run, [ONE, TWO], "形势变化", user=DUTY)
    found = revisions.load(sessions, run)
    assert (len(found.revisions), found.in_force, found.newest) == (3, {}, None)
    pd.testing.assert_frame_equal(found.original.paths, found.revised.paths)
    with pytest.raises(RevisionError, match="没有有效的订正，无可撤回"):
        revisions.take_back(sessions, run, [ONE], "再撤", user=DUTY)


def test_one_day_taken_back_leaves_the_other(sessions, run):
    first = revise(sessions, run, (ONE, "pm25", 120.0), (TWO, "aqi", 210.0))
    revisions.take_back(sessions, run, [ONE], "形势变化", user=DUTY)
    found = revisions.load(sessions, run)
    assert found.in_force == {TWO: {"aqi": 210.0}}
    assert found.newest.id == first


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DUTY])
def test_only_the_duty_officer_may(sessions, run, role):
    with pytest.raises(NotAllowedError, match="无权订正预报，请由值班员办理"):
        revise(sessions, run, (ONE, "pm25", 120.0), user=User("某", role))
    assert revisions.of_run(sessions, run) == ()


def test_what_cannot_be_taken_leaves_no_trace(sessions, run):
    for values, reason in (([(ONE, "pm25", 120.0)], " "), ([(DAY, "pm25", 120.0)], "某")):
        with pytest.raises(RevisionError):
            revise(sessions, run, *values, reason=reason)
    with pytest.raises(LookupError, match="没有第 99 号预报"):
        revise(sessions, 99, (ONE, "pm25", 120.0))
    assert revisions.of_run(sessions, run) == ()
    assert journal.entries(sessions, CITY)["act"].tolist() == ["起报"]


def test_original_and_revision_are_both_verified(sessions, run, daily_values):
    revise(sessions, run, (ONE, "pm25", 120.0), (TWO, "pm25", 60.0))
    with sessions.begin() as session:
        later = daily_values(TWO, pm25=[110, 150])
        observations.store_daily(session, later[later["day"] > pd.Timestamp(DAY)], "tidy")
    rows = revisions.beside_observed(sessions, run)
    assert rows["observed"].tolist() == [110, 150]
    assert rows["original"].tolist() == pytest.approx([180, 180], abs=30)
    assert rows["better"].tolist() == [True, False]
    summed = revisions.record(sessions, CITY, DAY, DAY).iloc[0]
    assert (summed["quantity"], summed["days"], summed["better_share"]) == ("pm25", 2, 0.5)
    assert revisions.record(sessions, CITY, ONE, TWO).empty
