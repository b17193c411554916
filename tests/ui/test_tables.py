from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from data.columns import CellIssue
from data.vocabulary import AlertLevel, Pollutant
from services import journal, list_versions, rule_adoptions, scenario_runs
from services.rule_adoptions import Adoption
from ui import tables

CITY, DAY = "140100", date(2026, 11, 24)


@pytest.fixture
def outcome(sessions, list_file):
    """Orange on the list of three enterprises, by the example rules."""
    list_versions.import_list(sessions, list_file, CITY)
    rule_adoptions.adopt(sessions, CITY, "example", date(2026, 11, 20), "甲号")
    framed = scenario_runs.frame_scenario(sessions, CITY, AlertLevel.ORANGE, DAY)
    return scenario_runs.run_scenario(sessions, framed)


def outlook_row(**changes):
    row = {
        "day": pd.Timestamp(DAY), "aqi_p10": 180.4, "aqi_p50": 214.0, "aqi_p90": 260.0,
        "primary": "PM2.5+PM10", "chance_above_150": 1.0, "chance_above_200": 0.624,
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def test_every_line_is_shown_with_its_share_and_its_source(outcome):
    shown = tables.curtailed_lines(outcome.lines)
    assert len(shown) == 5
    assert list(shown["减排比例(%)"]) == list((outcome.lines["cut_fraction"] * 100).round(1))
    assert (shown["依据"] != "").all()
    assert shown["措施类别"].notna().all()


def test_the_balance_is_in_tonnes_with_share_and_target(outcome):
    shown = tables.balance(outcome.balance).set_index("污染物")
    assert shown["全社会排放量(t/d)"].iloc[0] == 0.85
    assert shown["减排比例"].str.endswith("%").all()
    assert shown["与要求对照"].iloc[0].startswith("目标 30.0%")


def test_a_level_says_whether_its_target_is_met_and_whom_it_touches(outcome):
    row = tables.levels({AlertLevel.ORANGE: outcome}).iloc[0]
    assert row["级别"] == AlertLevel.ORANGE.full_label
    assert row.iloc[1].endswith("✗（要求 30%）")
    assert row["涉及企业(家)"] == str(outcome.cut_enterprises)


def test_lines_can_be_narrowed_to_one_kind(outcome):
    lines = outcome.lines
    assert tables.chosen_lines(lines, "全部") is lines
    assert (tables.chosen_lines(lines, "有减排")["cut_fraction"] > 0).all()
    assert tables.chosen_lines(lines, "保障类").empty
    assert set(tables.chosen_lines(lines, "自主减排")["grade"]) <= {"A"}


def test_a_day_of_the_outlook_has_chip_range_primary_and_chances():
    shown = tables.outlook(outlook_row())
    for part in ("11月24日 周二", "214 Ⅴ 重度污染", "180—260", "PM2.5、PM10", ">99%", "62%"):
        assert part in shown


def test_a_day_without_primary_pollutant_has_a_dash():
    assert "<td>—</td>" in tables.outlook(outlook_row(primary=""))


def test_carbon_monoxide_keeps_two_decimals():
    names = ("p05", "p25", "p50", "p75", "p95", "mean")
    rows = pd.DataFrame({"day": [pd.Timestamp(DAY)]} | dict.fromkeys(names, 1.236))
    assert tables.quantiles(rows, Pollutant.CO)["中位(mg/m³)"].iloc[0] == 1.24
    assert tables.quantiles(rows, Pollutant.PM25)["中位(µg/m³)"].iloc[0] == 1


def test_an_issue_says_where_it_is_and_whether_it_stops_the_import():
    found = [
        CellIssue("等级", "不认识", row=7, found="E", sheet="生产线", column="F"),
        CellIssue("坐标", "缺经纬度", blocking=False),
    ]
    shown = tables.issues(found)
    assert list(shown["须改正"]) == ["是", "提示"]
    assert list(shown["列"]) == ["F 等级", "坐标"]
    assert shown["行"].iloc[0] == 7
    assert shown["行"].isna().iloc[1]
    assert tables.issues([]).empty


def test_an_adoption_taken_back_is_shown_as_such():
    at = datetime(2026, 11, 20, 9, 5)
    shown = tables.adoptions(
        [Adoption("", DAY, "乙号", at, "管理员"), Adoption("example", DAY, "甲号", at, "管理员")],
        {"example": "示例规则"},
    )
    assert list(shown["规则"]) == ["（停用）", "示例规则"]
    assert shown["记录时间"].iloc[0] == "2026-11-20 09:05"


def test_totals_of_a_group_are_rounded_for_reading():
    groups = pd.DataFrame(
        {"lines": [3], "cut_lines": [2]}
        | {f"{p}_cut_kg": [12.345] for p in ("pm", "so2", "nox", "vocs")},
        index=["城东区"],
    )
    row = tables.totals(groups, "县区").iloc[0]
    assert (row["县区"], row["生产线"], row["减排线"]) == ("城东区", 3, 2)
    assert np.allclose(row.iloc[3:].astype(float), 12.3)


def test_the_journal_shows_what_was_done_newest_first(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY)
    rule_adoptions.adopt(sessions, CITY, "example", DAY, "甲号", user="管理员")
    shown = tables.journal(journal.entries(sessions, CITY))
    assert list(shown.columns) == ["时间", "用户", "操作", "内容"]
    assert shown["用户"].iloc[0] == "管理员"
    assert shown["时间"].str.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d").all()
