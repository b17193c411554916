from datetime import date, datetime

import pandas as pd
import pytest

from emission_lists.regimes.regime import Regime, RegimeKind, RuleUsed
from emission_lists.regimes.verdicts import Verdicts
from ui import regime_tables

DAY = date(2026, 11, 22)


@pytest.fixture
def result():
    identity = pd.DataFrame(
        {"subject_id": list("abcdef"), "name": ["一号工地"] * 6, "county": "城东区"}
    )
    verdicts = Verdicts("dust", "施工工地", identity)
    ids = identity["subject_id"]
    for one, kind in zip("bcde", (RegimeKind.UNDECIDED, RegimeKind.EXEMPT, RegimeKind.SELF,
                                  RegimeKind.ADVICE), strict=True):  # fmt: skip
        verdicts.take(ids == one, kind, rule="甲", why="理由", missing="PM10")
    verdicts.take(ids == "f", RegimeKind.STOP, measure="停止", rule="乙", reference="文件 第1条")
    return Regime(
        "dust", "扬尘管控", "990100", DAY, rows=verdicts.frame(),
        rules=(RuleUsed("regimes/dust_stop", DAY, "文件 第1条"),),
    )  # fmt: skip


def test_every_row_has_one_standing(result):
    assert regime_tables.standing(result.rows).tolist() == [
        "不适用或已达到", "待核", "豁免", "自主或提倡", "自主或提倡", "受约束",
    ]  # fmt: skip
    assert regime_tables.counts(result) == {
        "受约束": 1, "待核": 1, "豁免": 1, "自主或提倡": 2, "不适用或已达到": 1,
    }  # fmt: skip


def test_who_is_bound_comes_first(result):
    kept = regime_tables.chosen(result.rows, [], [])
    assert kept["subject_id"].tolist() == ["f", "b", "c", "d", "e", "a"]
    assert regime_tables.chosen(result.rows, ["待核"], [])["subject_id"].tolist() == ["b"]
    assert regime_tables.chosen(result.rows, [], ["乙"])["subject_id"].tolist() == ["f"]
    assert regime_tables.chosen(result.rows, ["待核"], ["乙"]).empty


def test_a_site_stops_work_and_empty_columns_are_left_out(result):
    (row,) = regime_tables.rows(result.bound).to_dict("records")
    assert (row["类别"], row["措施"], row["依据"]) == ("停工", "停止", "文件 第1条")
    assert not {"时段", "压减比例(%)", "缺少数据"} & set(row)
    assert regime_tables.rows(result.undecided)["缺少数据"].tolist() == ["PM10"]


def test_a_regime_without_rows_is_shown_empty():
    assert regime_tables.rows(Regime("dust", "扬尘管控", "990100", DAY).rows).empty


def test_the_rules_are_named_with_their_day(result):
    assert regime_tables.used(result).values.tolist() == [["dust_stop", "2026-11-22", "文件 第1条"]]


@pytest.mark.parametrize(
    ("pm10", "late", "stops", "verdict", "data"),
    [
        (260.0, False, True, "停工", "✓ 及时"),
        (260.0, True, True, "停工（此后数据缺失，停工继续）", "数据缺失"),
        (100.0, False, False, "未达停工值", "✓ 及时"),
        (100.0, True, False, "待核，不得据此复工", "数据缺失"),
        (float("nan"), True, False, "待核", "数据缺失"),
        (100.0, False, None, "停工值未定", "✓ 及时"),
    ],
)
def test_the_board_says_what_a_value_means_and_how_fresh_it_is(pm10, late, stops, verdict, data):
    hours = pd.DataFrame(
        [{"place": "甲", "name": "甲站", "hour": datetime(2026, 11, 22, 9), "pm10": pm10,
          "late": late, "stops": stops}]
    )  # fmt: skip
    (row,) = regime_tables.board(hours).to_dict("records")
    assert (row["监测点"], row["判定"], row["数据"]) == ("甲站", verdict, data)
    assert row["最新有效小时"] == "11月22日9时"


def test_stored_lists_are_shown_with_who_and_when():
    found = pd.DataFrame(
        [{"number": "990100-dust-001", "title": "扬尘管控", "day": DAY, "season": "",
          "list_version": None, "made_by": "张某", "made_at": datetime(2026, 11, 22, 9, 5)}]
    )  # fmt: skip
    (row,) = regime_tables.records(found).to_dict("records")
    assert (row["名单编号"], row["存入时间"]) == ("990100-dust-001", "2026-11-22 09:05")
    assert pd.isna(row["清单版本"])
