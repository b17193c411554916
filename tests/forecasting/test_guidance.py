import numpy as np
import pandas as pd
import pytest

from forecasting.guidance import Guidance
from forecasting.knowledge import DAY, History, Knowledge, issue_moment
from forecasting.places import Place, read_places

CITY = "甲市"


def place_of(history: History, days: int) -> Place:
    issue = issue_moment(history.daily["day"].min() + (days - 1) * DAY)
    return read_places(Knowledge.cut(history, issue), [CITY])[0]


def error(place: Place, archive: dict[int, np.ndarray], lead: int, name: str) -> float:
    column = place.variables.index(name)
    forecast, truth = archive[lead][:-lead, column], place.observed[lead:, column]
    return float(np.sqrt(np.nanmean((forecast - truth)[-60:] ** 2)))


@pytest.mark.parametrize("lead", [3, 5])
def test_earlier_forecasts_of_the_same_day_make_the_newest_better(daily_history, lead):
    learned = Guidance()
    learned.fit(place_of(daily_history, 330))
    later = place_of(daily_history, 395)
    better = error(later, learned.apply(later), lead, "rh_mean")
    assert better < 0.95 * error(later, later.archive, lead, "rh_mean")


def test_a_perfect_forecast_is_left_as_it_is(daily_history):
    from forecasting.weather import perfect_archive

    perfect = daily_history.with_weather(perfect_archive(daily_history.weather, 7))
    place = place_of(perfect, 300)
    corrected = Guidance().fit(place)
    np.testing.assert_allclose(corrected[2], place.archive[2], equal_nan=True)


def test_a_missing_issue_is_replaced_by_the_one_before(daily_history):
    place = place_of(daily_history, 300)
    learned = Guidance()
    learned.fit(place)
    lost = daily_history.forecast_weather
    lost = lost[lost["issue_day"] != place.days[-1]]
    corrected = learned.apply(place_of(daily_history.with_weather(lost), 300))
    assert np.isfinite(corrected[3][-1]).all()
    assert np.isnan(corrected[7][-1]).all()  # no older issue reaches that day


def test_a_short_archive_is_used_as_it_comes(daily_history):
    place = place_of(daily_history, 60)
    np.testing.assert_array_equal(Guidance().fit(place)[1], place.archive[1])


def test_weather_nobody_observed_is_that_forecast_the_evening_before(daily_history):
    unseen = History(
        daily=daily_history.daily,
        weather=daily_history.weather.drop(columns="u_mean"),
        forecast_weather=daily_history.forecast_weather,
    )
    place = place_of(unseen, 50)
    column = place.variables.index("u_mean")
    np.testing.assert_array_equal(place.observed[1:, column], place.archive[1][:-1, column])
    assert isinstance(place.days, pd.DatetimeIndex)
