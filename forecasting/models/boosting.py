"""Histogram gradient boosting, pooled over stations and cities."""

from forecasting.knowledge import POLLUTANTS
from forecasting.models.base import DEFAULT_LEAD_DAYS
from forecasting.models.direct import DirectModel
from forecasting.models.learners import BoostingLearner, Learner, season_learner
from forecasting.models.ridge import recipe as ridge_recipe

MAIN = ("pm25", "o3_mda8")
"""Pollutants that decide alerts; the others are forecast by the quick learners."""


def recipe(pollutant: str, with_weather: bool, light: bool) -> list[tuple[Learner, float]]:
    """Boosting for the main pollutants, held back by climatology where weather is unknown."""
    if light or pollutant not in MAIN:
        return ridge_recipe(pollutant, with_weather, light)
    if with_weather:
        return [(BoostingLearner(), 1.0)]
    return [(BoostingLearner(), 0.5), (season_learner(), 0.5)]


class Boosting(DirectModel):
    """Finds what a linear model cannot: thresholds, and terms that act only together."""

    def __init__(
        self, pollutants: tuple[str, ...] = POLLUTANTS, lead_days: int = DEFAULT_LEAD_DAYS
    ) -> None:
        super().__init__(recipe, pollutants, lead_days)
