"""Chemistry models beside our forecast: corrected against observations, and used where they help.

A model's daily values are corrected in square-root space by level and scale, learned from its past
runs of the same lead and the days observed since, the newest counting most; every past pair is
corrected with what was known at its own issue. Our forecast and the corrected ones are then combined
with weights learned from past errors (:mod:`forecasting.combining`). Our own past errors are those
of months left out, which flatters ours a little: a model has to earn its weight.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from data.vocabulary import PRIMARY_ORDER
from forecasting.combining import FIRST_LEARNED, MIN_PAIRS, Pairs, learned_weights, moved_by
from forecasting.knowledge import DAY, HOURS_OF_DAY, POLLUTANTS, Knowledge
from forecasting.models.base import Model
from forecasting.models.direct import DirectModel
from forecasting.weather import Array

COLUMNS = (
    "city", "model", "init_time", "lead_days", "day", "pollutant", "raw", "corrected", "pairs",
    "weight",
)  # fmt: skip
_NEWEST_HOURS = 48  # a run older than this at issue is not used
_HALF_LIFE_DAYS = 60.0
_LEVEL_PRIOR, _SCALE_PRIOR = 3.0, 10.0  # pairs that "no correction" counts for
_NO_PAST = pd.DataFrame({"ours": [], "observed": []}, index=pd.DatetimeIndex([]))
_LABELS = {each.daily: each.label for each in PRIMARY_ORDER}


@dataclass(frozen=True)
class Combined:
    """Our forecast with the models' part.

    Attributes:
        quantiles: Forecast frame in the shape it came in.
        beside: :data:`COLUMNS`; raw and corrected value of each model (µg/m³, CO mg/m³), how many
            past pairs the correction was learned from and the weight it got, 0 to 1.
        notes: What a reader should know, Chinese, by city.
    """

    quantiles: pd.DataFrame
    beside: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Runs:
    """Daily values of the runs of one model in the order of their start.

    Attributes:
        start: Start of the run, hours since 1970.
        day: Day of the value, days since 1970.
        values: One column per pollutant.
        first: First day of the calendar.
        size: Days of the calendar.
    """

    start: Array
    day: Array
    values: Array
    first: int
    size: int

    @classmethod
    def of(cls, frame: pd.DataFrame, first: int, size: int) -> "Runs":
        """Read ``init_time, day`` and the pollutants; values outside the calendar are left out."""
        frame = frame.sort_values("init_time", kind="stable")
        day = frame["day"].to_numpy(dtype="datetime64[D]").astype(int)
        inside = (day >= first) & (day < first + size)
        start = frame["init_time"].to_numpy(dtype="datetime64[m]").astype(float) / 60
        values = frame.reindex(columns=list(POLLUTANTS)).to_numpy(dtype=float)
        return cls(start[inside], day[inside], values[inside], first, size)


def past_forecasts(model: Model, city: str) -> dict[tuple[str, int], pd.DataFrame]:
    """Return what a stored fit would have forecast for past days, from months left out.

    Returns:
        By pollutant and days from the last complete day: ``ours`` and ``observed`` (square roots)
        indexed by day; empty for models that keep no such record.
    """
    record = {}
    fits = model.fits if isinstance(model, DirectModel) else {}
    for (pollutant, lead, weather), fit in fits.items():
        if (not weather and (pollutant, lead, True) in fits) or city not in fit.errors:
            continue
        errors = fit.errors[city]
        record[pollutant, lead] = pd.DataFrame(
            {"ours": errors.forecast, "observed": errors.forecast + errors.error},
            index=pd.DatetimeIndex(fit.anchors[city]) + lead * DAY,
        )
    return record


def combine(
    quantiles: pd.DataFrame, guidance: pd.DataFrame, now: Knowledge, model: Model
) -> Combined:
    """Combine our forecast with the daily values of chemistry models.

    Args:
        quantiles: Our forecast (:data:`forecasting.models.base.FORECAST_COLUMNS`).
        guidance: ``city, model, init_time, day`` and pollutant columns, µg/m³ (CO mg/m³), of past
            runs and the newest; runs that start after the issue are not looked at.
        now: What is known at issue; its days observed are what is learned from.
        model: The fit our forecast was made with; it knows our own past errors.
    """
    guidance = guidance[guidance["init_time"] <= pd.Timestamp(now.issue)]
    quantiles, beside, notes = quantiles.copy(), [], []
    for city in now.cities:
        mine = guidance[(guidance["city"] == city).to_numpy()]
        ours = quantiles[(quantiles["city"] == city).to_numpy()]
        if mine.empty or ours.empty:
            continue
        told, moves = _city(ours, mine, now, model)
        beside += told
        notes += [f"{city}：{note}" for note in _notes(pd.DataFrame(told))]
        values = ours.to_dict("index")
        new = {row: moved_by(values[row], *move) for row, move in moves.items()}
        for column, changed in pd.DataFrame.from_dict(new, orient="index").items():
            known = changed.dropna()
            quantiles.loc[known.index, str(column)] = known
    return Combined(quantiles, pd.DataFrame(beside, columns=list(COLUMNS)), tuple(notes))


def in_force(runs: Runs, anchor_lead: int, issue_hour: int) -> tuple[Array, Array]:
    """Return, for each day, what the newest run at an issue ``anchor_lead`` days before it said.

    Args:
        runs: Of one model.
        anchor_lead: Days from the last complete day of the issue to the day.
        issue_hour: Hour of issue, 1 to 24.

    Returns:
        Values of each day of the calendar and pollutant, NaN where no run of the two days before
        the issue had any, and the start of the run in hours since 1970.
    """
    issue = (runs.day - anchor_lead + 1) * HOURS_OF_DAY + issue_hour % HOURS_OF_DAY
    age = issue - runs.start
    known = (age >= 0) & (age < _NEWEST_HOURS)
    size = (runs.size, runs.values.shape[1])
    values, start = np.full(size, np.nan), np.full(size, np.nan)
    place = (runs.day - runs.first)[known].astype(int)
    for column in range(size[1]):
        said = runs.values[known, column]
        told = np.isfinite(said)
        # Rows come in the order of their runs: the newest is written last and stays.
        values[place[told], column] = said[told]
        start[place[told], column] = runs.start[known][told]
    return values, start


def corrected(raw: Array, observed: Array, anchor_lead: int) -> tuple[Array, Array]:
    """Correct each day with what was known when it was forecast.

    Args:
        raw: Model values of consecutive days, of one lead, µg/m³; NaN where there was no run.
        observed: Observed values of these days; NaN where unknown.
        anchor_lead: Days up to ``anchor_lead`` before a day were observed at its issue.

    Returns:
        Square root of the corrected value, and the number of past pairs it was learned from;
        without any pair the value stands as it came.
    """
    x, y = np.sqrt(np.clip(raw, 0, None)), np.sqrt(np.clip(observed, 0, None))
    apart = np.arange(len(x))[:, None] - np.arange(len(x))[None, :]
    usable = (apart >= anchor_lead) & (np.isfinite(x) & np.isfinite(y))[None, :]
    weight = np.where(usable, 0.5 ** (apart / _HALF_LIFE_DAYS), 0.0)
    xs, ys = np.nan_to_num(x), np.nan_to_num(y)
    total = weight.sum(axis=1)
    sums = weight @ np.column_stack([xs, ys, xs**2, xs * ys]) / np.maximum(total, 1e-12)[:, None]
    mean_x, mean_y = sums[:, 0], sums[:, 1]
    variance = np.maximum(sums[:, 2] - mean_x**2, 0)
    slope = np.divide(
        sums[:, 3] - mean_x * mean_y, variance, out=np.ones(len(x)), where=variance > 1e-6
    )
    slope = (total * slope.clip(0, 2) + _SCALE_PRIOR) / (total + _SCALE_PRIOR)
    level = mean_x + (mean_y - mean_x) * total / (total + _LEVEL_PRIOR)
    better: Array = np.where(total > 0, level + slope * (x - mean_x), x)
    return np.clip(better, 0, None), usable.sum(axis=1)


def _city(
    ours: pd.DataFrame, guidance: pd.DataFrame, now: Knowledge, model: Model
) -> tuple[list[dict[str, Any]], dict[Any, tuple[float, float]]]:
    """What each model says of each value of ours; and by row how far it moves and narrows."""
    city = str(ours["city"].iloc[0])
    past = past_forecasts(model, city)
    calendar = pd.date_range(guidance["day"].min(), max(guidance["day"].max(), ours["day"].max()))
    first = int(calendar[0].to_datetime64().astype("datetime64[D]").astype(int))
    models = sorted(guidance["model"].unique())
    runs = [Runs.of(guidance[guidance["model"] == m], first, len(calendar)) for m in models]
    observed = now.daily[(now.daily["city"] == city).to_numpy()].set_index("day")
    observed = observed.reindex(calendar, columns=list(POLLUTANTS))
    told: list[dict[str, Any]] = []
    moves: dict[Any, tuple[float, float]] = {}
    ahead = dict(enumerate(range(1, int(ours["lead_days"].max()) + 2), start=now.first_lead))
    said = {
        lead: [in_force(each, lead, now.issue_hour) for each in runs] for lead in ahead.values()
    }
    for pollutant, rows in ours.groupby("pollutant", sort=False):
        column = POLLUTANTS.index(str(pollutant))
        truth = observed[str(pollutant)].to_numpy(dtype=float)
        better, known = {}, {}
        for lead in (ahead[number] for number in rows["lead_days"]):
            each = [corrected(values[:, column], truth, lead) for values, _ in said[lead]]
            better[lead] = each
            own = past.get((str(pollutant), lead), _NO_PAST).reindex(calendar)
            others = np.column_stack([np.where(n >= FIRST_LEARNED, v, np.nan) for v, n in each])
            known[lead] = _pairs(own, others, first)
        weights, spread = learned_weights(known, len(models))
        for row, values in rows.to_dict("index").items():
            lead = ahead[values["lead_days"]]
            place, root = (values["day"] - calendar[0]).days, np.sqrt(max(values["p50"], 0.0))
            moved = 0.0
            for number, name in enumerate(models):
                raw, start = (part[place, column] for part in said[lead][number])
                if np.isnan(raw):
                    continue
                root_told, pairs = (part[place] for part in better[lead][number])
                weight = float(weights[lead][number])
                moved += weight * (root_told - root)
                keys = {key: values[key] for key in ("city", "lead_days", "day", "pollutant")}
                init = pd.Timestamp(start * 3600, unit="s").round("min")
                told.append({**keys, "model": name, "init_time": init, "raw": raw,
                             "corrected": root_told**2, "pairs": int(pairs), "weight": weight})  # fmt: skip
            if moved:
                moves[row] = (float(moved), spread[lead])
    return told, moves


def _pairs(own: pd.DataFrame, others: Array, first: int) -> Pairs:
    """Days on which ours, any other forecast and the observation are known."""
    ours, observed = (own[name].to_numpy(dtype=float) for name in ("ours", "observed"))
    kept = np.isfinite(ours) & np.isfinite(observed) & np.isfinite(others).any(axis=1)
    days = first + np.flatnonzero(kept).astype(float)
    return Pairs(days, ours[kept], observed[kept], others[kept])


def _notes(rows: pd.DataFrame) -> list[str]:
    """Say of each model what it was used for."""
    if rows.empty:
        return ["模式预报没有起报前 48 小时内的批次，未采用"]
    notes = []
    for model, told in rows.groupby("model"):
        start = f"模式预报 {model}（{_moment(told['init_time'].max())}起报）"
        used = told[told["weight"] >= 0.005]
        pairs = int(told["pairs"].max())
        if len(used):
            parts = [
                f"{_LABELS[name]} {_span(part['weight'])}"
                for name in POLLUTANTS
                if len(part := used[used["pollutant"] == name])
            ]
            notes.append(f"{start}：按 {pairs} 对过去预报与实况订正后采用，权重 {'、'.join(parts)}")
        elif pairs < MIN_PAIRS:
            notes.append(f"{start}：过去预报与实况只有 {pairs} 对，少于 {MIN_PAIRS} 对，仅供对照")
        else:
            notes.append(f"{start}：按 {pairs} 对检验未见明显增益，权重为 0，仅供对照")
    return notes


def _span(weights: pd.Series) -> str:
    low, high = f"{weights.min():.2f}", f"{weights.max():.2f}"
    return low if low == high else f"{low}—{high}"


def _moment(time: datetime) -> str:
    return f"{time:%m-%d %H:%M} "
