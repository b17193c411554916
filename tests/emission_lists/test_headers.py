import pytest

from emission_lists.headers import Header, is_unit, key, stem


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("企业名称", "企业名称"),
        (" 统一社会 信用代码（必填）*", "统一社会信用代码"),
        ("ＳＯ２排放量", "so2排放量"),
        ("SO₂", "so2"),
        ("NOₓ年排放量（吨）", "nox年排放量"),
        ("县（市、区）", "县市区"),
        ("1.企业名称", "企业名称"),
        ("三、行业", "行业"),
        ("Ⅲ级响应措施", "黄色响应措施"),
        ("Ⅱ级响应措施", "橙色响应措施"),
        ("I级响应措施", "红色响应措施"),
        ("颗粒物排放量/吨", "颗粒物排放量"),
        ("绩效\n等级", "绩效等级"),
    ],
)
def test_headers_are_compared_without_what_does_not_tell_them_apart(written, compared):
    assert key(written) == compared


@pytest.mark.parametrize(
    ("parts", "unit"),
    [
        (("颗粒物日排放量(kg/d)",), "kg/d"),
        (("颗粒物排放量（千克/天）",), "kg/d"),
        (("排放量（t/a）", "SO2"), "t/a"),
        (("排放量（吨/年）", "SO2"), "t/a"),
        (("年排放量(吨)", "VOCs"), "t/a"),
        (("日排放量，单位：吨", "VOCs"), "t/d"),
        (("SO2", "t/d"), "t/d"),
        (("SO₂年排放量/吨",), "t/a"),
        (("排放量（吨）",), "t"),
        (("排放量",), ""),
        (("减排比例（％）",), "%"),
        (("距建成区边界(km)",), "km"),
        (("企业名称（必填）",), ""),
    ],
)
def test_the_unit_is_read_from_any_row_of_a_header(parts, unit):
    assert Header(0, parts).unit == unit


def test_a_group_above_goes_with_what_stands_below_it():
    assert Header(0, ("Ⅲ级响应", "减排比例（%）")).keys[0] == "黄色响应减排比例"
    assert Header(0, ("SO2", "t/a")).keys == ("so2",)


def test_words_that_tell_nothing_are_dropped_but_never_all_of_them():
    assert stem("so2年排放量") == "so2"
    assert stem("排放量") == "排放量"


def test_a_cell_with_a_unit_alone_is_one():
    assert is_unit("（t/a）")
    assert not is_unit("SO2")
