from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from forecasting import forecast, reasons
from forecasting.issuing import fit
from forecasting.knowledge import DAY, Knowledge, issue_moment
from forecasting.models import create
from forecasting.reasons import (
    COLUMNS,
    CORRECTIONS,
    EXPLAINED,
    GROUPS,
    explain,
    group_of,
    sentence,
)

CITY = "甲市"


@pytest.fixture(scope="module")
def issue(history):
    return issue_moment(history.daily["day"].min() + 380 * DAY, 8)


@pytest.fixture(scope="module", params=["ridge", "blend"])
def told(request, history, issue):
    fitted = fit(history, issue - timedelta(days=5), request.param, 3)
    made = forecast(history, issue, 3, fitted=fitted, paths=200)
    return made, explain(fitted, Knowledge.cut(history, issue), CITY, made.quantiles)


def test_the_contributions_of_a_day_add_up_to_the_forecast_less_the_usual(told):
    made, rows = told
    medians = made.quantiles.set_index(["pollutant", "lead_days"])["p50"]
    assert tuple(rows.columns) == COLUMNS
    assert set(rows["pollutant"]) == set(EXPLAINED)
    for key, day in rows.groupby(["pollutant", "lead_days"]):
        assert set(day["group"]) == {*GROUPS, *CORRECTIONS}
        assert day["forecast"].iloc[0] == medians[key]
        parts = day.set_index("group")["contribution"]
        assert parts["guidance"] == pytest.approx(0, abs=1e-6)  # no chemistry model was there
        total = day["normal"].iloc[0] + day["contribution"].sum()
        assert total == pytest.approx(medians[key], abs=1e-9)
    assert sorted(rows["lead_days"].unique()) == [0, 1, 2, 3]


def test_usual_conditions_are_those_of_the_season(told, history, issue):
    _, rows = told
    daily = history.daily[history.daily["city"] == CITY].set_index("day")["pm25"]
    season = daily[(daily.index < pd.Timestamp(issue)) & daily.index.month.isin([12, 1, 2])]
    normal = rows[rows["pollutant"] == "pm25"]["normal"]
    assert normal.between(0.7 * season.mean(), 1.3 * season.mean()).all()


def test_humid_still_weather_is_what_drives_a_made_up_city(history):
    """PM2.5 of the made-up city follows humidity and wind of the day; see ``conftest``."""
    first = history.daily["day"].min()
    weather = history.weather.set_index("day")
    ahead = weather["rh_mean"].iloc[330:390]
    day = ahead.idxmax()
    issue = issue_moment(day - DAY)
    fitted = fit(history, issue_moment(first + 325 * DAY), "ridge", 2)
    made = forecast(history, issue, 2, fitted=fitted, paths=200)
    rows = explain(fitted, Knowledge.cut(history, issue), CITY, made.quantiles)
    of_day = rows[(rows["pollutant"] == "pm25") & (rows["day"] == day)]
    parts = of_day.set_index("group")["contribution"]
    assert parts["humidity"] > 5
    assert parts.drop("humidity").abs().max() < parts["humidity"]
    assert sentence(of_day).startswith("比同期常态")
    assert "湿度与降水 +" in sentence(of_day)


def test_a_predictor_that_counts_alone_gets_all_of_the_difference():
    class Sum:
        def predict(self, city, x):
            return 6 + x[:, 0] + 0 * x[:, 1]

    class Fit:
        names, learners, weights, highest = ["weather_rh_mean", "pm25_0"], [Sum()], [1.0], 100.0

    x = np.array([[0.0, 1.0]] * 30 + [[2.0, 5.0]])
    usual = np.arange(31) < 30
    parts, normal = reasons._contributions(Fit, CITY, x, usual, "pm25")
    assert normal == 36
    assert parts["humidity"] == pytest.approx(64 - 36)
    assert all(value == 0 for group, value in parts.items() if group != "humidity")


def test_two_groups_that_act_together_share_what_both_bring():
    class Product:
        def predict(self, city, x):
            return np.sqrt(x[:, 0] * x[:, 1])

    class Fit:
        names, learners, weights, highest = ["weather_rh_mean", "still"], [Product()], [1.0], 100.0

    x = np.array([[0.0, 0.0]] * 30 + [[4.0, 9.0]])
    parts, normal = reasons._contributions(Fit, CITY, x, np.arange(31) < 30, "pm25")
    assert normal == 0
    assert (parts["humidity"], parts["wind"]) == pytest.approx((18, 18))


def test_what_nobody_knows_now_drives_nothing():
    class First:
        def predict(self, city, x):
            return np.nan_to_num(x[:, 0])

    class Fit:
        names, learners, weights, highest = ["weather_rh_mean"], [First()], [1.0], 100.0

    x = np.array([[3.0]] * 30 + [[np.nan]])
    parts, normal = reasons._contributions(Fit, CITY, x, np.arange(31) < 30, "pm25")
    assert normal == 0
    assert set(parts.values()) == {0.0}


def test_every_predictor_of_a_fit_belongs_to_a_group_by_its_name(history, issue):
    fitted = fit(history, issue, "ridge", 2)
    for pollutant in EXPLAINED:
        found = {name: group_of(name, pollutant) for name in fitted.fits[pollutant, 2, True].names}
        assert set(found.values()) == set(GROUPS)
        assert found[f"{pollutant}_0"] == "recent"
        assert found["no2_0"] == "others"
        assert found["weather_t_mean"] == "temperature"
        assert found["stagnation"] == "wind"
        assert found["path_rh_mean"] == "path"
        assert found["heating"] == "season"


def test_a_record_too_short_for_a_season_and_other_models_tell_nothing(daily_history):
    first = daily_history.daily["day"].min()
    early = issue_moment(first + 12 * DAY)
    model = create("ridge", lead_days=2)
    now = Knowledge.cut(daily_history, early)
    quantiles = model.fit(now).predict(now, 2)
    assert explain(model, now, CITY, quantiles).empty
    assert explain(create("sarimax"), now, CITY, quantiles).empty


def test_the_sentence_names_the_largest_first_and_leaves_out_what_is_small():
    rows = pd.DataFrame(
        {"group": ["wind", "recent", "season", "guidance"], "contribution": [22.0, -30.2, 0.4, 3.0],
         "normal": 60.0, "forecast": 55.2}
    )  # fmt: skip
    assert sentence(rows) == "比同期常态（60）低 5：昨日与近几小时 −30，风与扩散 +22，模式预报 +3"
    assert sentence(rows.assign(contribution=0.2, forecast=60.1)) == "与同期常态（60）相当"
    assert sentence(rows.iloc[:0]) == ""
