import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.vocabulary import RESPONSE_LEVELS, Emitted, MeasureKind
from orders.drafting import COLUMNS, draft_orders
from orders.issue import TransportRule
from orders.order import SELF_MEASURE


def test_one_order_per_enterprise_by_county_then_enterprise(row, issue, rule):
    lines = pd.DataFrame(
        [row("Q3", county="乙县"), row("Q1", county="乙县"), row("Q2", county="丙县"), row("Q1", 2)]
        + [row("Q4", county="乙县", n=n) for n in (2, 1)]
    )
    lines.loc[lines["enterprise_id"] == "Q1", "county"] = "乙县"
    drafts = draft_orders(lines, issue, "令", rule)
    assert [(o.number, o.enterprise_id) for o in drafts.orders] == [
        ("令-0001", "Q2"),
        ("令-0002", "Q1"),
        ("令-0003", "Q3"),
        ("令-0004", "Q4"),
    ]
    assert [line.line_id for line in drafts.orders[3].lines] == ["Q4-01", "Q4-02"]


def test_amounts_are_taken_over_unrounded(drafts, every_kind):
    given_lines = every_kind.set_index("line_id")
    for order in drafts.orders:
        for line in order.lines:
            source = given_lines.loc[line.line_id]
            for pollutant in Emitted:
                assert line.cut_kg(pollutant) == source[pollutant.cut_column]
            assert line.cut_fraction == source["cut_fraction"]


def test_a_line_on_its_own_account_is_ordered_nothing(drafts):
    (line,) = drafts.orders[1].lines
    assert (line.kind, line.measure, line.ordered) == (MeasureKind.SELF, SELF_MEASURE, False)
    assert line.pm_cut_kg > 0


def test_an_enterprise_whose_measures_are_all_pending_gets_no_order(drafts):
    (left_out,) = drafts.not_ordered
    assert (left_out.enterprise_id, left_out.lines) == ("QY3", 1)
    assert "全部生产线措施待定" in left_out.reason


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("pm_cut_kg", math.nan),
        ("nox_cut_kg", -1.0),
        ("cut_fraction", 1.2),
        ("pm_kg", math.inf),
        ("kind", "胡写"),
        ("measure", ""),
    ],
)
def test_a_value_no_one_can_carry_out_never_holds_up_the_rest(row, issue, rule, column, value):
    lines = pd.DataFrame([row("Q1"), row("Q2", **{column: value}), row("Q3")])
    drafts = draft_orders(lines, issue, "令", rule)
    assert [(o.number, o.enterprise_id) for o in drafts.orders] == [
        ("令-0001", "Q1"),
        ("令-0002", "Q3"),
    ]
    assert "Q2-01" in drafts.not_ordered[0].reason
    assert "请核对清单" in drafts.not_ordered[0].reason


def test_a_missing_emission_counts_zero_and_missing_text_is_empty(row, issue, rule):
    lines = pd.DataFrame(
        [row(vocs_kg=math.nan, vocs_cut_kg=0.0, address=None, phone=math.nan, meter_id=pd.NA)]
    )
    (order,) = draft_orders(lines, issue, "令", rule).orders
    assert order.lines[0].vocs_kg == 0.0
    assert (order.address, order.phone, order.lines[0].meter_id) == ("", "", "")


def test_the_transport_rule_binds_all_but_those_on_their_own_account(drafts, rule):
    assert drafts.orders[0].transport == (rule.text,)
    assert rule.reference in drafts.orders[0].references
    assert drafts.orders[1].transport == ()
    assert rule.reference not in drafts.orders[1].references


def test_a_rule_of_single_lines_names_them(row, issue):
    lines = pd.DataFrame([row(n=1), row(n=2, transport="停止公路运输"), row(n=3)])
    (order,) = draft_orders(lines, issue, "令", TransportRule("")).orders
    assert order.transport == ("第2项：停止公路运输",)


