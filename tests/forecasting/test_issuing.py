from datetime import timedelta

import joblib
import pandas as pd
import pytest

from forecasting import fit, forecast
from forecasting.knowledge import DAY, POLLUTANTS, History, issue_moment

CITY = "甲市"


@pytest.fixture(scope="module")
def issue(history):
    return issue_moment(history.daily["day"].min() + 380 * DAY, 8)


@pytest.fixture(scope="module")
def fitted(history, issue):
    return fit(history, issue - timedelta(days=5), "ridge", 4)


def test_a_forecast_has_all_pollutants_paths_and_an_outlook(history, issue, fitted):
    made = forecast(history, issue, 4, model="ridge", fitted=fitted, paths=250, seed=3)
    assert set(made.quantiles["pollutant"]) == set(POLLUTANTS)
    assert made.paths["path"].nunique() == 250
    assert made.outlook["lead_days"].tolist() == [0, 1, 2, 3, 4]
    assert made.outlook["chance_above_100"].between(0, 1).all()
    assert made.inputs[CITY].has_forecast_weather
    assert made.inputs[CITY].newest_hour == issue
    assert f"{CITY}：起报日当日为部分实测、部分预报" in made.notes


def test_a_stored_fit_and_the_same_seed_give_the_same_paths(history, issue, fitted, tmp_path):
    joblib.dump(fitted, tmp_path / "fit.joblib")
    again = joblib.load(tmp_path / "fit.joblib")
    one = forecast(history, issue, 3, fitted=fitted, paths=200, seed=1)
    other = forecast(history, issue, 3, fitted=again, paths=200, seed=1)
    pd.testing.assert_frame_equal(one.paths, other.paths)


def test_without_forecast_weather_it_says_so(history, issue, fitted):
    made = forecast(history.with_weather(pd.DataFrame()), issue, 3, fitted=fitted, paths=200)
    assert f"{CITY}：无气象预报，按历史规律外推" in made.notes
    assert not made.inputs[CITY].has_forecast_weather
    assert len(made.outlook) == 4


def test_stale_observations_are_told(history, issue, fitted):
    late = forecast(history, issue + timedelta(days=40), 2, fitted=fitted, paths=200)
    text = "；".join(late.notes)
    assert "小时值不新，最新为 2024-02-05 00:00" in text
    assert "缺 PM2.5 日均值，最新为 2024-02-04" in text
    assert "无气象预报" in text
    assert late.quantiles.drop(columns=["above_1", "above_2", "above_3"]).notna().all(axis=None)


def test_what_cannot_be_forecast_is_refused_in_words(history, issue):
    with pytest.raises(ValueError, match="联合样本路径至少 200 条，现为 20"):
        forecast(history, issue, paths=20)
    with pytest.raises(ValueError, match="之前没有观测，无法预报；请先导入观测"):
        forecast(History(history.daily), issue - timedelta(days=900))
