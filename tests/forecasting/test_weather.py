import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.knowledge import DAY
from forecasting.weather import dew_point, humidity_of, perfect_archive


@given(st.floats(-40, 45), st.floats(1, 100))
def test_humidity_and_dew_point_are_each_other_the_other_way_round(temperature, humidity):
    dew = dew_point(np.array(temperature), np.array(humidity))
    assert dew <= temperature + 1e-9
    assert humidity_of(np.array(temperature), dew) == pytest.approx(humidity)


def test_a_known_dew_point_is_met():
    assert dew_point(np.array(20.0), np.array(50.0)) == pytest.approx(9.3, abs=0.05)


@pytest.mark.parametrize(("absurd", "counted"), [(-5.0, 1.0), (0.0, 1.0), (130.0, 100.0)])
def test_absurd_humidity_counts_as_the_nearest_possible(absurd, counted):
    air = np.array(15.0)
    assert dew_point(air, np.array(absurd)) == dew_point(air, np.array(counted))


def test_air_is_never_more_than_saturated():
    assert humidity_of(np.array(10.0), np.array(12.0)) == 100


def test_a_perfect_archive_says_on_every_issue_day_what_came_to_pass():
    days = pd.date_range("2024-01-01", periods=5, freq="D")
    weather = pd.DataFrame({"city": "甲市", "day": days, "t_mean": np.arange(5.0)})
    archive = perfect_archive(weather, 3)
    assert len(archive) == 15
    assert "day" not in archive
    target = archive["issue_day"] + archive["lead_days"] * DAY
    assert ((target - days[0]).dt.days == archive["t_mean"]).all()


def test_without_weather_there_is_no_archive():
    assert perfect_archive(pd.DataFrame(), 3).empty
