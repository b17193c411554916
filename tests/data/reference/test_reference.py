from data import reference
from data.vocabulary import PerformanceGrade


def test_there_are_39_key_industries_and_each_row_says_where_it_comes_from():
    industries = reference.industries()
    assert set(industries["number"].dropna()) == set(range(1, 40))
    assert (industries["source"] != "").all()
    assert set(industries["read"]) <= {"original", "quoted", "recalled", "example"}


def test_cement_counts_as_one_industry_with_two_tables():
    numbered = reference.industries().set_index("name")["number"]
    assert numbered["水泥熟料"] == numbered["水泥粉磨站及制品"] == 15


def test_no_industry_is_named_twice():
    names = reference.industry_names()
    assert len(set(names)) == len(names) == 47


def test_a_scheme_names_known_grades_and_stays_empty_where_not_confirmed():
    schemes = reference.industries().set_index("name")["schemes"]
    grades = {grade for scheme in schemes if scheme for grade in scheme.split("/")}
    assert grades <= {grade.value for grade in PerformanceGrade}
    assert schemes["长流程联合钢铁"] == "A/B/B-/C/D"
    assert schemes["岩矿棉"] == ""


def test_the_eleven_cities_of_shanxi_and_the_sample_city_are_known_by_name():
    divisions = reference.divisions()
    assert divisions["code"].str.fullmatch(r"\d{6}").all()
    assert divisions["code"].is_unique
    assert (divisions["code"].str.startswith("14")).sum() == 11
    assert reference.city_name("140100") == "太原市"
    assert reference.city_name("990100") == "示例市"


def test_an_unknown_city_is_called_by_its_code():
    assert reference.city_name("999999") == "999999"


def test_the_key_parks_are_fifteen_and_three_each_with_its_document():
    parks = reference.parks()
    assert parks["document"].value_counts().to_dict() == {
        "晋环规〔2023〕3号": 15,
        "泽政发〔2024〕21号": 3,
    }
    assert parks["name"].is_unique
    assert set(parks["city_code"]) <= set(reference.divisions()["code"])
    assert (parks["read"] == "original").all()
    assert set(parks.loc[parks["city_code"] == "140500", "county"]) == {"泽州"}


def test_twelve_counties_around_taiyuan_are_named():
    counties = reference.joint_control_counties()
    assert counties.groupby("city_code").size().to_dict() == {"140100": 3, "140700": 5, "141100": 4}
    assert reference.under_joint_control("清徐县", "140100")
    assert reference.under_joint_control("祁县", "140700")
    assert reference.under_joint_control("介休", "140700")
    assert not reference.under_joint_control("介休市", "140100")
    assert not reference.under_joint_control("迎泽区", "140100")
    assert not reference.under_joint_control("", "140100")
