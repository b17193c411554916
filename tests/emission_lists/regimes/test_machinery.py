from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.vocabulary import AlertLevel
from emission_lists.regimes import daily, machinery
from emission_lists.regimes.daily import DailySituation
from emission_lists.regimes.registers import MACHINES, STAGES

NOW = date(2026, 11, 22)


def situation(machine, level=None):
    register = pd.DataFrame([{"machine_id": "J1", "machine": "挖掘机", **machine}])
    return DailySituation(
        "140100", NOW, pd.DataFrame(), registers={MACHINES.sheet: register}, level=level
    )


def in_zone(machine):
    (row,) = machinery.zones(
        situation(machine), daily.rule("vehicles_machinery", NOW, "140100")
    ).to_dict("records")
    return row


machines = st.fixed_dictionaries(
    {
        "stage": st.sampled_from(["", *STAGES]),
        "coded": st.sampled_from(["", "是", "否"]),
        "smoking": st.sampled_from(["", "是", "否"]),
        "in_zone": st.sampled_from(["", "是", "否"]),
        "task": st.sampled_from(["", "一般", "民生保障", "抢险"]),
        "power": st.sampled_from(["", "柴油", "电动"]),
    }
)


@given(machines)
def test_a_machine_is_banned_only_for_a_reason_that_is_filled_in(machine):
    below = machine["stage"] in ("国一", "国二") and machine["power"] != "电动"
    reason = below or machine["coded"] == "否" or machine["smoking"] == "是"
    excepted = machine["task"] in ("民生保障", "抢险")
    row = in_zone(machine)
    assert (row["kind"] == "ban") is (reason and machine["in_zone"] == "是" and not excepted)
    assert (row["kind"] == "exempt") is (reason and machine["in_zone"] != "否" and excepted)
    assert (row["kind"] == "undecided") is (row["missing"] != "")


@given(machines)
def test_a_machine_outside_the_areas_is_not_concerned(machine):
    assert in_zone({**machine, "in_zone": "否"})["kind"] == "outside"


@pytest.mark.parametrize("stage", STAGES)
def test_stages_are_told_apart_at_the_third(stage):
    row = in_zone({"stage": stage, "coded": "是", "smoking": "否", "in_zone": "是"})
    assert (row["kind"] == "ban") is (stage in ("国一", "国二"))


def test_without_register_rule_or_alert_there_is_no_row():
    bans = daily.rule("vehicles_machinery_alert", NOW, "140100")
    assert machinery.in_alert(situation({"stage": "国一"}), bans).empty
    assert machinery.in_alert(situation({"stage": "国一"}, AlertLevel.YELLOW), bans).empty
    assert machinery.zones(situation({}), None).empty
    empty = DailySituation("140100", NOW, pd.DataFrame(), level=AlertLevel.RED)
    assert machinery.in_alert(empty, bans).empty


@pytest.mark.parametrize("level", [AlertLevel.ORANGE, AlertLevel.RED])
def test_an_alert_stops_stages_one_and_two_wherever_they_work(level):
    bans = daily.rule("vehicles_machinery_alert", NOW, "140100")
    kinds = [machinery.in_alert(situation({"stage": stage, "in_zone": "否"}, level), bans)["kind"].item()
             for stage in STAGES]  # fmt: skip
    assert kinds == ["ban", "ban", "outside", "outside", "outside", "outside"]
