"""The record of forecasts (预报检验): past issues made again with what was known then, and judged."""

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from alerts import criteria as alert_criteria
from alerts.recommendation import Recommendation, recommend
from data import parameters, reference
from data.storage.fits import ForecastCheckRow
from data.vocabulary import RESPONSE_LEVELS
from forecasting import score_table, trajectories, trigger_record
from forecasting.backtest import REFIT_DAYS, backtest
from forecasting.distribution import QUANTILE_COLUMNS
from forecasting.knowledge import HOURS_OF_DAY, issue_moment
from forecasting.models import create
from forecasting.trigger_record import PastIssue
from services import alert_records, clock, forecast_runs, journal
from services.alert_records import OBSERVED_DAYS

SCORED = ("pm25", "o3_mda8")
"""Pollutants whose forecasts are scored; the chances of alert levels stand on all six."""
AQI = "aqi"
"""What rows of the index are called among those of pollutants."""


class CheckError(ValueError):
    """A check that cannot be made; the text says what to do."""


@dataclass(frozen=True)
class ForecastCheck:
    """A stored record."""

    id: int
    city_code: str
    model: str
    issue_hour: int
    lead_days: int
    first_day: date
    last_day: date
    refit_days: int
    made_at: datetime
    act_chance: float
    criteria: str
    forecasts: pd.DataFrame
    """As :func:`forecasting.score_table.paired` gives them."""
    aqi: pd.DataFrame
    """The same for the AQI of the joint paths, with ``primary`` and ``observed_primary``; empty in
    records made before it was kept."""
    triggers: pd.DataFrame
    """``issue_day``, ``level``, ``chance``, ``happened`` (missing where not known yet), ``called``
    and ``needed``: the level recommended and the one that would have been right, empty for none."""


