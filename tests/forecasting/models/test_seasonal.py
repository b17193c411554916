import numpy as np
import pandas as pd
import pytest

from forecasting.knowledge import DAY, Knowledge, issue_moment
from forecasting.models.learners import SEASON
from forecasting.models.seasonal import Climatology, recipe


def known(history, number: int) -> Knowledge:
    return Knowledge.cut(history, issue_moment(history.daily["day"].min() + number * DAY))


@pytest.fixture(scope="module")
def fitted(daily_history):
    return Climatology(("pm25", "o3_mda8"), 1).fit(known(daily_history, 390))


def test_only_the_season_is_asked():
    ((learner, weight),) = recipe("pm25", True, False)
    assert (learner.only, weight) == (SEASON, 1.0)


def test_particles_are_usual_in_winter_and_ozone_in_summer(fitted, daily_history):
    summer, winter = (
        fitted.predict(known(daily_history, number), 1).set_index("pollutant")["mean"]
        for number in (195, 385)
    )
    assert winter["pm25"] > 1.5 * summer["pm25"]
    assert summer["o3_mda8"] > 1.5 * winter["o3_mda8"]


def test_neither_yesterday_nor_the_weather_ahead_moves_the_usual_level(fitted, daily_history):
    fit = fitted.fits["pm25", 1, True]
    now = known(daily_history, 385)
    changed = now.daily.assign(pm25=now.daily["pm25"] * 3)
    weather = now.forecast_weather.assign(rh_mean=99.0, ws_mean=0.3)
    other = Knowledge(now.issue, None, changed, now.weather, weather)
    means = [fitted.predict(each, 1)["mean"].to_numpy() for each in (now, other)]
    assert np.allclose(*means)
    assert pd.Series(fit.weights).tolist() == [1.0]
