"""The model in service: smooth, stepped and straight regressions together, weighed on months left out."""

from forecasting.knowledge import POLLUTANTS
from forecasting.models.base import DEFAULT_LEAD_DAYS
from forecasting.models.boosting import MAIN
from forecasting.models.direct import DirectModel
from forecasting.models.kernel import KernelLearner
from forecasting.models.learners import BoostingLearner, Learner, RidgeLearner, season_learner
from forecasting.models.ridge import recipe as ridge_recipe

SMOOTH = (*MAIN, "pm10")
"""Pollutants worth more than a straight line; the others are forecast by ridge alone."""


def recipe(pollutant: str, with_weather: bool, light: bool) -> list[tuple[Learner, float]]:
    """Kernel, trees and ridge where the weather is known, ridge and climatology where it is not.

    The weights stand for what is expected; months left out may move them. Without forecast
    weather there is little to find that a straight line does not see.
    """
    if not with_weather:
        return [(RidgeLearner(), 0.8), (season_learner(), 0.2)]
    if light or pollutant not in SMOOTH:
        return ridge_recipe(pollutant, with_weather, light)
    if pollutant not in MAIN:
        return [(KernelLearner(), 0.8), (RidgeLearner(), 0.2)]
    return [(KernelLearner(), 0.5), (BoostingLearner(companions=1), 0.3), (RidgeLearner(), 0.2)]


class Blend(DirectModel):
    """Models that err differently, averaged."""

    def __init__(
        self, pollutants: tuple[str, ...] = POLLUTANTS, lead_days: int = DEFAULT_LEAD_DAYS
    ) -> None:
        super().__init__(recipe, pollutants, lead_days)
