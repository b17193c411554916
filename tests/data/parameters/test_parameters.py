from datetime import date
from pathlib import Path

import pytest
import yaml

from data import parameters, reference
from data.parameters import ParameterError, load, load_region
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, Emitted, PerformanceGrade

CASES = Path(__file__).parents[2] / "cases/parameters"
FILES = list(parameters.files())
NOW = date(2026, 11, 22)
EIGHT = ("140100", "140300", "140400", "140500", "140700", "140800", "141000", "141100")


def cases(name):
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("folder", "name"), FILES, ids=lambda part: part)
def test_every_file_has_unit_reference_and_rising_days(folder, name):
    values = parameters.all_values(folder, name)
    assert values
    days = [value.in_force_from for value in values]
    assert days == sorted(set(days))
    for value in values:
        assert value.unit.strip()
        assert value.description.strip()
        assert value.reference.document.strip()
        assert value.scope == folder
        assert value.until is None or value.until >= value.in_force_from


def test_every_parameter_is_listed_once():
    assert parameters.names() == sorted({name for _, name in FILES})
    assert "response/reduction_targets" in parameters.names()


@pytest.mark.parametrize("case", cases("reduction_targets"), ids=lambda case: case["name"])
def test_reduction_targets_by_city_and_day(case):
    found = parameters.on("response/reduction_targets", case["day"], case["city"])
    shares = {
        str(pollutant): [
            round(found.value.levels[level][pollutant] * 100, 9) for level in RESPONSE_LEVELS
        ]
        for pollutant in found.value.levels[AlertLevel.YELLOW]
    }
    assert shares == case["expected"]
    assert found.reference.document == case["document"]
    assert found.reference.lapsed is case["lapsed"]
    assert ("现行效力待核" in str(found.reference)) is case["lapsed"]


@pytest.mark.parametrize("city", EIGHT)
def test_each_of_the_eight_cities_of_shanxi_cuts_40_percent_at_red(city):
    found = parameters.on("response/reduction_targets", NOW, city)
    assert found.value.levels[AlertLevel.RED] == {
        Emitted.PM: 0.4,
        Emitted.SO2: 0.4,
        Emitted.NOX: 0.4,
    }
    assert found.scope == "shanxi_eight"


def test_the_national_shares_are_marked_as_quoted():
    assert str(parameters.on("response/reduction_targets", NOW).reference).endswith("（转引）")


def test_a_city_takes_what_it_has_no_file_for_from_the_nation():
    assert parameters.on("alerts/criteria", NOW, "140100").scope == "national"


@pytest.mark.parametrize("case", cases("alert_criteria"), ids=lambda case: case["name"])
def test_alert_criteria_are_those_of_the_day(case):
    found = parameters.on("alerts/criteria", case["day"])
    assert found.reference.document == case["document"]
    written = {
        str(level): [
            [
                [
                    f">={part.from_aqi}" if part.above_aqi is None else f">{part.above_aqi}",
                    part.hours,
                ]
                for part in alternative.all
            ]
            for alternative in alternatives
        ]
        for level, alternatives in found.value.levels.items()
    }
    assert written == case["expected"]


# 环办大气函〔2020〕340号 for cement clinker; kind, share and the words of the transport rule.
TRUCKS = "停止使用国四及以下重型载货车辆（含燃气）进行运输"
CLINKER = {
    "A": [("self", None, "")] * 3,
    "B": [("none", None, TRUCKS), ("limit", 0.2, TRUCKS), ("stop", None, TRUCKS)],
    "C": [("stop_share", 0.5, TRUCKS), ("stop", None, TRUCKS), ("stop", None, TRUCKS)],
    "D": [("stop", None, "停止公路运输")] * 3,
}


@pytest.mark.parametrize("grade", CLINKER)
def test_cement_clinker_has_the_table_that_was_read(grade):
    table = parameters.on("response/guide_measures", NOW).value.industries["水泥熟料"]
    written = [table[PerformanceGrade(grade)][level] for level in RESPONSE_LEVELS]
    assert [(m.kind, m.share, m.transport) for m in written] == CLINKER[grade]
    assert set(table) == {PerformanceGrade(known) for known in CLINKER}


