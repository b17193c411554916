from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.sources.reading import SourceError
from services.hourly_aqi import HourlyFileError, read


@pytest.fixture
def file(tmp_path):
    """Makes a file of hours from 1:00 on 2026-11-20; or of the given lines."""

    def make(values=(), column="pm25", lines=None):
        hours = pd.date_range("2026-11-20 01:00", periods=len(values), freq="h")
        rows = [f"{hour:%Y-%m-%dT%H:%M},{value}" for hour, value in zip(hours, values, strict=True)]
        path = tmp_path / "小时.csv"
        path.write_text("\n".join([f"time,{column}", *(lines or rows)]) + "\n", encoding="utf-8")
        return path

    return make


def test_the_mean_of_24_hours_is_judged_from_the_24th_hour_on(file):
    found = read(file([75.0] * 30))
    assert found.aqi_24h.isna().to_numpy().tolist() == [True] * 23 + [False] * 7
    assert found.aqi_24h.index[23] == pd.Timestamp("2026-11-21 00:00")
    assert (found.aqi_24h.dropna() == found.aqi_24h.iloc[-1]).all()
    assert found.cover_hours == 24
    assert found.first_day == date(2026, 11, 20)


@pytest.mark.parametrize(("missing", "judged"), [(4, True), (5, False)])
def test_twenty_valid_hours_are_enough(file, missing, judged):
    values = [""] * missing + [150.0] * (24 - missing)
    assert bool(np.isfinite(read(file(values)).aqi_24h.iloc[-1])) is judged


def test_values_that_came_as_aqi_are_taken_as_given_and_gaps_stay_gaps(file):
    lines = ["2026-11-20T00:00,180", "2026-11-20T03:00,210"]
    found = read(file(column="aqi_24h", lines=lines))
    assert found.aqi_24h.to_numpy() == pytest.approx([180, np.nan, np.nan, 210], nan_ok=True)
    assert found.cover_hours == 1
    assert found.first_day == date(2026, 11, 19)


def test_cells_that_are_no_amount_are_missing_and_named_with_their_line(file):
    found = read(file(["-3", "坏", "", "50"], column="aqi_24h"))
    assert found.aqi_24h.isna().to_numpy().tolist() == [True, True, True, False]
    assert len(found.notes) == 2
    assert "第 2 行「aqi_24h」" in found.notes[0]
    assert found.notes[1].endswith("现为“坏”")


@pytest.mark.parametrize(
    ("column", "lines", "said"),
    [
        ("pm10", ["2026-11-20T01:00,5"], "缺少 aqi_24h 或 pm25 列"),
        ("pm25", ["2026-11-20T01:00,坏"], "「pm25」列没有可用的数值"),
        ("pm25", ["2026-11-20T01:00,5", "昨天,5"], "第 3 行「time」不是时间"),
        ("pm25", ["2026-11-20T01:30,5"], "第 2 行「time」不是整点"),
        ("pm25", ["2026-11-20T01:00+08:00,5"], "带有时区"),
    ],
)
def test_a_file_that_cannot_be_judged_says_where_and_what_to_do(file, column, lines, said):
    with pytest.raises(HourlyFileError, match=said):
        read(file(column=column, lines=lines))


def test_a_file_without_times_is_no_table_of_hours(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("pm25\n5\n", encoding="utf-8")
    with pytest.raises(SourceError, match="time"):
        read(path)
