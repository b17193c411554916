from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from data.storage.regimes import RegimeListRow


def listed(**changes):
    values = {
        "city_code": "140100", "regime": "staggered", "sequence": 1, "day": date(2021, 12, 1),
        "season": "2021-2022", "list_version": None, "rules": [{"name": "regimes/staggered"}],
        "given": {"o3": None}, "content": b"x", "sha256": "0" * 64, "made_by": "系统",
        "made_at": datetime(2021, 12, 1, 9),
    }  # fmt: skip
    return RegimeListRow(**values | changes)


def test_a_number_is_given_once_within_city_and_regime(sessions):
    with sessions.begin() as session:
        session.add_all(
            [listed(), listed(sequence=2), listed(regime="dust"), listed(city_code="140200")]
        )
    with pytest.raises(IntegrityError, match="UNIQUE"), sessions.begin() as session:
        session.add(listed())
    with sessions() as session:
        assert len(session.scalars(select(RegimeListRow.id)).all()) == 4


def test_rules_and_inputs_come_back_as_they_were(sessions):
    with sessions.begin() as session:
        session.add(listed())
    with sessions() as session:
        row = session.scalars(select(RegimeListRow)).one()
        assert row.rules == [{"name": "regimes/staggered"}]
        assert (row.given, row.content, row.list_version) == ({"o3": None}, b"x", None)