def test_the_base_of_the_clinker_cut_is_the_smallest_of_three_capacities():
    table = parameters.on("response/guide_measures", NOW).value.industries["水泥熟料"]
    basis = table[PerformanceGrade.B][AlertLevel.ORANGE].basis
    assert all(word in basis for word in ("环评批复", "排污许可", "前一年", "最小值"))
    assert table[PerformanceGrade.C][AlertLevel.YELLOW].basis == "以生产线计"


def test_the_guide_invents_nothing_for_the_other_industries():
    guide = parameters.on("response/guide_measures", NOW).value
    assert set(guide.industries) == {"水泥熟料"}
    assert set(guide.industries) <= set(reference.industry_names())
    for grade, by_level in guide.others.items():
        kinds = {measure.kind if measure else None for measure in by_level.values()}
        own_account = grade in (
            PerformanceGrade.A_PLUS,
            PerformanceGrade.A,
            PerformanceGrade.LEADING,
        )
        assert kinds == ({"self"} if own_account else {None}), grade


# Issue: C cuts the share of the level, B half of it, B- three quarters; D and 非引领性 stop half.
EXAMPLE = {
    "A+": ["self"] * 3,
    "A": ["self"] * 3,
    "引领性": ["self"] * 3,
    "B": [0.10, 0.15, 0.20],
    "B-": [0.15, 0.225, 0.30],
    "C": [0.20, 0.30, 0.40],
    "D": ["half", "stop", "stop"],
    "非引领性": ["half", "stop", "stop"],
}


def test_the_example_rules_are_marked_as_an_example():
    found = parameters.on("response/rule_sets", NOW)
    assert found.reference.read == "example"
    assert str(found.reference).endswith("（示例值）")
    rules = found.value.sets["example"].grades

    def said(measure):
        if measure.kind == "stop_share":
            return "half" if measure.share == 0.5 else measure.share
        return measure.share if measure.kind == "limit" else measure.kind

    assert {
        str(grade): [said(by_level[level]) for level in RESPONSE_LEVELS]
        for grade, by_level in rules.items()
    } == EXAMPLE


@pytest.mark.parametrize(
    ("name", "field", "expected", "read"),
    [
        ("alerts/act_chance", "chance", 0.3, "example"),
        ("alerts/merge_gap", "hours", 36, "recalled"),
        ("alerts/lift_hours", "hours", 36, "original"),
        ("alerts/lead_hours", "hours", 24, "quoted"),
        ("alerts/dust_ratio", "below", 0.3, "example"),
    ],
)
def test_a_single_number_and_how_sure_it_is(name, field, expected, read):
    found = parameters.on(name, NOW)
    assert getattr(found.value, field) == expected
    assert found.reference.read == read


def test_yellow_and_orange_are_signed_by_the_vice_mayor_and_red_by_the_mayor():
    signed = parameters.on("alerts/sign_off", NOW).value.signatories
    assert [signed[level] for level in RESPONSE_LEVELS] == ["分管副市长", "分管副市长", "市长"]


def test_a_value_holds_from_its_first_day_and_not_before():
    assert parameters.on("air_quality/iaqi_breakpoints", date(2026, 2, 28)).value.pm25_24h[2] == 75
    assert parameters.on("air_quality/iaqi_breakpoints", date(2026, 3, 1)).value.pm25_24h[2] == 60


def test_a_day_before_the_first_value_names_parameter_day_and_remedy():
    with pytest.raises(ParameterError) as refused:
        parameters.on("response/guide_measures", date(2019, 1, 1), "140100")
    assert "response/guide_measures" in str(refused.value)
    assert "2020-06-01" in str(refused.value)
    assert "2019-01-01" in str(refused.value)
    assert "补充" in str(refused.value)


@pytest.mark.parametrize("ask", [parameters.editions, lambda name: parameters.on(name, NOW)])
def test_an_unknown_parameter_is_named(ask):
    with pytest.raises(ParameterError, match="没有名为 response/nothing 的参数"):
        ask("response/nothing")


def test_editions_run_from_the_oldest_to_the_newest():
    years = [value.in_force_from.year for value in parameters.editions("alerts/criteria")]
    assert years == [2017, 2018, 2024]
    assert [v.value.levels[AlertLevel.RED][Emitted.NOX] for v in parameters.editions(
        "response/reduction_targets", "140100"
    )] == [0.4]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "first"), [(2017, 2017), (2018, 2018), (2019, 2018), (2024, 2024)]
)
def test_an_edition_is_called_by_a_year_of_its_term(year, first):
    assert parameters.edition("alerts/criteria", year).in_force_from.year == first


