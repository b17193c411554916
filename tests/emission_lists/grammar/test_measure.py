from dataclasses import FrozenInstanceError

import pytest

from emission_lists.grammar.measure import STOPS, Kind, Measure, Parsed

STOP = Measure(Kind.STOP, "100", "%", "砖瓦窑")


def test_a_text_is_understood_only_with_a_measure_and_nothing_unread():
    assert Parsed((STOP,)).understood
    assert not Parsed((STOP,), ("拉引量视市场而定",)).understood
    assert not Parsed((), ("拉引量视市场而定",)).understood
    assert not Parsed().understood


def test_the_basis_says_everything_stated_and_never_the_sign_that_parts_clauses():
    assert STOP.basis == "砖瓦窑"
    assert Measure(Kind.STOP).basis == ""
    full = Measure(
        Kind.STOP_SHARE_AFTER, "50", "%", "甲|乙", condition="橙色", window="20-8", after="72",
        counted="以生产线计", exception="电炉",
    )  # fmt: skip
    assert full.basis == "橙色; 20-8; 甲/乙; after 72 h; 以生产线计; 除电炉"


def test_a_measure_cannot_be_changed_and_equal_ones_are_one():
    with pytest.raises(FrozenInstanceError):
        STOP.value = "50"
    assert len({STOP, Measure(Kind.STOP, "100", "%", "砖瓦窑")}) == 1
    assert Kind.STOP in STOPS
    assert Kind.STOP_SHARE not in STOPS
