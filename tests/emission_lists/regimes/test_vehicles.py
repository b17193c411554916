from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from data.vocabulary import AlertLevel
from emission_lists.regimes import dust, vehicles
from emission_lists.regimes.daily import DailySituation
from emission_lists.regimes.regime import RegimeKind
from emission_lists.regimes.registers import FIRMS, MACHINES

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases/regimes/vehicles.yaml").read_text(encoding="utf-8")
)
NOW = date(2026, 11, 22)


def lines(rows):
    made = [{"line_id": f"{row['enterprise_id']}-1", "enterprise": f"{row['enterprise_id']}公司",
             "county": "城东区", "process": "一号装置", **row} for row in rows]  # fmt: skip
    return pd.DataFrame(made)


def judged(case):
    registers = {}
    if "运输企业" in case:
        firms = pd.DataFrame(case["运输企业"], columns=FIRMS.names)
        registers[FIRMS.sheet] = firms.assign(checked_until=pd.to_datetime(firms["checked_until"]))
    if "机械" in case:
        registers[MACHINES.sheet] = pd.DataFrame(case["机械"], columns=MACHINES.names)
    return vehicles.evaluate(
        DailySituation(
            case.get("城市", "140300"), case.get("日期", NOW), lines(case.get("企业", [])),
            level=AlertLevel(case["预警"]) if "预警" in case else None, registers=registers,
        )
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_case(case):
    result = judged(case)
    rows = result.rows[result.rows["rule"] == case["规则"]].to_dict("records")
    assert [(row["subject_id"], row["kind"]) for row in rows] == [
        (row["对象"], row["结论"]) for row in case["结果"]
    ]
    for row, wanted in zip(rows, case["结果"], strict=True):
        assert wanted.get("措施含", "") in row["measure"]
        assert wanted.get("理由含", "") in row["why"]
        assert wanted.get("出处含", "") in row["reference"]
        assert wanted.get("缺数据", row["missing"]) == row["missing"]
    if "未执行含" in case:
        assert not result.applied
        assert case["未执行含"] in result.why_not
    if "说明含" in case:
        assert any(case["说明含"] in text for text in result.remarks)


def test_every_rule_of_the_regime_has_a_case_that_binds_or_says_why_not():
    assert {case["规则"] for case in CASES} == {
        vehicles.GATE_RULE, "门禁视频系统", "门禁视频数据保存", "大宗货物清洁运输", "夜间新能源车辆",
        "按排放阶段禁行", "运输企业黑名单", "非道路移动机械禁用区", "预警期间非道路移动机械",
    }  # fmt: skip


@pytest.mark.parametrize("level", AlertLevel)
def test_any_level_of_alert_brings_the_default(level):
    found = vehicles.transport_default({"industry": "焦化"}, level, NOW, "140500")
    assert found is not None
    assert "柴油货车原则上停止进出厂区" in found.text
    assert "晋政办发〔2019〕39号 第20条" in found.reference


def test_without_alert_there_is_no_default():
    assert vehicles.transport_default({"industry": "焦化"}, None, NOW, "140500") is None


def test_before_the_rule_there_is_no_default():
    early = date(2018, 12, 31)
    assert vehicles.transport_default({"industry": "焦化"}, AlertLevel.RED, early, "140500") is None


@pytest.mark.parametrize("industry", ["焦化、制鞋", "制鞋、焦化", ["制鞋", "焦化"], ("焦化",)])
def test_several_industries_are_looked_at(industry):
    asked = {"industries": industry} if not isinstance(industry, str) else {"industry": industry}
    found = vehicles.transport_default(asked, AlertLevel.YELLOW, NOW, "140500")
    assert found is not None
    assert found.trade == "焦化"


@given(fleet=st.integers(1, 500), data=st.data())
def test_a_firm_is_listed_if_and_only_if_a_tenth_of_its_fleet_is_over_the_limit(fleet, data):
    tested = data.draw(st.integers(0, fleet))
    over = data.draw(st.integers(0, tested))
    firm = {"firm": "甲", "fleet": fleet, "tested": tested, "over_limit": over}
    (row,) = judged({"城市": "140100", "运输企业": [firm]}).rows.query("subject == '运输企业'").to_dict(
        "records"
    )  # fmt: skip
    assert (row["kind"] == "duty") is (over * 10 >= fleet)
    assert row["kind"] in ("duty", "outside")


@given(st.permutations(["Q1", "Q2", "Q3", "Q4"]))
def test_the_order_of_rows_does_not_matter(order):
    by_id = {
        "Q1": {"industry": "焦化", "trucks_per_day": 20, "gate_system": "否", "bulk_haul": 200},
        "Q2": {"industry": "制鞋"},
        "Q3": {"industry": "煤炭洗选", "trucks_per_day": 11},
        "Q4": {"industry": "火力发电", "key_truck_user": "是"},
    }
    case = {"城市": "140100", "预警": "orange",
            "企业": [{"enterprise_id": key, **by_id[key]} for key in order]}  # fmt: skip
    keys = ["subject_id", "rule", "kind", "measure", "why", "missing"]
    rows = judged(case).rows[keys].sort_values(keys, ignore_index=True)
    case["企业"].sort(key=lambda row: row["enterprise_id"])
    expected = judged(case).rows[keys].sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(rows, expected)


def test_an_enterprise_of_several_lines_has_one_row_of_each_rule():
    rows = [{"enterprise_id": "Q1", "industry": name} for name in ("焦化", "制鞋")]
    listed = lines(rows).assign(line_id=["Q1-1", "Q1-2"])
    result = vehicles.evaluate(DailySituation("140100", NOW, listed, level=AlertLevel.RED))
    gates = result.rows[result.rows["rule"] == vehicles.GATE_RULE]
    assert gates["subject_id"].tolist() == ["Q1"]


def test_an_exemption_of_one_regime_is_none_of_the_other():
    """A machine exempt in control areas is exempt there alone; its site is stopped all the same."""
    machine = {"machine_id": "GD1", "machine": "挖掘机", "stage": "国二", "in_zone": "是",
               "coded": "是", "smoking": "否", "task": "抢险", "owner": "一号工地"}  # fmt: skip
    site = {"source_id": "GD1", "source": "一号工地", "kind": "施工工地", "county": "城东区"}
    situation = DailySituation(
        "140100", NOW, pd.DataFrame(), sources=pd.DataFrame([site]),
        hourly=pd.DataFrame([{"place": "GD1", "hour": pd.Timestamp(NOW), "pm10": 300.0}]),
        registers={MACHINES.sheet: pd.DataFrame([machine])}, at=pd.Timestamp(NOW).to_pydatetime(),
    )  # fmt: skip
    trucks, dusty = vehicles.evaluate(situation), dust.evaluate(situation)
    assert trucks.exempt["subject_id"].tolist() == ["GD1"]
    assert dusty.exempt.empty
    assert dusty.rows["kind"].tolist() == [RegimeKind.STOP]
    assert set(trucks.rows["regime"]) == {"vehicles"}
    assert set(dusty.rows["regime"]) == {"dust"}
