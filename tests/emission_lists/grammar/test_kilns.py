import pytest

from emission_lists.grammar import Kind, parse


def test_coking_times_go_to_their_ovens_one_by_one():
    first, second = parse("5.5米、4.3米焦炉结焦时间分别延长至30、40小时以上").measures
    assert [(m.kind, m.value, m.unit) for m in (first, second)] == [
        (Kind.COKING_TIME, "30", "h min"),
        (Kind.COKING_TIME, "40", "h min"),
    ]
    assert (first.subject, second.subject) == ("5.5米", "4.3米焦炉")


def test_coking_times_that_do_not_match_their_ovens_are_not_guessed():
    parsed = parse("焦炉结焦时间延长至30、40小时")
    assert parsed.measures == ()
    assert len(parsed.unread) == 1


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("停止30%的炭化室装煤", Kind.CHARGING_STOP_SHARE, "30"),
        ("停止装煤、出焦作业", Kind.CHARGING_STOP, ""),
        ("出焦炉数减少20%", Kind.PUSH_CUT, "20"),
        ("高炉焖炉", Kind.BANKING, ""),
        ("隧道窑不进车", Kind.FEED_STOP, ""),
        ("窑温低于400℃", Kind.HOLD_TEMP, "400"),
    ],
)
def test_kilns_that_cannot_be_switched_off_have_measures_of_their_own(text, kind, value):
    (measure,) = parse(text).measures
    assert (measure.kind, measure.value) == (kind, value)