def test_the_same_rule_is_not_said_twice(row, issue, rule):
    lines = pd.DataFrame([row(n=1), row(n=2, transport=rule.text)])
    (order,) = draft_orders(lines, issue, "令", rule).orders
    assert order.transport == (rule.text,)


DIESEL = "重污染天气预警期间，柴油货车原则上停止进出厂区"


@pytest.mark.parametrize("level", RESPONSE_LEVELS)
@pytest.mark.parametrize(
    ("industry", "listed", "bound"),
    [
        ("焦化", "", True),
        ("焦化", "是", True),
        ("焦化", "否", False),
        ("火力发电", "", False),
        ("火力发电", "是", True),
    ],
)
def test_a_key_truck_user_is_told_to_stop_diesel_trucks_at_any_level(
    row, issue, rule, level, industry, listed, bound
):
    lines = pd.DataFrame([row(industry=industry, key_truck_user=listed)])
    (order,) = draft_orders(lines, replace(issue, level=level), "令", rule).orders
    assert any(DIESEL in text for text in order.transport) is bound
    assert any("晋政办发〔2019〕39号 第20条" in text for text in order.references) is bound
    assert rule.text in order.transport


def test_a_key_truck_user_on_its_own_account_is_told_so_too(row, issue, rule):
    lines = pd.DataFrame([row(kind="self", key_truck_user="是")])
    (order,) = draft_orders(lines, issue, "令", rule).orders
    assert [DIESEL in text for text in order.transport] == [True]


def test_a_stricter_measure_stays_beside_the_default(row, issue):
    lines = pd.DataFrame([row(key_truck_user="是", transport="停止公路运输")])
    (order,) = draft_orders(lines, issue, "令", TransportRule("")).orders
    assert DIESEL in order.transport[0]
    assert order.transport[1] == "停止公路运输"


def test_the_trade_of_any_line_makes_a_key_truck_user(row, issue, rule):
    lines = pd.DataFrame(
        [
            row(n=1, industry="火力发电", key_truck_user=""),
            row(n=2, industry="铁合金", key_truck_user=""),
        ]
    )
    (order,) = draft_orders(lines, issue, "令", rule).orders
    assert DIESEL in order.transport[0]


def test_a_list_without_the_column_is_judged_by_its_trade(row, issue, rule):
    lines = pd.DataFrame([row()]).drop(columns="key_truck_user")
    (order,) = draft_orders(lines, issue, "令", rule).orders
    assert DIESEL in order.transport[0]


def test_a_city_without_the_rule_gets_no_default(row, issue, rule):
    lines = pd.DataFrame([row(key_truck_user="是")])
    (order,) = draft_orders(lines, replace(issue, city="110000"), "令", rule).orders
    assert order.transport == (rule.text,)


def test_a_number_is_never_given_twice(row, issue, rule):
    lines = pd.DataFrame([row("Q1"), row("Q2")])
    with pytest.raises(ValueError, match="编号 同一号 重复"):
        draft_orders(lines, issue, lambda n: "同一号", rule)
    with pytest.raises(ValueError, match="没有编号"):
        draft_orders(lines, issue, lambda n: "", rule)


def test_missing_columns_are_named(every_kind, issue, rule):
    with pytest.raises(ValueError, match="缺少 phone、grade 列"):
        draft_orders(every_kind.drop(columns=["phone", "grade"]), issue, "令", rule)


def test_no_lines_give_no_orders(issue, rule):
    drafts = draft_orders(pd.DataFrame(columns=list(COLUMNS)), issue, "令", rule)
    assert (drafts.orders, drafts.not_ordered) == ((), ())


def test_categories_do_as_well_as_text(every_kind, issue, rule, drafts):
    for column in ("kind", "rule", "reference", "transport", "county", "grade"):
        every_kind[column] = every_kind[column].astype("category")
    assert draft_orders(every_kind, issue, "示应急令〔2026〕3", rule) == drafts


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(every_kind, issue, rule, drafts, random):
    places = list(range(len(every_kind)))
    random.shuffle(places)
    assert draft_orders(every_kind.iloc[places], issue, "示应急令〔2026〕3", rule) == drafts
