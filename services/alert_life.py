"""The life of an alert: each act in one transaction with its journal entry, or not at all.

An act names the last change its author saw (``seen``). If another came in since, nothing is written
and the author is told what changed.
"""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from alerts import clocks, life
from alerts.alert import AlertError
from alerts.life_state import Life, replay
from alerts.life_terms import Actor, Change, Deed, Draft, Message, Move, Order
from data import reference
from data.storage.alert_life import AlertChangeRow
from data.storage.alerts import AlertRow
from data.storage.forecasts import ForecastRunRow
from data.storage.lists import ListVersionRow
from data.vocabulary import Act
from services import (
    accounts,
    alert_life_rows,
    cities,
    clock,
    journal,
    list_versions,
    rule_adoptions,
)
from services.accounts import User

Sessions = sessionmaker[Session]
_SIGNING = (Deed.RETURN, Deed.APPROVE, Deed.PUBLISH)


class ConflictError(AlertError):
    """Somebody else acted first; ``changes`` are what he did."""

    def __init__(self, number: str, changes: list[Change], label: str) -> None:
        told = "；".join(
            f"{change.by} {change.at:%m-%d %H:%M} {change.deed.label}"
            + (change.move.label if change.move else "")
            for change in changes
        )
        super().__init__(
            f"{number} 已被他人办理（{told}），现为“{label}”；您的内容没有写入，请刷新核对后再办"
        )
        self.changes = changes


def draft(
    sessions: Sessions, user: User, city_code: str, content: Draft, *, number: str = "",
    seen: int = 0, now: datetime | None = None,
) -> Life:  # fmt: skip
    """Draft the next message of an alert, or the first of a new one.

    Args:
        sessions: Session factory.
        user: Who drafts.
        city_code: Division code.
        content: The draft.
        number: The life it belongs to; empty opens a new one.
        seen: Number of the last change the user saw; 0 for a new life.
        now: Time of the act, for records of the past.

    Raises:
        LifeError: The transition or the content is forbidden.
        ConflictError: Somebody else acted since.
        NotAllowedError: Beyond the user's right.
    """
    return _act(sessions, user, Deed.DRAFT, number, seen, now, city_code=city_code, draft=content)


def submit(
    sessions: Sessions, user: User, number: str, seen: int, now: datetime | None = None
) -> Life:
    """Submit the draft for signature. Errors as in :func:`draft`."""
    return _act(sessions, user, Deed.SUBMIT, number, seen, now)


def send_back(
    sessions: Sessions, user: User, number: str, seen: int, words: str, now: datetime | None = None
) -> Life:
    """Return the submitted draft with words. Errors as in :func:`draft`."""
    return _act(sessions, user, Deed.RETURN, number, seen, now, words=words)


def approve(
    sessions: Sessions, user: User, number: str, seen: int, now: datetime | None = None
) -> Life:
    """Sign the submitted draft with the user's own office. Errors as in :func:`draft`."""
    return _act(sessions, user, Deed.APPROVE, number, seen, now, office=user.post)


def publish(
    sessions: Sessions, user: User, number: str, seen: int, now: datetime | None = None
) -> Life:
    """Publish the signed draft as a message; a level and window become an alert of record.

    Errors as in :func:`draft`.
    """
    return _act(sessions, user, Deed.PUBLISH, number, seen, now)


def withdraw(
    sessions: Sessions, user: User, number: str, seen: int, words: str, now: datetime | None = None
) -> Life:
    """Take the draft back, with a ground. Errors as in :func:`draft`."""
    return _act(sessions, user, Deed.WITHDRAW, number, seen, now, words=words)


def receive_order(
    sessions: Sessions, user: User, city_code: str, order: Order, *, number: str = "",
    seen: int = 0, now: datetime | None = None,
) -> Life:  # fmt: skip
    """Enter an order from above, for an alert that runs or for a new one.

    Errors as in :func:`draft`.
    """
    return _act(
        sessions, user, Deed.RECEIVE_ORDER, number, seen, now, city_code=city_code, order=order
    )


