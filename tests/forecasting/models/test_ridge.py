import pytest

from forecasting.knowledge import DAY, Knowledge, issue_moment
from forecasting.models.learners import SEASON
from forecasting.models.ridge import Ridge, recipe


def test_climatology_holds_ridge_back_only_where_the_weather_is_unknown():
    assert [weight for _, weight in recipe("pm25", True, False)] == [1.0]
    free, season = recipe("pm25", False, False)
    assert (free[0].only, season[0].only) == (None, SEASON)
    assert free[1] + season[1] == pytest.approx(1)


def test_still_and_humid_weather_ahead_brings_more_particles_than_wind(daily_history):
    issue_day = daily_history.daily["day"].min() + 350 * DAY
    past = Knowledge.cut(daily_history, issue_moment(issue_day))
    model = Ridge(("pm25",), 1).fit(past)
    means = []
    for wind, humidity in ((0.5, 90.0), (4.0, 30.0)):
        archive = daily_history.forecast_weather.copy()
        last = archive["issue_day"] == issue_day
        archive.loc[last, ["ws_mean", "rh_mean"]] = [wind, humidity]
        now = Knowledge.cut(daily_history.with_weather(archive), issue_moment(issue_day))
        means.append(model.predict(now, 1)["mean"].item())
    assert means[0] > 1.5 * means[1]
