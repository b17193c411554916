from pathlib import Path

import pandas as pd
import pytest

from data import sources
from data.sources import prsa

BEIJING = Path(__file__).parents[3] / "../shared/data/beijing_uci_hourly"
HEADER = "No,year,month,day,hour,PM2.5,PM10,SO2,NO2,CO,O3,TEMP,PRES,DEWP,RAIN,wd,WSPM,station"
GOOD = "1,2014,3,1,0,4,5,6,7,300,77,-0.7,1023,-18.8,0,NNW,4.4,某站"


def read(tmp_path, *lines, header=HEADER, name="PRSA_Data_Somewhere_2014.csv"):
    path = tmp_path / name
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return prsa.read(path)


def test_an_hour_is_stored_by_its_end_with_co_in_milligrams_and_wind_in_degrees(tmp_path):
    row = read(tmp_path, GOOD).hourly.iloc[0]
    assert row["place"] == "某站"
    assert row["hour"] == pd.Timestamp("2014-03-01 01:00")
    assert row[["pm25", "pm10", "so2", "no2", "o3"]].to_list() == [4, 5, 6, 7, 77]
    assert row["co"] == pytest.approx(0.3)
    assert row[["temperature", "pressure", "dew_point", "rain", "wind_speed"]].to_list() == [
        *(-0.7, 1023, -18.8, 0, 4.4)
    ]
    assert row["wind_direction"] == 337.5


def test_hour_23_ends_at_midnight(tmp_path):
    row = read(tmp_path, GOOD.replace(",1,0,", ",1,23,")).hourly.iloc[0]
    assert row["hour"] == pd.Timestamp("2014-03-02 00:00")


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (GOOD.replace(",1,0,", ",1,24,"), "hour", "不是小时（0～23 的整数），该行未读入"),
        (GOOD.replace(",1,0,", ",31,0,").replace(",3,", ",4,"), "day", "不是有效日期"),
        (GOOD.replace("2014", "MMXIV"), "year", "不是年份"),
        (GOOD.replace("某站", ""), "station", "为空，该行未读入"),
    ],
)
def test_a_row_without_time_or_place_is_left_out_and_listed(tmp_path, line, column, message):
    reading = read(tmp_path, GOOD, line)
    assert len(reading.hourly) == 1
    (issue,) = reading.issues
    assert (issue.line, issue.column) == (3, column)
    assert message in str(issue)


@pytest.mark.parametrize("cell", ["-5", "约4", "99999"])
def test_a_bad_cell_is_missing_and_its_row_stays(tmp_path, cell):
    reading = read(tmp_path, GOOD.replace(",0,4,5,", f",0,{cell},5,"))
    assert pd.isna(reading.hourly["pm25"].item())
    assert reading.hourly["pm10"].item() == 5
    assert [issue.column for issue in reading.issues] == ["PM2.5"]


def test_an_unknown_wind_direction_is_missing(tmp_path):
    reading = read(tmp_path, GOOD.replace("NNW", "上"), GOOD.replace("NNW", "NA"))
    assert reading.hourly["wind_direction"].isna().all()
    assert reading.issues[0].column == "wd"


def test_the_same_hour_twice_is_kept_once(tmp_path):
    reading = read(tmp_path, GOOD, GOOD)
    assert len(reading.hourly) == 1
    assert "与第 2 行站点和时间相同" in str(reading.issues[0])


def test_without_a_station_column_the_file_names_the_station(tmp_path):
    header, line = HEADER.removesuffix(",station"), GOOD.removesuffix(",某站")
    assert read(tmp_path, line, header=header).hourly["place"].item() == "Somewhere"


def test_another_format_is_recognised_by_its_columns(tmp_path):
    with pytest.raises(sources.SourceError, match="缺少列 year、month"):
        read(tmp_path, "2026-11-22,太原,3", header="date,city,pm25")


@pytest.mark.real_data
@pytest.mark.skipif(not BEIJING.exists(), reason="the real data sets are not on this machine")
def test_all_files_of_beijing_are_read():
    reading = sources.read(sorted(BEIJING.glob("PRSA*.csv.gz")), "prsa")
    assert len(reading.hourly) == 315_648
    assert reading.hourly["place"].nunique() == 12
    assert reading.hourly["hour"].min() == pd.Timestamp("2013-03-01 01:00")
    assert reading.hourly["hour"].max() == pd.Timestamp("2016-03-01 00:00")
    assert reading.issues == []
