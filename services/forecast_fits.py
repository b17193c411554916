"""Fitted models: a file each, a registry row each, used again while they match the data."""

import hashlib
import io
import logging
import platform
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast

import joblib
import numpy as np
import pandas as pd
import sklearn
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from data.storage.fits import FitRow
from forecasting import issuing
from forecasting.knowledge import HOURS_OF_DAY, History, Knowledge
from forecasting.models.base import Model
from services import clock, connection

log = logging.getLogger("forecasting")

KEPT_MODELS = frozenset({"blend", "boosting", "ridge", "sarimax"})
"""Models worth keeping; the others are fitted in no time."""
MAX_AGE = timedelta(days=7)
"""A fit older than this is not used: the season has moved on, and so have the newest errors."""
HOURS_APART = 2
"""A fit made for 8:00 also serves from 6:00 to 10:00."""
SETTLED_DAYS = 3
"""The newest days are still filled up by stations that report late and do not count as changed."""
VERSION_DAYS = 730
_FILES_KEPT = 2
_COMPRESSION = 3
MADE_WITH = (
    f"Python {platform.python_version()}, scikit-learn {sklearn.__version__}, "
    f"NumPy {np.__version__}, pandas {pd.__version__}"
)
"""A file is read by the same libraries only that wrote it."""


