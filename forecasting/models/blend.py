"""The model in service: ridge and boosting together, weighed on months left out."""

from forecasting.knowledge import POLLUTANTS
from forecasting.models.base import DEFAULT_LEAD_DAYS
from forecasting.models.boosting import MAIN
from forecasting.models.direct import DirectModel
from forecasting.models.learners import BoostingLearner, Learner, RidgeLearner, season_learner
from forecasting.models.ridge import recipe as ridge_recipe


def recipe(pollutant: str, with_weather: bool, light: bool) -> list[tuple[Learner, float]]:
    """Ridge and boosting for PM2.5, mostly boosting for O3, climatology where weather is unknown.

    The weights stand for what is expected; months left out may move them.
    """
    if light or pollutant not in MAIN:
        return ridge_recipe(pollutant, with_weather, light)
    linear = 0.5 if pollutant == "pm25" else 0.2
    if with_weather:
        return [(RidgeLearner(), linear), (BoostingLearner(), 1 - linear)]
    return [
        (RidgeLearner(), linear / 2),
        (BoostingLearner(), (1 - linear) / 2),
        (season_learner(), 0.5),
    ]


class Blend(DirectModel):
    """Two models that err differently, averaged."""

    def __init__(
        self, pollutants: tuple[str, ...] = POLLUTANTS, lead_days: int = DEFAULT_LEAD_DAYS
    ) -> None:
        super().__init__(recipe, pollutants, lead_days)
