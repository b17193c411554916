import json
from datetime import date

import pytest

from data.vocabulary import AlertLevel, MeasureKind
from emission_lists.curtailment import curtail
from emission_lists.measures import measure_table
from emission_lists.trace import trace

DAY = date(2026, 11, 24)
ORANGE = measure_table(AlertLevel.ORANGE, DAY, "990100", "example")


def traced(make_lines, row, table=ORANGE, **columns):
    lines = make_lines([{"line_id": "L1", "process": "1号焦炉", "pm_kg": 100} | row])
    return trace(lines.assign(enterprise="示例厂", **columns), "L1", table, DAY)


def test_a_trace_says_value_rule_clause_grade_filing_and_what_would_change_it(make_lines):
    found = traced(
        make_lines,
        {"grade": "C", "filed_orange": "限产一成", "oven_height": 6, "quenching": "干法"},
        built_up_km=40.0,
    )
    said = "\n".join(found.sentences)
    for part in (
        "L1（1号焦炉）2026-11-24 橙色（Ⅱ级）：限产30%",
        "减排比例 30%（占仍在运行部分），每日减排 颗粒物 30.0",
        "依据：示例规则·C，本工具示例规则 按绩效等级差异化减排（示例值）",
        "绩效等级 C：清单所列 C",
        "备案措施：限产一成，减排 10%",
        "规则不松于备案措施，按规则执行",
        "若为 B 级：限产15%",
        "若为 D 级：停产，减排 100%",
        "若为 黄色：限产20%",
        "若为 红色：限产40%",
    ):
        assert part in said
    assert found.kind is MeasureKind.LIMIT
    assert [one.what for one in found.alternatives] == ["A 级", "B 级", "D 级", "黄色", "红色"]


def test_both_measures_are_shown_where_the_filed_one_binds(make_lines):
    found = traced(make_lines, {"grade": "C", "filed_orange": "停产", "filed_orange_share": 0.5})
    said = "\n".join(found.sentences)
    assert "备案措施比规则（减排 30%）严，按备案措施执行" in said
    assert "备案比例50%与文字所述100%不一致" in said
    assert found.rule_fraction == pytest.approx(0.3)
    assert found.cut_fraction == pytest.approx(0.5)
    assert "严于示例规则·C" in found.reference


def test_what_is_off_floors_and_the_base_are_said(make_lines):
    found = traced(
        make_lines,
        {"industry": "水泥熟料", "process": "1号回转窑", "grade": "B", "already_off": 0.3, "already_off_reason": "错峰生产",
         "already_off_until": "2027-03-15", "supply_floor": 0.2, "duty": "供热", "minimum_load": 0.5, "last_output": 100,
         "permit_capacity": 90},
    )  # fmt: skip
    said = "\n".join(found.sentences)
    assert "已停 30%（错峰生产，至 2027-03-15），不计入应急减排" in said
    assert "保障负荷下限 20% 因供热解绑不再计" in said
    assert "供热解绑：适用，供热负荷不再作为下限（晋政办发〔2022〕95号 三（三）9）" in said
    assert "安全最低负荷 50%：限产不低于此" in said
    assert "限产基准：缺环评批复产能、排污许可产能 90、上年实际产量 100" in said


def test_missing_cells_are_named_once(make_lines):
    found = traced(make_lines, {"grade": "C"})
    said = "\n".join(found.sentences)
    assert said.count("缺熄焦方式") == 1
    assert said.count("缺距建成区边界的距离") >= 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"grade": "A", "grade_until": "2026-06-30"}, "清单所列 A，已于 2026-06-30 到期，不再自主减排"),
        ({"grade": "B", "penalised_on": "2026-06-01"}, "清单所列 B，2026-06-01 受处罚，一年内不得评为该等级，按 C 执行"),
        ({"grade": "B", "grade_until": "2027-12-31"}, "清单所列 B，有效期至 2027-12-31"),
    ],
)  # fmt: skip
def test_the_grade_says_why(make_lines, row, why):
    assert why in traced(make_lines, row).grade_why


def test_a_reason_that_came_with_the_grade_goes_first(make_lines):
    assert (
        traced(make_lines, {"grade": "C"}, grade_reason="2026-01-01 起定为 C").grade_why
        == "2026-01-01 起定为 C"
    )


def test_the_trace_agrees_with_the_curtailment_of_the_plant(make_lines):
    yellow = measure_table(AlertLevel.YELLOW, DAY, "990100", "example")
    lines = make_lines([{"grade": "D", "process": f"{n}号窑", "pm_kg": n} for n in (5, 9, 7)])
    lines["enterprise_id"] = "QY1"
    cut = curtail(lines, yellow, DAY)
    for line, share in zip(cut["line_id"], cut["cut_fraction"], strict=True):
        assert trace(lines, line, yellow, DAY).cut_fraction == share


def test_a_trace_is_plain_json(make_lines):
    record = traced(make_lines, {"grade": "C", "already_off": 0.2}).to_record()
    again = json.loads(json.dumps(record, ensure_ascii=False))
    assert again["cut_fraction"] == pytest.approx(0.3)
    assert again["level"] == "orange"
    assert again["sentences"][0].startswith("L1（1号焦炉）")
    assert again["rules"][0]["title"] == "示例规则·C"


def test_an_unknown_line_is_named(make_lines):
    with pytest.raises(LookupError, match="清单中没有生产线 L9"):
        trace(make_lines([{}]), "L9", ORANGE, DAY)
