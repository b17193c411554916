"""Made-up power and stack monitoring data of lines under the past alert of the sample city."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from data.samples.randomness import SEED, Array, generator, persistent
from data.vocabulary import Emitted

METERED = 150
"""Lines whose power is given."""
DAYS_BEFORE = 30

_IDLE = 0.07
"""Share of the power a stopped line still draws: fans, heating, light."""
_RAMP_HOURS = 6
_HOURS_BATCH = (8, 20)
_CONCENTRATION = {"so2": (22.0, 0.30), "nox": (75.0, 0.22), "pm": (7.0, 0.28)}
"""Usual stack concentration, mg/m³, and the spread of its logarithm between hours."""


class Behaviour(StrEnum):
    """What a line did during the alert; the truth behind its evidence."""

    OBEYS = "obeys"
    HALF = "half"
    IGNORES = "ignores"


_OBEDIENCE = {Behaviour.OBEYS: 1.0, Behaviour.HALF: 0.5, Behaviour.IGNORES: 0.0}


class Evidence(NamedTuple):
    """Power and stack monitoring from 30 days before an alert to its end, a few hours missing."""

    power: pd.DataFrame
    """``meter_id``, ``line_id``, ``time_end``, ``kwh``: one row per line and hour."""
    cems: pd.DataFrame
    """``line_id``, ``time_end``, ``so2 nox pm`` in mg/m³ and ``flow`` in m³/h."""


def evidence(
    lines_with_cuts: pd.DataFrame, start: datetime, end: datetime, seed: int = SEED
) -> Evidence:
    """Make the evidence of an alert; most lines obey, some do half, some ignore it.

    Taken are the 150 metered lines with the largest cut ordered; those of them with a stack worth
    monitoring (SO2 and NOx above 60 kg/d together) have CEMS data too.

    Args:
        lines_with_cuts: Lines with ``line_id``, ``meter_id`` ("" where none), ``industry``,
            ``cut_fraction`` (0..1) and ``pm_kg so2_kg nox_kg vocs_kg`` in kg/d.
        start: First hour of the alert begins here.
        end: Last hour of the alert ends here.
        seed: Seed of the sample city.

    Returns:
        Power and CEMS data of the lines taken; of fewer where fewer have a meter and a cut.

    Raises:
        ValueError: ``end`` not after ``start``.
    """
    if end <= start:
        raise ValueError(f"预警结束 {end} 须晚于开始 {start}")
    chosen = _chosen(lines_with_cuts)
    hours = pd.date_range(
        start - timedelta(days=DAYS_BEFORE) + timedelta(hours=1), end, freq="h", name="time_end"
    )
    power, cems = [], []
    for line in chosen.to_dict("records"):
        name = str(line["line_id"])
        rng = generator(seed, f"evidence {name}")
        load = _load(hours, rng)
        cut = float(line["cut_fraction"]) * _OBEDIENCE[_behaviour(name, seed)]
        load *= 1 - cut * _in_force(hours, start)
        kwh = _kilowatts(line) * ((1 - _IDLE) * load + _IDLE) * rng.lognormal(0, 0.03, len(hours))
        columns = {"meter_id": line["meter_id"], "line_id": name, "time_end": hours}
        reported = rng.random(len(hours)) > 0.004
        power.append(pd.DataFrame({**columns, "kwh": np.round(kwh, 1)})[reported])
        if float(line["so2_kg"]) + float(line["nox_kg"]) > 60:
            cems.append(_stack(name, float(line["nox_kg"]), hours, load, rng))
    return Evidence(
        _joined(power, ["meter_id", "line_id", "time_end", "kwh"]),
        _joined(cems, ["line_id", "time_end", *_CONCENTRATION, "flow"]),
    )


def behaviours(lines_with_cuts: pd.DataFrame, seed: int = SEED) -> pd.DataFrame:
    """Return the truth behind the evidence: ``line_id`` and ``behaviour`` of the lines in it.

    No real city has this; it serves to judge the judging.

    Args:
        lines_with_cuts: The lines ``evidence`` was made of.
        seed: The same seed.
    """
    names = _chosen(lines_with_cuts)["line_id"].astype(str).tolist()
    return pd.DataFrame({"line_id": names, "behaviour": [str(_behaviour(n, seed)) for n in names]})


def _chosen(lines: pd.DataFrame) -> pd.DataFrame:
    amount = lines[[p.column for p in Emitted]].fillna(0.0).sum(axis=1) * lines["cut_fraction"]
    able = lines.assign(amount=amount)[(lines["meter_id"] != "") & (lines["cut_fraction"] > 0)]
    first = able.sort_values(["amount", "line_id"], ascending=[False, True]).head(METERED)
    return first.sort_values("line_id", ignore_index=True)


def _behaviour(name: str, seed: int) -> Behaviour:
    draw = generator(seed, f"behaviour {name}").random()
    if draw < 0.80:
        return Behaviour.OBEYS
    return Behaviour.HALF if draw < 0.90 else Behaviour.IGNORES


def _load(hours: pd.DatetimeIndex, rng: np.random.Generator) -> Array:
    """Share of full load by hour: continuous plants waver, batch plants work in the day."""
    wavering = persistent(rng.standard_normal((len(hours), 1)), 0.95)[:, 0]
    load = 0.9 + 0.04 * wavering
    if rng.random() < 0.3:
        begins, ends = _HOURS_BATCH
        clock = (hours - pd.Timedelta(hours=1)).hour.to_numpy()
        working = (clock >= begins) & (clock < ends)
        rest = hours.day_of_week.to_numpy() == 6
        load = np.where(working & ~rest, load, 0.08)
    return np.asarray(load.clip(0.03, 1.0))


def _in_force(hours: pd.DatetimeIndex, start: datetime) -> Array:
    """Share of the cut that holds: it takes a line some hours to come down."""
    since = (hours - pd.Timestamp(start)) / pd.Timedelta(hours=1)
    return np.asarray((np.asarray(since, dtype=float) / _RAMP_HOURS).clip(0, 1))


def _kilowatts(line: dict[Any, Any]) -> float:
    """Power at full load: larger emitters draw more."""
    amount = sum(float(line[pollutant.column]) for pollutant in Emitted)
    return float(90 * np.sqrt(max(amount, 1.0)))


def _stack(
    name: str, nox_kg: float, hours: pd.DatetimeIndex, load: Array, rng: np.random.Generator
) -> pd.DataFrame:
    # As much flow as carries the listed daily NOx at the usual concentration and load.
    full = max(nox_kg, 10.0) * 1e6 / 24 / _CONCENTRATION["nox"][0] / 0.9
    table = pd.DataFrame({"line_id": name, "time_end": hours})
    for pollutant, (level, spread) in _CONCENTRATION.items():
        own = level * rng.lognormal(0, 0.25)
        waver = persistent(rng.standard_normal((len(hours), 1)), 0.8)[:, 0]
        table[pollutant] = np.round(own * np.exp(spread * waver), 1)
    table["flow"] = np.round(full * (0.15 + 0.85 * load) * rng.lognormal(0, 0.03, len(hours)))
    return table[rng.random(len(hours)) > 0.015]


def _joined(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
