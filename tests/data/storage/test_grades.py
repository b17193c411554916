from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from data.storage.grades import GradeRecordRow


def row(**changes):
    values = {
        "city_code": "140100", "enterprise_id": "QY1", "credit_code": "", "line_id": "",
        "industry": "", "act": "grade", "scheme": "环办大气函〔2020〕340号", "grade": "B",
        "valid_from": date(2026, 10, 1), "until": None, "evidence": "现场核查", "document": "甲",
        "recorded_at": datetime(2026, 9, 30, 9), "recorded_by": "甲",
    }  # fmt: skip
    return GradeRecordRow(**values | changes)


def refused(sessions, reason, made):
    with pytest.raises(IntegrityError, match=reason), sessions.begin() as session:
        session.add(made)


def test_a_record_names_an_enterprise(sessions):
    refused(sessions, "ck_grade_record_enterprise", row(enterprise_id=""))
    with sessions.begin() as session:
        session.add(row(enterprise_id="", credit_code="甲"))


def test_a_term_does_not_end_before_it_begins(sessions):
    refused(sessions, "ck_grade_record_validity", row(until=date(2026, 9, 30)))
    with sessions.begin() as session:
        session.add(row(until=date(2026, 10, 1)))


@pytest.mark.parametrize("column", ["city_code", "act", "valid_from", "document", "recorded_by"])
def test_a_record_lacks_nothing(sessions, column):
    refused(sessions, f"NOT NULL.*{column}", row(**{column: None}))


def test_records_of_one_day_stand_beside_each_other_in_the_order_of_recording(sessions):
    with sessions.begin() as session:
        session.add_all([row(grade="B"), row(grade="C")])
    with sessions() as session:
        query = select(GradeRecordRow.grade).order_by(GradeRecordRow.id)
        assert list(session.scalars(query)) == ["B", "C"]