def test_every_membership_names_a_group_that_exists_and_its_source():
    for code in (*EIGHT, "990100"):
        region = parameters.region(code)
        assert region.name == reference.city_name(code)
        for member in region.memberships:
            assert parameters.region(member.group) is not None
            assert member.reference.document


def test_a_region_without_rules_of_its_own_is_none():
    assert parameters.region("140200") is None


# --- files that are refused -------------------------------------------------------------------

HEAD = "description: 间隔\nunit: h\nvalues:\n"
REFERENCE = "    reference: {document: 某文件, clause: 第1条}\n"
VALUE = "    value: {hours: 3}\n"
DAY = "  2020-01-01:\n" + REFERENCE + VALUE
WRONG = {
    "unknown key of the entry": (HEAD + DAY + "    colour: 红\n", "values.2020-01-01.colour：不认识"),
    "unknown key of the file": (HEAD + DAY + "owner: 某人\n", "owner：不认识的键"),
    "unknown key of the value": (
        HEAD + DAY.replace("hours: 3", "hours: 3, minutes: 1"),
        "values.2020-01-01.value.minutes：不认识的键",
    ),
    "no reference": (
        HEAD + "  2020-01-01:\n" + VALUE,
        "values.2020-01-01.reference：缺少这一项",
    ),
    "reference without document": (
        HEAD + DAY.replace("document: 某文件, ", ""),
        "values.2020-01-01.reference.document：缺少",
    ),
    "blank document": (
        HEAD + DAY.replace("某文件", "' '"),
        "values.2020-01-01.reference.document：不能为空",
    ),
    "unknown way of reading": (
        HEAD + DAY.replace("第1条", "第1条, read: 听说"),
        "values.2020-01-01.reference.read：只能填",
    ),
    "no unit": (HEAD.replace("unit: h\n", "") + DAY, "unit：缺少这一项"),
    "blank unit": (HEAD.replace("unit: h", 'unit: " "') + DAY, "unit：不能为空"),
    "no value": (HEAD + "  2020-01-01:\n" + REFERENCE, "values.2020-01-01.value：缺少"),
    "no day at all": ("description: 间隔\nunit: h\nvalues: {}\n", "values：至少要有一项"),
    "falling days": (
        HEAD + DAY + DAY.replace("2020", "2019"),
        "施行日期须由早到晚排列：2020-01-01、2019-01-01",
    ),
    "the same day twice": (HEAD + DAY + DAY, "第 7 行键重复：2020-01-01"),
    "the same day once more in quotes": (HEAD + DAY + DAY.replace("2020-01-01", '"2020-01-01"'), "应为日期"),
    "a key twice": (HEAD + DAY + VALUE, "第 7 行键重复：value"),
    "a year for a day": (HEAD + DAY.replace("2020-01-01", "2020"), "values.2020：应为日期"),
    "a day that does not exist": (HEAD + DAY.replace("2020-01-01", "2020-02-30"), "不存在的日期"),
    "an end before the beginning": (
        HEAD + DAY.replace(VALUE, VALUE + "    until: 2019-12-31\n"),
        "止于 2019-12-31，早于施行日期",
    ),
    "a number too small": (
        HEAD + DAY.replace("3", "-1"),
        "values.2020-01-01.value.hours：不能小于 0",
    ),
    "a word for a number": (
        HEAD + DAY.replace("3", "三"),
        "values.2020-01-01.value.hours：应为整数",
    ),
    "a list for a value": (
        HEAD + DAY.replace("{hours: 3}", "[3]"),
        "values.2020-01-01.value：应为",
    ),
    "an empty file": ("", "文件：应为"),
    "a bracket left open": (HEAD + "  2020-01-01: [\n", "不是合法的 YAML"),
    "a list as key": (HEAD + "  ? [1]\n  : 1\n", "第 4 行的键不是"),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG)
