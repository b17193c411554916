"""The act by which a city adopts a rule set for lines without a confirmed rule."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from data import parameters
from data.storage.lists import RuleAdoptionRow
from services import clock, journal


@dataclass(frozen=True)
class Adoption:
    """A recorded adoption; an empty ``rule_set`` takes an earlier one back."""

    rule_set: str
    in_force_from: date
    document: str
    recorded_at: datetime
    recorded_by: str


class AdoptionError(ValueError):
    """An adoption that cannot be recorded; the text says why."""


def adopt(
    sessions: sessionmaker[Session],
    city_code: str,
    rule_set: str,
    in_force_from: date,
    document: str,
    *,
    user: str = journal.SYSTEM,
) -> None:
    """Record that a city adopts a rule set from a day on.

    Args:
        sessions: Session factory.
        city_code: Division code.
        rule_set: Identifier in ``response/rule_sets``; empty takes the adoption back.
        in_force_from: First day it applies to.
        document: The city's own document that says so.
        user: Who records it.

    Raises:
        AdoptionError: Unknown rule set, or no document named.
    """
    sets = parameters.on("response/rule_sets", in_force_from, city_code).value.sets
    if rule_set and rule_set not in sets:
        raise AdoptionError(f"没有名为 {rule_set} 的分级规则，现有：{'、'.join(sets)}")
    if not document.strip():
        raise AdoptionError("请写明采用该规则的文件名称或文号")
    with sessions.begin() as session:
        session.add(
            RuleAdoptionRow(
                city_code=city_code,
                rule_set=rule_set,
                in_force_from=in_force_from,
                document=document.strip(),
                recorded_at=clock.now(),
                recorded_by=user,
            )
        )
        act = "采用分级减排规则" if rule_set else "停用分级减排规则"
        journal.note(session, user, city_code, act, f"{rule_set} 自 {in_force_from} 起，{document}")


def adoptions(sessions: sessionmaker[Session], city_code: str) -> list[Adoption]:
    """Return all recorded adoptions of a city, newest first."""
    query = (
        select(RuleAdoptionRow)
        .where(RuleAdoptionRow.city_code == city_code)
        .order_by(RuleAdoptionRow.in_force_from.desc(), RuleAdoptionRow.id.desc())
    )
    with sessions() as session:
        return [
            Adoption(r.rule_set, r.in_force_from, r.document, r.recorded_at, r.recorded_by)
            for r in session.scalars(query)
        ]


def adopted_on(sessions: sessionmaker[Session], city_code: str, day: date) -> str | None:
    """Return the rule set a city applies on a day; None where it has adopted none."""
    for adoption in adoptions(sessions, city_code):
        if adoption.in_force_from <= day:
            return adoption.rule_set or None
    return None
