from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.parameters import DatedValue, Reference
from data.parameters.shapes_daily_regimes import NightZone
from data.vocabulary import AlertLevel
from emission_lists.regimes import daily, haulage

NOW = date(2026, 11, 22)
TAIYUAN, JINCHENG = "140100", "140500"


def plants(*rows):
    listed = [{"enterprise_id": f"Q{n}", "enterprise": f"Q{n}公司", "county": "泽州县",
               "industry": "焦化", **row} for n, row in enumerate(rows, 1)]  # fmt: skip
    return daily.enterprises(pd.DataFrame(listed))


def rule(name, city=TAIYUAN, day=NOW):
    return daily.rule(name, day, city)


def test_without_a_rule_or_enterprise_there_is_no_row():
    one = plants({"trucks_per_day": 50, "gate_system": "否", "bulk_haul": 500})
    nobody = plants().head(0)
    assert haulage.gates(one, None, None).empty
    assert haulage.gates(nobody, rule("vehicles_gate_trips"), None).empty
    assert haulage.records(one, None, None, NOW).empty
    assert haulage.bulk(one, None).empty
    assert haulage.night(None).empty
    assert haulage.stages(one, AlertLevel.RED, None).empty


@given(st.floats(0, 100), st.sampled_from(["是", "否", ""]))
def test_a_gate_system_is_asked_for_from_ten_trips_on(trips, has):
    found = haulage.gates(
        plants({"trucks_per_day": trips, "gate_system": has}), rule("vehicles_gate_trips"), None
    )
    wanted = {"是": "outside", "否": "duty", "": "undecided"}[has]
    assert found["kind"].tolist() == ([wanted] if trips >= 10 else [])


@given(st.floats(0, 500), st.floats(0, 1))
def test_bulk_haul_binds_from_150_on_unless_the_clean_share_is_met(amount, clean):
    found = haulage.bulk(
        plants({"bulk_haul": amount, "rail_share": clean}), rule("vehicles_bulk_haul")
    )
    wanted = "outside" if clean >= 0.85 else "duty"
    assert found["kind"].tolist() == ([wanted] if amount >= 150 else [])


def test_records_go_back_one_year_also_from_a_leap_day():
    found = haulage.records(
        plants({"gate_system": "是"}), None, rule("vehicles_records"), date(2028, 2, 29)
    )
    assert "2027-02-28以来的记录" in found["measure"].tolist()[0]


def test_a_night_zone_with_hours_binds_within_them():
    zone = NightZone(zone="市区周边", counties=(), measure="新能源", from_hour=22, to_hour=6)
    value = DatedValue(
        "regimes/vehicles_night", NOW, None, zone, "要求", Reference("文件", "第1条")
    )
    (row,) = haulage.night(value).to_dict("records")
    assert (row["kind"], row["window"], row["bound"]) == ("ban", "22:00-06:00", True)


@pytest.mark.parametrize("level", AlertLevel)
def test_a_level_without_text_bans_nothing(level):
    bans = rule("vehicles_stages", JINCHENG, date(2021, 12, 8))
    found = haulage.stages(plants({"trucks_per_day": 50}), level, bans)
    assert len(found) == (2 if level is AlertLevel.ORANGE else 0)
    assert found.empty or set(found["county"]) == {"泽州县"}
