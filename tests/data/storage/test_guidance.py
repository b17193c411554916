from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from data.storage.guidance import GUIDANCE_VALUES, GuidanceRow

RUN, HOUR = datetime(2026, 11, 22, 8), datetime(2026, 11, 23, 8)


def guidance(**changes):
    values = {
        "city_code": "140100", "model": "cams", "scenario": "base", "init_time": RUN,
        "valid_time": HOUR, "pm25": 80.0,
    }  # fmt: skip
    return GuidanceRow(**values | changes)


def test_a_run_says_one_thing_about_an_hour(sessions):
    with sessions.begin() as session:
        session.add(guidance())
    with pytest.raises(IntegrityError, match="UNIQUE"), sessions.begin() as session:
        session.add(guidance(pm25=90.0))
    with sessions() as session:
        assert session.scalars(select(GuidanceRow.pm25)).all() == [80.0]


@pytest.mark.parametrize(
    "changes",
    [
        {"init_time": datetime(2026, 11, 22, 20)}, {"scenario": "red"}, {"model": "local"},
        {"city_code": "140200"},
    ],
)  # fmt: skip
def test_later_runs_other_scenarios_models_and_cities_stand_beside_it(sessions, changes):
    with sessions.begin() as session:
        session.add_all([guidance(), guidance(**changes)])


def test_the_value_columns_are_all_those_that_are_no_key_and_may_be_missing():
    columns = GuidanceRow.__table__.columns
    assert tuple(c.name for c in columns if not c.primary_key) == GUIDANCE_VALUES
    assert all(columns[name].nullable for name in GUIDANCE_VALUES)