def test_a_file_is_refused_by_name_and_place_with(fault, tmp_path):
    text, expected = WRONG[fault]
    path = tmp_path / "merge_gap.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as refused:
        load(path, "alerts/merge_gap")
    assert "merge_gap.yaml 不能接受" in str(refused.value)
    assert expected in str(refused.value)


def test_all_faults_of_a_file_are_named_at_once(tmp_path):
    path = tmp_path / "merge_gap.yaml"
    path.write_text("description: 间隔\nvalues:\n  2020-01-01: {value: 1, colour: 红}\n", "utf-8")
    with pytest.raises(ParameterError) as refused:
        load(path, "alerts/merge_gap")
    for place in ("unit", "reference", "colour"):
        assert place in str(refused.value)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "merge_gap.yaml"
    path.write_bytes((HEAD + DAY).encode("gb18030"))
    with pytest.raises(ParameterError, match="UTF-8"):
        load(path, "alerts/merge_gap")


def test_a_parameter_without_declared_shape_is_refused(tmp_path):
    path = tmp_path / "mood.yaml"
    path.write_text(HEAD + DAY, encoding="utf-8")
    with pytest.raises(ParameterError, match="没有声明取值格式"):
        load(path, "alerts/mood")


def test_an_unset_value_stays_none(tmp_path):
    path = tmp_path / "merge_gap.yaml"
    path.write_text(HEAD + DAY.replace("{hours: 3}", "null"), encoding="utf-8")
    (found,) = load(path, "alerts/merge_gap")
    assert found.value is None
    assert found.reference.document == "某文件"


def test_unset_measures_of_the_guide_stay_none():
    guide = parameters.on("response/guide_measures", NOW).value
    assert guide.others[PerformanceGrade.C][AlertLevel.RED] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: 某市\nmayor: 某人\n", "mayor：不认识的键"),
        ("name: 某市\nmemberships: [{group: g, from: 2019-01-01}]\n", "memberships.0.reference：缺少"),
        ("name: 某市\nname: 他市\n", "第 2 行键重复：name"),
        ("memberships: []\n", "name：缺少"),
    ],
)  # fmt: skip
def test_a_region_file_is_refused_the_same_way(text, expected, tmp_path):
    path = tmp_path / "region.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as refused:
        load_region(path)
    assert "region.yaml 不能接受" in str(refused.value)
    assert expected in str(refused.value)


@pytest.fixture
def own_regions(tmp_path, monkeypatch):
    """A folder of parameters with one national value, one group and one city of two groups."""
    monkeypatch.setattr(parameters, "_HERE", tmp_path)
    for cached in (parameters._values, parameters.region):
        cached.cache_clear()

    def write(folder, hours, day="2020-01-01"):
        path = tmp_path / folder / "alerts/merge_gap.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (HEAD + DAY).replace("2020-01-01", day).replace("3}", f"{hours}}}")
        path.write_text(text, encoding="utf-8")

    write("national", 1)
    write("regions/north", 2)
    (tmp_path / "regions/770100").mkdir()
    (tmp_path / "regions/770100/region.yaml").write_text(
        "name: 某市\nmemberships:\n  - {group: north, from: 2021-01-01, until: 2022-12-31, "
        "reference: {document: 某文件, clause: ''}}\n",
        encoding="utf-8",
    )
    yield write
    for cached in (parameters._values, parameters.region):
        cached.cache_clear()


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2020-12-31", 1), ("2021-01-01", 2), ("2022-12-31", 2), ("2023-01-01", 1)],
)
def test_a_group_counts_from_the_first_to_the_last_day_of_membership(own_regions, day, hours):
    found = parameters.on("alerts/merge_gap", date.fromisoformat(day), "770100")
    assert found.value.hours == hours


def test_the_city_goes_before_its_group_the_group_before_the_province(own_regions):
    own_regions("regions/770000", 5)
    within, outside = date(2021, 6, 1), date(2024, 6, 1)
    assert parameters.on("alerts/merge_gap", within, "770100").value.hours == 2
    assert parameters.on("alerts/merge_gap", outside, "770100").value.hours == 5
    parameters._values.cache_clear()
    own_regions("regions/770100", 7, day="2021-06-01")
    assert parameters.on("alerts/merge_gap", within, "770100").value.hours == 7
    assert parameters.on("alerts/merge_gap", date(2021, 5, 31), "770100").value.hours == 2
