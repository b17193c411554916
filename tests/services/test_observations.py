from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import func, select

from data.sources import SourceError
from data.storage.observations import DailyRow, ForecastWeatherRow, HourlyRow, IngestRow, WeatherRow
from services import journal, observations

DATA = Path(__file__).parents[2] / "../shared/data"


def everything(sessions, model):
    with sessions() as session:
        return sorted(map(tuple, session.execute(select(*model.__table__.columns)).all()), key=repr)


def count(sessions, model):
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize(
    ("city", "code"),
    [
        ("140100", "140100"),
        ("太原", "140100"),
        ("太原市", "140100"),
        ("taiyuan", "140100"),
        (" beijing ", "110100"),
        ("北京", "110100"),
        ("示例市", "990100"),
        ("某某市", "某某市"),
        ("", ""),
    ],
)
def test_a_city_is_found_by_code_name_or_pinyin(city, code):
    assert observations.code_of(city) == code


def test_a_name_longer_than_the_column_is_cut():
    assert len(observations.code_of("很" * 50)) == 32


def test_taking_the_same_file_in_twice_changes_nothing(sessions, prsa_file):
    files = [prsa_file("甲站"), prsa_file("乙站", pm25=50.0)]
    first = observations.ingest(sessions, files, "prsa")
    once = everything(sessions, HourlyRow)
    again = observations.ingest(sessions, files, "prsa")
    assert everything(sessions, HourlyRow) == once
    assert (first.hours, again.hours, len(once)) == (96, 96, 96)
    assert first.city_codes == ("110100",)
    assert count(sessions, IngestRow) == 4
    acts = journal.entries(sessions, "110100")
    assert acts["act"].tolist() == ["导入观测"] * 2
    assert acts["subject"][0] == "2 个文件，逐时 96 行、日值 0 行，剔除 0 处"


def test_a_bad_row_never_loses_the_good_ones_and_is_listed_by_file_and_line(sessions, prsa_file):
    path = prsa_file("甲站", hours=24)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace("2015", "20X5")
    lines[5] = lines[5].replace(",100.0,", ",坏,")
    path.write_text("\n".join(lines), encoding="utf-8")
    result = observations.ingest(sessions, [path], "prsa")
    assert result.hours == 23
    assert [(issue.file, issue.line, issue.column) for issue in result.issues] == [
        ("甲站.csv", 6, "PM2.5"),
        ("甲站.csv", 4, "year"),
    ] or sorted((i.file, i.line) for i in result.issues) == [("甲站.csv", 4), ("甲站.csv", 6)]
    with sessions() as session:
        assert session.scalars(select(IngestRow.rejected)).one() == 2
        values = session.scalars(select(HourlyRow.pm25)).all()
    assert values.count(100.0) == 22
    assert values.count(None) == 1


def test_partial_values_fill_in_and_never_wipe(sessions, prsa_file):
    gaps = prsa_file("甲站", hours=24, pm25=["NA"] * 12 + [80] * 12, name="缺.csv")
    whole = prsa_file("甲站", hours=24, pm25=[70] * 12 + ["NA"] * 12, name="补.csv")
    observations.ingest(sessions, [gaps], "prsa")
    observations.ingest(sessions, [whole], "prsa")
    with sessions() as session:
        values = session.scalars(select(HourlyRow.pm25).order_by(HourlyRow.hour)).all()
    assert values == [70.0] * 12 + [80.0] * 12


def test_an_unreadable_file_stores_nothing_of_any(sessions, prsa_file, tmp_path):
    (tmp_path / "坏.csv.gz").write_bytes(b"\x1f\x8b\x08half")
    with pytest.raises(SourceError, match=r"坏\.csv\.gz"):
        observations.ingest(sessions, [prsa_file("甲站"), tmp_path / "坏.csv.gz"], "prsa")
    assert count(sessions, HourlyRow) == count(sessions, IngestRow) == 0


