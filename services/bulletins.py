"""What is told with a forecast: the public bulletin, the weather index, similar past spells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
from sqlalchemy.orm import Session, sessionmaker

from air_quality import averaging
from data import parameters, reference
from forecasting import analogues, bulletin, weather_index
from forecasting.bulletin import Bulletin, BulletinError
from forecasting.knowledge import DAY
from forecasting.weather_index import IndexRecord
from services import alert_records, forecast_runs, observations, revisions
from services.forecast_runs import StoredForecast
from services.revisions import RevisedForecast

_INDEX_DAYS = 30
"""Observed days before the forecast that the accumulation is followed over."""


class MissingWeatherError(LookupError):
    """No weather to compare; the text says what to do."""


class RankingError(ValueError):
    """A ranking that cannot be made; the text says what to do."""


@dataclass(frozen=True)
class _Weather:
    """Weather known at an issue.

    Attributes:
        observed: Days that were over.
        coming: Days after them, from the newest forecast there was.
    """

    observed: pd.DataFrame
    coming: pd.DataFrame


def compose(
    sessions: sessionmaker[Session],
    city_code: str,
    published: datetime,
    *,
    run_id: int | None = None,
    days: int | None = None,
) -> Bulletin:
    """Write the public forecast of a city, with its human revision where there is one.

    Args:
        sessions: Session factory.
        city_code: Division code.
        published: Time of publication; its day is today.
        run_id: The run to tell; None takes the newest issued by then.
        days: Days to tell; None takes the least number the standard asks for.

    Raises:
        BulletinError: No run, or one that does not reach far enough.
        ParameterError: No standard for a public forecast was in force then.
    """
    number = run_id or forecast_runs.latest(sessions, city_code, published)
    if number is None:
        raise BulletinError(
            f"{reference.city_name(city_code)}还没有预报，请先起报：forecasting run --city {city_code}"
        )
    return of_forecast(revisions.load(sessions, number), published, days)


def of_forecast(
    forecast: RevisedForecast, published: datetime, days: int | None = None
) -> Bulletin:
    """Write the public forecast of a run at hand; see `compose`."""
    run, today = forecast.revised, published.date()
    rule = parameters.on("forecast/bulletin", today, run.city_code)
    width = parameters.on("forecast/aqi_range", today, run.city_code)
    newest = forecast.newest
    outlook = run.outlook
    return bulletin.compose(
        outlook,
        city_code=run.city_code,
        city=reference.city_name(run.city_code),
        run_id=run.id,
        issue=run.issue,
        published=published,
        rule=rule.value,
        width=width.value,
        editions={
            day.date(): parameters.on("air_quality/iaqi_breakpoints", day.date()).value.edition
            for day in outlook["day"]
        },
        days=days,
        revised_days=set(forecast.in_force),
        revised_by=newest.forecaster if newest else "",
        width_reference=str(width.reference),
        reference=str(rule.reference),
    )


def write(told: Bulletin, folder: Path) -> list[Path]:
    """Write the files of a bulletin into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in bulletin.files(told).items():
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    return paths


def ranking(
    sessions: sessionmaker[Session],
    city_codes: Sequence[str],
    month: date,
    *,
    counties: Path | None = None,
) -> pd.DataFrame:
    """Rank the places of a month by their mean PM2.5; see :func:`forecasting.bulletin.ranking`.

    Args:
        sessions: Session factory.
        city_codes: One city ranks its counties (with ``counties``) or stations, several the cities.
        month: Any day of the month.
        counties: CSV ``station,county``: which county each station stands for.

    Raises:
        RankingError: No observations of the month, or a table of counties that cannot be used.
    """
    first = pd.Timestamp(month).replace(day=1)
    last = (first + pd.offsets.MonthEnd()).date()
    names = ",".join(map(reference.city_name, city_codes))
    if len(city_codes) > 1:
        parts = [observations.daily(sessions, code, last, last.day) for code in city_codes]
        parts = [part.assign(city=part["city"].map(reference.city_name)) for part in parts]
    else:
        end = datetime.combine(last + timedelta(days=1), datetime.min.time())
        hours = observations.station_hours(sessions, city_codes[0], end, last.day)
        parts = [averaging.daily_concentrations(hours)] if len(hours) else []
    known = [part for part in parts if len(part) and "pm25" in part]
    if not known:
        raise RankingError(
            f"{names}在 {first:%Y-%m} 没有{'' if len(city_codes) > 1 else '站点逐时'}观测，"
            "请先导入：forecasting ingest"
        )
    of_station = _counties(counties) if counties is not None else None
    ranked = bulletin.ranking(pd.concat(known, ignore_index=True), month, of_station)
    if ranked.empty:
        raise RankingError(f"{counties} 中没有{names}的任何站点，请核对 station 一列的站点名称")
    return ranked


