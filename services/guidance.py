"""Forecasts of chemistry models: taken in, kept as they came, given back hourly and daily."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from air_quality import averaging
from data.sources import guidance as guidance_files
from data.sources.guidance import BASE
from data.storage.guidance import GUIDANCE_VALUES, GuidanceRow
from data.storage.observations import IngestRow
from services import clock, frames, journal
from services.observations import Ingested, code_of

_RUN = ["city", "model", "scenario", "init_time"]
_FURTHEST_APART = 3
"""Hours between two values of a run that a straight line still joins."""
_DAILY = ["pm25", "pm10", "so2", "no2", "co", "o3_mda8", "o3_1h"]


def ingest(
    sessions: sessionmaker[Session],
    files: Sequence[Path],
    *,
    only: Sequence[str] = (),
    user: str = journal.SYSTEM,
) -> Ingested:
    """Take in tables of a chemistry model; the same file twice changes nothing.

    Args:
        sessions: Session factory.
        files: Files of the neutral format (``data.sources.guidance``).
        only: Codes of the cities to take; all where empty.
        user: Who does it, for the journal.

    Returns:
        ``hours`` is the number of values stored; ``issues`` the rows left out, by line.

    Raises:
        SourceError: A file cannot be read at all; nothing of any file is stored then.
    """
    readings = [(path, *guidance_files.read(path)) for path in files]
    issues = [issue for _, _, wrong, _ in readings for issue in wrong]
    notes = [note for *_, said in readings for note in said]
    touched: set[str] = set()
    count = 0
    with sessions.begin() as session:
        for path, frame, wrong, _ in readings:
            codes = {name: code_of(name) for name in frame["city"].unique()}
            coded = frame.assign(city=frame["city"].map(codes))
            if only:
                coded = coded[coded["city"].isin(only)]
            store(session, coded)
            touched |= set(coded["city"])
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            note_ingest(
                session, sorted(touched), "guidance", path.name, digest, len(coded), len(wrong)
            )
            count += len(coded)
        for code in sorted(touched):
            said = f"{len(files)} 个文件，{count} 个值，剔除 {len(issues)} 处"
            journal.note(session, user, code, "导入模式预报", said)
    return Ingested(tuple(sorted(touched)), len(files), count, 0, issues, notes)


def store(session: Session, values: pd.DataFrame) -> None:
    """Store model values (``city`` code, ``model``, ``scenario``, times, ``pollutant``, ``value``).

    A value delivered again replaces the one of the same run and hour; one not delivered stays.
    """
    if values.empty:
        return
    keys = [*_RUN, "valid_time"]
    wide = values.pivot_table(index=keys, columns="pollutant", values="value", aggfunc="first")
    wide = wide.reindex(columns=list(GUIDANCE_VALUES)).reset_index()
    frames.upsert(session, GuidanceRow, frames.records(wide.rename(columns={"city": "city_code"})))


def values(
    sessions: sessionmaker[Session],
    city_code: str,
    until: datetime,
    days: int,
    *,
    model: str | None = None,
    scenario: str = BASE,
) -> pd.DataFrame:
    """Return stored model values of a city, uncorrected.

    Args:
        sessions: Session factory.
        city_code: Division code.
        until: Latest start of a run to return (local time).
        days: How far back runs may have started, in days.
        model: One model; all where None.
        scenario: ``base``, ``yellow``, ``orange`` or ``red``.

    Returns:
        ``model``, ``scenario``, ``city``, ``init_time``, ``valid_time``, ``lead_h`` (int),
        ``pollutant``, ``value`` (µg/m³, CO mg/m³), by run, hour and pollutant.
    """
    wide = _wide(sessions, city_code, until, days, model, scenario)
    long = wide.melt([*_RUN, "valid_time"], list(GUIDANCE_VALUES), "pollutant", "value")
    long = long.dropna(subset=["value"]).sort_values(
        ["model", "init_time", "valid_time"], kind="stable", ignore_index=True
    )
    lead = (long["valid_time"] - long["init_time"]).dt.total_seconds() / 3600
    columns = ["model", "scenario", "city", "init_time", "valid_time"]
    return long[[*columns, "pollutant", "value"]].assign(lead_h=lead.astype(int))[
        [*columns, "lead_h", "pollutant", "value"]
    ]


def daily_guidance(
    sessions: sessionmaker[Session],
    city_code: str,
    until: datetime,
    days: int,
    *,
    model: str | None = None,
    scenario: str = BASE,
) -> pd.DataFrame:
    """Return daily values of the stored runs of a city, by lead day; arguments as ``values``.

    Returns:
        ``model``, ``scenario``, ``city``, ``init_time``, ``issue_day`` (local day of the start),
        ``lead_days`` (int), ``day``, 24-hour means ``pm25 pm10 so2 no2`` (µg/m³), ``co`` (mg/m³),
        ``o3_mda8`` and ``o3_1h`` (µg/m³). Validity as for observations: 20 hours of the day,
        14 windows. Two- and three-hourly runs are put on hours by straight lines first. A day
        without any valid value gives no row.
    """
    wide = _wide(sessions, city_code, until, days, model, scenario)
    parts = [
        _daily(part)
        for _, part in wide.groupby([wide["model"], wide["init_time"].dt.to_period("M")])
    ]
    columns = ["model", "scenario", "city", "init_time", "issue_day", "lead_days", "day", *_DAILY]
    if not parts:
        return pd.DataFrame(columns=columns)
    daily = pd.concat(parts, ignore_index=True).dropna(subset=_DAILY, how="all")
    daily["issue_day"] = daily["init_time"].dt.normalize()
    daily["lead_days"] = (daily["day"] - daily["issue_day"]).dt.days
    return daily.sort_values(["model", "init_time", "day"], ignore_index=True)[columns]


def _wide(
    sessions: sessionmaker[Session],
    city_code: str,
    until: datetime,
    days: int,
    model: str | None,
    scenario: str,
) -> pd.DataFrame:
    query = select(
        GuidanceRow.city_code.label("city"),
        GuidanceRow.model,
        GuidanceRow.scenario,
        GuidanceRow.init_time,
        GuidanceRow.valid_time,
        *(getattr(GuidanceRow, name) for name in GUIDANCE_VALUES),
    ).where(
        GuidanceRow.city_code == city_code,
        GuidanceRow.scenario == scenario,
        GuidanceRow.init_time <= until,
        GuidanceRow.init_time > until - timedelta(days=days),
    )
    if model is not None:
        query = query.where(GuidanceRow.model == model)
    with sessions() as session:
        wide = frames.read(
            session,
            query.order_by(GuidanceRow.model, GuidanceRow.init_time, GuidanceRow.valid_time),
        )
    for name in ("init_time", "valid_time"):
        wide[name] = pd.to_datetime(wide[name]).astype("datetime64[us]")
    return wide.astype(dict.fromkeys(GUIDANCE_VALUES, "float64"))


def _daily(runs: pd.DataFrame) -> pd.DataFrame:
    """Daily values of the runs of one month; the means lay runs side by side, so not too many."""
    runs = runs.assign(run=runs.groupby(_RUN, sort=False).ngroup())
    hourly = _hourly(runs).rename(columns={"run": "place"})
    daily = averaging.daily_concentrations(hourly.assign(place=hourly["place"].astype(str)))
    daily["run"] = daily.pop("city").astype(int)
    told = runs.drop_duplicates("run").set_index("run")[_RUN]
    return daily.join(told, on="run").drop(columns="run")


def _hourly(runs: pd.DataFrame) -> pd.DataFrame:
    """Put runs (``run`` 0, 1 … in order) on hours: lines join values two or three hours apart.

    Runs that come hour by hour stay as they are.
    """
    run = runs["run"].to_numpy()
    hour = runs["valid_time"].to_numpy(dtype="datetime64[h]").astype(int)
    steps = pd.Series(hour).groupby(run).diff().groupby(run).median().to_numpy()
    coarse = (steps > 1) & (steps <= _FURTHEST_APART)
    if not coarse.any():
        return runs[["run", "valid_time", *GUIDANCE_VALUES]].rename(columns={"valid_time": "hour"})
    first = pd.Series(hour).groupby(run).min().to_numpy()
    length = pd.Series(hour).groupby(run).max().to_numpy() - first + 1
    grid = np.full((len(first), int(length.max()), len(GUIDANCE_VALUES)), np.nan)
    grid[run, hour - first[run]] = runs[list(GUIDANCE_VALUES)].to_numpy(dtype=float)
    grid[coarse] = _joined(grid[coarse])
    number, place = np.nonzero(np.arange(grid.shape[1])[None, :] < length[:, None])
    times = (first[number] + place).astype("datetime64[h]").astype("datetime64[us]")
    result = pd.DataFrame(grid[number, place], columns=list(GUIDANCE_VALUES))
    return result.assign(run=number, hour=times)


def _joined(grid: np.ndarray) -> np.ndarray:
    """Join known values at most three hours apart by straight lines, along the second axis."""
    at = np.arange(grid.shape[1])[None, :, None]
    known = np.isfinite(grid)
    before = np.maximum.accumulate(np.where(known, at, -1), axis=1)
    after = np.flip(np.minimum.accumulate(np.flip(np.where(known, at, 10**6), 1), axis=1), 1)
    near = (before >= 0) & (after < 10**6) & (after - before <= _FURTHEST_APART)
    low = np.take_along_axis(grid, np.where(near, before, 0), axis=1)
    high = np.take_along_axis(grid, np.where(near, after, 0), axis=1)
    part = (at - before) / np.maximum(after - before, 1)
    return np.where(near, low + part * (high - low), grid)


def note_ingest(
    session: Session,
    cities: Sequence[str],
    source: str,
    name: str,
    digest: str,
    rows: int,
    rejected: int,
    at: datetime | None = None,
) -> None:
    """Write down what was taken in: the first cities, name and SHA-256 of the file, rows, refused."""
    session.add(
        IngestRow(
            city_code=",".join(cities)[:32],
            source=source,
            file=name,
            sha256=digest,
            at=at or clock.now(),
            rows=rows,
            rejected=rejected,
        )
    )
