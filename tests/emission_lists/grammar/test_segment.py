from emission_lists.grammar import Kind, Measure
from emission_lists.grammar.segment import Frame, framed, read_segment


def test_a_circumstance_waits_for_the_measures_after_it():
    frame = Frame()
    assert read_segment("橙色预警期间", frame, begun=False) == ([], [])
    assert (frame.condition, frame.fresh) == (["橙色预警期间"], True)
    ([stop], missed) = read_segment("砖瓦窑停产", frame, begun=False)
    assert (stop.kind, stop.condition, missed) == (Kind.STOP, "橙色预警期间", [])
    assert not frame.fresh


def test_a_window_at_the_head_holds_on_and_one_within_a_clause_is_its_own():
    frame = Frame()
    read_segment("每日20时至次日8时", frame, begun=False)
    assert frame.window == "20-8"
    ([clock], _) = read_segment("烧结机停产", frame, begun=False)
    assert (clock.kind, clock.value, clock.object) == (Kind.CLOCK_WINDOW, "20-8", "烧结机停产")
    frame = Frame()
    ([clock], _) = read_segment("烧结机在20时至次日8时停产", frame, begun=False)
    assert clock.value == "20-8"
    assert frame.window == ""


def test_others_are_not_bound_by_the_condition_of_those_before():
    frame = Frame(condition=["评价为B类的"], after="72")
    share = Measure(Kind.STOP_SHARE, "50", "%", "其他企业")
    said = framed(share, frame)
    assert (said.kind, said.condition, said.after) == (Kind.STOP_SHARE_AFTER, "", "72")
    own = framed(Measure(Kind.STOP_SHARE, "50", "%", "竖炉"), frame)
    assert own.condition == "评价为B类的"


def test_a_segment_nobody_understands_is_handed_back_whole():
    assert read_segment("玻璃企业拉引量降低15%", Frame(), begun=False) == (
        [],
        ["玻璃企业拉引量降低15%"],
    )
