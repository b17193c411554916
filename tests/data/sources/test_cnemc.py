import pandas as pd
import pytest

from data import sources
from data.sources import cnemc

HEADER = "date,hour,type,太原,大同"


def read(tmp_path, *lines, header=HEADER, encoding="utf-8"):
    path = tmp_path / "china_cities_20261122.csv"
    path.write_bytes(("\n".join([header, *lines]) + "\n").encode(encoding))
    return cnemc.read(path)


def test_the_value_under_an_hour_is_of_the_hour_that_ended_then(tmp_path):
    reading = read(tmp_path, "20261122,0,PM2.5,80,40", "20261122,1,PM2.5,90,")
    assert reading.hourly[["place", "hour", "pm25"]].to_numpy().tolist() == [
        ["大同", pd.Timestamp("2026-11-22 00:00"), 40],
        ["太原", pd.Timestamp("2026-11-22 00:00"), 80],
        ["太原", pd.Timestamp("2026-11-22 01:00"), 90],
    ]


def test_pollutants_of_an_hour_stand_in_one_row_and_co_is_kept_in_milligrams(tmp_path):
    types = ["PM2.5", "PM10", "SO2", "NO2", "CO", "O3"]
    reading = read(tmp_path, *(f"20261122,8,{kind},{n},1" for n, kind in enumerate(types)))
    row = reading.hourly[reading.hourly["place"] == "太原"].iloc[0]
    assert row[["pm25", "pm10", "so2", "no2", "co", "o3"]].to_list() == [0, 1, 2, 3, 4, 5]


def test_what_the_source_worked_out_is_apart_from_the_observations(tmp_path):
    reading = read(
        tmp_path,
        "20261122,8,AQI,120,60",
        "20261122,8,PM2.5,90,40",
        "20261122,8,PM2.5_24h,85,41",
        "20261122,8,O3_8h,20,21",
        "20261122,8,O3_24h,30,31",
    )
    assert "aqi" not in reading.hourly
    assert reading.published.set_index("place").loc[
        "太原", ["aqi", "pm25_24h", "o3_8h"]
    ].to_list() == [*(120, 85, 20)]
    assert any("未使用的类别 O3_24h" in note for note in reading.notes)


def test_gb18030_is_read(tmp_path):
    assert set(read(tmp_path, "20261122,8,O3,1,2", encoding="gb18030").hourly["place"]) == {
        "太原",
        "大同",
    }


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("20261122,25,PM2.5,1,2", "hour"),
        ("20261322,8,PM2.5,1,2", "date"),
        ("20261122,8,PM3,1,2", "type"),
        ("20261122,8,PM2.5,约1,2", "太原"),
        ("20261122,8,CO,999,2", "太原"),
        ("20261122,8,PM2.5,-1,2", "太原"),
    ],
)
def test_a_bad_row_or_cell_is_listed_and_the_others_kept(tmp_path, line, column):
    reading = read(tmp_path, "20261122,7,PM2.5,80,40", line)
    assert reading.hourly["pm25"].iloc[0] in (80, 40)
    (issue,) = reading.issues
    assert (issue.line, issue.column) == (3, column)


def test_the_range_is_that_of_the_row_s_pollutant(tmp_path):
    # 999 is too much CO (mg/m³), not too much PM10.
    reading = read(tmp_path, "20261122,8,PM10,999,2", "20261122,8,CO,1,2")
    assert reading.issues == []


def test_dashes_and_detection_limits_are_understood(tmp_path):
    reading = read(tmp_path, "20261122,8,SO2,<3,—", "20261122,8,O3,9,8")
    assert reading.hourly.set_index("place")["so2"]["太原"] == 1.5
    assert pd.isna(reading.hourly.set_index("place")["so2"]["大同"])
    assert reading.issues == []
    assert "检出限的一半" in reading.notes[0]


def test_the_same_type_and_hour_twice_is_kept_once(tmp_path):
    reading = read(tmp_path, "20261122,8,O3,1,2", "20261122,8,O3,3,4")
    assert sorted(reading.hourly["o3"]) == [1, 2]
    assert "日期、小时和类别相同" in str(reading.issues[0])


def test_a_file_without_cities_is_refused(tmp_path):
    with pytest.raises(sources.SourceError, match="没有城市或站点列"):
        read(tmp_path, "20261122,8,O3", header="date,hour,type")
