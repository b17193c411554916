from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from data.storage.fits import FitRow, ForecastCheckRow

NOW = datetime(2026, 11, 22, 16)


def fit(**changes):
    values = {
        "city_code": "140100", "model": "blend", "issue": NOW, "issue_hour": 16, "lead_days": 7,
        "fitted_at": NOW, "newest_day": date(2026, 11, 21), "data_days": 700,
        "data_version": "0" * 64, "made_with": "numpy 2", "file": "a.joblib", "sha256": "1" * 64,
    }  # fmt: skip
    return FitRow(**values | changes)


def check(**changes):
    values = {
        "city_code": "140100", "model": "blend", "issue_hour": 16, "lead_days": 7,
        "first_day": date(2026, 1, 1), "last_day": date(2026, 1, 21), "refit_days": 7,
        "made_at": NOW, "act_chance": 0.5, "criteria": "2024 年版", "forecasts": b"PAR1\x00\xff",
        "triggers": b"",
    }  # fmt: skip
    return ForecastCheckRow(**values | changes)


@pytest.mark.parametrize(
    "row",
    [
        fit(sha256=None), fit(data_version=None), fit(newest_day=None), fit(made_with=None),
        check(act_chance=None), check(forecasts=None), check(triggers=None), check(criteria=None),
    ],
)  # fmt: skip
def test_what_a_fit_or_a_check_was_made_of_is_never_left_out(sessions, row):
    with pytest.raises(IntegrityError, match="NOT NULL"), sessions.begin() as session:
        session.add(row)


def test_a_fit_outlives_its_file_and_the_same_can_be_fitted_again(sessions):
    with sessions.begin() as session:
        session.add_all([fit(file=None), fit()])
    with sessions() as session:
        files = session.scalars(select(FitRow.file).order_by(FitRow.id)).all()
    assert files == [None, "a.joblib"]


def test_the_bytes_of_a_check_come_back_as_they_were(sessions):
    with sessions.begin() as session:
        session.add(check())
    with sessions() as session:
        (row,) = session.scalars(select(ForecastCheckRow)).all()
    assert (row.forecasts, row.triggers) == (b"PAR1\x00\xff", b"")
