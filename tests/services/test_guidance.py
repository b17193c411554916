from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import func, select

from air_quality import averaging
from data.sources import SourceError
from data.storage.guidance import GuidanceRow
from data.storage.observations import IngestRow
from services import guidance, journal

CITY = "140100"
HEADER = "model,init_time,city_code,valid_time,lead_h,pollutant,value,unit,scenario"
START = pd.Timestamp("2026-11-22 20:00")
LATER = datetime(2026, 12, 31)


@pytest.fixture
def model_file(tmp_path):
    """Makes a file of one run of the model: PM2.5 and O3 that grow with the lead."""

    def make(start=START, hours=76, step=1, scenario="", name="run.csv", city=CITY, shift=0.0):
        lines = [HEADER]
        for lead in range(step, hours + 1, step):
            valid = start + pd.Timedelta(hours=lead)
            run = f"CMAQ,{start:%Y-%m-%dT%H:%M}+08:00,{city},{valid:%Y-%m-%dT%H:%M}+08:00,{lead}"
            lines.append(f"{run},PM2.5,{lead + shift},ug/m3,{scenario}")
            lines.append(f"{run},O3,{2 * lead + shift},ug/m3,{scenario}")
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


def rows(sessions, model=GuidanceRow):
    with sessions() as session:
        return session.execute(select(*model.__table__.columns)).all()


def test_what_was_taken_in_comes_back_as_it_was(sessions, model_file):
    result = guidance.ingest(sessions, [model_file(hours=3)])
    assert (result.city_codes, result.hours, result.issues) == ((CITY,), 6, [])
    back = guidance.values(sessions, CITY, LATER, 60)
    assert back[back["pollutant"] == "pm25"].to_dict("records") == [
        {
            "model": "CMAQ", "scenario": "base", "city": CITY, "init_time": START,
            "valid_time": START + pd.Timedelta(hours=lead), "lead_h": lead,
            "pollutant": "pm25", "value": float(lead),
        }
        for lead in (1, 2, 3)
    ]  # fmt: skip
    assert back.loc[back["pollutant"] == "o3", "value"].tolist() == [2.0, 4.0, 6.0]


def test_the_same_file_twice_changes_nothing(sessions, model_file):
    path = model_file()
    guidance.ingest(sessions, [path])
    once = rows(sessions)
    guidance.ingest(sessions, [path])
    assert rows(sessions) == once
    assert len(once) == 76
    assert len(rows(sessions, IngestRow)) == 2
    assert journal.entries(sessions, CITY)["subject"][0] == "1 个文件，152 个值，剔除 0 处"


def test_a_later_run_stands_beside_the_earlier_one(sessions, model_file):
    tomorrow = START + pd.Timedelta(days=1)
    guidance.ingest(sessions, [model_file(), model_file(tomorrow, name="b.csv", shift=5)])
    early = guidance.values(sessions, CITY, START.to_pydatetime(), 30)
    assert early["init_time"].unique().tolist() == [START]
    both = guidance.values(sessions, CITY, LATER, 60)
    assert both["init_time"].nunique() == 2
    newest = guidance.values(sessions, CITY, LATER, 38)
    assert newest["init_time"].unique().tolist() == [tomorrow]


def test_a_value_delivered_again_replaces_and_one_left_out_stays(sessions, model_file):
    guidance.ingest(sessions, [model_file(hours=4)])
    guidance.ingest(sessions, [model_file(hours=2, shift=100, name="corrected.csv")])
    back = guidance.values(sessions, CITY, LATER, 60)
    assert back.loc[back["pollutant"] == "pm25", "value"].tolist() == [101.0, 102.0, 3.0, 4.0]


def test_scenarios_and_cities_stay_apart(sessions, model_file):
    guidance.ingest(
        sessions,
        [
            model_file(hours=2),
            model_file(hours=2, scenario="橙色", shift=-0.5, name="b.csv"),
            model_file(hours=2, city="大同市", shift=7, name="c.csv"),
        ],
    )
    orange = guidance.values(sessions, CITY, LATER, 60, scenario="orange")
    assert orange.loc[orange["pollutant"] == "pm25", "value"].tolist() == [0.5, 1.5]
    base = guidance.values(sessions, CITY, LATER, 60)
    assert base.loc[base["pollutant"] == "pm25", "value"].tolist() == [1.0, 2.0]
    datong = guidance.values(sessions, "140200", LATER, 60, model="CMAQ")
    assert datong.loc[datong["pollutant"] == "pm25", "value"].tolist() == [8.0, 9.0]
    assert guidance.values(sessions, CITY, LATER, 60, model="NAQPMS").empty


