import pytest

from emission_lists.grammar import Kind, parse
from emission_lists.grammar.emissions import caps


def test_limits_are_given_to_pollutants_one_by_one_and_the_rest_of_the_sentence_stays():
    rest, (cap,) = caps(
        "有组织排放,烧结机颗粒物、SO2、NOx排放浓度分别不高于5、20、30mg/m3,高炉停产"
    )
    assert rest == "有组织排放,§,高炉停产"
    assert cap.kind is Kind.CONCENTRATION_CAP
    assert (cap.value, cap.subject) == ("PM≤5;SO2≤20;NOx≤30", "烧结机")


def test_one_limit_holds_for_all_pollutants_named():
    _, (cap,) = caps("颗粒物、二氧化硫不超过10mg/m3")
    assert cap.value == "PM≤10;SO2≤10"


@pytest.mark.parametrize(
    "sentence",
    [
        "颗粒物、二氧化硫分别不超过5、25、30mg/m3",
        "颗粒物不超过10",
        "颗粒物低于5mg/m3的企业免于减排",
    ],
)
def test_limits_that_do_not_match_lack_a_unit_or_only_free_are_no_cap(sentence):
    assert caps(sentence) == (sentence, [])


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("污染物排放总量削减30%以上", Kind.EMISSION_CUT, "30", "% min"),
        ("占全社会排放量的20%", Kind.CITY_SHARE, "20", "%"),
        ("烟气湿度控制在10%", Kind.MOISTURE_CAP, "10", "%"),
    ],
)
def test_cuts_shares_of_the_city_and_moisture_are_told_apart(text, kind, value, unit):
    (measure,) = parse(text).measures
    assert (measure.kind, measure.value, measure.unit) == (kind, value, unit)
