from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from air_quality.aqi import daily_aqi
from forecasting.distribution import QUANTILE_COLUMNS
from forecasting.revision import QUANTITIES
from forecasting.shifting import revise, shift
from forecasting.trajectories import aqi_paths, outlook, sample

DAY, NEXT = date(2026, 11, 23), date(2026, 11, 24)
MEDIANS = {"pm25": 90.0, "pm10": 120.0, "so2": 10.0, "no2": 40.0, "co": 1.0, "o3_mda8": 60.0}


def made(**medians):
    """Quantiles and stored paths of two days."""
    rows = []
    for lead, day in ((1, DAY), (2, NEXT)):
        for name, median in (MEDIANS | medians).items():
            points = median * np.array([0.6, 0.7, 0.85, 1.0, 1.2, 1.4, 1.6])
            chances = [0.5, 0.2, 0.1] if name in ("pm25", "o3_mda8") else [np.nan] * 3
            rows.append(
                {"pollutant": name, "lead_days": lead, "day": pd.Timestamp(day), "mean": median,
                 **dict(zip(QUANTILE_COLUMNS, points, strict=True)),
                 **dict(zip(("above_1", "above_2", "above_3"), chances, strict=True))}
            )  # fmt: skip
    quantiles = pd.DataFrame(rows)
    drawn = aqi_paths(sample(quantiles.assign(city="甲市"), pd.DataFrame(), 200))
    base = drawn[["city", "day", *MEDIANS]]
    for column, absent in (("aqi_pm", ["o3_mda8"]), ("aqi_pm25", ["o3_mda8", "pm10"])):
        clean = base.assign(**dict.fromkeys(absent, 0.0))
        drawn[column] = daily_aqi(clean)["aqi"].to_numpy(dtype=float)
    columns = ["path", "lead_days", "day", "aqi", "aqi_pm", "aqi_pm25", "primary"]
    return quantiles, drawn[columns].astype({"aqi": float})


QUANTILES, PATHS = made()


def seen(paths, day=DAY):
    rows = outlook(paths.assign(city="甲市")).set_index("day")
    return rows.loc[pd.Timestamp(day)]


def margin(quantiles, name, day=DAY):
    rows = quantiles[(quantiles["pollutant"] == name) & (quantiles["day"] == pd.Timestamp(day))]
    return rows.iloc[0]


def test_without_revision_nothing_changes():
    quantiles, paths = revise(QUANTILES, PATHS, {})
    pd.testing.assert_frame_equal(quantiles, QUANTILES)
    pd.testing.assert_frame_equal(paths, PATHS)


def test_other_days_and_the_frames_handed_in_stay_as_they_are():
    before = QUANTILES.copy(), PATHS.copy()
    quantiles, paths = revise(QUANTILES, PATHS, {DAY: {"pm25": 200.0}})
    pd.testing.assert_frame_equal(QUANTILES, before[0])
    pd.testing.assert_frame_equal(PATHS, before[1])
    for new, old in ((quantiles, QUANTILES), (paths, PATHS)):
        pd.testing.assert_frame_equal(
            new[new["day"] == pd.Timestamp(NEXT)], old[old["day"] == pd.Timestamp(NEXT)]
        )
        assert list(new.dtypes) == list(old.dtypes)


@given(st.floats(0, 900), st.sampled_from([name for name in QUANTITIES if name != "aqi"]))
@settings(max_examples=25, deadline=None)
def test_the_median_is_the_revision_and_the_quantiles_keep_their_order(value, name):
    value = min(value, 100.0) if name == "co" else value
    quantiles, _ = revise(QUANTILES, PATHS, {DAY: {name: value}})
    row = margin(quantiles, name)
    assert row["p50"] == value
    points = row[list(QUANTILE_COLUMNS)].to_numpy(dtype=float)
    assert (np.diff(points) >= -1e-9).all()
    assert (points >= 0).all()
    if name in ("pm25", "o3_mda8"):
        chances = row[["above_1", "above_2", "above_3"]].to_numpy(dtype=float)
        assert ((chances >= 0) & (chances <= 1)).all()
        assert (np.diff(chances) <= 1e-9).all()


