import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.knowledge import DAY, History, Knowledge, issue_moment
from forecasting.models.direct import DirectModel, best_weights
from forecasting.models.ridge import recipe

CITY = "甲市"


def known(history: History, number: int) -> Knowledge:
    return Knowledge.cut(history, issue_moment(history.daily["day"].min() + number * DAY))


@pytest.fixture(scope="module")
def fitted(daily_history):
    return DirectModel(recipe, ("pm25",), 2).fit(known(daily_history, 300))


def test_a_single_learner_has_all_the_weight():
    forecast = {CITY: np.ones(5)}
    assert best_weights([forecast], forecast, np.array([1.0])).tolist() == [1.0]


def test_the_learner_that_was_right_gets_the_weight():
    truth = np.linspace(3, 12, 50)
    forecasts = [{CITY: truth[::-1].copy()}, {CITY: truth}]
    assert best_weights(forecasts, {CITY: truth}, np.array([0.5, 0.5])).tolist() == [0.0, 1.0]


def test_learners_that_say_the_same_keep_the_weights_expected():
    truth = np.linspace(3, 12, 50)
    same = {CITY: truth + 1}
    weights = best_weights([same, same], {CITY: truth}, np.array([0.3, 0.7]))
    assert weights.tolist() == [0.3, 0.7]


@given(st.integers(0, 10_000), st.integers(2, 3))
def test_weights_are_shares_whatever_was_forecast_or_missing(seed, count):
    generator = np.random.default_rng(seed)
    truth = generator.uniform(1, 15, 20)
    forecasts = [{CITY: truth + generator.normal(0, 3, 20)} for _ in range(count)]
    forecasts[0][CITY][::4] = np.nan
    weights = best_weights(forecasts, {CITY: truth}, np.full(count, 1 / count))
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()


def test_ranks_of_past_errors_are_given_by_anchor_and_lead_day(fitted):
    ranks = fitted.error_ranks()
    assert set(ranks.columns) == {"city", "anchor", "lead_days", "pollutant", "rank"}
    assert ranks["rank"].between(0, 1, inclusive="neither").all()
    assert not ranks.duplicated(["city", "anchor", "lead_days", "pollutant"]).any()
    assert ranks["anchor"].max() < fitted.fitted_at
    assert {1, 2} <= set(ranks["lead_days"])


def test_a_model_that_has_learned_nothing_has_no_ranks():
    assert DirectModel(recipe).error_ranks().empty


def test_no_forecast_runs_far_above_what_was_ever_seen(fitted, daily_history):
    wild = daily_history.forecast_weather.copy()
    last = wild["issue_day"] == daily_history.daily["day"].min() + 310 * DAY
    wild.loc[last, ["ws_mean", "rh_mean"]] = [-500.0, 5000.0]
    fit = fitted.fits["pm25", 1, True]
    assert fit.highest > np.sqrt(daily_history.daily["pm25"][:300].max())
    rows = fitted.predict(known(daily_history.with_weather(wild), 310), 1)
    reach = fit.highest + 2 * np.abs(fit.errors[CITY].error).max()
    assert rows["p95"].max() <= reach**2


def test_a_short_record_is_forecast_between_its_mean_and_its_last_value():
    days = pd.date_range("2023-01-01", periods=10, freq="D")
    short = History(pd.DataFrame({"city": CITY, "day": days, "pm25": [25.0] * 9 + [100.0]}))
    model = DirectModel(recipe, ("pm25",), 2).fit(known(short, 9))
    rows = model.predict(known(short, 9), 2)
    assert model.fits == {}
    assert len(rows) == 2
    assert rows["p50"].between(25, 100).all()


def test_the_past_alone_serves_where_the_weather_is_not_given(fitted, daily_history):
    dry = fitted.predict(known(daily_history.with_weather(pd.DataFrame()), 310), 2)
    wet = fitted.predict(known(daily_history, 310), 2)
    assert dry["lead_days"].tolist() == wet["lead_days"].tolist() == [1, 2]
    assert not np.allclose(dry["mean"], wet["mean"])
