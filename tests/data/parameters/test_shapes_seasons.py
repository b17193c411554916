from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from data import parameters
from data.parameters.shapes_seasons import Hours, OzoneSeason, StaggeredSeason
from data.vocabulary import PerformanceGrade as Grade

EIGHT = ("140100", "140300", "140400", "140500", "140700", "140800", "141000", "141100")


def season(day, city="140100"):
    return parameters.on("regimes/staggered", day, city)


def dumped(**changes):
    value = season(date(2020, 12, 1)).value.model_dump(mode="json")
    return {**value, **changes}


@pytest.mark.parametrize("city", [*EIGHT, "140200"])
def test_the_2019_shares_are_those_of_article_32_everywhere_in_the_province(city):
    found = season(date(2019, 12, 1), city)
    shares = {name: (cut.share, cut.near) for name, cut in found.value.by_class.classes.items()}
    assert shares == {"限制类": (0.4, 0.5), "鼓励类": (0.2, 0.3)}
    assert found.value.by_class.near_km == 10
    assert found.reference.document == "晋政办发〔2019〕39号"
    assert set(found.value.industries) == {"钢铁", "建材", "焦化", "铸造", "有色", "化工"}


def test_b_is_exempt_in_2020_and_not_in_2021():
    first, second = season(date(2020, 12, 1)).value, season(date(2021, 12, 1)).value
    assert {Grade.B, Grade.B_MINUS} <= set(first.by_grade.exempt)
    assert {Grade.B, Grade.B_MINUS} <= set(second.by_grade.staggered)
    assert (first.first_day, first.last_day) == (date(2020, 11, 1), date(2021, 3, 31))
    assert (second.first_day, second.last_day) == (date(2021, 11, 1), date(2022, 3, 31))


def test_later_winters_have_no_number():
    assert season(date(2022, 11, 1)).value is None
    assert season(date(2026, 11, 1)).value is None


def test_quoted_seasons_are_marked_as_quoted():
    assert str(season(date(2020, 12, 1)).reference).endswith("（转引）")
    assert str(season(date(2026, 12, 1), "990100").reference).endswith("（示例值）")


def test_the_ozone_season_is_may_to_september_from_10_to_16():
    found = parameters.on("regimes/ozone_season", date(2026, 7, 1), "140500").value
    assert (found.first, found.last, found.hours.text) == ("05-01", "09-30", "10:00-16:00")
    assert found.carbon.due == "05-31"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"first_day": None}, "同时填写"),
        ({"first_day": "2021-04-01"}, "早于"),
        ({"by_grade": None}, "须且只须填一个"),
        ({"surplus": 1}, "surplus"),
        (
            {"by_grade": {"stop": ["D"], "staggered": ["D"], "exempt": [], "clause": "x"}},
            "不能同时",
        ),
    ],
)
def test_a_season_that_contradicts_itself_is_refused(changes, says):
    with pytest.raises(ValidationError, match=says):
        TypeAdapter(StaggeredSeason).validate_python(dumped(**changes))


def test_a_near_share_below_the_far_one_is_refused():
    value = season(date(2019, 12, 1)).value.model_dump(mode="json")
    value["by_class"]["classes"]["限制类"]["near"] = 0.1
    with pytest.raises(ValidationError, match="near 不能小于"):
        TypeAdapter(StaggeredSeason).validate_python(value)


def test_a_day_that_does_not_exist_is_refused():
    value = parameters.on("regimes/ozone_season", date(2026, 7, 1), "140500").value
    with pytest.raises(ValidationError, match="first"):
        TypeAdapter(OzoneSeason).validate_python({**value.model_dump(), "first": "13-01"})
    assert Hours(start=9, end=18).text == "09:00-18:00"
