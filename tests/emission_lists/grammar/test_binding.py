import pytest

from data.vocabulary import AlertLevel
from emission_lists.grammar import parse
from emission_lists.grammar.binding import bound
from emission_lists.traits import Traits

OVEN = Traits("焦化", "B", process="焦炉", oven_height=5.5, built_up_km=3.0, treatment_done="是")


def verdict(text, traits=OVEN, level=AlertLevel.ORANGE, process=""):
    return bound(parse(text).measures[0], traits, level, process)


@pytest.mark.parametrize(
    ("text", "binds"),
    [
        ("停产", True),
        ("全部焦炉停产", True),
        ("烧结机停产", False),
        ("焦化企业停产", True),
        ("在产企业限产30%", True),
        ("橙色预警期间停产", True),
        ("红色预警期间停产", False),
        ("黄色及以上预警期间停产", True),
        ("绩效评价为B级的，停产", True),
        ("C级企业停产", False),
        ("B级及以下企业停产", True),
        ("6米及以上炭化室焦炉出焦时间延长至28小时", False),
        ("6米以下炭化室焦炉出焦时间延长至36小时", True),
        ("4.3米焦炉停止50%以上炭化室装煤", False),
        ("建成区外的焦炉停产", True),
        ("位于建成区内的焦炉停产", False),
        ("未完成脱硫脱硝治理任务的焦炉停产", False),
        ("清洁热回收炉停产", True),
    ],
)
def test_a_clause_binds_the_lines_it_speaks_of(text, binds):
    assert verdict(text)[0] is binds


@pytest.mark.parametrize(
    ("text", "traits", "missing"),
    [
        ("6米及以上炭化室焦炉停产", Traits("焦化", "B", process="焦炉"), "缺焦炉炭化室高度"),
        ("建成区内的焦炉停产", Traits("焦化", "B", process="焦炉"), "缺距建成区边界的距离"),
        ("未完成治理任务的焦炉停产", Traits("焦化", "B", process="焦炉"), "缺治理改造是否完成"),
        ("焦炉停产", Traits("焦化", "B"), "工序名称看不出是否为“焦炉”"),
        ("使用溶剂型油墨的停产", Traits("包装印刷", "B", process="印刷"), "清单中看不出"),
        ("停产(应急抢险除外)", OVEN, "例外“应急抢险”清单中看不出"),
    ],
)
def test_what_the_list_cannot_decide_is_named(text, traits, missing):
    binds, why = verdict(text, traits)
    assert binds is None
    assert missing in why


def test_a_number_decides_where_both_name_one():
    assert verdict("1号焦炉停产", process="1号焦炉") == (True, "")
    assert verdict("1号焦炉停产", process="2号焦炉") == (False, "")
    assert verdict("1号、2号焦炉停产", process="2号焦炉") == (True, "")


def test_an_exception_by_equipment_leaves_that_equipment_out():
    text = "停产(焦炉除外)"
    assert verdict(text)[0] is False
    assert verdict(text, Traits("焦化", "B", process="锅炉"))[0] is True
