"""Structures said in Chinese and read again."""

from hypothesis import given
from hypothesis import strategies as st

from emission_lists.grammar import Kind, Measure, Parsed, parse

subjects = st.sampled_from(
    ["", "烧结机、竖炉", "D级企业", "石灰窑（含套筒窑）", "未完成治理任务的焦化企业"]
)
conditions = st.sampled_from(["", "评价为B类的", "橙色预警期间", "当日均气温低于0℃时"])
counted = st.sampled_from(["", "以生产线计", "按设计产能核算", "采用实际用电量核实"])
exceptions = st.sampled_from(["", "电炉", "民生保障企业"])
bounds = st.sampled_from(["%", "% min", "% approx"])
percents = st.integers(1, 99).map(str)


@st.composite
def measures(draw):
    frame = {
        "subject": draw(subjects).replace("（", "(").replace("）", ")"),
        "condition": draw(conditions),
        "counted": draw(counted),
        "exception": draw(exceptions),
    }
    kind = draw(
        st.sampled_from(
            [
                Kind.STOP,
                Kind.STOP_SHARE,
                Kind.LIMIT_SHARE,
                Kind.LOAD_CUT,
                Kind.LOAD_CAP,
                Kind.COKING_TIME,
                Kind.CYCLE,
                Kind.EMISSION_CUT,
                Kind.STOP_SHARE_AFTER,
            ]
        )
    )
    hours = draw(st.integers(1, 96))
    match kind:
        case Kind.STOP:
            return Measure(kind, "100", "%", **frame)
        case Kind.LOAD_CAP:
            return Measure(kind, draw(percents), "% max", **frame)
        case Kind.COKING_TIME:
            unit = draw(st.sampled_from(["h", "h min", "h approx"]))
            return Measure(kind, str(hours), unit, **frame)
        case Kind.CYCLE:
            unit = draw(st.sampled_from(["h", "d"]))
            return Measure(kind, f"{hours} off/{draw(st.integers(1, 72))} on", unit, **frame)
        case Kind.STOP_SHARE_AFTER:
            return Measure(kind, draw(percents), draw(bounds), after=str(hours), **frame)
        case _:
            return Measure(kind, draw(percents), draw(bounds), **frame)


@given(st.lists(measures(), min_size=1, max_size=4))
def test_a_structure_said_in_chinese_is_read_as_the_same(wanted):
    parsed = Parsed(tuple(wanted))
    assert parse(parsed.sentence) == parsed


@given(st.integers(0, 23), st.integers(0, 23), st.sampled_from(["", ":30"]))
def test_a_window_is_said_with_the_next_day_where_it_crosses_midnight(begin, end, minutes):
    window = Measure(Kind.CLOCK_WINDOW, f"{begin}-{end}{minutes}", "clock", object="烧结机停产")
    said = Parsed((window,)).sentence
    assert ("次日" in said) == (end + bool(minutes) / 2 <= begin)
    assert parse(said).measures == (window,)


def test_what_was_not_understood_is_kept_and_said():
    parsed = parse("玻璃熔窑限产15%；拉引量视市场而定。")
    assert parsed.sentence == "玻璃熔窑限产15%；未读懂【拉引量视市场而定】"
    assert parse(parsed.sentence) == parsed


def test_the_basis_names_what_stands_beside_the_number():
    (measure,) = parse("评价为C类的，竖炉停产50%以上（电炉除外），以生产线计").measures
    assert measure.basis == "评价为C类的; 竖炉; 以生产线计; 除电炉"