@given(st.floats(1, 500))
@settings(max_examples=25, deadline=None)
def test_a_revised_aqi_is_the_median_and_every_path_keeps_its_rank(value):
    value = round(value)
    _, paths = revise(QUANTILES, PATHS, {DAY: {"aqi": value}})
    old, new = (f[f["day"] == pd.Timestamp(DAY)]["aqi"].to_numpy() for f in (PATHS, paths))
    assert seen(paths)["aqi_p50"] == pytest.approx(value, abs=1)
    order = np.argsort(old, kind="stable")
    assert (np.diff(new[order]) >= 0).all()
    assert ((new >= 1) & (new <= 500)).all()
    assert (paths["aqi_pm"] <= paths["aqi"]).all()
    assert (paths["aqi_pm25"] <= paths["aqi_pm"]).all()


@pytest.mark.parametrize(("pm25", "aqi"), [(60.0, 100), (115.0, 150), (150.0, 200), (260.0, 310)])
def test_the_aqi_of_the_leading_pollutant_follows_its_revision(pm25, aqi):
    _, paths = revise(*made(pm10=60.0), {DAY: {"pm25": pm25}})
    assert seen(paths)["aqi_p50"] == aqi
    assert seen(paths)["primary"] == "PM2.5"


def test_a_pollutant_lowered_gives_the_lead_to_the_next():
    quantiles, paths = revise(QUANTILES, PATHS, {DAY: {"pm25": 20.0}})
    assert margin(quantiles, "pm25")["p50"] == 20
    row = seen(paths)
    assert row["aqi_p50"] == 100  # PM10 of 120 µg/m³, HJ 633—2026 table 3
    assert row["primary"] == "PM10"


def test_ozone_raised_leads_the_aqi_but_not_the_index_curtailment_acts_on():
    _, paths = revise(QUANTILES, PATHS, {DAY: {"o3_mda8": 300.0}})
    assert seen(paths)["primary"] == "O3"
    assert seen(paths)["aqi_p50"] > 200
    for name in ("aqi_pm", "aqi_pm25"):
        assert (paths[name] == PATHS[name]).all()


def test_dust_raised_leaves_the_index_without_pm10_alone():
    _, paths = revise(QUANTILES, PATHS, {DAY: {"pm10": 400.0}})
    assert seen(paths)["primary"] == "PM10"
    assert (paths["aqi_pm25"] == PATHS["aqi_pm25"]).all()
    assert (paths["aqi_pm"] >= PATHS["aqi_pm"]).all()


def test_two_pollutants_of_a_day_go_together():
    quantiles, paths = revise(QUANTILES, PATHS, {DAY: {"pm25": 20.0, "pm10": 350.0}})
    assert (margin(quantiles, "pm25")["p50"], margin(quantiles, "pm10")["p50"]) == (20, 350)
    assert seen(paths)["aqi_p50"] == pytest.approx(200, abs=3)


def test_a_revised_aqi_moves_the_pollutants_that_stand_against_it():
    quantiles, _ = revise(QUANTILES, PATHS, {DAY: {"aqi": 200}})
    assert margin(quantiles, "pm25")["p50"] == 150
    assert margin(quantiles, "pm10")["p50"] == 120
    quantiles, paths = revise(QUANTILES, PATHS, {DAY: {"aqi": 40}})
    assert margin(quantiles, "pm25")["p50"] == 28  # 40 / 50 of 35 µg/m³
    assert margin(quantiles, "pm10")["p50"] == 40
    assert seen(paths)["primary"] == ""


def test_a_clean_day_raised_gets_a_primary_pollutant():
    quantiles, paths = made(pm25=10.0, pm10=20.0, no2=10.0, o3_mda8=45.0)
    assert seen(paths)["primary"] == ""
    quantiles, paths = revise(quantiles, paths, {DAY: {"aqi": 120}})
    assert seen(paths)["primary"] == "O3"
    assert seen(paths)["aqi_p50"] == 120


@given(st.lists(st.floats(0, 1000), min_size=2), st.floats(-30, 30))
def test_a_shift_keeps_the_order_and_never_falls_below_nothing(values, by):
    shifted = shift(np.sort(np.array(values)), by)
    assert (np.diff(shifted) >= -1e-9).all()
    assert (shifted >= 0).all()
