"""Climatology: what is usual at this time of the year, with the spread of the season."""

from forecasting.knowledge import POLLUTANTS
from forecasting.models.base import DEFAULT_LEAD_DAYS
from forecasting.models.direct import DirectModel
from forecasting.models.learners import Learner, season_learner


def recipe(pollutant: str, with_weather: bool, light: bool) -> list[tuple[Learner, float]]:  # noqa: ARG001
    """Two harmonics of the year, whatever the weather."""
    return [(season_learner(), 1.0)]


class Climatology(DirectModel):
    """Smoothed day of the year; the range is that of past days of similar usual level."""

    def __init__(
        self, pollutants: tuple[str, ...] = POLLUTANTS, lead_days: int = DEFAULT_LEAD_DAYS
    ) -> None:
        super().__init__(recipe, pollutants, lead_days)
