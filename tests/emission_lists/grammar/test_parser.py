"""Properties of reading: nothing invented, nothing lost, nothing guessed."""

import re
from pathlib import Path

import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from emission_lists.grammar import Kind, parse
from emission_lists.grammar.normal import han_number

FOLDER = Path(__file__).parents[2] / "cases/measures"
TEXTS = [
    case["text"]
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
CLAUSES = sorted({clause for text in TEXTS for clause in re.split("[，；。]", text) if clause})
HALVES = {"一半": 50, "半数": 50, "减半": 50, "二分之一": 50}
ORDERS = {
    Kind.STOP,
    Kind.PROCESS_STOP,
    Kind.EQUIPMENT_STOP,
    Kind.STOP_SHARE,
    Kind.LIMIT_SHARE,
    Kind.LOAD_CUT,
    Kind.EMISSION_CUT,
    Kind.STOP_UNITS,
}
texts = st.lists(
    st.tuples(st.sampled_from(CLAUSES), st.sampled_from("，；。")), min_size=1, max_size=5
).map(lambda clauses: "".join(clause + sign for clause, sign in clauses))


def numbers_of(text):
    """Every number a reader finds in a text, however it is written there."""
    found = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}
    for numeral in re.findall("[零一二两三四五六七八九十百]+", text):
        found |= {float(han_number(numeral)), *(float(han_number(sign)) for sign in numeral)}
    found |= {10 * han_number(sign) for sign in re.findall("([一二三四五六七八九])成", text)}
    found |= {value for word, value in HALVES.items() if word in text}
    afternoon = re.findall(r"(?:下午|晚上?|傍晚|夜间)(\d+)", text)
    return found | {int(hour) + 12.0 for hour in afternoon}


def numbers_said(measure):
    if (measure.kind in ORDERS and measure.value == "100") or measure.kind is Kind.NONE:
        return set()  # a full stop, or none at all, is said in words
    if measure.kind is Kind.DUST_STOP:
        return set()
    value = re.sub("SO2|NO2|NH3", "", measure.value) + " " + measure.after
    return {float(number) for number in re.findall(r"\d+(?:\.\d+)?", value)}


@given(texts)
def test_no_number_is_invented(text):
    known = numbers_of(text)
    for measure in parse(text).measures:
        assert numbers_said(measure) <= known, measure


@given(texts)
def test_sentences_are_read_one_by_one(text):
    whole = parse(text)
    parts = [parse(part) for part in re.split("[；。]", text) if part.strip("，")]
    assert whole.measures == tuple(measure for part in parts for measure in part.measures)


@given(
    st.text(
        alphabet="停产限禁止不得50%以上、，；。（）时每日至台国四及下车辆延长小浓度≤mg/3§",
        max_size=40,
    )
)
def test_any_text_is_read_without_harm_and_a_stop_needs_a_word_of_stopping(text):
    parsed = parse(text)
    assert parsed.understood == (bool(parsed.measures) and not parsed.unread)
    for measure in parsed.measures:
        if measure.kind is Kind.STOP:
            assert re.search("停|禁止", text)


@given(
    st.sampled_from(CLAUSES), st.sampled_from(["不得因预警要求", "严禁以", "避免", "鼓励", "建议"])
)
def test_words_of_denial_and_advice_turn_no_clause_into_an_order(clause, denial):
    assume(not re.search("不得|禁止|严禁", clause))
    for measure in parse(denial + clause).measures:
        if measure.kind in ORDERS:
            assert "、" in clause or "（" in clause, measure


def test_a_forbidden_reason_or_way_stops_no_process():
    for text in ("不得因预警要求以印刷机数量计作业", "不得以印刷工序停产代替限产"):
        assert not [m for m in parse(text).measures if m.kind is Kind.PROCESS_STOP], text


def test_an_empty_text_is_not_understood():
    for text in ("", "。", "　", "，；"):
        assert parse(text).measures == ()
        assert not parse(text).understood


def test_full_and_half_width_say_the_same():
    wide = "停产５０％（含）以上，以生产线计；国Ⅳ及以下货车禁止通行"
    assert parse(wide) == parse("停产50%(含)以上,以生产线计;国四及以下货车禁止通行")
