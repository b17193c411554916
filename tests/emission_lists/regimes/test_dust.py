from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from data.vocabulary import AlertLevel
from emission_lists.regimes import dust
from emission_lists.regimes.daily import DailySituation
from emission_lists.regimes.regime import Regime
from emission_lists.regimes.registers import DUSTFALL, ROAD_DUST
from emission_lists.regimes.situation import Situation

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases/regimes/dust.yaml").read_text(encoding="utf-8")
)
SITE = {"source_id": "GD1", "source": "一号工地", "kind": "施工工地", "county": "城东区"}
MORNING = datetime(2026, 11, 22, 9, 20)


def hours(pm10, day):
    rows = [
        {"place": place, "hour": datetime.combine(day, datetime.min.time()) + timedelta(hours=h),
         "pm10": np.nan if value is None else value}
        for place, values in pm10.items()
        for h, value in values.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["place", "hour", "pm10"])


def judged(case):
    at = datetime.fromisoformat(str(case["时刻"]))
    registers = {}
    if "道路积尘" in case:
        registers[ROAD_DUST.sheet] = pd.DataFrame(case["道路积尘"], columns=ROAD_DUST.names)
    if "降尘" in case:
        falls = pd.DataFrame(case["降尘"], columns=DUSTFALL.names)
        registers[DUSTFALL.sheet] = falls.assign(month=pd.to_datetime(falls["month"]))
    return dust.evaluate(
        DailySituation(
            case.get("城市", "140100"), at.date(), pd.DataFrame(),
            sources=pd.DataFrame(case.get("非工业源", [])),
            hourly=hours(case.get("PM10", {}), at.date()), at=at,
            level=AlertLevel(case["预警"]) if "预警" in case else None, registers=registers,
        )
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_case(case):
    result = judged(case)
    rules = {row["规则"] for row in case["结果"]}
    rows = result.rows[result.rows["rule"].isin(rules)].to_dict("records")
    assert [(row["subject_id"], row["rule"], row["kind"]) for row in rows] == [
        (row["对象"], row["规则"], row["结论"]) for row in case["结果"]
    ]
    for row, wanted in zip(rows, case["结果"], strict=True):
        assert wanted.get("措施含", "") in row["measure"]
        assert wanted.get("理由含", "") in row["why"]
        assert wanted.get("出处含", "") in row["reference"]
        assert wanted.get("缺数据", row["missing"]) == row["missing"]
    if "未执行含" in case:
        assert not result.applied
        assert case["未执行含"] in result.why_not


def site_at(pm10, at=MORNING, **changes):
    situation = DailySituation(
        "140100", at.date(), pd.DataFrame(), sources=pd.DataFrame([SITE | changes]),
        hourly=hours({"GD1": pm10}, at.date()), at=at,
    )  # fmt: skip
    (row,) = dust.evaluate(situation).rows.to_dict("records")
    return row


concentrations = st.none() | st.floats(-10, 1000)


@given(st.dictionaries(st.integers(0, 9), concentrations))
def test_a_site_is_stopped_if_and_only_if_the_newest_valid_hour_reaches_250(pm10):
    valid = {hour: value for hour, value in pm10.items() if value is not None and value >= 0}
    row = site_at(pm10)
    newest = valid[max(valid)] if valid else None
    assert (row["kind"] == "stop") is (newest is not None and newest >= 250)
    assert row["bound"] is (row["kind"] == "stop")


@given(st.floats(0, 1000), st.integers(0, 6))
def test_missing_hours_never_release_a_site_in_silence(last, hour):
    row = site_at({hour: last, **dict.fromkeys(range(hour + 1, 10))})
    assert row["kind"] in ("stop", "undecided")
    assert row["missing"] == "数据缺失：PM10 小时值"


@given(st.floats(0, 1000))
def test_the_alert_makes_no_difference_to_the_hourly_stop(value):
    def stopped(level):
        situation = DailySituation(
            "140100", MORNING.date(), pd.DataFrame(), sources=pd.DataFrame([SITE]),
            hourly=hours({"GD1": {9: value}}, MORNING.date()), at=MORNING, level=level,
        )  # fmt: skip
        rows = dust.evaluate(situation).rows
        return rows.loc[rows["rule"] == dust.STOP_RULE, "kind"].tolist()

    assert stopped(None) == stopped(AlertLevel.RED)


def test_later_hours_than_the_moment_are_left_out():
    assert site_at({9: 100, 10: 400})["kind"] == "outside"


def test_an_hour_may_be_one_hour_late():
    assert site_at({8: 100})["kind"] == "outside"
    assert site_at({7: 100})["kind"] == "undecided"


def test_the_result_survives_the_record():
    result = judged(CASES[0])
    again = Regime.from_record(result.to_record())
    pd.testing.assert_frame_equal(again.rows, result.rows, check_dtype=False)
    assert (again.rules, again.remarks) == (result.rules, result.remarks)


def test_what_the_source_does_not_say_is_named():
    remarks = "".join(judged(CASES[0]).remarks)
    assert "道路积尘限值：本市没有已录入的规定（未定）" in remarks
    assert "未载复工条件" in remarks


def test_a_list_without_dust_sources_says_so():
    result = dust.evaluate(Situation("140100", MORNING.date(), pd.DataFrame()))
    assert result.rows.empty
    assert any("请在清单的“非工业源”表补充" in text for text in result.remarks)


def test_the_order_of_rows_and_stations_does_not_matter():
    case = next(case for case in CASES if "乙站" in case.get("PM10", {}))
    at = datetime.fromisoformat(str(case["时刻"]))
    hourly = hours(case["PM10"], at.date())
    made = [
        dust.evaluate(
            DailySituation(
                "140100", at.date(), pd.DataFrame(), sources=pd.DataFrame(case["非工业源"]),
                hourly=one, at=at,
            )
        ).rows
        for one in (hourly, hourly[::-1])
    ]  # fmt: skip
    pd.testing.assert_frame_equal(*made)
