import re

import pytest

from emission_lists.grammar.measure import Kind, Measure
from emission_lists.grammar.rule import join, plain, rule, share, shared, tidy, verbatim


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50%", ("50", "%")),
        ("不低于50%", ("50", "% min")),
        ("50%以上", ("50", "% min")),
        ("约30%", ("30", "% approx")),
        ("30%左右", ("30", "% approx")),
        ("不超过20.5%", ("20.5", "% max")),
        ("1/3", ("1/3", "1")),
        ("20%-30%", ("20-30", "%")),
    ],
)
def test_a_share_comes_with_its_bound(text, value):
    found = rule("减{S}", plain(Kind.LIMIT)).pattern.fullmatch("减" + text)
    assert share(found) == value


def test_patterns_read_past_brackets():
    assert rule("停~产", plain(Kind.STOP)).pattern.fullmatch("停\ue000产")
    assert rule("{N}天", plain(Kind.STOP)).pattern.fullmatch("1.5天")


def test_the_words_before_and_behind_a_verb_are_put_together():
    assert tidy("将砖瓦窑全部") == "砖瓦窑"
    assert join("石灰窑企业", "生产线") == "石灰窑企业的生产线"
    assert join("企业的", "生产线") == "企业的生产线"
    assert join("", "生产线") == "生产线"


def test_a_stopped_share_of_vehicles_is_a_cut_of_transport():
    stop = rule("停运{S}的(?P<object>.+)", shared(Kind.STOP_SHARE))
    for what, kind in (("运输车辆", Kind.TRANSPORT_CUT), ("生产线", Kind.STOP_SHARE)):
        found = stop.pattern.fullmatch(f"停运30%的{what}")
        assert stop.build(found, "") == [Measure(kind, "30", "%", what)]


def test_some_measures_keep_their_words():
    found = re.search("单双号限行", "城区单双号限行")
    assert verbatim(Kind.ODD_EVEN)(found, "城区") == [
        Measure(Kind.ODD_EVEN, object="城区单双号限行")
    ]
