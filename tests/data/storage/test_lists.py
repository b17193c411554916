from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from data.storage.lists import LineRow, ListVersionRow


def version(**changes):
    values = {
        "city_code": "140100", "number": 1, "imported_at": datetime(2026, 1, 1),
        "imported_by": "甲", "source_file": "a.xlsx", "sha256": "0", "remarks": "",
    }  # fmt: skip
    return ListVersionRow(**values | changes)


def line(version_id, **changes):
    texts = dict.fromkeys(
        ("process", "industry", "capacity_unit", "grade", "grade_scheme", "filed_yellow",
         "filed_orange", "filed_red", "meter_id", "verification"), "",
    )  # fmt: skip
    amounts = dict.fromkeys(("pm_kg", "so2_kg", "nox_kg", "vocs_kg"), 0.0)
    keys = {"version_id": version_id, "line_id": "L1", "enterprise_id": "QY1"}
    return LineRow(**texts | amounts | keys | changes)


@pytest.mark.parametrize("column", ["pm_kg", "so2_kg", "nox_kg", "vocs_kg"])
def test_the_database_itself_refuses_a_negative_emission(sessions, column):
    with sessions() as session:
        session.add(new := version())
        session.flush()
        session.add(line(new.id, **{column: -0.1}))
        with pytest.raises(IntegrityError, match="not_negative"):
            session.flush()


@pytest.mark.parametrize("changes", [{"sha256": "1"}, {"number": 2}])
def test_number_and_content_are_given_once_in_a_city(sessions, changes):
    with pytest.raises(IntegrityError), sessions.begin() as session:
        session.add_all([version(), version(**changes)])
    with sessions.begin() as session:
        session.add_all([version(), version(city_code="140200")])


def test_a_line_stands_once_in_a_version(sessions):
    with sessions() as session:
        session.add(new := version())
        session.flush()
        session.add_all([line(new.id), line(new.id)])
        with pytest.raises(IntegrityError, match="UNIQUE"):
            session.flush()
