from datetime import date

import pandas as pd
import pytest

from emission_lists.regimes import ozone_season, staggered
from emission_lists.regimes.order_rows import to_order_rows
from emission_lists.regimes.situation import Situation
from orders import drafting
from orders.drafting import draft_orders
from orders.issue import TransportRule

KG = {"pm_kg": 10.0, "so2_kg": 20.0, "nox_kg": None, "vocs_kg": 8.0}


def line(number, **changes):
    return {
        "line_id": f"L{number}", "process": f"{number}号线", "enterprise_id": f"QY{number}",
        "enterprise": f"示例{number}厂", "county": "城东区", "industry": "焦化", "grade": "C",
        "treatment_done": "是", **KG,
    } | changes  # fmt: skip


def winter(lines, **facts):
    told = pd.DataFrame([{"line_id": "L1", **facts}])
    return staggered.evaluate(Situation("140100", date(2021, 12, 1), lines, line_facts=told))


def test_only_what_is_bound_goes_out_and_cuts_are_the_share_of_the_emission():
    lines = pd.DataFrame([line(1), line(2, grade="A"), line(3, grade="D")])
    rows = to_order_rows(winter(lines, plan_share=0.3), lines)
    assert rows["line_id"].tolist() == ["L1", "L3"]
    assert rows["kind"].tolist() == ["limit", "stop"]
    assert rows["pm_cut_kg"].tolist() == pytest.approx([3.0, 10.0])
    assert rows["nox_cut_kg"].tolist() == [0.0, 0.0]
    assert set(drafting.COLUMNS) <= set(rows)


def test_a_share_nobody_knows_counts_nothing():
    lines = pd.DataFrame([line(1)])
    rows = to_order_rows(winter(lines), lines)
    assert rows[["kind", "cut_fraction", "pm_cut_kg"]].to_numpy().tolist() == [["limit", 0.0, 0.0]]
    assert "以市错峰方案为准" in rows["measure"].iloc[0]


def test_clauses_of_one_line_become_one_row_and_hours_cut_nothing():
    lines = pd.DataFrame([line(1, industry="包装印刷", treatment="活性炭吸附")])
    sources = pd.DataFrame(
        [{"source_id": "S1", "source": "东门加油站", "kind": "其他", "county": "城东区"},
         {"source_id": "S2", "source": "煤场", "kind": "堆场", "county": "城东区"}]
    )  # fmt: skip
    found = ozone_season.evaluate(Situation("140100", date(2025, 7, 1), lines, sources))
    rows = to_order_rows(found, lines, sources)
    assert rows["line_id"].tolist() == ["L1", "S1"]
    assert rows["kind"].tolist() == ["none", "none"]
    assert rows["vocs_cut_kg"].tolist() == [0.0, 0.0]
    assert "活性炭" in rows["measure"].iloc[0]
    assert "10时至16时" in rows["measure"].iloc[0]
    assert rows["enterprise"].tolist() == ["示例1厂", "东门加油站"]


def test_orders_can_be_drafted_from_the_rows_and_speak_of_no_alert(regime_issue):
    lines = pd.DataFrame([line(1, industry="焦化", key_truck_user="是"), line(2, grade="A")])
    drafts = draft_orders(
        to_order_rows(winter(lines, plan_share=0.3), lines),
        regime_issue,
        "某市错峰",
        TransportRule(""),
    )
    (order,) = drafts.orders
    assert order.enterprise_id == "QY1"
    assert order.transport == ()
    assert order.issue.title == "采暖季错峰生产执行通知"
    assert "预警" not in order.issue.title


def test_nothing_bound_gives_no_rows():
    lines = pd.DataFrame([line(2, grade="A")])
    assert to_order_rows(winter(lines), lines).empty
