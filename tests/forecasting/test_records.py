import pandas as pd
import pytest

from forecasting.records import RecordError, Sources, of_cities, of_stations, with_weather


def station(name: str, value: float) -> pd.DataFrame:
    hours = pd.date_range("2024-01-01 01:00", periods=48, freq="h")
    return pd.DataFrame(
        {"place": name, "hour": hours, "pm25": value, "temperature": 5.0, "dew_point": 1.0}
    )


def test_a_city_is_the_mean_of_its_stations_hour_by_hour():
    hourly = pd.concat([station("一站", 10.0), station("二站", 30.0)], ignore_index=True)
    record = of_stations(Sources(hourly), "某市")
    city = record.daily[record.daily["city"] == "某市"]
    assert city["pm25"].tolist() == [20.0, 20.0]
    assert dict(record.parents) == {"一站": "某市", "二站": "某市"}
    assert record.targets == ("某市",)
    assert record.weather["t_mean"].tolist() == [5.0, 5.0]
    assert of_stations(Sources(hourly), "某市", stations=True).targets == ("某市", "一站", "二站")


def test_a_city_that_is_not_in_the_files_is_named():
    daily = pd.DataFrame({"city": ["a"], "day": pd.to_datetime(["2024-01-01"]), "pm25": [1.0]})
    assert of_cities(Sources(daily=daily)).targets == ("a",)
    with pytest.raises(RecordError, match="观测文件中没有城市 b；文件中有 1 个：a"):
        of_cities(Sources(daily=daily), ["b"])
    with pytest.raises(RecordError, match="没有读到观测"):
        of_cities(Sources())
    with pytest.raises(RecordError, match="没有读到逐时观测"):
        of_stations(Sources(daily=daily))


def test_the_weather_after_the_issue_is_none_archive_or_perfect(daily_history):
    assert with_weather(daily_history, "none", 7).forecast_weather.empty
    assert len(with_weather(daily_history, "archive", 7).forecast_weather)
    perfect = with_weather(daily_history, "perfect", 3).forecast_weather
    row = perfect[(perfect["lead_days"] == 2)].iloc[10]
    observed = daily_history.weather.set_index("day")["t_mean"]
    assert row["t_mean"] == observed[row["issue_day"] + pd.Timedelta(days=2)]
    bare = of_cities(Sources(daily=daily_history.daily))
    with pytest.raises(RecordError, match="--observed-weather"):
        with_weather(bare, "perfect", 7)
    with pytest.raises(RecordError, match="--forecast-weather"):
        with_weather(bare, "archive", 7)
