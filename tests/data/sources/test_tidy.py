from pathlib import Path

import pandas as pd
import pytest

from data import sources
from data.sources import tidy
from data.sources.tidy import MappingError, Origin, parse_mapping

DATA = Path(__file__).parents[3] / "../shared/data"
HEADER = "date,city,pm25,pm10,so2,no2,co,o3_8h"


def read(tmp_path, *lines, header=HEADER, columns=(), city=""):
    path = tmp_path / "a.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return tidy.read(path, parse_mapping(columns), city)


def test_a_day_is_read_into_our_names(tmp_path):
    reading = read(tmp_path, "2026-11-22,太原,80,120,10,40,1.2,60")
    assert reading.daily.columns.to_list() == [
        *("city", "day", "pm25", "pm10", "so2", "no2", "co", "o3_mda8")
    ]
    assert reading.daily.iloc[0].to_list() == [
        *("太原", pd.Timestamp("2026-11-22"), 80, 120, 10, 40, 1.2, 60)
    ]
    assert reading.weather is None
    assert reading.issues == reading.notes == []


def test_columns_that_are_neither_observation_nor_weather_are_named(tmp_path):
    header = "date,city,pm25,aqi,level,t_mean"
    reading = read(tmp_path, "2026-11-22,太原,80,107,轻度污染,-3", header=header)
    assert reading.notes == ["a.csv：未使用的列 aqi、level"]
    assert reading.weather["t_mean"].item() == -3
    assert reading.daily["co"].isna().all()


def test_columns_can_be_renamed_and_scaled(tmp_path):
    reading = read(
        tmp_path,
        "2026-11-22,太原,80,50,92500,3,-9",
        header="日期,城市,PM2_5,o3_ppb,p_mean_pa,t_max,t_min",
        columns=[
            *("date=日期", "city=城市", "pm25=PM2_5", "o3_8h=o3_ppb*2.0"),
            *("p_mean = p_mean_pa / 100", "t_range=t_max-t_min"),
        ],
    )
    assert reading.daily[["pm25", "o3_mda8"]].iloc[0].to_list() == [80, 100]
    assert reading.weather[["p_mean", "t_range", "t_max"]].iloc[0].to_list() == [925, 12, 3]
    assert reading.notes == []


def test_a_mapping_goes_before_a_column_of_the_same_name(tmp_path):
    reading = read(tmp_path, "2026-11-22,太原,1,2", header="date,city,pm25,x", columns=["pm25=x"])
    assert reading.daily["pm25"].item() == 2


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("pm25=PM2.5", Origin("PM2.5")),
        ("o3_8h=o3*2", Origin("o3", 2.0)),
        ("p_mean=p/100", Origin("p", 0.01)),
        ("co=CO (ug)*1e-3", Origin("CO (ug)", 0.001)),
        ("t_range=a-b", Origin("a", less="b")),
    ],
)
def test_the_four_forms_of_a_mapping(text, origin):
    assert list(parse_mapping([text]).values()) == [origin]


@pytest.mark.parametrize(
    "text",
    [
        *("pm25", "=x", "pm25=", "pm99=x", "pm25=x*", "pm25=x*y", "pm25=x/0", "pm25=x*2*3"),
        *("date=x*2", "pm25=__import__('os')*2/3", "pm25=x**2"),
    ],
)
def test_any_other_form_is_refused_by_name(text):
    with pytest.raises(MappingError, match="--column"):
        parse_mapping([text])


def test_a_mapped_column_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(sources.SourceError, match="没有 --column pm25=… 所指的列 PM2_5"):
        read(tmp_path, "2026-11-22,太原,1,1,1,1,1,1", columns=["pm25=PM2_5"])


def test_without_a_city_column_the_city_has_to_be_said(tmp_path):
    with pytest.raises(sources.SourceError, match="缺少 city 列"):
        read(tmp_path, "2026-11-22,80", header="date,pm25")
    reading = read(tmp_path, "2026-11-22,80", header="date,pm25", city="140100")
    assert reading.daily["city"].item() == "140100"


def test_a_city_may_be_a_number(tmp_path):
    reading = read(tmp_path, "2026-11-22,140100,80", header="date,city,pm25")
    assert reading.daily["city"].item() == "140100"


def test_nothing_to_read_is_an_error(tmp_path):
    with pytest.raises(sources.SourceError, match="没有可用的污染物或气象列"):
        read(tmp_path, "2026-11-22,太原,3", header="date,city,aqi")
    with pytest.raises(sources.SourceError, match="缺少 date 列"):
        read(tmp_path, "太原,3", header="city,pm25")


def test_bad_rows_are_listed_and_the_good_ones_kept(tmp_path):
    reading = read(
        tmp_path,
        "2026-11-22,太原,80,120,10,40,1.2,60",
        "2026-11-31,太原,80,120,10,40,1.2,60",
        "2026-11-23,,80,120,10,40,1.2,60",
        "2026-11-24,太原,八十,-1,<3,40,1.2,60",
        "2026-11-22,太原,81,120,10,40,1.2,60",
    )
    assert reading.daily["day"].dt.day.to_list() == [22, 24]
    assert reading.daily["so2"].to_list() == [10, 1.5]
    assert [(issue.line, issue.column) for issue in reading.issues] == [
        *((4, "city"), (3, "date"), (5, "pm25"), (5, "pm10"), (6, ""))
    ]


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.exists(), reason="the real data sets are not on this machine")
def test_the_real_daily_files_are_read():
    china = sources.read(DATA / "cn_daily_aqistudy/cn_daily_2013-12_2015-12.csv.gz", "tidy")
    assert china.daily["city"].nunique() == 366
    assert china.notes == ["cn_daily_2013-12_2015-12.csv.gz：未使用的列 aqi、aqi_range、level"]
    mapped = sources.read(
        DATA / "cn39_daily/cn39_daily_2014-2019.csv.gz",
        "tidy",
        columns=["o3_8h=o3_ppb*2.0", "p_mean=p_mean_pa/100", "rain_mm=precip_mm"],
    )
    assert mapped.daily["city"].nunique() == 33
    assert mapped.weather["p_mean"].median() == pytest.approx(950, abs=60)
    assert len(mapped.issues) < 10