def _counties(path: Path) -> dict[str, str]:
    try:
        table = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as problem:
        raise RankingError(
            f"{path} 读不懂，应为 UTF-8 编码的 CSV，表头 station,county"
        ) from problem
    if not {"station", "county"} <= set(table.columns):
        raise RankingError(f"{path} 应有 station,county 两列，现为 {','.join(table.columns)}")
    known = table.dropna(subset=["station", "county"])
    return dict(zip(known["station"].str.strip(), known["county"].str.strip(), strict=True))


def index_outlook(sessions: sessionmaker[Session], run: StoredForecast) -> pd.DataFrame:
    """Return the heavy-pollution weather index of the days ahead, observed days before them.

    Returns:
        As :func:`forecasting.weather_index.weather_index`, with ``observed`` (bool).

    Raises:
        MissingWeatherError: No weather forecast was there.
    """
    weather = _known_at(sessions, run, _INDEX_DAYS)
    together = pd.concat([weather.observed, weather.coming], ignore_index=True)
    rule = weather_index.rule_on(run.issue_day, run.city_code)
    index = weather_index.weather_index(together.assign(city=run.city_code), rule)
    return index.assign(observed=index["day"] < weather.coming["day"].min())


def index_record(
    sessions: sessionmaker[Session],
    city_code: str,
    until: date,
    days: int,
    *,
    daily: pd.DataFrame | None = None,
) -> IndexRecord:
    """Hold the index of observed days against observed PM2.5.

    Args:
        sessions: Session factory.
        city_code: Division code.
        until: Last day.
        days: How far back, in days.
        daily: Observed days where they are at hand; else they are loaded.

    Raises:
        MissingWeatherError: No observed weather.
    """
    observed = observations.observed_weather(sessions, city_code, until, days)
    if observed.empty:
        raise MissingWeatherError(
            f"{reference.city_name(city_code)}没有实况气象，请先导入：forecasting ingest"
        )
    rule = weather_index.rule_on(until, city_code)
    index = weather_index.weather_index(observed.assign(city=city_code), rule)
    if daily is None:
        daily = observations.daily(sessions, city_code, until, days)
    pm25 = daily.set_index("day")["pm25"] if len(daily) else pd.Series(dtype=float)
    return weather_index.record(index.set_index("day")["index"], pm25, rule)


def similar(
    sessions: sessionmaker[Session],
    run: StoredForecast,
    k: int = 5,
    *,
    daily: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the past spells most like the days ahead of a run, and how they ended.

    Args:
        sessions: Session factory.
        run: The forecast run.
        k: Number of spells.
        daily: Observed days with AQI up to the last complete day before the issue, where they are
            at hand; else they are loaded.

    Returns:
        As :func:`forecasting.analogues.find`; only what was over before the issue is looked at.

    Raises:
        MissingWeatherError: No weather forecast or no observed weather was there.
    """
    weather = _known_at(sessions, run, forecast_runs.HISTORY_DAYS)
    if weather.observed.empty:
        raise MissingWeatherError("没有实况气象可比对，请先导入观测气象：forecasting ingest")
    last = last_complete_day(run)
    if daily is None:
        reach = forecast_runs.HISTORY_DAYS
        daily = alert_records.observed_aqi(sessions, run.city_code, last, reach)
    known = daily["pm25"] if "pm25" in daily else pd.Series(dtype=float)
    before = known[(daily["day"] == pd.Timestamp(last)).to_numpy()]
    pm25_before = float(before.iloc[0]) if len(before) else float("nan")
    clearing = weather_index.rule_on(run.issue_day, run.city_code).clearing
    ahead = analogues.Ahead(weather.coming, pm25_before)
    return analogues.find(ahead, weather.observed, daily, clearing, k)


def last_complete_day(run: StoredForecast) -> date:
    """Return the last day that was over when a run was issued."""
    return run.issue.date() - timedelta(days=1)


def _known_at(sessions: sessionmaker[Session], run: StoredForecast, days: int) -> _Weather:
    """Weather as it was known at the issue: complete days, then the newest forecast.

    A forecast of some day is made after 23:00, so that of the issue day itself is not known yet.
    """
    last = last_complete_day(run)
    archive = observations.forecast_weather(sessions, run.city_code, last, 10)
    if len(archive):
        archive = archive[archive["issue_day"] == archive["issue_day"].max()]
        day = archive["issue_day"] + archive["lead_days"] * DAY
        archive = archive.assign(day=day)[day > pd.Timestamp(last)]
        archive = archive[archive["day"] <= run.paths["day"].max()].sort_values("day")
    if archive.empty:
        raise MissingWeatherError(
            f"{run.issue:%Y-%m-%d %H:%M} 起报时没有气象预报，无从比较；请先导入：forecasting ingest"
        )
    observed = observations.observed_weather(sessions, run.city_code, last, days)
    if len(observed):
        observed = observed[observed["day"] <= pd.Timestamp(last)]
    kept = archive.drop(columns=["issue_day", "lead_days"]).reset_index(drop=True)
    return _Weather(observed, kept)
