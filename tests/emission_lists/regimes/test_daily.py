from datetime import date, datetime

import pandas as pd
import pytest

from data import parameters
from data.parameters import ParameterError
from emission_lists.regimes import daily, dust, vehicles
from emission_lists.regimes.daily import DailySituation
from emission_lists.regimes.situation import Situation

NOW = date(2026, 11, 22)


def test_a_plain_situation_has_no_alert_level_and_no_registers():
    made = DailySituation.of(Situation("140100", NOW, pd.DataFrame(), o3=170.0))
    assert (made.level, made.registers, made.o3) == (None, {}, 170.0)
    assert made.moment == datetime(2026, 11, 22, 23, 59, 59, 999999)
    assert DailySituation.of(made) is made


def test_a_rule_is_that_of_city_and_day():
    assert daily.rule("dust_fall", NOW, "140100").value.limit == 7
    assert daily.rule("dust_fall", date(2022, 10, 31), "140100").value.limit == 9
    assert daily.rule("dust_fall", date(2018, 12, 31), "140100") is None
    assert daily.rule("dust_fall", NOW, "110000") is None


def test_a_rule_file_that_is_refused_is_never_taken_for_no_rule(tmp_path, monkeypatch):
    broken = tmp_path / "regions/140100/regimes/dust_fall.yaml"
    broken.parent.mkdir(parents=True)
    broken.write_text("description: 坏文件\n", encoding="utf-8")
    monkeypatch.setattr(parameters, "_HERE", tmp_path)
    parameters._values.cache_clear()
    try:
        with pytest.raises(ParameterError, match="不能接受"):
            daily.rule("dust_fall", NOW, "140100")
    finally:
        parameters._values.cache_clear()


def test_an_enterprise_is_one_row_with_all_its_industries():
    lines = pd.DataFrame(
        [
            {"enterprise_id": "Q1", "industry": "焦化", "other_industries": "制药、焦化", "rail_share": 0.5},
            {"enterprise_id": "Q1", "industry": "火力发电", "other_industries": "制药、焦化", "rail_share": 0.5},
            {"enterprise_id": "Q2", "industry": "铸造", "other_industries": None, "rail_share": None},
        ]
    )  # fmt: skip
    found = daily.enterprises(lines).to_dict("records")
    assert [row["industries"] for row in found] == [("焦化", "火力发电", "制药"), ("铸造",)]
    assert [row["key_truck_user"] for row in found] == ["", ""]
    assert found[0]["rail_share"] == 0.5
    assert daily.enterprises(pd.DataFrame()).empty


@pytest.mark.parametrize("module", [dust, vehicles])
def test_where_no_rule_is_laid_down_nothing_is_applied_and_it_says_so(module):
    result = module.evaluate(Situation("110000", NOW, pd.DataFrame()))
    assert not result.applied
    assert "未定" in result.why_not
    assert result.rows.empty
