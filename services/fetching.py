"""Asking the weather and air-quality services, keeping their replies and what they say."""

import gzip
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
from sqlalchemy.orm import Session, sessionmaker

from air_quality import averaging, weather
from data.sources import open_meteo
from data.sources.guidance import BASE
from data.sources.open_meteo import Fetched, Point, Settings
from data.storage.guidance import GUIDANCE_VALUES
from services import clock, connection, guidance
from services.observations import store_forecast_weather

_NOON = 12
_FURTHEST_LEAD = 15
_EXTRA_WEATHER = {
    "rh_min": ("relative_humidity", "min"),
    "gust_max": ("wind_gust", "max"),
    "sunshine_h": ("sunshine_h", "sum"),
}
_MIN_HOURS = 20


@dataclass(frozen=True)
class Received:
    """What came of asking a service."""

    source: str
    city_codes: tuple[str, ...]
    rows: int
    issue_day: date
    """Day the weather forecast is filed under; for air quality the day of the fetch."""
    raw: tuple[Path, ...] = ()
    """Files with the replies as they came."""
    notes: list[str] = field(default_factory=list)


def fetch_weather(
    sessions: sessionmaker[Session],
    points: Sequence[Point],
    *,
    days: int = 7,
    now: datetime | None = None,
    settings: Settings | None = None,
) -> Received:
    """Fetch the weather forecast of cities and file it under its issue day.

    Args:
        sessions: Session factory.
        points: Cities by division code.
        days: Days after today.
        now: Local time of the fetch; the clock's where None.
        settings: Of the service; from the environment where None.

    Raises:
        SourceError: The service fails; nothing is stored.
    """
    now = now or clock.now()
    kept: list[Path] = []
    fetched = open_meteo.forecast(
        points, fetched_at=now, days=days, settings=settings,
        on_reply=_keeper("open-meteo-weather", now, kept),
    )  # fmt: skip
    issued = weather_issue_day(now)
    archive = daily_forecast(fetched.hourly, issued)
    with sessions.begin() as session:
        store_forecast_weather(session, archive.rename(columns={"city": "city_code"}))
        _note_replies(session, "open-meteo-weather", fetched, kept, len(archive))
    return _received("open-meteo-weather", fetched, len(archive), issued, kept)


def fetch_air_quality(
    sessions: sessionmaker[Session],
    points: Sequence[Point],
    *,
    days: int = 5,
    now: datetime | None = None,
    settings: Settings | None = None,
) -> Received:
    """Fetch the global model's air quality of cities and keep it as guidance.

    The service does not tell the start of the model run; the full hour of fetching stands for it.
    Hours of today that were over by then are kept too and have a negative lead.

    Args:
        sessions: Session factory.
        points: Cities by division code.
        days: Days after today.
        now: Local time of the fetch; the clock's where None.
        settings: Of the service; from the environment where None.

    Raises:
        SourceError: The service fails; nothing is stored.
    """
    now = now or clock.now()
    kept: list[Path] = []
    fetched = open_meteo.air_quality(
        points, fetched_at=now, days=days, settings=settings,
        on_reply=_keeper("open-meteo-air", now, kept),
    )  # fmt: skip
    values = fetched.hourly.melt(
        ["place", "hour"], list(GUIDANCE_VALUES), "pollutant", "value"
    ).dropna(subset=["value"])
    values = values[values["hour"] > datetime.combine(now.date(), datetime.min.time())]
    values = values.rename(columns={"place": "city", "hour": "valid_time"}).assign(
        model=open_meteo.AIR_MODEL,
        scenario=BASE,
        init_time=now.replace(minute=0, second=0, microsecond=0),
    )
    with sessions.begin() as session:
        guidance.store(session, values)
        _note_replies(session, "open-meteo-air", fetched, kept, len(values))
    return _received("open-meteo-air", fetched, len(values), now.date(), kept)


def weather_issue_day(fetched_at: datetime) -> date:
    """Return the day a weather forecast counts as issued on.

    The archive holds what is known when its issue day is over. A forecast fetched before noon comes
    from a model run of the night and is filed under the day before, so that the morning's
    consultation can use it; a later one is filed under its own day.
    """
    return fetched_at.date() - timedelta(days=int(fetched_at.hour < _NOON))


def daily_forecast(hourly: pd.DataFrame, issue_day: date) -> pd.DataFrame:
    """Return the daily weather of an hourly forecast, by lead day.

    Args:
        hourly: Hourly weather as ``open_meteo.forecast`` gives it.
        issue_day: Day the leads count from.

    Returns:
        ``city``, ``issue_day``, ``lead_days`` (1 to 15) and the variables of the daily forecast
        weather; those of the hours from 0:00 to 24:00, afternoon 12 to 19, night 0 to 8 o'clock.
        A variable needs 20 valid hours of its day; a day without any value gives no row.
    """
    daily = weather.daily_weather(hourly)
    groups = hourly.groupby([hourly["place"], averaging.natural_day(hourly["hour"])])
    keys = pd.MultiIndex.from_frame(daily[["city", "day"]])
    for name, (source, how) in _EXTRA_WEATHER.items():
        values = groups[source].agg(how).where(groups[source].count() >= _MIN_HOURS)
        daily[name] = values.reindex(keys).to_numpy()
    daily["issue_day"] = pd.Timestamp(issue_day)
    daily["lead_days"] = (daily["day"] - daily["issue_day"]).dt.days
    daily = daily[daily["lead_days"].between(1, _FURTHEST_LEAD)].drop(columns="day")
    variables = [name for name in daily if name not in ("city", "issue_day", "lead_days")]
    daily = daily.dropna(subset=variables, how="all")
    return daily[["city", "issue_day", "lead_days", *variables]].reset_index(drop=True)


def _keeper(source: str, now: datetime, kept: list[Path]) -> Callable[[bytes], None]:
    """Return what files each reply away before it is read."""
    folder = connection.var() / "replies" / source

    def keep(body: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{now:%Y%m%dT%H%M%S}-{len(kept) + 1}.json.gz"
        path.write_bytes(gzip.compress(body, mtime=0))
        kept.append(path)

    return keep


def _note_replies(
    session: Session, source: str, fetched: Fetched, kept: Sequence[Path], rows: int
) -> None:
    cities = sorted(fetched.hourly["place"].unique())
    for path, body in zip(kept, fetched.raw, strict=True):
        digest = hashlib.sha256(body).hexdigest()
        guidance.note_ingest(
            session, cities, source, path.name, digest, rows, 0, fetched.fetched_at
        )


def _received(
    source: str, fetched: Fetched, rows: int, issued: date, kept: Sequence[Path]
) -> Received:
    notes = [f"{open_meteo.ATTRIBUTION}：{fetched.label}"]
    if not rows:
        newest = fetched.hourly["hour"].max()
        notes.append(
            f"没有可用的预报，应答中最晚的时间为 {newest:%Y-%m-%d %H:%M}；请核对服务是否停更"
        )
    values = fetched.hourly.drop(columns=["place", "hour"])
    empty = (
        fetched.hourly["place"][values.isna().all(axis=1)].groupby(fetched.hourly["place"]).count()
    )
    hours = fetched.hourly["place"].value_counts()
    nothing = sorted(place for place in empty.index if empty[place] == hours[place])
    if nothing:
        notes.append(f"{'、'.join(nothing)} 没有任何模式值；请核对坐标")
    return Received(
        source, tuple(sorted(fetched.hourly["place"].unique())), rows, issued, tuple(kept), notes
    )
