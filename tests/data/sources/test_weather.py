from pathlib import Path

import pandas as pd
import pytest

from data.sources import SourceError
from data.sources.weather import read_forecast_archive, read_observed

DATA = Path(__file__).parents[3] / "../shared/data"


def write(tmp_path, *lines):
    path = tmp_path / "w.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_an_archive_is_read_by_city_issue_day_and_lead(tmp_path):
    path = write(
        tmp_path,
        "city,issue_day,lead_days,t_mean,source",
        "taiyuan,2026-11-22,1,-3.5,x",
        "taiyuan,2026-11-22,99,-3.5,x",
        "taiyuan,2026-11-22,1,-4,x",
    )
    archive, issues, notes = read_forecast_archive(path)
    assert archive.to_dict("records") == [
        {
            "city": "taiyuan",
            "issue_day": pd.Timestamp("2026-11-22"),
            "lead_days": 1,
            "t_mean": -3.5,
        }
    ]
    assert [issue.line for issue in issues] == [3, 4]
    assert notes == ["w.csv：未使用的列 source"]


def test_a_forecast_a_little_beyond_a_natural_bound_is_set_back(tmp_path):
    path = write(
        tmp_path,
        "city,issue_day,lead_days,sunshine_h,rh_mean",
        "taiyuan,2026-11-22,1,-0.4,103",
        "taiyuan,2026-11-22,2,-99,160",
    )
    archive, issues, notes = read_forecast_archive(path)
    assert archive[["sunshine_h", "rh_mean"]].iloc[0].to_list() == [0, 100]
    assert archive[["sunshine_h", "rh_mean"]].iloc[1].isna().all()
    assert {issue.line for issue in issues} == {3}
    assert "2 个预报值略超自然界限" in notes[0]


def test_observed_weather_is_read_by_city_and_day(tmp_path):
    path = write(tmp_path, "date,city,rain_mm", "2026-11-22,taiyuan,-1", "x,taiyuan,2")
    weather, issues, _ = read_observed(path)
    assert weather["day"].to_list() == [pd.Timestamp("2026-11-22")]
    assert weather["rain_mm"].isna().all()
    assert sorted(issue.line for issue in issues) == [2, 3]


def test_a_file_without_weather_is_refused(tmp_path):
    with pytest.raises(SourceError, match="没有任何气象列"):
        read_observed(write(tmp_path, "date,city,pm25", "2026-11-22,taiyuan,1"))


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.exists(), reason="the real data sets are not on this machine")
@pytest.mark.parametrize("folder", ["beijing_uci_hourly", "cn39_daily"])
def test_the_real_archives_are_read(folder):
    archive, issues, _ = read_forecast_archive(DATA / folder / "forecast_weather.csv.gz")
    assert issues == []
    assert sorted(archive["lead_days"].unique()) == [1, 2, 3, 4, 5, 6, 7]
