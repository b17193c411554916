import numpy as np
import pytest

from forecasting.folds import Fold
from forecasting.models.kernel import KernelLearner
from forecasting.models.learners import RidgeLearner, Task

CITY = "甲市"
DAYS = 600


def task(target, columns: int = 3, days: int = DAYS, memory: frozenset[str] = frozenset()) -> Task:
    """A target made of predictors by ``target``, a hint of noise on it."""
    generator = np.random.default_rng(5)
    x = generator.normal(0, 1, (days, columns))
    y = target(x) + generator.normal(0, 0.1, days)
    return Task([f"x{n}" for n in range(columns)], {CITY: x}, {CITY: y}, [CITY], memory)


def together(x):
    """Still air matters only while it is humid."""
    return 6 + 2 * np.tanh(x[:, 0]) * np.tanh(x[:, 1])


def test_it_finds_what_acts_only_together_where_a_straight_line_sees_nothing():
    given = task(together)
    truth = together(given.x[CITY])
    smooth = KernelLearner().fit(given)[CITY]
    straight = RidgeLearner().fit(given)[CITY]
    assert np.sqrt(((smooth - truth) ** 2).mean()) < 0.5 * np.sqrt(((straight - truth) ** 2).mean())


def test_its_out_of_fold_forecasts_do_not_know_the_judged_days():
    given = task(together)
    before = KernelLearner().fit(given)[CITY]
    fold = next(iter(Fold.split(DAYS, 5)))
    lowered = given.y[CITY].copy()
    lowered[fold.judge] -= 0.01  # too little to move the choice of width and penalty
    after = KernelLearner().fit(Task(given.names, given.x, {CITY: lowered}, [CITY]))[CITY]
    assert np.abs(after - before)[fold.judge].max() < 0.02


def test_far_from_all_days_known_it_falls_back_to_their_mean():
    given = task(together)
    learner = KernelLearner()
    learner.fit(given)
    usual, far = learner.predict(CITY, np.array([[0.0, 0.0, 0.0], [1e4, -1e4, 1e4]]))
    assert usual == pytest.approx(6, abs=0.3)
    low, high = given.y[CITY].min(), given.y[CITY].max()
    assert low - 0.5 < far < high + 0.5


def test_missing_predictors_count_as_usual_ones_and_missing_targets_are_left_out():
    given = task(together)
    given.x[CITY][::7, 2] = np.nan
    given.y[CITY][::5] = np.nan
    learner = KernelLearner()
    out_of_fold = learner.fit(given)[CITY]
    assert np.isnan(out_of_fold[::5]).all()
    assert np.isfinite(np.delete(out_of_fold, np.arange(0, DAYS, 5))).all()
    assert np.isfinite(learner.predict(CITY, np.full((2, 3), np.nan))).all()


def test_it_learns_from_the_newest_days_only():
    given = task(together)
    out_of_fold = KernelLearner(most_days=200).fit(given)[CITY]
    assert np.flatnonzero(np.isfinite(out_of_fold)).min() == DAYS - 200


def test_predictors_of_the_past_are_held_back_where_they_do_not_help():
    given = task(together, columns=4, memory=frozenset({"x2", "x3"}))
    learner = KernelLearner()
    learner.fit(given)
    factor = learner._cities[CITY].factor
    assert factor[2:].max() < factor[:2].min()
    assert (factor.astype(float) ** 2).sum() == pytest.approx(1, abs=1e-5)


def test_the_same_days_give_the_same_forecast():
    given = task(together)
    rows = given.x[CITY][:5]
    first, second = KernelLearner(), KernelLearner()
    first.fit(given)
    second.fit(given)
    assert (first.predict(CITY, rows) == second.predict(CITY, rows)).all()
