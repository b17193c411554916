import pickle
import time

import numpy as np
import pandas as pd
import pytest

from forecasting import models
from forecasting.distribution import ABOVE_COLUMNS, QUANTILE_COLUMNS
from forecasting.knowledge import DAY, History, Knowledge, issue_moment
from forecasting.models.base import FORECAST_COLUMNS

CITY, STATION = "甲市", "甲市一站"
MAIN = ("pm25", "o3_mda8")


def known(history: History, number: int, hour: int = 24) -> Knowledge:
    return Knowledge.cut(history, issue_moment(history.daily["day"].min() + number * DAY, hour))


@pytest.fixture(scope="module")
def fitted(history):
    return {
        name: models.create(name, MAIN).fit(known(history, 360))
        for name in ("blend", "persistence", "climatology", "sarimax")
    }


@pytest.mark.parametrize("name", ["blend", "persistence", "climatology", "sarimax"])
def test_every_model_answers_in_the_same_shape(name, fitted, history):
    now = known(history, 370)
    rows = fitted[name].predict(now, 7)
    assert list(rows.columns) == list(FORECAST_COLUMNS)
    assert len(rows) == 7 * len(MAIN)
    assert rows.notna().all(axis=None)
    assert (rows["day"] - rows["issue_day"] == pd.to_timedelta(rows["lead_days"], "D")).all()
    assert (np.diff(rows[list(QUANTILE_COLUMNS)], axis=1) >= 0).all()
    assert (np.diff(rows[list(ABOVE_COLUMNS)], axis=1) <= 1e-12).all()
    assert set(rows["city"]) == {CITY}


@pytest.mark.parametrize("name", ["boosting", "ridge"])
def test_the_parts_of_the_blend_stand_alone_too(name, daily_history):
    model = models.create(name, ("pm25",), 2).fit(known(daily_history, 300))
    assert len(model.predict(known(daily_history, 300), 2)) == 2


def test_persistence_is_the_last_complete_day(fitted, history):
    now = known(history, 370)
    last = now.daily[now.daily["city"] == CITY]["pm25"].iloc[-1]
    rows = fitted["persistence"].predict(now, 7)
    assert rows[rows["pollutant"] == "pm25"]["mean"].to_numpy() == pytest.approx(last)


def test_a_stored_fit_forecasts_the_same_and_at_once(fitted, history):
    now = known(history, 370)
    stored = pickle.loads(pickle.dumps(fitted["blend"]))
    begin = time.process_time()
    rows = stored.predict(now, 7)
    assert time.process_time() - begin < 1.0
    pd.testing.assert_frame_equal(rows, fitted["blend"].predict(now, 7))


def test_in_the_morning_the_open_day_is_forecast_too_and_nearly_known(history):
    model = models.create("blend", ("pm25",), 2).fit(known(history, 360, 20))
    rows = model.predict(known(history, 365, 20), 2)
    assert rows["lead_days"].tolist() == [0, 1, 2]
    width = rows["p95"] - rows["p05"]
    assert width.iloc[0] < width.iloc[1]


def test_without_weather_forecast_the_range_grows_and_no_row_is_lost(fitted, history):
    without = fitted["blend"].predict(known(history.with_weather(pd.DataFrame()), 370), 7)
    assert len(without) == 14
    assert without.notna().all(axis=None)
    with_it = fitted["blend"].predict(known(history, 370), 7)
    wide = [(rows["p95"] - rows["p05"]).mean() for rows in (without, with_it)]
    assert wide[0] > wide[1]


def test_a_city_known_for_three_weeks_still_gets_every_row(daily_history):
    model = models.create("blend", MAIN).fit(known(daily_history, 20))
    rows = model.predict(known(daily_history, 22), 7)
    assert len(rows) == 14
    assert rows.notna().all(axis=None)


def test_missing_hours_and_days_lose_no_row(history):
    generator = np.random.default_rng(5)
    hourly = history.hourly.copy()
    for name in hourly.columns.drop(["place", "hour"]):
        hourly[name] = hourly[name].where(generator.random(len(hourly)) > 0.1)
    daily = history.daily[history.daily["day"] != history.daily["day"].min() + 370 * DAY]
    holes = History(
        daily=daily,
        hourly=hourly,
        weather=history.weather.iloc[::2],
        forecast_weather=history.forecast_weather.iloc[::3],
        parents=history.parents,
    )
    model = models.create("blend", ("pm25",), 3).fit(known(holes, 360))
    rows = model.predict(known(holes, 370), 3)
    assert len(rows) == 3
    assert rows.notna().all(axis=None)


def test_a_pollutant_never_observed_has_no_rows(daily_history):
    blank = History(daily_history.daily.assign(o3_mda8=np.nan))
    rows = models.create("ridge", MAIN, 2).fit(known(blank, 200)).predict(known(blank, 200), 2)
    assert set(rows["pollutant"]) == {"pm25"}


def test_stations_are_forecast_when_asked(history):
    asked = History(
        history.daily,
        history.hourly,
        history.weather,
        history.forecast_weather,
        history.parents,
        (CITY, STATION),
    )
    rows = models.create("ridge", ("pm25",), 1).fit(known(asked, 300)).predict(known(asked, 300), 1)
    assert set(rows["city"]) == {CITY, STATION}


def test_an_unknown_model_is_named_with_the_known_ones():
    with pytest.raises(ValueError, match="没有名为 oracle 的预报模型；可选：blend"):
        models.create("oracle")
