import numpy as np
import pandas as pd
import pytest

from forecasting.knowledge import DAY, POLLUTANTS, Knowledge, issue_moment
from forecasting.models.persistence import Persistence, recipe


def known(history, number: int) -> Knowledge:
    return Knowledge.cut(history, issue_moment(history.daily["day"].min() + number * DAY))


@pytest.fixture(scope="module")
def fitted(daily_history):
    return Persistence(POLLUTANTS, 3).fit(known(daily_history, 200))


@pytest.mark.parametrize("pollutant", POLLUTANTS)
def test_the_value_that_lasts_is_that_of_the_pollutant_itself(pollutant):
    ((learner, weight),) = recipe(pollutant, True, False)
    assert (learner.column, weight) == (f"{pollutant}_0", 1.0)


def test_every_pollutant_keeps_its_last_value_on_every_day(fitted, daily_history):
    now = known(daily_history, 220)
    means = fitted.predict(now, 3).pivot_table(
        index="lead_days", columns="pollutant", values="mean"
    )
    last = now.daily.iloc[-1]
    for pollutant in POLLUTANTS:
        assert means[pollutant].tolist() == pytest.approx([last[pollutant]] * 3)


def test_the_weather_ahead_changes_nothing_about_the_value(fitted, daily_history):
    dry = known(daily_history.with_weather(pd.DataFrame()), 220)
    means = [fitted.predict(now, 3)["mean"] for now in (dry, known(daily_history, 220))]
    assert np.allclose(*means)
