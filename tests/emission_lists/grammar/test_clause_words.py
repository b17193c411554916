import pytest

from emission_lists.grammar import Kind, parse
from emission_lists.grammar.clause_words import read


@pytest.mark.parametrize(
    ("segment", "kind"),
    [
        ("A级企业免于减排", Kind.EXEMPT),
        ("企业自主减排", Kind.SELF),
        ("其他工序正常生产", Kind.NONE),
        ("鼓励企业停产", Kind.ADVICE),
        ("参照B级企业执行", Kind.LINKED),
        ("轮流停产", Kind.ROTATE),
        ("不得擅自恢复生产", Kind.RESTART_BAN),
        ("责令停产", Kind.PENALTY_STOP),
    ],
)
def test_a_clause_known_by_its_words_keeps_them_and_orders_no_stop(segment, kind):
    (measure,) = read(segment)
    assert (measure.kind, measure.object) == (kind, segment)


@pytest.mark.parametrize("segment", ["停产", "限产50%", "未免于减排的企业停产", "不得不停产", ""])
def test_clauses_without_such_words_are_left_to_the_patterns(segment):
    assert read(segment) is None


def test_the_numbers_of_a_clause_known_by_its_words_are_kept():
    (cleaning,) = parse("每天洒水3次").measures
    assert (cleaning.kind, cleaning.value, cleaning.unit) == (Kind.CLEANING, "3", "per day more")
    (deadline,) = parse("9月30日至10月5日前停产到位").measures
    assert (deadline.kind, deadline.value) == (Kind.DEADLINE, "10-05")