def release_order(
    sessions: Sessions, user: User, number: str, seen: int, now: datetime | None = None
) -> Life:
    """Enter that the order from above is over. Errors as in :func:`draft`."""
    return _act(sessions, user, Deed.RELEASE_ORDER, number, seen, now)


def summarise(
    sessions: Sessions, user: User, number: str, seen: int, words: str, now: datetime | None = None
) -> Life:
    """Close a lifted alert with its evaluation. Errors as in :func:`draft`."""
    return _act(sessions, user, Deed.SUMMARISE, number, seen, now, words=words)


def load(sessions: Sessions, number: str) -> Life:
    """Return the life as it stands.

    Raises:
        AlertError: There is no such number.
    """
    with sessions() as session:
        return _life(session, number)[0]


def changes(sessions: Sessions, number: str) -> list[Change]:
    """Return all changes of a life in their order; empty where there is no such number."""
    with sessions() as session:
        return _changes(session, number)


def of_city(sessions: Sessions, city_code: str) -> list[Life]:
    """Return all lives of a city, the newest first."""
    with sessions() as session:
        return _of_city(session, city_code)[::-1]


def _act(
    sessions: Sessions, user: User, deed: Deed, number: str, seen: int, now: datetime | None,
    *, city_code: str = "", **content: Any,
) -> Life:  # fmt: skip
    at = now or clock.now()
    city_code = city_code or number.partition("-")[0]
    cities.require_known(sessions, city_code)
    try:
        with sessions.begin() as session:
            # Also lets nobody else write until the end, so that what is read below stays true.
            accounts.require(
                user, Act.ISSUE_ALERT if deed in _SIGNING else Act.READ, session, city_code
            )
            before, past = _begin(session, number, city_code, at)
            if before.last != seen:
                raise ConflictError(before.number, past[seen:], before.label)
            if deed is Deed.PUBLISH and before.proposal is not None:
                content["message_number"] = _message_number(session, before, at)
            after, change = life.act(
                before, deed, Actor(user.name, user.role), at,
                clocks.rules_on(at.date(), city_code),
                others=_of_city(session, city_code), **content,
            )  # fmt: skip
            _versions_known(session, change.draft)
            session.add(alert_life_rows.to_row(after.number, city_code, change))
            if change.message is not None:
                _of_record(sessions, session, change.message, city_code, user)
            journal.note(
                session, user.name, city_code, _named(change), _subject(after, change),
                before=change.before, after=change.after,
            )  # fmt: skip
    except IntegrityError as problem:
        # The last guard, where a writer went past the lock: the unique numbers let one in.
        newer = changes(sessions, number)[seen:]
        if newer:
            raise ConflictError(number, newer, load(sessions, number).label) from problem
        raise AlertError(
            "另一人同时办理了该市的预警；您的内容没有写入，请刷新核对后再办"
        ) from problem
    return after


def _begin(
    session: Session, number: str, city_code: str, at: datetime
) -> tuple[Life, list[Change]]:
    if number:
        found = _life(session, number)
        if found[0].city_code != city_code:
            raise AlertError(f"{number} 不是{reference.city_name(city_code)}的预警，请核对编号")
        return found
    prefix = f"{city_code}-{at.year}-G"
    query = select(AlertChangeRow.alert).where(
        AlertChangeRow.number == 1, AlertChangeRow.alert.startswith(prefix, autoescape=True)
    )
    given = [int(alert.removeprefix(prefix)) for alert in session.scalars(query)]
    number = f"{prefix}{max(given, default=0) + 1:03d}"
    return Life(number, reference.city_name(city_code), city_code), []


def _life(session: Session, number: str) -> tuple[Life, list[Change]]:
    past = _changes(session, number)
    if not past:
        raise AlertError(f"没有编号为 {number} 的预警过程，请核对编号")
    city_code = number.partition("-")[0]
    return replay(Life(number, reference.city_name(city_code), city_code), past), past


