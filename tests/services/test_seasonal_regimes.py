from datetime import date, datetime, timedelta
from functools import partial

import pandas as pd
import pytest
from sqlalchemy import text

from data.vocabulary import AlertLevel
from emission_lists.regimes import registers
from emission_lists.regimes.facts import FACTS, LINE_FACTS
from services import list_versions, observations, regime_records, scenario_runs, seasonal_regimes
from services.regime_records import RegimeRecordError
from services.seasonal_regimes import FactsError, Given

CITY = "140100"
WINTER, SUMMER = date(2021, 12, 1), date(2024, 7, 1)
NOW = datetime(2021, 12, 1, 9)


def facts(**columns):
    return {LINE_FACTS.sheet: pd.DataFrame({"line_id": ["QY1-02"], **columns})}


@pytest.fixture
def listed(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY, now=datetime(2021, 11, 20))
    return sessions


def staggered(sessions, day=WINTER, **given):
    return seasonal_regimes.evaluate(sessions, CITY, "staggered", day, Given(**given))


def test_a_regime_is_judged_on_the_newest_list(listed):
    found = staggered(listed)
    assert found.list_version == 1
    kinds = found.regime.rows.set_index("subject_id")["kind"].to_dict()
    assert kinds == {
        "QY1-01": "limit",
        "QY1-02": "limit",
        "QY2-01": "stop",
        "QY2-02": "exempt",
        "QY3-01": "undecided",
    }


def test_without_a_list_or_with_an_unknown_regime_the_text_says_what_to_do(sessions, listed):
    with pytest.raises(LookupError, match="尚未导入应急减排清单"):
        seasonal_regimes.evaluate(sessions, "140200", "staggered", WINTER)
    with pytest.raises(LookupError, match="可用 staggered"):
        seasonal_regimes.evaluate(sessions, CITY, "alert", WINTER)


def test_a_list_is_stored_as_issued_and_read_back(listed):
    found = staggered(
        listed, facts=facts(plan_share=[0.3], carbon_changed_on=[pd.Timestamp("2021-05-02")])
    )
    record = seasonal_regimes.issue(listed, found, user="张三", now=NOW)
    back = regime_records.load(listed, record.number)
    assert record.number == back.number == "140100-staggered-001"
    pd.testing.assert_frame_equal(back.regime.rows, found.regime.rows, check_dtype=False)
    assert (back.made_by, back.made_at, back.list_version) == ("张三", NOW, 1)
    assert back.regime.rules == found.regime.rules
    pd.testing.assert_frame_equal(
        back.facts[LINE_FACTS.sheet], found.facts[LINE_FACTS.sheet], check_dtype=False
    )


def test_a_correction_is_a_new_list_beside_the_old_one(listed):
    seasonal_regimes.issue(listed, staggered(listed), now=NOW)
    second = seasonal_regimes.issue(
        listed, staggered(listed, facts=facts(plan_share=[0.5])), now=NOW
    )
    assert regime_records.records(listed, CITY)["number"].tolist() == [
        second.number,
        "140100-staggered-001",
    ]
    assert regime_records.records(listed, CITY, "dust").empty
    assert regime_records.load(listed, "140100-staggered-001").facts == {}


def test_facts_hold_on_within_a_season_and_never_reach_the_next(listed):
    given = facts(plan_share=[0.5], on_exemption_list=["是"])
    seasonal_regimes.issue(listed, staggered(listed, facts=given), now=NOW)
    later = staggered(listed, day=date(2022, 1, 10))
    assert later.told["facts_of"] == "140100-staggered-001"
    assert later.regime.rows.set_index("subject_id").loc["QY1-02", "share"] == 0.5
    before = staggered(listed, day=date(2020, 12, 1))
    assert "facts_of" not in before.told
    assert pd.isna(before.regime.rows.set_index("subject_id").loc["QY1-02", "share"])


def test_what_is_not_applied_cannot_be_issued(listed):
    found = staggered(listed, day=date(2026, 12, 1))
    assert not found.regime.applied
    with pytest.raises(RegimeRecordError, match="没有可存的名单"):
        seasonal_regimes.issue(listed, found)


