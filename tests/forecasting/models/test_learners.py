import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from forecasting.models.learners import (
    SEASON,
    BoostingLearner,
    LastValueLearner,
    RidgeLearner,
    Task,
    season_learner,
)

CITY, OTHER = "甲市", "甲市一站"
DAYS = 400


@pytest.fixture(autouse=True)
def _one_thread():
    """As in the models: many threads only wait for each other on so few rows."""
    with threadpool_limits(limits=1):
        yield


def task(target, columns: int = 3, names: list[str] | None = None) -> Task:
    """A target made of predictors by ``target``, a hint of noise on it."""
    generator = np.random.default_rng(3)
    x = generator.normal(0, 1, (DAYS, columns))
    y = target(x) + generator.normal(0, 0.1, DAYS)
    return Task(names or [f"x{n}" for n in range(columns)], {CITY: x}, {CITY: y}, [CITY])


def line(x):
    return 5 + 2 * x[:, 0] - x[:, 1]


def step(x):
    return np.where(np.abs(x[:, 0]) > 1, 9.0, 3.0)


def test_ridge_finds_a_straight_line_and_forecasts_days_it_has_not_learned():
    given = task(line)
    learner = RidgeLearner(penalties=(1.0, 100.0))
    out_of_fold = learner.fit(given)[CITY]
    assert np.abs(out_of_fold - line(given.x[CITY])).max() < 0.5
    row = np.array([[1.0, -1.0, 0.0]])
    assert learner.predict(CITY, row)[0] == pytest.approx(8, abs=0.15)


def test_ridge_takes_the_mean_for_missing_predictors_and_limits_absurd_ones():
    given = task(line)
    learner = RidgeLearner()
    learner.fit(given)
    missing = learner.predict(CITY, np.full((1, 3), np.nan))[0]
    assert missing == pytest.approx(given.y[CITY].mean())
    far = learner.predict(CITY, np.array([[1e3, 0.0, 0.0], [1e6, 0.0, 0.0]]))
    assert far[0] == far[1]


def test_a_missing_target_is_forecast_all_the_same():
    given = task(line)
    given.y[CITY][50:80] = np.nan
    assert np.isfinite(RidgeLearner().fit(given)[CITY]).all()


def test_climatology_looks_at_the_season_only():
    given = task(line, 5, ["pm25_0", *SEASON])
    learner = season_learner()
    learner.fit(given)
    row = np.ones((1, 5))
    assert learner.predict(CITY, row) == learner.predict(CITY, row * [9, 1, 1, 1, 1])


def test_boosting_finds_a_threshold_that_a_line_cannot():
    given = task(step)
    truth = given.y[CITY]
    boosted = BoostingLearner().fit(given)[CITY]
    straight = RidgeLearner().fit(given)[CITY]
    assert np.mean((boosted - truth) ** 2) < 0.5 * np.mean((straight - truth) ** 2)


def test_boosting_bears_a_predictor_without_any_value_and_a_place_half_missing():
    given = task(step)
    given.x[CITY][:, 2] = np.nan
    given.x[OTHER], given.y[OTHER] = given.x[CITY] + 0.1, given.y[CITY].copy()
    given.y[OTHER][::2] = np.nan
    learner = BoostingLearner()
    forecasts = learner.fit(given)
    assert set(forecasts) == {CITY}
    assert np.isfinite(forecasts[CITY]).all()
    assert np.isfinite(learner.predict(CITY, np.full((2, 3), np.nan))).all()


def test_boosting_gives_the_same_forecast_for_the_same_seed():
    given = task(step)
    first, again = (BoostingLearner(seed=4).fit(given)[CITY] for _ in range(2))
    assert first.tolist() == again.tolist()


def test_the_last_value_lasts_and_the_mean_stands_in_where_it_is_missing():
    given = task(line, 2, ["pm25_0", "rh"])
    learner = LastValueLearner("pm25_0")
    assert learner.fit(given)[CITY].tolist() == given.x[CITY][:, 0].tolist()
    rows = np.array([[7.0, 0.0], [np.nan, 0.0]])
    assert learner.predict(CITY, rows).tolist() == [7.0, pytest.approx(given.y[CITY].mean())]