def _changes(session: Session, number: str) -> list[Change]:
    query = (
        select(AlertChangeRow).where(AlertChangeRow.alert == number).order_by(AlertChangeRow.number)
    )
    return [alert_life_rows.from_row(row) for row in session.scalars(query)]


def _of_city(session: Session, city_code: str) -> list[Life]:
    query = (
        select(AlertChangeRow)
        .where(AlertChangeRow.city_code == city_code)
        .order_by(AlertChangeRow.id)
    )
    found: dict[str, Life] = {}
    name = reference.city_name(city_code)
    for row in session.scalars(query):
        begun = found.get(row.alert) or Life(row.alert, name, city_code)
        found[row.alert] = begun.after(alert_life_rows.from_row(row))
    return list(found.values())


def _message_number(session: Session, before: Life, at: datetime) -> str:
    """Next number of the city's year for an alert; what follows it counts on behind that number."""
    issued = [message.number for message in before.messages if message.move is Move.ISSUE]
    if before.held.draft.move is not Move.ISSUE:
        return f"{issued[0] if issued else before.number}-{len(before.messages) + 1}"
    prefix = f"{before.city_code}-{at.year}-"
    numbers = session.scalars(
        select(AlertRow.number).where(AlertRow.number.startswith(prefix, autoescape=True))
    )
    given = [int(m[1]) for n in numbers if (m := re.match(r"(\d+)", n.removeprefix(prefix)))]
    return f"{prefix}{max(given, default=0) + 1:03d}"


def _of_record(
    sessions: Sessions, session: Session, message: Message, city_code: str, user: User
) -> None:
    """Add the alert that orders are made from; a change is a further one that names the first."""
    if not message.move.sets_window or message.level is None:
        return
    if message.start is None or message.end is None:
        raise ValueError(f"{message.number} 没有起止时间")
    if message.move is Move.ISSUE:
        _beside_none(session, city_code, message.start, message.end)
    newest = list_versions.latest(sessions, city_code)
    named = "" if message.number == message.first else f"{message.move.label} {message.first}："
    session.add(
        AlertRow(
            number=message.number, city_code=city_code, level=str(message.level),
            start=message.start, end=message.end, basis=named + message.draft.reason,
            issued_at=message.at, issued_by=user.name,
            list_version_id=message.draft.list_version_id or (newest.id if newest else None),
            rule_set=rule_adoptions.adopted_on(sessions, city_code, message.start.date()),
            forecast_run_id=message.draft.forecast_run_id,
        )
    )  # fmt: skip


def _beside_none(session: Session, city_code: str, start: datetime, end: datetime) -> None:
    """Refuse to issue beside an alert that went out without a life, as commands issue them."""
    query = select(AlertRow.number).where(
        AlertRow.city_code == city_code, AlertRow.start < end, AlertRow.end > start,
        AlertRow.number.not_in(
            select(AlertChangeRow.message).where(AlertChangeRow.message.is_not(None))
        ),
    )  # fmt: skip
    if (running := session.scalar(query)) is not None:
        raise AlertError(f"与预警 {running} 的时段重叠，请撤回文稿，调整起止时间后再办")


def _versions_known(session: Session, content: Draft | None) -> None:
    if content is None:
        return
    if content.forecast_run_id and not session.get(ForecastRunRow, content.forecast_run_id):
        raise AlertError(f"没有编号为 {content.forecast_run_id} 的预报，请重新选择所依据的预报")
    if content.list_version_id and not session.get(ListVersionRow, content.list_version_id):
        raise AlertError(f"没有编号为 {content.list_version_id} 的清单版本，请重新选择")


def _named(change: Change) -> str:
    return f"预警{change.deed.label}" + (f"（{change.move.label}）" if change.move else "")


def _subject(after: Life, change: Change) -> str:
    parts = [f"{after.number} 第 {change.number} 条", after.label]
    if change.message is not None:
        parts.append(f"信息 {change.message.number}")
    if change.order is not None:
        parts.append(change.order.number)
    return "，".join([*parts, *(word for word in (change.reason, *change.notes) if word)])