def verify(
    sessions: sessionmaker[Session],
    city_code: str,
    first: date,
    last: date,
    *,
    model: str = forecast_runs.DEFAULT_MODEL,
    issue_hour: int = HOURS_OF_DAY,
    lead_days: int = 7,
    refit_days: int = REFIT_DAYS,
    edition: int | None = None,
    user: str = journal.SYSTEM,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Forecast again from every day of a period, judge it and store the record.

    Args:
        sessions: Session factory.
        city_code: Division code.
        first: First day of issue.
        last: Last day of issue; days whose weather is still to come are judged as far as known.
        model: Name of the model.
        issue_hour: Hour of issue, 1 to 24.
        lead_days: Last lead day.
        refit_days: Days between fits.
        edition: Year of the edition of the alert criteria; None takes those of each day, and the
            first edition for days before it.
        user: Who asks for it.
        progress: Told the number of issue days done and their total.

    Returns:
        Number of the record.

    Raises:
        MissingObservationsError: The city has no observations.
        CheckError: The period does not suit the observations.
    """
    if last < first:
        raise CheckError(f"末个起报日 {last} 早于首个起报日 {first}，请核对")
    days = pd.date_range(first, last, freq="D")
    end = issue_moment(pd.Timestamp(last) + timedelta(days=lead_days))
    span = forecast_runs.HISTORY_DAYS + len(days) + lead_days
    history = forecast_runs.history_of(sessions, city_code, end, span)
    observed = history.daily[history.daily["city"] == city_code]
    if observed.empty or observed["day"].min() >= days[0]:
        begins = f"{observed['day'].min():%Y-%m-%d}" if len(observed) else "（无完整一日）"
        raise CheckError(f"观测从 {begins} 开始，不能从 {first} 起报检验；请推迟 --from")
    if history.hourly is None and issue_hour < HOURS_OF_DAY:
        raise CheckError("本市只有日值，没有小时值，--issue-hour 只能为 24")
    truth = alert_records.with_aqi(observed)
    made, triggers, applied = [], [], {}
    for issue in trigger_record.past_issues(
        create(model, lead_days=lead_days), history, days, lead_days,
        issue_hour=issue_hour, refit_every=refit_days, progress=progress,
    ):  # fmt: skip
        made.append(issue.quantiles[issue.quantiles["pollutant"].isin(SCORED)])
        if len(issue.paths):
            made.append(_aqi_of(issue))
            day = issue.moment.date()
            judge = Judge(city_code, day, edition or _first_edition(day, city_code))
            applied[str(judge.criteria[0].reference)] = judge.act_chance
            triggers += judged(issue, truth, judge)
    usual = backtest(
        create("climatology", SCORED, lead_days), history, days, lead_days,
        issue_hour=issue_hour, refit_every=refit_days,
    )  # fmt: skip
    seen = truth.assign(**{AQI: truth["aqi"].astype(float)})
    rows = score_table.paired(pd.concat(made, ignore_index=True), usual, seen, issue_hour)
    rows = rows.merge(
        seen[["day", "primary"]].rename(columns={"primary": "observed_primary"}), "left", on="day"
    )
    name = reference.city_name(city_code)
    with sessions.begin() as session:
        row = ForecastCheckRow(
            city_code=city_code,
            model=model,
            issue_hour=issue_hour,
            lead_days=lead_days,
            first_day=first,
            last_day=last,
            refit_days=refit_days,
            made_at=clock.now(),
            act_chance=next(reversed(applied.values()), math.nan),
            criteria="；".join(applied),
            forecasts=_parquet(rows),
            triggers=_parquet(pd.DataFrame(triggers)),
        )
        session.add(row)
        journal.note(session, user, city_code, "检验预报", f"{name} {first} 至 {last}，{model}")
        session.flush()
        return row.id


def latest(sessions: sessionmaker[Session], city_code: str) -> int | None:
    """Return the number of the newest record of a city; None without any."""
    return next(iter(by_hour(sessions, city_code).values()), None)


def by_hour(sessions: sessionmaker[Session], city_code: str) -> dict[int, int]:
    """Return the newest record of a city at each hour of issue, the newest of all first."""
    query = (
        select(ForecastCheckRow.issue_hour, ForecastCheckRow.id)
        .where(ForecastCheckRow.city_code == city_code)
        .order_by(ForecastCheckRow.id.desc())
    )
    found: dict[int, int] = {}
    with sessions() as session:
        for hour, number in session.execute(query):
            found.setdefault(hour, number)
    return found


def of_all_cities(sessions: sessionmaker[Session], issue_hour: int) -> pd.DataFrame:
    """Return the triggers of the newest record of every city at one hour of issue.

    Returns:
        ``city`` (division code) and the columns of :attr:`ForecastCheck.triggers`; empty without
        any record.
    """
    newest = (
        select(func.max(ForecastCheckRow.id))
        .where(ForecastCheckRow.issue_hour == issue_hour)
        .group_by(ForecastCheckRow.city_code)
    )
    query = select(ForecastCheckRow.city_code, ForecastCheckRow.triggers).where(
        ForecastCheckRow.id.in_(newest)
    )
    with sessions() as session:
        stored = session.execute(query.order_by(ForecastCheckRow.city_code)).all()
    parts = [_read(triggers).assign(city=city) for city, triggers in stored]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def load(sessions: sessionmaker[Session], number: int) -> ForecastCheck:
    """Return a stored record.

    Raises:
        LookupError: No such record.
    """
    with sessions() as session:
        row = session.get(ForecastCheckRow, number)
        if row is None:
            raise LookupError(f"没有第 {number} 号检验记录，请用 forecasting verify 生成")
    rows = _read(row.forecasts)
    index = (rows["pollutant"] == AQI).to_numpy()
    texts = [name for name in ("primary", "observed_primary") if name in rows]
    return ForecastCheck(
        row.id, row.city_code, row.model, row.issue_hour, row.lead_days, row.first_day,
        row.last_day, row.refit_days, row.made_at, row.act_chance, row.criteria,
        rows[~index].drop(columns=texts).reset_index(drop=True), rows[index].reset_index(drop=True),
        _read(row.triggers),
    )  # fmt: skip


class Judge:
    """Criteria and settings of one day of issue."""

    def __init__(self, city_code: str, day: date, edition: int | None = None) -> None:
        """Look up what applies to a city on a day; ``edition`` names the year of another."""
        self.criteria = alert_criteria.criteria_on(day, city_code, edition)
        self.act_chance = parameters.on("alerts/act_chance", day, city_code).value.chance
        self.gap = parameters.on("alerts/merge_gap", day, city_code).value.hours

    def of(
        self, paths: pd.DataFrame, before: dict[date, float], moment: datetime
    ) -> Recommendation:
        """What paths call for, with the observed AQI of the days before them."""
        return recommend(
            paths, before, self.criteria,
            issue=moment, act_chance=self.act_chance, merge_gap_hours=self.gap,
        )  # fmt: skip


def _first_edition(day: date, city_code: str) -> int | None:
    """Year of the first edition for days before any was in force; else None."""
    first = parameters.editions("alerts/criteria", city_code)[0].in_force_from
    return first.year if day < first else None


def judged(issue: PastIssue, truth: pd.DataFrame, judge: Judge) -> list[dict[str, object]]:
    """Chance of each level, and whether it came: the days observed are judged as one path.

    Args:
        issue: A past issue of one city.
        truth: ``day, pm25, aqi, aqi_pm`` of the same city, before the issue and after it. A day
            without PM2.5 is not known; one that only lacks an AQI for want of another pollutant
            is taken by those it has.
        judge: Criteria and settings of the day.

    Returns:
        One entry per level: ``issue_day, level, chance, happened, called, needed``; ``happened``
        and ``needed`` are None where a day ahead is not known.
    """
    days = issue.paths["day"].drop_duplicates()
    begin = days.min()
    known = truth[truth["pm25"].notna() & truth["aqi_pm"].notna()]
    past = known[known["day"].between(begin - timedelta(days=OBSERVED_DAYS), begin, "left")]
    before = {
        day.date(): float(value)
        for day, value in zip(past["day"], past["aqi_pm"].astype(float), strict=True)
    }
    advice = judge.of(forecast_runs.with_acted_on(issue.paths), before, issue.moment)
    came = known[known["day"].isin(days)]
    seen = None
    if len(came) == len(days):
        whole = came["aqi"].astype(float).fillna(came["aqi_pm"].astype(float))
        seen = judge.of(came.assign(path=0, aqi=whole), before, issue.moment)
    return [
        {
            "issue_day": issue.day,
            "level": str(level),
            "chance": advice.chances[level],
            "happened": bool(seen.chances[level]) if seen else None,
            "called": str(advice.level or ""),
            "needed": str(seen.level or "") if seen else None,
        }
        for level in RESPONSE_LEVELS
    ]


def _aqi_of(issue: PastIssue) -> pd.DataFrame:
    """Quantiles and primary pollutant of the AQI of joint paths, in the shape of a forecast."""
    found = trajectories.outlook(issue.paths)
    found = found.rename(columns={f"aqi_{name}": name for name in QUANTILE_COLUMNS})
    mean = issue.paths.groupby(["lead_days"])["aqi"].mean().astype(float)
    kept = found[["city", "lead_days", "day", *QUANTILE_COLUMNS, "primary"]]
    return kept.assign(
        issue_day=issue.day, pollutant=AQI, mean=mean.reindex(found["lead_days"]).to_numpy()
    )


def _read(stored: bytes) -> pd.DataFrame:
    return pd.read_parquet(io.BytesIO(stored))


def _parquet(frame: pd.DataFrame) -> bytes:
    stored = io.BytesIO()
    frame.to_parquet(stored, index=False)
    return stored.getvalue()
