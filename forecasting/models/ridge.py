"""Ridge regression of each city on its own days."""

from forecasting.knowledge import POLLUTANTS
from forecasting.models.base import DEFAULT_LEAD_DAYS
from forecasting.models.direct import DirectModel
from forecasting.models.learners import Learner, RidgeLearner, season_learner


def recipe(pollutant: str, with_weather: bool, light: bool) -> list[tuple[Learner, float]]:  # noqa: ARG001
    """Ridge, held back by climatology where the weather is unknown."""
    if with_weather:
        return [(RidgeLearner(), 1.0)]
    return [(RidgeLearner(), 0.5), (season_learner(), 0.5)]


class Ridge(DirectModel):
    """Linear in all predictors: quick, steady beyond what was seen, and easy to explain."""

    def __init__(
        self, pollutants: tuple[str, ...] = POLLUTANTS, lead_days: int = DEFAULT_LEAD_DAYS
    ) -> None:
        super().__init__(recipe, pollutants, lead_days)
