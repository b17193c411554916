import pandas as pd

from air_quality.comparison import compare_published


def hours(**values):
    times = pd.date_range("2026-11-22 01:00", periods=24, freq="h")
    return pd.DataFrame({"place": "太原", "hour": times, **values})


FULL = {"pm25": 60.0, "pm10": 90.0, "so2": 5.0, "no2": 30.0, "co": 1.0, "o3": 40.0}


def test_equal_values_are_reported_as_equal():
    published = hours(pm25_24h=60.0, aqi=100.0).tail(1)
    assert compare_published(hours(**FULL), published) == [
        "PM2.5_24h：核对 1 个时次，与本系统计算一致",
        "AQI：核对 1 个时次，与本系统计算一致",
    ]


def test_the_largest_difference_is_named():
    published = hours(pm25_24h=60.0).tail(2).assign(pm25_24h=[62.0, 75.0])
    (sentence,) = compare_published(hours(**FULL), published)
    assert "2 个与本系统计算不一致" in sentence
    assert "太原 2026-11-23 00:00，来源 75、本系统 60.0" in sentence


def test_windows_we_do_not_have_are_not_judged():
    published = hours(pm25_24h=60.0).head(3)
    assert "未能核对" in compare_published(hours(**FULL), published)[0]


def test_nothing_published_is_nothing_to_say():
    assert compare_published(hours(**FULL), None) == []
