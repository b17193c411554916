"""Archive of weather forecasts of the sample city."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.samples.randomness import EPOCH, Array, Whole, generator
from data.samples.weather import (
    LIMITS,
    SKILL,
    VARIABLES,
    WIND_SPEEDS,
    WIND_VECTOR,
    Episode,
    Hidden,
    daily_weather,
    drivers,
    next_state,
    season,
)


@dataclass(frozen=True)
class Archive:
    """What forecasts are made from: the processes, the weather they led to, the episode ahead."""

    past: Hidden
    observed: pd.DataFrame
    """Weather of every day of ``past`` in its order."""
    episode: Episode
    """Shown by the forecasts issued on its day of start and on the day before."""

    def issued(self, first: date, last: date, lead_days: int) -> pd.DataFrame:
        """Return the forecasts of every issue day from ``first`` to ``last``.

        Args:
            first: First issue day.
            last: Last issue day; ``past`` must reach ``lead_days`` beyond it.
            lead_days: Longest lead time, at most 8.

        Returns:
            ``issue_day``, ``lead_days`` and the variables: the weather of the target day, changed
            by what the wrongly foreseen processes make different.
        """
        past = self.past
        issues = np.arange((first - EPOCH).days, (last - EPOCH).days + 1)
        shock = generator(past.seed, "forecast").standard_normal(
            (len(past.days), len(SKILL), past.innovations.shape[1])
        )
        foreseen = past.innovations
        state, before = past.states[issues], past.states[issues - 1]
        parts = []
        for lead in range(1, lead_days + 1):
            kept = SKILL[lead] / SKILL[lead - 1]
            foreseen = kept * foreseen + np.sqrt(1 - kept**2) * shock[:, lead]
            state, before = next_state(state, before, foreseen[issues + lead]), state
            parts.append(self._at_lead(issues, lead, state))
        return pd.concat(parts).sort_values(["issue_day", "lead_days"], ignore_index=True)

    def _at_lead(self, issues: Whole, lead: int, state: Array) -> pd.DataFrame:
        past, targets = self.past, issues + lead
        winter, spring = season(past.days[targets])
        forced = past.forced[targets]
        shown = issues >= self.episode.start - 1
        ahead = np.where(shown, targets - self.episode.start, 0)
        expected = self.episode.laid_over(drivers(state, forced), ahead)
        forecast = daily_weather(expected, winter, spring)
        true = daily_weather(drivers(past.states[targets], forced), winter, spring)
        columns = {}
        stronger = forecast["ws_mean"] / true["ws_mean"]
        for name in VARIABLES:
            observed = self.observed[name].to_numpy()[targets]
            # Wind is scaled instead of shifted: a calm must not keep the vector of a breeze.
            if name in WIND_SPEEDS:
                values = observed * stronger
            elif name in WIND_VECTOR:
                values = forecast[name] + (observed - true[name]) * stronger
            else:
                values = forecast[name] + observed - true[name]
            low, high = LIMITS.get(name, (-np.inf, np.inf))
            columns[name] = np.round(values.clip(low, high), 2)
        return pd.DataFrame({"issue_day": past.days[issues], "lead_days": lead, **columns})
