from datetime import date

import numpy as np
import pandas as pd
import pytest

from forecasting import score_table, trigger_record
from forecasting.backtest import backtest
from forecasting.knowledge import issue_moment
from forecasting.models import create
from services import forecast_checks, forecast_runs, journal, observations
from services.forecast_checks import CheckError

CITY = "140100"
FIRST, LAST = date(2026, 1, 10), date(2026, 1, 19)


@pytest.fixture
def filled(sessions, daily_values):
    with sessions.begin() as session:
        values = daily_values(date(2026, 1, 22), days=160, pm25=[250, 260, 255, 240, 90])
        observations.store_daily(session, values, "tidy")
    return sessions


@pytest.fixture
def verify(filled):
    def make(first=FIRST, last=LAST, **more):
        given = {"model": "ridge", "lead_days": 3, "refit_days": 5, **more}
        number = forecast_checks.verify(filled, CITY, first, last, **given)
        return forecast_checks.load(filled, number)

    return make


def test_the_forecasts_are_those_of_a_backtest(verify, filled):
    check = verify()
    history = forecast_runs.history_of(filled, CITY, issue_moment(pd.Timestamp(2026, 1, 22)))
    days = pd.date_range(FIRST, LAST)
    made = backtest(create("ridge", lead_days=3), history, days, 3, refit_every=5)
    wanted = made[made["pollutant"].isin(forecast_checks.SCORED)].reset_index(drop=True)
    pd.testing.assert_frame_equal(check.forecasts[list(wanted.columns)], wanted, check_dtype=False)


def test_beside_each_stands_what_came_and_what_knows_nothing(verify, filled):
    rows = verify().forecasts
    seen = observations.daily(filled, CITY, date(2026, 1, 22), 160).set_index("day")
    for name, mine in rows.groupby("pollutant"):
        assert (mine["observed"] == seen[name].reindex(mine["day"]).to_numpy()).all()
    pm25 = rows[rows["pollutant"] == "pm25"]
    assert (pm25["persistence"] == seen["pm25"].reindex(pm25["issue_day"]).to_numpy()).all()
    assert rows["climatology"].notna().all()
    assert set(score_table.scores(rows, "pm25").index) == {1, 2, 3}


def test_a_level_came_true_where_the_observed_days_meet_its_criterion(verify):
    happened = verify().triggers.pivot(index="issue_day", columns="level", values="happened")
    # 250 µg/m³ and more on 18 to 20 January: a day ahead of them an orange alert was right.
    assert happened.loc["2026-01-17", "orange"]
    assert happened.loc["2026-01-15", "yellow"]
    assert not happened.loc["2026-01-12", "yellow"]
    # A level includes the lower ones.
    assert (happened["orange"] <= happened["yellow"]).all()


def test_chances_are_shares_and_a_higher_level_is_never_likelier(verify):
    chances = verify().triggers.pivot(index="issue_day", columns="level", values="chance")
    assert ((chances >= 0) & (chances <= 1)).all(axis=None)
    assert (chances["orange"] <= chances["yellow"]).all()
    assert (chances["red"] <= chances["orange"]).all()


def test_days_to_come_are_left_open(verify):
    check = verify(last=date(2026, 1, 21))
    late = check.forecasts[check.forecasts["day"] > pd.Timestamp(2026, 1, 22)]
    assert len(late)
    assert late["observed"].isna().all()
    open_days = check.triggers[check.triggers["happened"].isna()]["issue_day"].unique()
    assert list(open_days) == list(pd.to_datetime(["2026-01-20", "2026-01-21"]))


def test_observations_after_an_issue_change_its_forecast_in_nothing(verify, filled, daily_values):
    before = verify(last=FIRST)
    with filled.begin() as session:
        values = daily_values(date(2026, 1, 22), days=12).assign(pm25=400.0)
        observations.store_daily(session, values[values["day"] > pd.Timestamp(FIRST)], "tidy")
    after = verify(last=FIRST)
    same = [name for name in before.forecasts if name != "observed"]
    pd.testing.assert_frame_equal(before.forecasts[same], after.forecasts[same])
    np.testing.assert_array_equal(before.triggers["chance"], after.triggers["chance"])


