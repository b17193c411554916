from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.weather_index import PARTS, record, rule_on, weather_index

RULE = rule_on(date(2026, 11, 22))
SHARED = Path(__file__).parents[2] / "../shared/data"
STILL = {"ws_mean": 0.8, "ws_max": 2.0, "rh_mean": 90.0, "t_range": 3.0, "rain_mm": 0.0}
CLEAR = {"ws_mean": 5.0, "ws_max": 9.0, "rh_mean": 20.0, "t_range": 15.0, "rain_mm": 0.0}


def weather(*days, city="甲市"):
    first = pd.Timestamp(2026, 11, 1)
    rows = [
        {"city": city, "day": first + pd.Timedelta(days=n), **day} for n, day in enumerate(days)
    ]
    return pd.DataFrame(rows)


def test_still_humid_days_long_after_a_clearing_reach_100():
    index = weather_index(weather(CLEAR, *[STILL] * 7), RULE)
    assert index["index"].iloc[0] == 0
    assert index["index"].iloc[-1] == pytest.approx(100)
    assert list(index["name"].iloc[[0, -1]]) == ["很有利", "极不利"]
    assert list(index["days_since_clearing"]) == list(range(8))


def test_rain_clears_as_wind_does():
    rainy = STILL | {"rain_mm": 8.0}
    assert list(weather_index(weather(STILL, rainy, STILL), RULE)["days_since_clearing"])[1:] == [0, 1]  # fmt: skip


def test_what_nobody_can_know_of_the_last_clearing_is_missing_and_the_rest_bears_its_weight():
    index = weather_index(weather(STILL, STILL), RULE)
    assert index["days_since_clearing"].isna().all()
    assert index["index"].tolist() == pytest.approx([100, 100])
    assert (index["share_accumulation"] == 0).all()


def test_a_gap_in_the_days_or_in_the_wind_ends_the_count():
    days = weather(CLEAR, STILL, STILL, STILL).drop(index=2)
    assert np.isnan(weather_index(days, RULE)["days_since_clearing"].iloc[-1])
    calm = weather(CLEAR, STILL | {"ws_mean": np.nan}, STILL)
    assert weather_index(calm, RULE)["days_since_clearing"].iloc[1:].isna().all()


def test_the_count_starts_anew_in_each_city():
    both = pd.concat([weather(CLEAR, STILL), weather(STILL, CLEAR, city="乙市")])
    counts = weather_index(both, RULE).set_index(["city", "day"])["days_since_clearing"]
    assert np.isnan(counts["乙市"].iloc[0])
    assert list(counts["甲市"]) == [0, 1]


def test_with_too_little_known_there_is_no_index():
    index = weather_index(weather({"t_range": 5.0}), RULE)
    assert index[["index", "share_mixing"]].isna().all(axis=None)
    assert index["name"].isna().all()


values = st.one_of(st.none(), st.floats(0, 100))


@given(
    st.lists(
        st.fixed_dictionaries(
            dict.fromkeys(("ws_mean", "ws_max", "rh_mean", "t_range", "sunshine_h", "rain_mm"), values)
        ),
        min_size=1, max_size=6,
    )
)  # fmt: skip
@settings(deadline=None)
def test_the_shares_add_up_to_an_index_within_0_and_100(days):
    frame = weather(*days).astype(dict.fromkeys(days[0], float))
    index = weather_index(frame, RULE)
    known = index[index["index"].notna()]
    assert known["index"].between(0, 100 + 1e-9).all()
    shares = known[[f"share_{part}" for part in PARTS]]
    assert (shares >= 0).all(axis=None)
    assert shares.sum(axis=1).to_numpy() == pytest.approx(known["index"].to_numpy())


@given(st.floats(0, 10), st.floats(0, 10))
@settings(deadline=None)
def test_more_wind_never_makes_it_worse(one, other):
    low, high = sorted([one, other])
    found = [
        weather_index(weather(CLEAR, STILL | {"ws_mean": wind}), RULE)["index"].iloc[-1]
        for wind in (low, high)
    ]
    assert found[0] >= found[1] - 1e-9


def test_the_record_counts_heavy_days_by_class():
    index = pd.Series([10.0, 30, 50, 70, 90, 95, np.nan])
    pm25 = pd.Series([20.0, 30, 40, 151, 150, 300, 400])
    found = record(index, pm25, RULE)
    assert found.days == 6
    assert found.rank_correlation == pytest.approx(1 - 6 * 2 / (6 * 35))  # one swap of neighbours
    classes = found.classes.set_index("name")
    assert list(classes["days"]) == [1, 1, 1, 1, 2]
    assert list(classes["heavy_days"]) == [0, 0, 0, 1, 1]
    assert list(classes["captured"]) == [0, 0, 0, 0.5, 0.5]
    assert classes.loc["极不利", "heavy_share"] == 0.5


def test_without_days_the_record_is_empty_and_not_zero():
    found = record(pd.Series(dtype=float), pd.Series(dtype=float), RULE)
    assert found.days == 0
    assert np.isnan(found.rank_correlation)
    assert found.classes["heavy_share"].isna().all()


@pytest.mark.real_data
def test_on_beijing_winters_heavy_days_gather_in_the_worst_classes():
    folder = SHARED / "beijing_uci_hourly"
    if not folder.exists():
        pytest.skip("没有北京实测资料")
    observed = pd.read_csv(folder / "observed_weather_daily.csv.gz", parse_dates=["date"])
    pm25 = pd.read_csv(folder / "observed_daily.csv.gz", parse_dates=["date"]).set_index("date")
    index = weather_index(observed.rename(columns={"date": "day"}), RULE).set_index("day")["index"]
    winter = index[index.index.month.isin([11, 12, 1, 2, 3])]
    found = record(winter, pm25["pm25"], RULE)
    assert found.rank_correlation > 0.65
    worst = found.classes.set_index("name").loc[["不利", "极不利"], "captured"].sum()
    assert worst > 0.75
