import numpy as np

from forecasting.knowledge import DAY, Knowledge, issue_moment
from forecasting.models.boosting import Boosting, recipe
from forecasting.models.learners import BoostingLearner, RidgeLearner


def kinds(*asked):
    return [type(learner) for learner, _ in recipe(*asked)]


def test_boosting_stands_alone_only_where_the_weather_is_known():
    assert kinds("pm25", True, False) == [BoostingLearner]
    assert kinds("pm25", False, False) == [BoostingLearner, RidgeLearner]
    assert BoostingLearner not in kinds("so2", True, False)
    assert BoostingLearner not in kinds("pm25", True, True)


def test_out_of_fold_forecasts_beat_the_mean_of_the_record(daily_history):
    issue = issue_moment(daily_history.daily["day"].min() + 350 * DAY)
    model = Boosting(("pm25",), 1).fit(Knowledge.cut(daily_history, issue))
    errors = model.fits["pm25", 1, True].errors["甲市"]
    observed = errors.forecast + errors.error
    assert np.mean(errors.error**2) < 0.7 * observed.var()