def test_an_unreadable_file_stores_nothing_of_any(sessions, model_file, tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SourceError, match="缺少列"):
        guidance.ingest(sessions, [model_file(), broken])
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(GuidanceRow)) == 0


def test_bad_rows_are_listed_and_the_good_ones_stored(sessions, model_file):
    path = model_file(hours=2)
    path.write_text(path.read_text("utf-8").replace("O3,4.0", "O3,坏"), encoding="utf-8")
    result = guidance.ingest(sessions, [path])
    assert [(issue.line, issue.column) for issue in result.issues] == [(5, "value")]
    assert result.hours == 3


def test_daily_values_follow_the_rules_of_observations_by_lead_day(sessions, model_file):
    """A run from 20:00: its first day has four hours and gives nothing."""
    guidance.ingest(sessions, [model_file()])
    daily = guidance.daily_guidance(sessions, CITY, LATER, 60)
    assert daily["lead_days"].tolist() == [1, 2, 3]
    assert daily["day"].tolist() == list(pd.date_range("2026-11-23", periods=3))
    assert (daily["issue_day"] == pd.Timestamp("2026-11-22")).all()
    # Hours 5 to 28 of the run are the first whole day.
    assert daily["pm25"].tolist() == [np.mean(range(5 + 24 * n, 29 + 24 * n)) for n in range(3)]
    assert daily["o3_1h"].tolist() == [56.0, 104.0, 152.0]
    assert daily["o3_mda8"].tolist() == [
        2 * np.mean(range(21 + 24 * n, 29 + 24 * n)) for n in range(3)
    ]
    assert daily["co"].isna().all()


def test_runs_of_one_day_and_of_months_are_not_mixed(sessions, model_file):
    starts = pd.date_range("2026-10-25 08:00", periods=20, freq="12h")
    files = [
        model_file(start, hours=64, shift=float(n), name=f"{n}.csv")
        for n, start in enumerate(starts)
    ]
    guidance.ingest(sessions, files)
    daily = guidance.daily_guidance(sessions, CITY, LATER, 90)
    assert daily["init_time"].nunique() == 20
    long = guidance.values(sessions, CITY, LATER, 90)
    for n, start in enumerate(starts):
        own = long[long["init_time"] == start]
        hourly = own.pivot_table(index="valid_time", columns="pollutant", values="value")
        hourly = hourly.reset_index(names="hour").assign(place="x")
        expected = averaging.daily_concentrations(hourly).dropna(subset=["pm25"])
        got = daily[daily["init_time"] == start].dropna(subset=["pm25"])
        assert got["day"].tolist() == expected["day"].tolist(), n
        assert got["pm25"].tolist() == pytest.approx(expected["pm25"].tolist())
        assert got["o3_mda8"].tolist() == pytest.approx(expected["o3_mda8"].tolist(), nan_ok=True)


@pytest.mark.parametrize("step", [2, 3])
def test_a_run_of_every_second_or_third_hour_gives_daily_values_too(sessions, model_file, step):
    start = pd.Timestamp("2026-11-22 00:00")
    guidance.ingest(sessions, [model_file(start, hours=72, step=step)])
    daily = guidance.daily_guidance(sessions, CITY, LATER, 60)
    assert daily["lead_days"].tolist() == [0, 1, 2]
    assert daily["pm25"].iloc[1:].tolist() == [np.mean(range(25, 49)), np.mean(range(49, 73))]


def test_no_line_is_drawn_over_a_longer_gap(sessions, model_file):
    start = pd.Timestamp("2026-11-22 00:00")
    path = model_file(start, hours=72, step=3)
    kept = [line for line in path.read_text("utf-8").splitlines() if ",30,PM2.5" not in line]
    kept = [line for line in kept if ",33,PM2.5" not in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    guidance.ingest(sessions, [path])
    daily = guidance.daily_guidance(sessions, CITY, LATER, 60).set_index("lead_days")
    assert np.isnan(daily.loc[1, "pm25"])
    assert daily.loc[1, "o3_mda8"] == 2 * np.mean(range(41, 49))


def test_nothing_stored_gives_empty_frames_with_their_columns(sessions):
    assert list(guidance.values(sessions, CITY, LATER, 60)) == [
        "model", "scenario", "city", "init_time", "valid_time", "lead_h", "pollutant", "value",
    ]  # fmt: skip
    daily = guidance.daily_guidance(sessions, CITY, LATER, 60)
    assert daily.empty
    assert {"issue_day", "lead_days", "pm25", "o3_mda8"} <= set(daily)
