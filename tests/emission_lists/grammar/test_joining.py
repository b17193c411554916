import pytest

from emission_lists.grammar import Kind, Measure, parse
from emission_lists.grammar.joining import gone_on, settled

LIMIT = Measure(Kind.LIMIT_SHARE, "30", "%", "高炉", condition="橙色预警期间")


def test_a_clause_without_a_verb_takes_it_and_the_circumstances_from_the_one_before():
    last, more = gone_on("转炉50%以上", LIMIT)
    assert last == LIMIT
    assert more == Measure(Kind.LIMIT_SHARE, "50", "% min", "转炉", condition="橙色预警期间")


@pytest.mark.parametrize("segment", ["产量50%", "其中高炉50%", "达标率90%", "转炉", "2台"])
def test_another_quantity_is_never_taken_for_a_share_of_the_same_measure(segment):
    assert gone_on(segment, LIMIT) is None


def test_a_share_said_behind_a_stop_makes_it_a_stop_of_that_share():
    (measure,) = parse("砖瓦窑停产，比例不低于50%").measures
    assert (measure.kind, measure.value, measure.unit) == (Kind.STOP_SHARE, "50", "% min")
    assert measure.subject == "砖瓦窑"


def test_means_and_the_share_they_serve_are_one_measure_and_others_stay_apart():
    means = Measure(Kind.OPTIONS, object="采取限产、停产等方式")
    cut = Measure(Kind.EMISSION_CUT, "30", "%")
    (joined,) = settled([means, cut], "")
    assert (joined.kind, joined.value, joined.condition) == (Kind.EMISSION_CUT, "30", means.object)
    assert settled([LIMIT, cut], "") == [LIMIT, cut]
    assert settled([], "") == []
