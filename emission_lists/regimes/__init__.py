"""Regimes beside the alert: each with its own list, clauses, exemptions and orders.

``REGIMES`` knows them all by name; commands, services and pages find them there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from emission_lists.regimes import dust, ozone_season, staggered, vehicles
from emission_lists.regimes.regime import Regime
from emission_lists.regimes.situation import Situation


@dataclass(frozen=True)
class RegimeEntry:
    """A regime as the program knows it by name."""

    name: str
    """Key, as ``--regime`` takes it."""
    title: str
    """Chinese name."""
    order_title: str
    """Title of its orders."""
    evaluate: Callable[[Situation], Regime]
    """Says who is bound by what on the day of the situation. Pure: no clock, no session."""


REGIMES: dict[str, RegimeEntry] = {
    entry.name: entry
    for entry in (
        RegimeEntry(staggered.NAME, staggered.TITLE, "采暖季错峰生产执行通知", staggered.evaluate),
        RegimeEntry(
            ozone_season.NAME, ozone_season.TITLE, "臭氧季错时管控执行通知", ozone_season.evaluate
        ),
        RegimeEntry(dust.NAME, dust.TITLE, "扬尘管控执行通知", dust.evaluate),
        RegimeEntry(vehicles.NAME, vehicles.TITLE, "车辆与机械管控执行通知", vehicles.evaluate),
    )
}
"""Every regime by name."""
