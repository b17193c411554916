import pandas as pd
import pytest

from forecasting.knowledge import DAY, POLLUTANTS, Knowledge, issue_moment
from forecasting.models.blend import Blend, recipe
from forecasting.models.learners import BoostingLearner, RidgeLearner


@pytest.mark.parametrize("pollutant", POLLUTANTS)
@pytest.mark.parametrize("with_weather", [True, False])
@pytest.mark.parametrize("light", [True, False])
def test_the_weights_of_every_recipe_sum_to_one(pollutant, with_weather, light):
    weights = [weight for _, weight in recipe(pollutant, with_weather, light)]
    assert sum(weights) == pytest.approx(1)
    assert min(weights) > 0


def test_ozone_leans_more_on_boosting_than_fine_particles_do():
    def boosted(pollutant):
        parts = recipe(pollutant, True, False)
        return sum(weight for learner, weight in parts if isinstance(learner, BoostingLearner))

    assert boosted("o3_mda8") > boosted("pm25") > 0


@pytest.mark.parametrize(("pollutant", "light"), [("no2", False), ("pm25", True)])
def test_lesser_pollutants_and_light_fits_do_without_boosting(pollutant, light):
    assert all(isinstance(learner, RidgeLearner) for learner, _ in recipe(pollutant, True, light))


def test_the_blend_lies_between_what_its_parts_say(daily_history):
    issue = issue_moment(daily_history.daily["day"].min() + 250 * DAY)
    past = Knowledge.cut(daily_history, issue)
    fit = Blend(("pm25",), 1).fit(past).fits["pm25", 1, True]
    assert [type(learner) for learner in fit.learners] == [RidgeLearner, BoostingLearner]
    assert fit.weights.sum() == pytest.approx(1)
    assert (fit.weights >= 0).all()
    assert pd.Series(fit.anchors["甲市"]).is_monotonic_increasing
