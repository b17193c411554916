import numpy as np
import pandas as pd
import pytest

from forecasting import score_table
from forecasting.backtest import backtest
from forecasting.models import create
from forecasting.verification import table

DAYS = pd.date_range("2023-10-01", periods=60)
CITY = "甲市"


def rows_of(history, hour):
    made = backtest(create("persistence", ("pm25",), 3), history, DAYS, 3, issue_hour=hour)
    usual = backtest(create("climatology", ("pm25",), 3), history, DAYS, 3, issue_hour=hour)
    observed = history.daily[history.daily["city"] == CITY]
    return made, score_table.paired(made, usual, observed, hour), observed


@pytest.fixture(scope="module")
def rows(history):
    return rows_of(history, 24)[1]


@pytest.mark.parametrize("hour", [8, 24])
def test_the_scores_by_lead_day_are_those_of_verification(history, hour):
    made, rows, observed = rows_of(history, hour)
    ours = score_table.scores(rows, "pm25")
    theirs = table(made, observed, "pm25", issue_hour=hour).T
    for name, other in (
        ("rmse", "rmse"), ("persistence_rmse", "persistence_rmse"), ("skill_persistence", "skill"),
        ("csi", "warn_csi"), ("coverage", "coverage_90"), ("crps", "pinball2"), ("days", "days"),
    ):  # fmt: skip
        np.testing.assert_allclose(ours[name], theirs[other].astype(float), err_msg=name)
    assert list(ours.index) == ([0, 1, 2, 3] if hour == 8 else [1, 2, 3])


def test_climatology_is_scored_on_the_same_days(rows):
    mine = rows[rows["lead_days"] == 2]
    wanted = np.sqrt(((mine["climatology"] - mine["observed"]) ** 2).mean())
    assert score_table.scores(rows, "pm25").loc[2, "climatology_rmse"] == pytest.approx(wanted)


def test_seasons_stand_in_the_order_of_the_year_that_begins_in_winter(rows):
    rows = pd.concat([rows, rows.assign(day=rows["day"] + pd.Timedelta(days=90))])
    by_season = score_table.scores(rows, "pm25", "season")
    assert list(by_season.index) == ["冬季", "春季", "秋季"]
    assert by_season["days"].sum() == len(rows)


def test_levels_are_those_observed(rows):
    rows = rows.iloc[:3].assign(observed=[30.0, 100.0, 160.0])
    by_level = score_table.scores(rows, "pm25", "level")
    assert list(by_level.index) == [1, 3, 5]
    assert by_level.loc[5, "events"] == 1


def test_without_observations_there_is_no_score(rows):
    assert score_table.scores(rows.assign(observed=np.nan), "pm25").empty


def test_the_aqi_is_scored_by_level_range_and_primary_pollutant():
    rows = pd.DataFrame(
        {
            "lead_days": [1, 1, 1, 2], "observed": [210.0, 150.0, np.nan, 90.0],
            "p10": [150.0, 160.0, 0.0, 40.0], "p50": [190.0, 180.0, 0.0, 101.0],
            "p90": [220.0, 200.0, 0.0, 140.0], "primary": ["PM2.5", "PM10", "", "O3"],
            "observed_primary": ["PM2.5+PM10", "PM2.5", None, "O3"],
        }
    )  # fmt: skip
    table = score_table.aqi_scores(rows)
    # 190 is level 4 and 210 level 5; 150 is still level 3, its forecast of 180 level 4.
    assert table.loc[1].to_dict() == {
        "days": 2, "level_accuracy": 0, "level_within_one": 1, "range_accuracy": 0.5,
        "range_width": 55, "primary_accuracy": 0.5,
    }  # fmt: skip
    assert table.loc[2, "primary_accuracy"] == 1
    assert score_table.aqi_scores(rows.iloc[:0]).empty


def test_episodes_are_those_of_the_pollutant_asked_for():
    days = pd.date_range("2026-01-01", periods=4)
    rows = pd.DataFrame(
        {"day": days, "pollutant": "pm25", "p50": [90.0, 160, 170, 90], "observed": [90.0, 90, 200, 90]}
    )  # fmt: skip
    both = pd.concat([rows, rows.assign(pollutant="o3_mda8", observed=0.0)])
    table = score_table.episodes(both, "pm25")
    assert table[["days", "start_error", "peak_error"]].to_numpy().tolist() == [[1, -1, 0]]
    assert score_table.episodes(both, "o3_mda8").empty
