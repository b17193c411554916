import re

from hypothesis import given
from hypothesis import strategies as st

from emission_lists.grammar.clauses import sentences


def test_a_text_is_cut_at_semicolons_and_stops_and_a_sentence_at_commas():
    found, marked = sentences("高炉停产，转炉限产30%；，。货车停运！")
    assert [sentence.segments for sentence in found] == [["高炉停产", "转炉限产30%"], ["货车停运"]]
    assert marked == []


def test_brackets_within_brackets_come_back_as_they_were():
    ([sentence], _) = sentences("石灰窑（含套筒窑（A线，B线；C线））停产")
    (segment,) = sentence.segments
    assert "(" not in segment
    assert sentence.plain(segment) == "石灰窑(含套筒窑(A线,B线;C线))停产"


def test_what_was_marked_as_not_understood_is_taken_out_verbatim():
    found, marked = sentences("停产；未读懂【拉引量，视市场；而定】")
    assert [sentence.segments for sentence in found] == [["停产"]]
    assert marked == ["拉引量，视市场；而定"]


def test_only_brackets_that_match_are_taken_from_a_segment():
    ([sentence], _) = sentences("企业（电炉除外）停产（含限产）")
    rest, taken = sentence.take(sentence.segments[0], re.compile("(.+)除外"))
    assert taken == ["电炉"]
    assert sentence.plain(rest) == "企业停产(含限产)"


@given(st.text(alphabet="甲停产()（），；。、", max_size=40))
def test_no_word_is_lost_in_cutting(text):
    found, _ = sentences(text)
    kept = "".join(s.plain(part) for s in found for part in s.segments)
    for sign in "甲停产":
        assert kept.count(sign) == text.count(sign)
