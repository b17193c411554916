from datetime import datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from data.storage.alert_life import AlertChangeRow

NOW = datetime(2026, 11, 22, 9)


def change(**values):
    given = {
        "alert": "140100-2026-G001", "number": 1, "city_code": "140100", "act": "draft",
        "move": "issue", "from_state": "new/none", "to_state": "new/drafted", "text": "",
        "by": "值班甲", "role": "duty", "at": NOW, "reason": "预测日AQI>200", "office": "",
        "notes": [], "refers_to": [],
    }  # fmt: skip
    return AlertChangeRow(**given | values)


def test_a_number_within_a_life_is_given_once(sessions):
    with sessions.begin() as session:
        session.add_all([change(), change(number=2), change(alert="140100-2026-G002")])
    with pytest.raises(IntegrityError, match="UNIQUE"), sessions.begin() as session:
        session.add(change(number=2, by="值班乙"))


def test_a_message_number_is_given_once(sessions):
    with pytest.raises(IntegrityError, match="UNIQUE"), sessions.begin() as session:
        session.add_all([change(message="1"), change(number=2, message="1")])


@pytest.mark.parametrize("values", [{"number": 0}, {"by": None}, {"list_version_id": 99}])
def test_a_change_lacks_nothing_and_rests_on_what_is_there(sessions, values):
    with pytest.raises(IntegrityError), sessions.begin() as session:
        session.add(change(**values))


@pytest.mark.parametrize(
    "statement", [update(AlertChangeRow).values(text="改"), delete(AlertChangeRow)]
)
def test_rows_are_only_ever_added(sessions, statement):
    with sessions.begin() as session:
        session.add(change(text="原文"))
    with pytest.raises(IntegrityError, match="只能追加"), sessions.begin() as session:
        session.execute(statement)
    with sessions() as session:
        assert session.scalars(select(AlertChangeRow.text)).all() == ["原文"]
