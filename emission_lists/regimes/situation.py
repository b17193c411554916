"""What a regime is judged on: the list, the day, and what is known of air and weather."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class Situation:
    """Everything an evaluation may look at; the same situation gives the same result."""

    city: str
    """Division code (GB/T 2260)."""
    day: date
    lines: pd.DataFrame
    """Production lines: columns of LINES merged with ENTERPRISES. A column that the list does not
    have counts as not filled in."""
    sources: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Other sources (``data.tables.OTHER_SOURCES``); empty where the list has none."""
    o3: float | None = None
    """Highest ozone of the day, µg/m³ (MDA8), forecast or observed; None where not known."""
    temperature: float | None = None
    """Highest temperature of the day, °C, forecast or observed; None where not known."""
    hourly: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Hourly values of sites: ``place, hour`` (end of the hour), ``pm10`` µg/m³ ...; may be empty."""
    alert: bool = False
    """Whether an alert is in force on the day."""
    line_facts: pd.DataFrame = field(default_factory=pd.DataFrame)
    """What the regime's own annex says of lines (``facts.LINE_FACTS``); may be empty."""
    source_facts: pd.DataFrame = field(default_factory=pd.DataFrame)
    """What it says of other sources (``facts.SOURCE_FACTS``); may be empty."""
    heating_season: tuple[date, date] | None = None
    """First and last day as the city published them, for a season whose rule does not give them."""
