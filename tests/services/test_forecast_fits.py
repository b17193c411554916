from datetime import date, datetime, timedelta

import joblib
import pandas as pd
import pytest
from sqlalchemy import select, update

from data.storage.fits import FitRow
from data.storage.observations import DailyRow
from services import forecast_fits, forecast_runs, observations

CITY = "140100"
DAY = date(2026, 1, 20)
pytestmark = pytest.mark.usefixtures("settings")


@pytest.fixture
def filled(sessions, daily_values):
    with sessions.begin() as session:
        observations.store_daily(session, daily_values(date(2026, 1, 31)), "tidy")
    return sessions


def publish(sessions, day=DAY, **more):
    run = forecast_runs.publish(sessions, CITY, day, **{"model": "ridge", **more})
    return forecast_runs.load(sessions, run)


def fits(sessions):
    with sessions() as session:
        return session.scalars(select(FitRow).order_by(FitRow.id)).all()


def files():
    return sorted(path.name for path in forecast_fits.folder().iterdir())


def change(sessions, day, value):
    with sessions.begin() as session:
        chosen = update(DailyRow).where(DailyRow.city_code == CITY, DailyRow.day == day)
        session.execute(chosen.values(pm25=value))


def test_a_first_run_keeps_its_fit_and_the_next_uses_it_with_the_same_result(filled):
    first = publish(filled)
    (kept,) = fits(filled)
    assert (kept.city_code, kept.model, kept.issue_hour, kept.lead_days) == (CITY, "ridge", 24, 7)
    assert (kept.issue, kept.newest_day, kept.data_days) == (datetime(2026, 1, 21), DAY, 139)
    assert files() == [kept.file]
    again = publish(filled)
    assert len(fits(filled)) == 1
    pd.testing.assert_frame_equal(first.quantiles, again.quantiles)
    pd.testing.assert_frame_equal(first.paths, again.paths)


def test_a_fit_serves_later_days_until_it_is_too_old(filled):
    publish(filled)
    publish(filled, DAY + timedelta(days=6))
    assert len(fits(filled)) == 1
    publish(filled, DAY + timedelta(days=7))
    assert len(fits(filled)) == 2


def test_a_fit_never_serves_an_earlier_issue(filled):
    publish(filled)
    publish(filled, DAY - timedelta(days=1))
    assert len(fits(filled)) == 2


@pytest.mark.parametrize("more", [{"model": "boosting"}, {"lead_days": 8}])
def test_another_model_and_more_lead_days_need_a_fit_of_their_own(filled, more):
    publish(filled, lead_days=more.get("lead_days", 2) - 1)
    publish(filled, **{"lead_days": 1, **more})
    assert len(fits(filled)) == 2


def test_fewer_lead_days_do_not(filled):
    publish(filled)
    assert publish(filled, lead_days=3).quantiles["lead_days"].max() == 3
    assert len(fits(filled)) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"), [(8, 8, True), (8, 10, True), (8, 11, False), (23, 24, False)]
)
def test_a_fit_serves_its_own_part_of_the_day(one, other, same):
    assert forecast_fits._same_class(one, other) is same


def test_corrected_history_calls_for_a_new_fit(filled):
    publish(filled)
    change(filled, date(2025, 12, 1), 5.0)
    publish(filled)
    assert len(fits(filled)) == 2


def test_the_newest_days_may_still_be_filled_up(filled):
    publish(filled)
    change(filled, DAY, 300.0)
    publish(filled)
    assert len(fits(filled)) == 1


def test_later_days_leave_the_data_version_as_it_is(filled):
    issue = datetime(2026, 1, 21)
    seen = forecast_runs.history_of(filled, CITY, issue)
    later = forecast_runs.history_of(filled, CITY, issue + timedelta(days=6))
    assert forecast_fits.data_version(seen, CITY, DAY) == forecast_fits.data_version(
        later, CITY, DAY
    )


@pytest.mark.parametrize("content", [b"", b"not a model"])
def test_a_broken_file_is_refused_in_words_and_the_model_fitted_anew(filled, content):
    first = publish(filled)
    (forecast_fits.folder() / fits(filled)[0].file).write_bytes(content)
    again = publish(filled)
    assert (
        "已存的第 1 号拟合（2026-01-21 00:00）文件损坏或被改动，未采用，已重新拟合" in again.notes
    )
    assert not any("号拟合" in note for note in first.notes)
    pd.testing.assert_frame_equal(first.quantiles, again.quantiles)


def test_an_altered_file_is_never_opened(filled, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    publish(filled)
    joblib.dump(Trap(), forecast_fits.folder() / fits(filled)[0].file)
    publish(filled)
    assert not (tmp_path / "sprung").exists()


def test_a_file_that_is_gone_is_said_and_made_again(filled):
    publish(filled)
    (forecast_fits.folder() / fits(filled)[0].file).unlink()
    assert any("文件读不到" in note for note in publish(filled).notes)


def test_a_file_of_other_libraries_is_not_opened(filled):
    publish(filled)
    with filled.begin() as session:
        session.get(FitRow, 1).made_with = "Python 2.7"
    publish(filled)
    assert len(fits(filled)) == 2


def test_only_the_two_newest_files_of_a_kind_are_kept(filled):
    for back in (3, 2, 1, 0):
        publish(filled, DAY - timedelta(days=8 * back))
    kept = [row.file for row in fits(filled)]
    assert kept[:2] == [None, None]
    assert files() == sorted(kept[2:])


def test_models_that_fit_in_no_time_are_not_kept(filled):
    publish(filled, model="persistence")
    assert not fits(filled)


def test_without_a_complete_day_there_is_nothing_to_fit(sessions):
    hours = pd.DataFrame({"hour": pd.date_range("2026-01-20 01:00", periods=8, freq="h")})
    with sessions.begin() as session:
        rows = hours.assign(place="甲站", city_code=CITY, pm25=90.0)
        observations.store_hourly(session, rows, "cnemc")
    with pytest.raises(ValueError, match="请先导入观测"):
        publish(sessions, issue_hour=8)
