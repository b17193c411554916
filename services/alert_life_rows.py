"""Changes of an alert's life as rows, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from alerts.life_terms import (
    Basis,
    Change,
    Deed,
    Draft,
    Improvement,
    Message,
    Move,
    Order,
)
from data.storage.alert_life import AlertChangeRow
from data.vocabulary import AlertLevel, Role

_TIMES = (
    "start",
    "end",
    "consulted_at",
    "latest_start",
    "received_at",
    "released_at",
    "mirrored_at",
)


def to_row(alert: str, city_code: str, change: Change) -> AlertChangeRow:
    """Return the row of a change of the life ``alert``."""
    message = change.message
    draft = message.draft if message else change.draft
    shown = message or draft
    return AlertChangeRow(
        alert=alert, number=change.number, city_code=city_code, act=str(change.deed),
        move=str(change.move) if change.move else None, from_state=change.before,
        to_state=change.after, level=str(shown.level) if shown and shown.level else None,
        start=shown.start if shown else None, end=shown.end if shown else None,
        text=message.text if message else "", by=change.by, role=str(change.role), at=change.at,
        basis=str(change.basis) if change.basis else None, reason=change.reason,
        office=change.office, notes=list(change.notes),
        message=message.number if message else None,
        refers_to=[n for n in (message.first, message.before) if n] if message else [],
        content=_plain(asdict(content)) if (content := draft or change.order) else None,
        forecast_run_id=draft.forecast_run_id if draft else None,
        list_version_id=draft.list_version_id if draft else None,
    )  # fmt: skip


def from_row(row: AlertChangeRow) -> Change:
    """Return the change a row holds, equal to the one it was made of."""
    deed = Deed(row.act)
    content = row.content or {}
    draft = _draft(content) if deed in (Deed.DRAFT, Deed.PUBLISH) else None
    message = None
    if deed is Deed.PUBLISH and draft is not None and row.message is not None:
        first, *before = row.refers_to
        message = Message(
            row.message, draft.move, row.at, _level(row.level), row.start, row.end, row.text,
            first, before[0] if before else "", draft,
        )  # fmt: skip
    return Change(
        number=row.number, deed=deed, move=Move(row.move) if row.move else None,
        before=row.from_state, after=row.to_state, by=row.by, role=Role(row.role), at=row.at,
        basis=Basis(row.basis) if row.basis else None, reason=row.reason, office=row.office,
        draft=draft if deed is Deed.DRAFT else None,
        order=_order(content) if deed in (Deed.RECEIVE_ORDER, Deed.RELEASE_ORDER) else None,
        message=message, notes=tuple(row.notes),
    )  # fmt: skip


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in content.items()
    }


def _timed(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in _TIMES and value else value
        for name, value in content.items()
    }


def _draft(content: Mapping[str, Any]) -> Draft:
    better = content["improvement"]
    return Draft(
        **_timed(content)
        | {
            "move": Move(content["move"]),
            "basis": Basis(content["basis"]),
            "level": _level(content["level"]),
            "improvement": Improvement(**better) if better else None,
        }
    )


def _order(content: Mapping[str, Any]) -> Order:
    return Order(**_timed(content) | {"level": AlertLevel(content["level"])})


def _level(value: str | None) -> AlertLevel | None:
    return AlertLevel(value) if value else None
