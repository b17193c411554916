"""Human revisions of forecast runs: recorded beside the run, applied when it is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload, sessionmaker

from data import reference
from data.storage.forecasts import ForecastRunRow
from data.storage.revisions import ForecastRevisionRow, ForecastRevisionValueRow
from data.vocabulary import Act
from forecasting import revision, shifting
from forecasting.revision import AQI, QUANTITIES, RevisedValue, Revision, RevisionError
from services import accounts, alert_records, clock, forecast_runs, journal
from services.accounts import User
from services.forecast_runs import StoredForecast


@dataclass(frozen=True)
class RevisedForecast:
    """A run as it was made and as it stands after its revisions."""

    original: StoredForecast
    revised: StoredForecast
    """The same run with shifted quantiles and paths; equal to the original without revisions."""
    revisions: tuple[Revision, ...]
    """All of them, oldest first, those taken back or replaced as well."""
    in_force: dict[date, dict[str, float]]
    """Revised value by day and quantity, as it counts now."""

    @property
    def newest(self) -> Revision | None:
        """The newest revision whose numbers count; None where none does."""
        counting = [each for each in self.revisions if any(map(self._counts, each.values))]
        return counting[-1] if counting else None

    def _counts(self, item: RevisedValue) -> bool:
        value = self.in_force.get(item.day, {}).get(item.quantity)
        return value is not None and value == item.value


def revise(
    sessions: sessionmaker[Session],
    run_id: int,
    values: Sequence[RevisedValue],
    reason: str,
    *,
    user: User,
    now: datetime | None = None,
) -> int:
    """Record a revision of a run and return its id; the run stays as it is.

    Args:
        sessions: Session factory.
        run_id: The forecast run.
        values: Revised numbers; one without value takes back what was revised before.
        reason: Why.
        user: The forecaster; he signs with his name.
        now: Time of making, for records of the past.

    Raises:
        NotAllowedError: The user has no right to revise.
        RevisionError: The revision cannot be taken.
        LookupError: No such run.
    """
    accounts.require(user, Act.REVISE_FORECAST)
    run = forecast_runs.load(sessions, run_id)
    revision.check(values, {day.date() for day in run.paths["day"]}, reason)
    with sessions.begin() as session:
        row = ForecastRevisionRow(
            run_id=run_id,
            made_at=now or clock.now(),
            forecaster=user.name,
            reason=reason.strip(),
            values=[
                ForecastRevisionValueRow(day=item.day, quantity=item.quantity, value=item.value)
                for item in values
            ],
        )
        session.add(row)
        said = "；".join(_said(item) for item in values)
        journal.note(
            session, user.name, run.city_code, Act.REVISE_FORECAST.label,
            f"{reference.city_name(run.city_code)} 第 {run_id} 号预报，{said}；理由：{reason.strip()}",
        )  # fmt: skip
        session.flush()
        return row.id


def take_back(
    sessions: sessionmaker[Session],
    run_id: int,
    days: Iterable[date],
    reason: str,
    *,
    user: User,
    now: datetime | None = None,
) -> int:
    """Take back all that is revised of some days, by a further revision; return its id.

    Raises:
        NotAllowedError: The user has no right to revise.
        RevisionError: Nothing of these days is revised, or no reason is given.
    """
    counting = revision.in_force(of_run(sessions, run_id))
    values = [
        RevisedValue(day, quantity, None)
        for day in sorted(set(days))
        for quantity in counting.get(day, {})
    ]
    if not values:
        raise RevisionError(f"第 {run_id} 号预报在所选日期没有有效的订正，无可撤回")
    return revise(sessions, run_id, values, reason, user=user, now=now)


def newest_id(sessions: sessionmaker[Session], run_id: int) -> int:
    """Return the number of the newest revision of a run; 0 without any."""
    query = select(func.max(ForecastRevisionRow.id)).where(ForecastRevisionRow.run_id == run_id)
    with sessions() as session:
        return session.scalar(query) or 0


def of_run(sessions: sessionmaker[Session], run_id: int) -> tuple[Revision, ...]:
    """Return all revisions of a run, oldest first."""
    query = (
        select(ForecastRevisionRow)
        .where(ForecastRevisionRow.run_id == run_id)
        .options(selectinload(ForecastRevisionRow.values))
        .order_by(ForecastRevisionRow.id)
    )
    with sessions() as session:
        return tuple(
            Revision(
                row.id, row.run_id, row.made_at, row.forecaster, row.reason,
                tuple(RevisedValue(v.day, v.quantity, v.value) for v in row.values),
            )
            for row in session.scalars(query)
        )  # fmt: skip


def load(sessions: sessionmaker[Session], run_id: int) -> RevisedForecast:
    """Return a run with its revisions applied.

    Raises:
        LookupError: No such run.
    """
    return applied(forecast_runs.load(sessions, run_id), of_run(sessions, run_id))


def applied(original: StoredForecast, revisions: Sequence[Revision]) -> RevisedForecast:
    """Apply revisions to a run at hand."""
    counting = revision.in_force(revisions)
    quantiles, paths = shifting.revise(original.quantiles, original.paths, counting)
    revised = replace(original, quantiles=quantiles, paths=paths)
    return RevisedForecast(original, revised, tuple(revisions), counting)


def beside_observed(sessions: sessionmaker[Session], run_id: int) -> pd.DataFrame:
    """Set what was revised in a run, original and revised, beside what was observed.

    Returns:
        As :func:`forecasting.revision.beside_observed`; empty without revisions in force.
    """
    forecast = load(sessions, run_id)
    if not forecast.in_force:
        return pd.DataFrame()
    last = forecast.original.paths["day"].max().date()
    days = int(forecast.original.paths["day"].nunique())
    observed = alert_records.observed_aqi(sessions, forecast.original.city_code, last, days)
    known = ["day", *(name for name in QUANTITIES if name in observed)]
    observed["day"] = pd.to_datetime(observed["day"])
    revised = medians(forecast.revised)
    wanted = [
        quantity in forecast.in_force.get(day.date(), {})
        for day, quantity in zip(revised["day"], revised["quantity"], strict=True)
    ]
    return revision.beside_observed(medians(forecast.original), revised[wanted], observed[known])


def record(
    sessions: sessionmaker[Session], city_code: str, first: date, last: date
) -> pd.DataFrame:
    """Sum up how original and revised forecasts of a city did; see the domain's ``record``.

    Args:
        sessions: Session factory.
        city_code: Division code.
        first: First day of issue.
        last: Last day of issue.
    """
    query = (
        select(ForecastRevisionRow.run_id, ForecastRunRow.issue)
        .join(ForecastRunRow, ForecastRunRow.id == ForecastRevisionRow.run_id)
        .where(ForecastRunRow.city_code == city_code)
    )
    with sessions() as session:
        runs = sorted(
            {
                run
                for run, issue in session.execute(query)
                if first <= (issue - pd.Timedelta(hours=1)).date() <= last
            }
        )
    parts = [part for run in runs if len(part := beside_observed(sessions, run))]
    return revision.record(pd.concat(parts, ignore_index=True)) if parts else pd.DataFrame()


def medians(forecast: StoredForecast) -> pd.DataFrame:
    """Return the medians of a run: ``day``, ``lead_days``, ``quantity``, ``value``."""
    index = forecast.outlook.rename(columns={"aqi_p50": "value"}).assign(quantity=AQI)
    single = forecast.quantiles.rename(columns={"p50": "value", "pollutant": "quantity"})
    columns = ["day", "lead_days", "quantity", "value"]
    return pd.concat([index[columns], single[columns]], ignore_index=True)


def _said(item: RevisedValue) -> str:
    name = f"{item.day:%m-%d} {QUANTITIES[item.quantity]}"
    return f"{name} 撤回订正" if item.value is None else f"{name} 订正为 {item.value:g}"
