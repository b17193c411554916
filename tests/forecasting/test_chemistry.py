import numpy as np
import pandas as pd
import pytest

from forecasting.chemistry import COLUMNS, Runs, combine, corrected, in_force, past_forecasts
from forecasting.distribution import QUANTILE_COLUMNS
from forecasting.issuing import fit, forecast
from forecasting.knowledge import DAY, POLLUTANTS, Knowledge, issue_moment
from forecasting.models import create

CITY, LEADS = "甲市", 3


@pytest.fixture(scope="module")
def fitted(history):
    return fit(history, issue_moment(day_of(history, 330), 8), "ridge", LEADS)


def day_of(history, number):
    return history.daily["day"].min() + number * DAY


def runs(history, values, name="CMAQ", first=200):
    """Runs from 20:00 of every day: the value of each day, told up to four days ahead."""
    daily = history.daily[history.daily["city"] == CITY].set_index("day")[list(POLLUTANTS)]
    generator = np.random.default_rng(5)
    parts = []
    for lead in range(1, LEADS + 2):
        told = values(daily, generator).assign(lead=lead)
        told["init_time"] = told.index - lead * DAY + pd.Timedelta(hours=20)
        parts.append(told.reset_index(names="day"))
    frame = pd.concat(parts, ignore_index=True).assign(city=CITY, model=name)
    return frame[frame["init_time"] >= day_of(history, first)]


def good(daily, generator):
    """The truth with noise, 30 % too low and 10 µg/m³ too high."""
    noise = generator.normal(0, 0.5, daily.shape)
    return (0.7 * (np.sqrt(daily.clip(lower=0)) + noise) ** 2 + 10).clip(lower=0)


def useless(daily, generator):
    """Days of another time."""
    order = generator.permutation(len(daily))
    return pd.DataFrame(daily.to_numpy()[order], daily.index, daily.columns)


def combined(history, fitted, guidance, number):
    now = Knowledge.cut(history, issue_moment(day_of(history, number), 8))
    ours = fitted.predict(now, LEADS)
    return ours, combine(ours, guidance, now, fitted)


def errors(history, quantiles, pollutant):
    truth = history.daily[history.daily["city"] == CITY].set_index("day")[pollutant]
    rows = quantiles[(quantiles["pollutant"] == pollutant) & (quantiles["lead_days"] > 0)]
    return rows["mean"].to_numpy() - truth.reindex(rows["day"]).to_numpy()


def rmse(parts):
    return float(np.sqrt(np.nanmean(np.concatenate(parts) ** 2)))


@pytest.mark.parametrize("pollutant", ["pm25", "o3_mda8"])
def test_a_good_model_lowers_the_error_of_days_nobody_learned_from(history, fitted, pollutant):
    guidance = runs(history, good)
    before, after = [], []
    for number in range(332, 394, 6):
        ours, result = combined(history, fitted, guidance, number)
        before.append(errors(history, ours, pollutant))
        after.append(errors(history, result.quantiles, pollutant))
    assert rmse(after) < 0.85 * rmse(before)
    beside = result.beside[result.beside["pollutant"] == pollutant]
    beside = beside[beside["lead_days"] > 0]  # of today a third is already observed
    assert beside["weight"].between(0.3, 1).all()
    assert "订正后采用，权重" in result.notes[0]


def test_the_range_stays_in_order_and_narrows(history, fitted):
    ours, result = combined(history, fitted, runs(history, good), 390)
    points = result.quantiles[list(QUANTILE_COLUMNS)].to_numpy()
    assert (np.diff(points, axis=1) >= -1e-9).all()
    chances = result.quantiles.loc[
        result.quantiles["pollutant"] == "pm25", ["above_1", "above_2", "above_3"]
    ].to_numpy()
    assert ((chances >= 0) & (chances <= 1)).all()
    width = [
        np.sqrt(frame["p95"]) - np.sqrt(frame["p05"].clip(lower=0))
        for frame in (ours, result.quantiles)
    ]
    assert width[1].mean() < width[0].mean()


@pytest.mark.parametrize("number", [350, 370, 390])
def test_a_useless_model_changes_nothing(history, fitted, number):
    ours, result = combined(history, fitted, runs(history, useless, "乱报"), number)
    columns = ["mean", *QUANTILE_COLUMNS]
    change = (result.quantiles[columns] / ours[columns] - 1).abs().to_numpy()
    assert np.nanmax(change) < 0.01
    assert result.beside["weight"].max() < 0.05


def test_a_useless_model_beside_a_good_one_gets_next_to_nothing(history, fitted):
    both = pd.concat([runs(history, good), runs(history, useless, "乱报")])
    _, result = combined(history, fitted, both, 390)
    weights = result.beside.groupby("model")["weight"].mean()
    assert weights["CMAQ"] > 0.3
    assert weights["乱报"] < 0.05