def test_stations_of_one_name_in_two_cities_stay_apart(sessions, prsa_file):
    observations.ingest(sessions, [prsa_file("监测站", pm25=10.0)], "prsa", city="太原")
    observations.ingest(sessions, [prsa_file("监测站", pm25=90.0)], "prsa", city="大同")
    until = datetime(2015, 12, 3)
    for city, value in (("140100", 10.0), ("140200", 90.0)):
        assert set(observations.station_hours(sessions, city, until, 5)["pm25"]) == {value}


def test_places_of_a_wide_file_are_cities_unless_a_city_is_named(sessions, tmp_path):
    path = tmp_path / "全国.csv"
    path.write_text("date,hour,type,太原,某某\n20260120,8,PM2.5,35,70\n", encoding="utf-8")
    assert observations.ingest(sessions, [path], "cnemc").city_codes == ("140100", "某某")
    hour = datetime(2026, 1, 20, 8)
    assert observations.newest_hour(sessions, "140100") == hour
    assert observations.station_hours(sessions, "某某", hour, 1)["pm25"].tolist() == [70.0]
    assert len(journal.entries(sessions, "某某")) == 1


def test_of_a_wide_file_only_the_city_asked_for_is_taken_in(sessions, tmp_path):
    path = tmp_path / "全国.csv"
    path.write_text("date,hour,type,太原,临汾\n20260120,8,PM2.5,35,70\n", encoding="utf-8")
    hour = datetime(2026, 1, 20, 8)
    assert observations.ingest(sessions, [path], "cnemc", city="太原").city_codes == ("140100",)
    assert observations.station_hours(sessions, "140100", hour, 1)["pm25"].tolist() == [35.0]
    assert observations.newest_hour(sessions, "141000") is None
    with pytest.raises(SourceError, match=r"文件中没有城市 大同，有：(太原、临汾|临汾、太原)"):
        observations.ingest(sessions, [path], "cnemc", city="大同")


def test_places_that_are_no_city_are_stations_of_the_city_asked_for(sessions, tmp_path):
    path = tmp_path / "站点.csv"
    path.write_text("date,hour,type,甲站,乙站\n20260120,8,PM2.5,35,70\n", encoding="utf-8")
    hour = datetime(2026, 1, 20, 8)
    observations.ingest(sessions, [path], "cnemc", city="大同")
    stored = observations.station_hours(sessions, "140200", hour, 1)
    assert set(stored["place"]) == {"甲站", "乙站"}


def test_days_come_from_the_hours_and_are_filled_up_with_daily_values(
    sessions, prsa_file, tidy_file
):
    hours = prsa_file("甲站", hours=72, pm25=[60] * 24 + [90] * 10 + ["NA"] * 14 + [30] * 24)
    tidy = tidy_file(date(2015, 12, 3), days=3, pm25=[1, 2, 3], city="beijing")
    observations.ingest(sessions, [hours], "prsa")
    observations.ingest(sessions, [tidy], "tidy")
    daily = observations.daily(sessions, "110100", date(2015, 12, 3), 3)
    assert daily["day"].dt.day.tolist() == [1, 2, 3]
    assert set(daily["city"]) == {"110100"}
    # 1 and 3 December from their hours; the second has too few, so the filed value serves.
    assert daily["pm25"].tolist() == [60.0, 2.0, 30.0]
    assert daily["co"].tolist() == [1.5] * 3
    assert daily["pm10"].tolist() == [150.0] * 3


def test_the_city_is_the_mean_of_its_stations(sessions, prsa_file):
    files = [prsa_file("甲站", pm25=40.0), prsa_file("乙站", pm25=60.0)]
    observations.ingest(sessions, files, "prsa")
    daily = observations.daily(sessions, "110100", date(2015, 12, 2), 5)
    assert daily["pm25"].tolist() == [50.0, 50.0]


def test_only_the_days_asked_for_come_back(sessions, prsa_file):
    observations.ingest(sessions, [prsa_file("甲站", hours=96)], "prsa")
    daily = observations.daily(sessions, "110100", date(2015, 12, 3), 2)
    assert daily["day"].dt.day.tolist() == [2, 3]
    assert daily["pm25"].tolist() == [100.0, 100.0]
    hours = observations.station_hours(sessions, "110100", datetime(2015, 12, 2, 5), 1)
    assert hours["hour"].agg(["min", "max"]).tolist() == [
        pd.Timestamp("2015-12-01 06:00"),
        pd.Timestamp("2015-12-02 05:00"),
    ]


