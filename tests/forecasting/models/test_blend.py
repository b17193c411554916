import pandas as pd
import pytest

from forecasting.knowledge import DAY, POLLUTANTS, Knowledge, issue_moment
from forecasting.models.blend import SMOOTH, Blend, recipe
from forecasting.models.kernel import KernelLearner
from forecasting.models.learners import SEASON, BoostingLearner, RidgeLearner


@pytest.mark.parametrize("pollutant", POLLUTANTS)
@pytest.mark.parametrize("with_weather", [True, False])
@pytest.mark.parametrize("light", [True, False])
def test_the_weights_of_every_recipe_sum_to_one(pollutant, with_weather, light):
    weights = [weight for _, weight in recipe(pollutant, with_weather, light)]
    assert sum(weights) == pytest.approx(1)
    assert min(weights) > 0


@pytest.mark.parametrize("pollutant", SMOOTH)
def test_pollutants_that_decide_alerts_lean_on_the_kernel_where_the_weather_is_known(pollutant):
    weights = {type(learner): weight for learner, weight in recipe(pollutant, True, False)}
    assert weights[KernelLearner] > weights[RidgeLearner]


def test_without_forecast_weather_climatology_holds_the_straight_line_back():
    straight, season = (learner for learner, _ in recipe("pm25", False, False))
    assert straight.only is None
    assert season.only == SEASON


@pytest.mark.parametrize(("pollutant", "light"), [("no2", False), ("pm25", True)])
def test_lesser_pollutants_and_light_fits_are_straight_lines(pollutant, light):
    assert all(isinstance(learner, RidgeLearner) for learner, _ in recipe(pollutant, True, light))


def test_the_blend_lies_between_what_its_parts_say(daily_history):
    issue = issue_moment(daily_history.daily["day"].min() + 250 * DAY)
    past = Knowledge.cut(daily_history, issue)
    fit = Blend(("pm25",), 1).fit(past).fits["pm25", 1, True]
    assert [type(learner) for learner in fit.learners] == [
        KernelLearner,
        BoostingLearner,
        RidgeLearner,
    ]
    assert fit.weights.sum() == pytest.approx(1)
    assert (fit.weights >= 0).all()
    assert pd.Series(fit.anchors["甲市"]).is_monotonic_increasing