def test_an_altered_or_unknown_list_is_refused(listed):
    number = seasonal_regimes.issue(listed, staggered(listed)).number
    for wrong in ("140100-staggered-009", "140100-staggered-x", "", "140200-staggered-001"):
        with pytest.raises(RegimeRecordError, match="没有编号"):
            regime_records.load(listed, wrong)
    with listed.begin() as session:
        session.execute(text("update regime_list set sha256 = 'x'"))
    with pytest.raises(RegimeRecordError, match="校验值不符"):
        regime_records.load(listed, number)
    with listed.begin() as session:
        session.execute(text("update regime_list set content = x'78'"))
    with pytest.raises(RegimeRecordError, match="已损坏"):
        regime_records.load(listed, number)


def test_an_alert_leaves_out_what_the_stored_list_of_the_day_has_stopped(listed):
    day = date(2022, 1, 10)
    orange = AlertLevel.ORANGE
    before = scenario_runs.frame_scenario(listed, CITY, orange, day)
    assert before.staggered is None
    issued = seasonal_regimes.issue(
        listed, staggered(listed, facts=facts(plan_share=[0.5])), now=NOW
    )
    framed = scenario_runs.frame_scenario(listed, CITY, orange, day)
    assert framed.staggered == issued.number
    outcome = scenario_runs.run_scenario(listed, framed)
    off = outcome.lines.set_index("line_id")["already_off"]
    assert off[["QY1-01", "QY1-02", "QY2-01", "QY2-02"]].tolist() == [0.0, 0.5, 1.0, 0.0]
    assert outcome.balance["already_off_kg"].sum() > 0
    assert scenario_runs.run_scenario(listed, before).balance["already_off_kg"].sum() == 0


def test_a_list_stored_later_or_for_another_season_takes_nothing_off(listed):
    seasonal_regimes.issue(listed, staggered(listed, facts=facts(plan_share=[0.5])), now=NOW)
    in_force = partial(seasonal_regimes.staggered_in_force, listed, CITY)
    assert in_force(date(2022, 4, 1)) is None
    assert in_force(date(2022, 1, 10), known_at=NOW - timedelta(hours=1)) is None
    assert in_force(date(2022, 1, 10), known_at=NOW) is not None


def test_ozone_and_temperature_come_from_observations_where_nobody_tells_them(listed, tidy_file):
    observations.ingest(listed, [tidy_file(last=SUMMER)], "tidy", city=CITY)
    found = seasonal_regimes.evaluate(listed, CITY, "ozone_season", SUMMER)
    assert (found.told["o3"], found.told["o3_from"]) == (50.0, "实况（日最大8小时）")
    told = seasonal_regimes.evaluate(
        listed, CITY, "ozone_season", SUMMER, Given(o3=170, temperature=30)
    )
    assert told.told["o3_from"] == told.told["temperature_from"] == "人工填报"
    assert any("2024-07-01 达到" in remark for remark in told.regime.remarks)


def test_an_unknown_value_is_not_known_rather_than_guessed(listed):
    found = seasonal_regimes.evaluate(listed, CITY, "ozone_season", SUMMER)
    assert (found.told["o3"], found.told["temperature"]) == (None, None)
    assert any("不详" in remark for remark in found.regime.remarks)


def test_the_daily_regimes_run_through_the_same_door(listed):
    found = seasonal_regimes.evaluate(listed, CITY, "dust", date(2024, 7, 1))
    assert found.regime.name == "dust"
    assert found.told["level"] == ""


def test_the_annex_is_taken_whole_or_not_at_all():
    assert (
        list(
            seasonal_regimes.read_facts(
                seasonal_regimes.facts_template("dust"), "台账.xlsx", "dust"
            )
        )
        == []
    )
    wrong = {LINE_FACTS.sheet: pd.DataFrame({"line_id": ["L1"], "green_factory": ["也许"]})}
    with pytest.raises(FactsError, match="未采用任何内容") as found:
        seasonal_regimes.read_facts(registers.filled(wrong, FACTS), "核定表.xlsx", "staggered")
    assert "工信部绿色工厂" in str(found.value.issues[0])
