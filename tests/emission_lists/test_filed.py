import pytest

from data.vocabulary import AlertLevel
from emission_lists.filed import filed_measure
from emission_lists.traits import Traits

OVEN = Traits("焦化", "C", process="焦炉")


def read(text, declared=None):
    return filed_measure(text, declared, OVEN, AlertLevel.ORANGE, process="1号焦炉")


@pytest.mark.parametrize(
    ("text", "declared", "share"),
    [("停产", None, 1.0), ("限产20%", None, 0.2), ("", 0.3, 0.3), ("焖炉", 0.3, 0.3), ("停产", 0.4, 0.4),
     ("焖炉", None, None), ("", None, None), ("停止公路运输", None, 0.0), ("自主减排", None, None)],
)  # fmt: skip
def test_the_declared_share_counts_else_the_words(text, declared, share):
    assert read(text, declared).share == share


@pytest.mark.parametrize(
    ("text", "declared", "note"),
    [("停产", 0.2, "备案比例20%与文字所述100%不一致"), ("限产20%", 0.2, ""), ("焖炉", None, "未写明可折算的比例"),
     ("提高效率若干", None, "未全部读懂"), ("停产50%", None, "未写明本线停否"), ("烧结机停产", None, "与本线不符"), ("", None, "")],
)  # fmt: skip
def test_a_contradiction_or_a_gap_is_said(text, declared, note):
    assert note in read(text, declared).note
    assert bool(note) == bool(read(text, declared).note)
