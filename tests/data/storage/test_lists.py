from datetime import datetime

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from data.storage import database
from data.storage.lists import EnterpriseRow, LineRow, ListVersionRow, OtherSourceRow


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


def test_a_source_outside_industry_stands_once_in_a_version(sessions):
    texts = dict.fromkeys(
        ("source", "kind", "county", "site_grade", "cut_source", "measure_yellow",
         "measure_orange", "measure_red", "contact", "phone"), "",
    )  # fmt: skip
    with sessions() as session:
        session.add(new := version())
        session.flush()
        session.add_all(
            OtherSourceRow(version_id=new.id, source_id="G1", **texts) for _ in range(2)
        )
        with pytest.raises(IntegrityError, match="UNIQUE"):
            session.flush()


def test_a_version_stored_before_the_later_columns_holds_nothing_there(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    config = Config()
    config.set_main_option("script_location", str(database._MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "0004")
    made = database.engine(url)
    old = {
        "version_id": 1, "line_id": "L1", "enterprise_id": "QY1", "pm_kg": 3.5, "so2_kg": 0,
        "nox_kg": 0, "vocs_kg": 0,
    } | dict.fromkeys(
        ("process", "industry", "capacity_unit", "grade", "grade_scheme", "filed_yellow",
         "filed_orange", "filed_red", "meter_id", "verification"), "甲",
    )  # fmt: skip
    plant = {"version_id": 1, "enterprise_id": "QY1"} | dict.fromkeys(
        ("enterprise", "credit_code", "county", "address", "protected", "contact", "phone"), "乙"
    )
    with database.sessions(made).begin() as session:
        session.add(version())
        session.flush()
        for table, row in (("line", old), ("enterprise", plant)):
            names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
            session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)
    database.migrate(url)
    with database.sessions(made)() as session:
        kept = session.scalars(select(LineRow)).one()
        assert (kept.pm_kg, kept.process, kept.duty, kept.already_off) == (3.5, "甲", "", None)
        assert session.scalars(select(EnterpriseRow)).one().park == ""
    command.downgrade(config, "0004")
    with database.sessions(made)() as session:
        assert session.scalar(text("SELECT pm_kg FROM line")) == 3.5
        with pytest.raises(IntegrityError, match="not_negative"):
            session.execute(text("UPDATE line SET pm_kg = -1"))
    made.dispose()
