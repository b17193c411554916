from dataclasses import replace

from orders.fields import FIELDS, texts
from orders.specimen import specimen


def test_every_field_has_a_text_and_every_text_a_field():
    for order in specimen():
        filled = texts(order)
        assert set(filled) == set(FIELDS)
        for name, field in FIELDS.items():
            for row in filled[name] if field.columns else []:
                assert set(row) == set(field.columns)


def test_totals_are_the_rounded_sums_of_unrounded_amounts(drafts):
    order = drafts.orders[0]
    lines = tuple(replace(line, pm_cut_kg=0.04) for line in order.lines)
    filled = texts(replace(order, lines=lines))
    assert {row["颗粒物"] for row in filled["生产线"]} == {"0.0", "—"}
    assert [(row["名称"], row["颗粒物"]) for row in filled["合计"]] == [
        ("应急减排合计", "0.2"),  # 4 x 0.04 = 0.16
        ("自主减排承诺合计", "0.0"),
    ]


def test_a_document_is_named_once_for_all_its_parts(drafts):
    order = replace(drafts.orders[0], references=("甲规则·B级", "乙文件 第2条。", "甲规则·D级"))
    assert texts(order)["依据"] == ["1.甲规则·B级、D级", "2.乙文件 第2条"]


def test_only_a_made_up_city_is_marked(drafts):
    order = drafts.orders[0]
    assert "演示数据" in texts(order)["演示标记"]
    assert texts(replace(order, issue=replace(order.issue, demo=False)))["演示标记"] == ""