def test_the_record_says_what_it_was_made_with(verify, filled):
    check = verify()
    assert (check.city_code, check.model, check.issue_hour) == (CITY, "ridge", 24)
    assert (check.first_day, check.last_day, check.refit_days) == (FIRST, LAST, 5)
    assert check.act_chance == pytest.approx(0.3)
    assert "环大气〔2024〕6号" in check.criteria
    assert forecast_checks.latest(filled, CITY) == check.id
    assert forecast_checks.by_hour(filled, CITY) == {24: check.id}
    assert forecast_checks.latest(filled, "140200") is None
    entry = journal.entries(filled, CITY).iloc[0]
    assert (entry["act"], entry["subject"]) == (
        "检验预报",
        "太原市 2026-01-10 至 2026-01-19，ridge",
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"last": date(2026, 1, 1)}, "早于首个起报日"),
        ({"first": date(2020, 1, 1)}, "不能从 2020-01-01 起报检验"),
        ({"issue_hour": 8}, "--issue-hour 只能为 24"),
    ],
)
def test_a_period_that_does_not_suit_is_refused_in_words(verify, more, said):
    with pytest.raises(CheckError, match=said):
        verify(**more)


def test_a_record_that_is_not_there_is_named(sessions):
    with pytest.raises(LookupError, match=r"没有第 7 号检验记录.*verify"):
        forecast_checks.load(sessions, 7)


def test_the_aqi_is_kept_as_level_range_and_primary_pollutant(verify):
    check = verify()
    assert set(check.forecasts["pollutant"]) == set(forecast_checks.SCORED)
    assert set(check.aqi["lead_days"]) == {1, 2, 3}
    assert (check.aqi["p10"] <= check.aqi["p90"]).all()
    # 250 µg/m³ is AQI 300, and PM2.5 alone is that high.
    seen = check.aqi.set_index("day")["observed"]
    assert (seen[pd.Timestamp(2026, 1, 18)] >= 300).all()
    named = check.aqi.set_index("day")["observed_primary"]
    assert (named[pd.Timestamp(2026, 1, 18)] == "PM2.5").all()
    scores = score_table.aqi_scores(check.aqi)
    assert list(scores.index) == [1, 2, 3]
    assert scores["primary_accuracy"].between(0, 1).all()


def test_the_newest_record_of_each_city_is_pooled(verify, filled):
    assert forecast_checks.of_all_cities(filled, 24).empty
    verify(last=date(2026, 1, 12))
    verify(last=date(2026, 1, 14))
    pooled = forecast_checks.of_all_cities(filled, 24)
    assert set(pooled["city"]) == {CITY}
    assert pooled["issue_day"].nunique() == 5
    assert forecast_checks.of_all_cities(filled, 8).empty


def test_a_day_without_pm25_is_not_known_and_one_without_ozone_is():
    days = pd.date_range("2026-01-01", periods=6)
    truth = pd.DataFrame({"day": days, "pm25": 260.0, "aqi_pm": 310.0, "aqi": np.nan})
    paths = pd.DataFrame(
        {"city": CITY, "lead_days": [1, 2], "day": days[-2:], "path": 0, "aqi": 310.0,
         "primary": "PM2.5",
         "pm25": 260.0, "pm10": 0.0, "so2": 0.0, "no2": 0.0, "co": 0.0, "o3_mda8": 0.0}
    )  # fmt: skip
    moment = issue_moment(days[3])
    issue = trigger_record.PastIssue(days[3], moment, pd.DataFrame(), paths)
    judge = forecast_checks.Judge(CITY, moment.date())
    found = {row["level"]: row for row in forecast_checks.judged(issue, truth, judge)}
    assert found["red"]["happened"] is True
    assert found["red"]["needed"] == "red"
    truth.loc[5, "pm25"] = np.nan
    assert forecast_checks.judged(issue, truth, judge)[0]["happened"] is None
