import numpy as np
import pandas as pd
import pytest

from forecasting.distribution import QUANTILE_COLUMNS
from forecasting.knowledge import DAY, History, Knowledge, issue_moment
from forecasting.models.sarimax import Sarimax


def known(history: History, number: int, hour: int = 24) -> Knowledge:
    return Knowledge.cut(history, issue_moment(history.daily["day"].min() + number * DAY, hour))


@pytest.fixture(scope="module")
def dry_history(daily_history):
    """Air alone: the season is the only regressor, and one day in ten is missing."""
    return History(daily_history.daily[daily_history.daily.index % 10 != 5])


@pytest.fixture(scope="module")
def fitted(dry_history):
    return Sarimax(("pm25",), 5).fit(known(dry_history, 160))


def test_without_archive_the_season_is_the_only_regressor(fitted):
    fit = fitted.fits["甲市", "pm25"]
    assert not fit.weather
    assert all(name.startswith("season") or name == "heating" for name in fit.names)


def test_the_doubt_does_not_shrink_with_the_lead_day(fitted, dry_history):
    rows = fitted.predict(known(dry_history, 165), 5)
    roots = np.sqrt(rows[list(QUANTILE_COLUMNS)])
    spread = (roots["p90"] - roots["p50"]).to_numpy()
    assert (np.diff(spread) >= -1e-9).all()
    assert spread[-1] > spread[0]
    assert (np.diff(rows[list(QUANTILE_COLUMNS)], axis=1) >= 0).all()


def test_a_morning_issue_begins_with_the_open_day(fitted, dry_history):
    rows = fitted.predict(known(dry_history, 165, 8), 2)
    assert rows["lead_days"].tolist() == [0, 1, 2]
    assert rows["day"].iloc[0] == rows["issue_day"].iloc[0]


def test_a_record_too_short_gives_no_rows(dry_history):
    model = Sarimax(("pm25",), 2).fit(known(dry_history, 100))
    assert model.fits == {}
    assert model.predict(known(dry_history, 100), 2).empty


def test_with_an_archive_the_weather_is_a_regressor_too(daily_history):
    model = Sarimax(("pm25",), 2).fit(known(daily_history, 130))
    fit = model.fits["甲市", "pm25"]
    assert fit.weather
    assert {"rh_mean", "ws_mean"} <= set(fit.names)
    rows = model.predict(known(daily_history, 135), 2)
    assert pd.notna(rows["mean"]).all()
