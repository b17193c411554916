"""What every model is to the rest of the program, and the frame it answers with."""

from typing import Protocol, Self

import pandas as pd

from forecasting.distribution import ABOVE, ABOVE_COLUMNS, QUANTILE_COLUMNS, Description
from forecasting.knowledge import DAY, Knowledge

KEYS = ("city", "issue_day", "lead_days", "day", "pollutant")
FORECAST_COLUMNS = (*KEYS, "mean", *QUANTILE_COLUMNS, *ABOVE_COLUMNS)
"""Columns of a forecast frame; concentrations in µg/m³ (CO mg/m³), chances 0 to 1."""

DEFAULT_LEAD_DAYS = 7


class Model(Protocol):
    """A forecast of daily concentrations. A fitted model can be pickled and used later."""

    def fit(self, past: Knowledge) -> Self:
        """Learn from everything known at an issue; returns itself."""
        ...

    def predict(self, now: Knowledge, lead_days: int) -> pd.DataFrame:
        """Forecast each city of ``now`` up to ``lead_days`` days ahead.

        Args:
            now: What is known at issue; may be later than what the model was fitted on.
            lead_days: Last lead day. The first is 1, or 0 (the rest of the issue day) where the
                day of issue is still open.

        Returns:
            One row per city, lead day and pollutant with :data:`FORECAST_COLUMNS`. A pollutant
            a city has never observed has no rows.
        """
        ...


def forecast_row(
    now: Knowledge, city: str, pollutant: str, lead: int, description: Description
) -> dict[str, object]:
    """One row of a forecast frame; ``lead`` is a lead day of the issue day."""
    chances = description.chances or [float("nan")] * len(ABOVE_COLUMNS)
    return {
        "city": city,
        "issue_day": now.issue_day,
        "lead_days": lead,
        "day": now.issue_day + lead * DAY,
        "pollutant": pollutant,
        "mean": description.mean,
        **dict(zip(QUANTILE_COLUMNS, map(float, description.quantiles), strict=True)),
        **dict(zip(ABOVE_COLUMNS, chances, strict=True)),
    }


def forecast_frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Forecast frame of its rows, also of none."""
    return pd.DataFrame(rows, columns=list(FORECAST_COLUMNS))


def thresholds(pollutant: str) -> tuple[float, ...]:
    """Concentrations whose exceedance chances a forecast carries; none for most pollutants."""
    return ABOVE.get(pollutant, ())


def anchor_lead(now: Knowledge, lead: int) -> int:
    """Days from the last complete day to lead day ``lead`` of the issue day."""
    return lead + 1 - now.first_lead
