from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import forecast_peers, forecast_skill, real_data
from forecasting.knowledge import DAY, History

DAYS = pd.date_range("2015-01-01", periods=10)
without_peers = pytest.mark.skipif(
    not forecast_peers.installed(),
    reason="mlforecast, lightgbm and skforecast are not installed (make bench-env)",
)


def made_up(days=500):
    """A city with weather that decides its air, and forecasts of it with small errors."""
    rng = np.random.default_rng(0)
    day = pd.date_range("2014-01-01", periods=days)
    weather = pd.DataFrame({"city": "甲", "day": day, "rh_mean": rng.uniform(20, 95, days)})
    pm25 = (weather["rh_mean"] * 2 + rng.normal(0, 8, days)).clip(5)
    archive = pd.concat(
        weather.assign(
            issue_day=day - lead * DAY, lead_days=lead,
            rh_mean=weather["rh_mean"] + rng.normal(0, 2 * lead, days),
        ).drop(columns="day")
        for lead in range(1, 8)
    )  # fmt: skip
    daily = pd.DataFrame({"city": "甲", "day": day, "pm25": pm25, "no2": pm25 / 2})
    return History(daily=daily, weather=weather, forecast_weather=archive, targets=("甲",))


def test_scores_leave_out_days_that_were_not_observed():
    truth = pd.Series([200.0] * 5 + [50.0] * 4 + [np.nan], index=DAYS)
    rows = pd.DataFrame({"lead_days": 1, "day": DAYS, "mean": 100.0, "warned": True})
    table = forecast_skill.scored(rows, truth, "pm25")
    assert table.loc["days", 1] == 9
    assert table.loc["events", 1] == 5
    assert table.loc["csi", 1] == pytest.approx(5 / 9)
    assert table.loc["rmse", 1] == pytest.approx(np.sqrt((5 * 100**2 + 4 * 50**2) / 9))
    assert np.isnan(table.loc["coverage", 1])


def test_the_table_shows_each_row_beside_its_target():
    table = pd.DataFrame({1: {"rmse": 24.04}, 2: {"rmse": 38.8}})
    block = forecast_skill._block("rmse", "RMSE", {"ours": table}, (27.5, 37.5), range(1, 3))
    assert block.splitlines() == [
        "| RMSE | 1 | 2 |", "|---|---|---|", "| target | 27.5 | 37.5 |", "| ours | 24.0 | 38.8 |",
    ]  # fmt: skip


def test_targets_are_those_of_seven_lead_days():
    for section in forecast_skill.SECTIONS:
        assert len(section.rmse) == 7
        assert len(section.csi) in (0, 7)


def test_without_data_the_parts_are_left_out_in_words(tmp_path, capsys):
    forecast_skill.run(tmp_path, [24], with_peers=False)
    said = capsys.readouterr().out
    assert "no data set beijing_uci_hourly" in said
    assert "no data set cn39_daily" in said


def test_borrowed_errors_are_laid_on_the_citys_own_weather():
    donor = made_up(40)
    own = donor.weather.assign(city="乙", rh_mean=50.0)
    lent = real_data.with_borrowed_archive(
        History(daily=donor.daily, weather=own), {"乙": "甲"}, donor
    )
    rows = lent.forecast_weather.merge(
        donor.forecast_weather, on=["issue_day", "lead_days"], suffixes=("", "_donor")
    )
    rows["day"] = rows["issue_day"] + rows["lead_days"] * DAY
    seen = donor.weather.set_index("day")["rh_mean"].reindex(rows["day"]).to_numpy()
    error = rows["rh_mean_donor"] - seen
    assert set(rows["city"]) == {"乙"}
    np.testing.assert_allclose(rows["rh_mean"], (50 + error).clip(0, 100))


@without_peers
@pytest.mark.parametrize("name", forecast_peers.PEERS)
def test_a_library_sees_nothing_later_than_the_issue(name):
    history = made_up()
    days = pd.date_range("2015-04-20", periods=3)
    made = forecast_peers.PEERS[name](history, "甲", ["甲"], "pm25", days, 150.0)
    assert len(made) == 7 * len(days)
    daily = history.daily.assign(
        pm25=history.daily["pm25"].where(history.daily["day"] < days[0], 1.0)
    )
    other = History(daily=daily, weather=history.weather, targets=("甲",),
                    forecast_weather=history.forecast_weather)  # fmt: skip
    again = forecast_peers.PEERS[name](other, "甲", ["甲"], "pm25", days, 150.0)
    # All of these issues are of days before the first one changed.
    for lead in range(1, 8):
        known = [day for day in days if day - lead * DAY < days[0]]
        one, two = (
            rows[(rows["lead_days"] == lead) & rows["day"].isin(known)].set_index("day")["mean"]
            for rows in (made, again)
        )
        pd.testing.assert_series_equal(one, two)
    truth = history.daily.set_index("day")["pm25"].reindex(made["day"]).to_numpy()
    assert np.sqrt(((made["mean"] - truth) ** 2).mean()) < 0.5 * truth.std()


@pytest.mark.real_data
def test_the_real_sets_are_read():
    if not Path(real_data.FOLDER).is_dir():
        pytest.skip("the real data sets are not beside this checkout (../shared/data)")
    history = real_data.daily_cities(real_data.FOLDER, real_data.WITH_ARCHIVE, ["taiyuan"])
    assert history.targets == ("taiyuan",)
    assert set(history.forecast_weather["city"]) == set(real_data.WITH_ARCHIVE)
    assert history.weather["t_range"].dropna().ge(0).all()
