from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.distribution import QUANTILE_COLUMNS
from forecasting.knowledge import POLLUTANTS
from forecasting.path_shift import followed, keep_concentrations, pollutant_shifted, shift, shift_to
from forecasting.shifting import revise
from forecasting.trajectories import aqi_paths, judged, sample

DAY, NEXT = date(2026, 11, 23), date(2026, 11, 24)
MEDIANS = {"pm25": 90.0, "pm10": 120.0, "so2": 10.0, "no2": 40.0, "co": 1.0, "o3_mda8": 60.0}
INDICES = ["aqi", "aqi_pm", "aqi_pm25"]


def made(**medians):
    """Quantiles of two days and paths that keep their concentrations, as stored."""
    rows = []
    for lead, day in ((1, DAY), (2, NEXT)):
        for name, median in (MEDIANS | medians).items():
            points = median * np.array([0.6, 0.7, 0.85, 1.0, 1.2, 1.4, 1.6])
            rows.append(
                {"pollutant": name, "lead_days": lead, "day": pd.Timestamp(day), "mean": median,
                 **dict(zip(QUANTILE_COLUMNS, points, strict=True)),
                 "above_1": 0.5, "above_2": 0.2, "above_3": 0.1}
            )  # fmt: skip
    quantiles = pd.DataFrame(rows)
    drawn = aqi_paths(sample(quantiles.assign(city="甲市"), pd.DataFrame(), 200))
    kept = drawn[["path", "lead_days", "day"]].join(judged(drawn))
    return quantiles, kept.join(drawn[list(POLLUTANTS)].astype("float32"))


QUANTILES, PATHS = made()


def on(paths, day=DAY):
    return paths[paths["day"] == pd.Timestamp(day)]


def test_what_is_stored_follows_from_the_stored_concentrations():
    assert keep_concentrations(PATHS)
    assert not keep_concentrations(PATHS.drop(columns="co"))
    again = judged(PATHS.assign(city="甲市"))
    pd.testing.assert_frame_equal(again, PATHS[[*INDICES, "primary"]])


def test_a_pollutant_that_was_not_forecast_counts_as_clean_in_every_index():
    rows = pd.DataFrame({"city": "甲市", "day": [pd.Timestamp(DAY)], "pm25": [150.0]})
    assert judged(rows)[INDICES].to_numpy().tolist() == [[200.0, 200.0, 200.0]]


@settings(max_examples=25)
@given(st.floats(0, 400), st.sampled_from([name for name in POLLUTANTS if name != "co"]))
def test_the_median_of_the_paths_is_the_revision_and_every_index_follows(value, name):
    _, paths = revise(QUANTILES, PATHS, {DAY: {name: value}})
    rows, before = on(paths), on(PATHS)
    assert np.median(rows[name].to_numpy(dtype=float)) == pytest.approx(value, abs=2e-3)
    expected = judged(rows.assign(city="甲市"))
    pd.testing.assert_frame_equal(rows[[*INDICES, "primary"]], expected)
    others = [each for each in POLLUTANTS if each != name]
    pd.testing.assert_frame_equal(rows[others], before[others])
    order = np.argsort(before[name].to_numpy(), kind="stable")
    assert (np.diff(rows[name].to_numpy()[order]) >= 0).all()
    pd.testing.assert_frame_equal(on(paths, NEXT), on(PATHS, NEXT))
    assert list(paths.dtypes) == list(PATHS.dtypes)


def test_raising_a_pollutant_that_does_not_lead_changes_only_the_paths_where_it_comes_to_lead():
    quantiles, paths = made(pm10=60.0, pm25=150.0)
    _, revised = revise(quantiles, paths, {DAY: {"pm10": 150.0}})
    leads = on(revised)["primary"].str.contains("PM10")
    assert 0 < leads.sum() < len(leads)
    pd.testing.assert_frame_equal(
        on(revised)[~leads][[*INDICES, "primary"]], on(paths)[~leads][[*INDICES, "primary"]]
    )
    assert (on(revised)["aqi_pm25"] == on(paths)["aqi_pm25"]).all()


def test_ozone_never_touches_what_curtailment_acts_on():
    _, revised = revise(QUANTILES, PATHS, {DAY: {"o3_mda8": 700.0}})
    assert set(on(revised)["primary"]) == {"O3"}
    assert (revised[["aqi_pm", "aqi_pm25"]] == PATHS[["aqi_pm", "aqi_pm25"]]).all(axis=None)


def test_two_pollutants_of_a_day_do_not_depend_on_their_order():
    one = revise(QUANTILES, PATHS, {DAY: {"pm25": 20.0, "pm10": 300.0}})[1]
    other = revise(QUANTILES, PATHS, {DAY: {"pm10": 300.0, "pm25": 20.0}})[1]
    pd.testing.assert_frame_equal(one, other)


@settings(max_examples=25)
@given(st.integers(1, 500))
def test_a_revised_aqi_takes_the_concentrations_with_it(value):
    _, paths = revise(QUANTILES, PATHS, {DAY: {"aqi": float(value)}})
    rows = on(paths)
    assert np.median(rows["aqi"]) == pytest.approx(value, abs=1)
    again = judged(rows.assign(city="甲市"))["aqi"].to_numpy()
    # Concentrations are judged as whole numbers, so an index between two of them is not met.
    assert np.abs(again - rows["aqi"].to_numpy()).max() <= 3
    assert list(paths.dtypes) == list(PATHS.dtypes)


def test_a_pollutant_above_a_lowered_aqi_comes_down_to_it_and_the_others_stay():
    rows = on(PATHS)
    lowered = rows.assign(aqi=np.minimum(rows["aqi"], 60.0))
    result = followed(rows, lowered, DAY)
    assert result["pm25"].max() <= 40.01  # AQI 60, HJ 633—2026 table 3: 35 + 25 / 5
    pd.testing.assert_series_equal(result["co"], rows["co"])


def test_missing_concentrations_leave_the_paths_as_they_are():
    rows = on(PATHS).assign(no2=np.float32("nan"))
    pd.testing.assert_frame_equal(pollutant_shifted(rows, "no2", 80.0), rows)


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=9), st.floats(0, 900))
def test_the_shift_moves_the_median_to_where_it_is_wanted(values, wanted):
    values = np.array(values)
    moved = shift(values, shift_to(values, wanted))
    assert np.median(moved) == pytest.approx(wanted, rel=1e-6, abs=1e-6)