@dataclass(frozen=True)
class PackedFit:
    """A fitted model with all that is registered about it, ready to be stored anywhere."""

    city_code: str
    model: str
    issue: datetime
    lead_days: int
    newest_day: date
    data_days: int
    data_version: str
    made_with: str
    content: bytes

    @property
    def issue_hour(self) -> int:
        """Hour of the day it is made for, 1 to 24."""
        return self.issue.hour or HOURS_OF_DAY

    @property
    def sha256(self) -> str:
        """Digest of the file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class ReadyFit:
    """A fit for an issue, or why there is none."""

    fitted: Model | None
    fit_id: int | None = None
    note: str = ""
    """What a reader of the forecast has to know, Chinese; empty where nothing is amiss."""


def folder() -> Path:
    """Folder of the files."""
    path = connection.var() / "fits"
    path.mkdir(parents=True, exist_ok=True)
    return path


def pack(
    history: History, city_code: str, issue: datetime, *, model: str, lead_days: int
) -> tuple[PackedFit, Model]:
    """Fit a model on what was known at ``issue``; return it packed and as it is.

    Raises:
        ValueError: No complete day of observations before ``issue``, or an unknown model.
    """
    known = Knowledge.cut(history, issue).daily
    mine = known[(known["city"] == city_code).to_numpy()] if len(known) else known
    if mine.empty:
        raise ValueError(f"{issue:%Y-%m-%d %H:%M} 之前没有完整一日的观测，不能拟合；请先导入观测")
    fitted = issuing.fit(history, issue, model, lead_days)
    newest = mine["day"].max().date()
    stored = io.BytesIO()
    joblib.dump(fitted, stored, compress=_COMPRESSION)
    packed = PackedFit(
        city_code, model, issue, lead_days, newest, len(mine),
        data_version(history, city_code, newest), MADE_WITH, stored.getvalue(),
    )  # fmt: skip
    return packed, fitted


def data_version(history: History, city_code: str, newest_day: date) -> str:
    """Digest of the settled days up to ``newest_day``: two years of observations and forecasts.

    It stays the same when later days come in or when the newest ones are filled up, and changes
    when settled values are corrected, deleted or added.
    """
    end = pd.Timestamp(newest_day) - timedelta(days=SETTLED_DAYS)
    start = end - timedelta(days=VERSION_DAYS)
    digest = hashlib.sha256()
    for frame, keys in (
        (history.daily, ["day"]),
        (history.forecast_weather, ["issue_day", "lead_days"]),
    ):
        if frame.empty:
            continue
        settled = frame[(frame["city"] == city_code) & frame[keys[0]].between(start, end)]
        values = settled.drop(columns="city").sort_values(keys).dropna(axis="columns", how="all")
        values = values[sorted(values.columns)]
        digest.update(",".join(values.columns).encode())
        for name in values.columns:
            # Bits of the last places may differ between ways of adding up.
            column = values[name]
            plain = column if name in keys else column.astype(float).round(6)
            digest.update(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
    return digest.hexdigest()


def store(sessions: sessionmaker[Session], packed: PackedFit) -> int:
    """Write the file, register it and return its number; older files of the same kind go.

    Of each city, model and hour the two newest files are kept; the rows of all are.
    """
    name = f"{packed.sha256[:24]}.joblib"
    part = folder() / f".part-{name}"
    part.write_bytes(packed.content)
    part.replace(folder() / name)
    with sessions.begin() as session:
        row = FitRow(
            city_code=packed.city_code,
            model=packed.model,
            issue=packed.issue,
            issue_hour=packed.issue_hour,
            lead_days=packed.lead_days,
            fitted_at=clock.now(),
            newest_day=packed.newest_day,
            data_days=packed.data_days,
            data_version=packed.data_version,
            made_with=packed.made_with,
            file=name,
            sha256=packed.sha256,
        )
        session.add(row)
        session.flush()
        same = select(FitRow).where(
            FitRow.city_code == packed.city_code,
            FitRow.model == packed.model,
            FitRow.issue_hour == packed.issue_hour,
            FitRow.file.is_not(None),
        )
        with_file = session.scalars(same.order_by(FitRow.id.desc())).all()
        kept = {old.file for old in with_file[:_FILES_KEPT]}
        gone = [old for old in with_file[_FILES_KEPT:] if old.file not in kept]
        files = [folder() / str(old.file) for old in gone]
        for old in with_file[_FILES_KEPT:]:
            old.file = None
        number = row.id
    for path in files:
        path.unlink(missing_ok=True)
    return number


def ready(
    sessions: sessionmaker[Session],
    history: History,
    city_code: str,
    issue: datetime,
    *,
    model: str,
    lead_days: int,
) -> ReadyFit:
    """Return a stored fit that may be used for an issue.

    It must be of the same city, model and about the same hour, made for at least as many lead
    days, not later than the issue and not much older, and have seen the data as they are now. Its
    file must be the registered one.
    """
    row = _newest(sessions, city_code, issue, model, lead_days)
    if row is None:
        return ReadyFit(None)
    if row.data_version != data_version(history, city_code, row.newest_day):
        log.info("第 %d 号拟合之后历史资料有改动，重新拟合", row.id)
        return ReadyFit(None)
    if row.made_with != MADE_WITH:
        log.info("第 %d 号拟合由 %s 生成，与现用版本不同，重新拟合", row.id, row.made_with)
        return ReadyFit(None)
    named = f"已存的第 {row.id} 号拟合（{row.issue:%Y-%m-%d %H:%M}）"
    path = folder() / str(row.file)
    try:
        content = path.read_bytes()
    except OSError:
        return ReadyFit(None, note=f"{named}文件读不到，未采用，已重新拟合")
    if hashlib.sha256(content).hexdigest() != row.sha256:
        return ReadyFit(None, note=f"{named}文件损坏或被改动，未采用，已重新拟合")
    # Only now: what joblib reads can run code, so it reads what this program wrote and no more.
    return ReadyFit(cast(Model, joblib.load(io.BytesIO(content))), row.id)


def _newest(
    sessions: sessionmaker[Session], city_code: str, issue: datetime, model: str, lead_days: int
) -> FitRow | None:
    """Newest fit that suits an issue, those of just its hour first among equals."""
    query = select(FitRow).where(
        FitRow.city_code == city_code,
        FitRow.model == model,
        FitRow.lead_days >= lead_days,
        FitRow.issue <= issue,
        FitRow.issue > issue - MAX_AGE,
        FitRow.file.is_not(None),
    )
    hour = issue.hour or HOURS_OF_DAY
    with sessions() as session:
        found = [row for row in session.scalars(query) if _same_class(row.issue_hour, hour)]
    return max(found, key=lambda r: (r.issue.date(), r.issue_hour == hour, r.id), default=None)


def _same_class(one: int, other: int) -> bool:
    """Midnight knows a whole day and stands alone; other hours serve their neighbours."""
    if HOURS_OF_DAY in (one, other):
        return one == other
    return abs(one - other) <= HOURS_APART
