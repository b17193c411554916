from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from data.storage.accounts import JournalRow


def entry(**changes):
    values = {
        "at": datetime(2026, 11, 22, 8), "user": "演示值班员", "city_code": "140100",
        "act": "修订预报", "subject": "第 1 期",
    }  # fmt: skip
    return JournalRow(**values | changes)


@pytest.mark.parametrize("column", ["at", "user", "city_code", "act", "subject"])
def test_an_act_without_who_when_where_or_what_is_not_recorded(sessions, column):
    with (
        pytest.raises(IntegrityError, match=f"NOT NULL.*{column}"),
        sessions.begin() as session,
    ):
        session.add(entry(**{column: None}))


def test_the_same_act_can_be_done_twice_and_both_stay(sessions):
    with sessions.begin() as session:
        session.add_all([entry(), entry()])
    with sessions() as session:
        kept = session.scalars(select(JournalRow).order_by(JournalRow.id)).all()
    assert [(row.id, row.act) for row in kept] == [(1, "修订预报"), (2, "修订预报")]