def test_with_fewer_than_thirty_pairs_a_model_is_shown_but_not_used(history, fitted):
    ours, result = combined(history, fitted, runs(history, good, first=310), 331)
    pd.testing.assert_frame_equal(result.quantiles, ours)
    assert (result.beside["weight"] == 0).all()
    assert "少于 30 对，仅供对照" in result.notes[0]


def test_the_raw_value_stays_as_it_came_and_the_correction_takes_the_bias_away(history, fitted):
    guidance = runs(history, good)
    _, result = combined(history, fitted, guidance, 390)
    row = result.beside.query("pollutant == 'pm25' and lead_days == 2").iloc[0]
    came = guidance[
        (guidance["init_time"] == row["init_time"]) & (guidance["day"] == row["day"])
    ].iloc[0]
    assert row["raw"] == came["pm25"]
    assert row["init_time"] == day_of(history, 389) + pd.Timedelta(hours=20)
    expected = (row["raw"] - 10) / 0.7
    assert row["corrected"] == pytest.approx(expected, rel=0.2)
    assert tuple(result.beside.columns) == COLUMNS


def test_what_lies_after_the_issue_changes_nothing(history, fitted):
    guidance = runs(history, good)
    now = Knowledge.cut(history, issue_moment(day_of(history, 360), 8))
    ours = fitted.predict(now, LEADS)
    spoilt = guidance.copy()
    later = spoilt["init_time"] > pd.Timestamp(now.issue)
    spoilt.loc[later, list(POLLUTANTS)] = 999.0
    one, other = (combine(ours, frame, now, fitted) for frame in (guidance, spoilt))
    pd.testing.assert_frame_equal(one.quantiles, other.quantiles)
    pd.testing.assert_frame_equal(one.beside, other.beside)


def test_a_model_that_stopped_two_days_ago_is_not_used_and_that_is_said(history, fitted):
    guidance = runs(history, good)
    stopped = guidance[guidance["init_time"] < day_of(history, 380)]
    ours, result = combined(history, fitted, stopped, 390)
    pd.testing.assert_frame_equal(result.quantiles, ours)
    assert result.beside.empty
    assert "没有起报前 48 小时内的批次" in result.notes[0]


def test_each_issue_takes_the_newest_run_it_could_know():
    day = pd.Timestamp("2026-01-10")
    starts = ["2026-01-09 08:00", "2026-01-08 08:00", "2026-01-08 20:00"]
    frame = pd.DataFrame({"init_time": pd.to_datetime(starts), "day": day, "pm25": [3.0, 1.0, 2.0]})
    told = Runs.of(frame, first=20462, size=3)
    assert day == pd.Timestamp(0) + pd.Timedelta(days=20463)

    def newest(lead, hour):
        values, start = in_force(told, lead, hour)
        assert np.isnan(values[[0, 2]]).all()
        assert np.isnan(values[1, 1:]).all()
        return values[1, 0], start[1, 0] % 24

    assert newest(1, 24) == (3.0, 8)
    assert newest(2, 8) == (3.0, 8)
    assert newest(2, 7) == (2.0, 20)
    assert newest(3, 8) == (1.0, 8)
    assert np.isnan(newest(5, 8)[0])


def test_without_past_days_the_value_stands_as_it_came():
    root, pairs = corrected(np.array([100.0, 64.0, np.nan]), np.full(3, np.nan), 1)
    assert root.tolist()[:2] == [10.0, 8.0]
    assert np.isnan(root[2])
    assert pairs.tolist() == [0, 0, 0]


def test_a_correction_is_learned_from_days_over_at_the_issue_only():
    truth = np.random.default_rng(1).uniform(50, 200, 60)
    one, pairs = corrected(0.5 * truth, truth, 2)
    other, _ = corrected(0.5 * truth, np.where(np.arange(60) < 40, truth, 9999.0), 2)
    assert one[:42].tolist() == other[:42].tolist()
    assert one[42] != other[42]
    assert pairs.tolist()[:5] == [0, 0, 1, 2, 3]
    last = one[-20:] ** 2 / truth[-20:]
    assert ((last > 0.85) & (last < 1.15)).all()


def test_a_model_that_keeps_no_record_of_its_errors_has_no_past():
    assert past_forecasts(create("sarimax"), CITY) == {}


def test_a_forecast_takes_guidance_before_its_paths_are_drawn(history, fitted):
    issue = issue_moment(day_of(history, 390), 8)
    alone = forecast(history, issue, LEADS, fitted=fitted, paths=200)
    helped = forecast(history, issue, LEADS, fitted=fitted, paths=200, guidance=runs(history, good))
    assert alone.guidance.empty
    assert len(helped.guidance)
    assert any("模式预报 CMAQ" in note for note in helped.notes)
    medians = helped.quantiles.query("pollutant == 'pm25'").set_index("day")["p50"]
    drawn = helped.paths.groupby("day")["pm25"].median()
    np.testing.assert_allclose(drawn, medians.reindex(drawn.index), rtol=0.15)
    assert not np.allclose(alone.quantiles["p50"], helped.quantiles["p50"])
