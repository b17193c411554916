"""Persistence: tomorrow is as the last complete day. The yardstick of every forecast."""

from forecasting.knowledge import POLLUTANTS
from forecasting.models.base import DEFAULT_LEAD_DAYS
from forecasting.models.direct import DirectModel
from forecasting.models.learners import LastValueLearner, Learner


def recipe(pollutant: str, with_weather: bool, light: bool) -> list[tuple[Learner, float]]:  # noqa: ARG001
    """The last value, whatever the weather."""
    return [(LastValueLearner(f"{pollutant}_0"), 1.0)]


class Persistence(DirectModel):
    """Last known value as mean; the range comes from how far that was off in the past."""

    def __init__(
        self, pollutants: tuple[str, ...] = POLLUTANTS, lead_days: int = DEFAULT_LEAD_DAYS
    ) -> None:
        super().__init__(recipe, pollutants, lead_days, mean_is_level=True)