def test_an_unknown_city_has_empty_frames_with_their_columns(sessions):
    assert observations.daily(sessions, "140100", date(2026, 1, 1), 10).empty
    assert observations.station_hours(sessions, "140100", datetime(2026, 1, 1), 10).empty
    assert observations.observed_weather(sessions, "140100", date(2026, 1, 1), 10).empty
    archive = observations.forecast_weather(sessions, "140100", date(2026, 1, 1), 10)
    assert archive.empty
    assert {"city", "issue_day", "lead_days"} <= set(archive.columns)
    assert observations.newest_hour(sessions, "140100") is None
    assert observations.newest_weather_forecast(sessions, "140100") is None


def test_a_daily_file_brings_its_weather_with_it_and_may_bring_nothing_else(sessions, tmp_path):
    both, only = tmp_path / "both.csv", tmp_path / "only.csv"
    both.write_text("date,city,pm25,t_mean\n2026-01-20,太原,35,-3\n", encoding="utf-8")
    only.write_text("date,city,t_mean\n2026-01-21,太原,-4\n", encoding="utf-8")
    observations.ingest(sessions, [both], "tidy")
    result = observations.ingest(sessions, [only], "tidy")
    assert (result.city_codes, result.days) == (("140100",), 1)
    weather = observations.observed_weather(sessions, "140100", date(2026, 1, 21), 5)
    assert weather["t_mean"].tolist() == [-3.0, -4.0]
    assert count(sessions, DailyRow) == 1


def test_weather_is_made_from_hours_where_no_daily_weather_came(sessions, prsa_file):
    observations.ingest(sessions, [prsa_file("甲站")], "prsa")
    weather = observations.observed_weather(sessions, "110100", date(2015, 12, 2), 5)
    assert weather["t_mean"].tolist() == [-2.0, -2.0]


def test_weather_archives_are_taken_in_by_city_issue_day_and_lead(sessions, tmp_path):
    archive, observed = tmp_path / "archive.csv", tmp_path / "observed.csv"
    archive.write_text(
        "city,issue_day,lead_days,t_mean,ws_mean\n"
        "taiyuan,2026-01-19,1,-3,2\ntaiyuan,2026-01-19,2,-4,\ntaiyuan,坏,1,-4,2\n",
        encoding="utf-8",
    )
    observed.write_text("date,city,t_mean\n2026-01-19,太原,-5\n", encoding="utf-8")
    for _ in range(2):
        result = observations.ingest_weather(sessions, forecasts=[archive], observed=[observed])
    assert (result.files, result.days, len(result.issues)) == (2, 3, 1)
    assert (count(sessions, ForecastWeatherRow), count(sessions, WeatherRow)) == (2, 1)
    stored = observations.forecast_weather(sessions, "140100", date(2026, 1, 20), 5)
    assert stored["lead_days"].tolist() == [1, 2]
    assert stored["t_mean"].tolist() == [-3.0, -4.0]
    assert observations.newest_weather_forecast(sessions, "140100") == date(2026, 1, 19)
    assert observations.forecast_weather(sessions, "140100", date(2026, 1, 18), 5).empty


@pytest.mark.real_data
def test_a_real_station_gives_its_days(sessions):
    folder = DATA / "beijing_uci_hourly"
    if not folder.exists():
        pytest.skip("缺少 shared/data/beijing_uci_hourly 真实数据")
    files = sorted(folder.glob("PRSA_Data_Aotizhongxin_*.csv.gz"))
    result = observations.ingest(sessions, files, "prsa")
    assert result.city_codes == ("110100",)
    assert count(sessions, HourlyRow) == result.hours > 26_000
    daily = observations.daily(sessions, "110100", date(2015, 12, 31), 31)
    assert len(daily) == 31
    assert daily["pm25"].max() > 300, "the red alerts of December 2015"
