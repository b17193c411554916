from dataclasses import replace
from datetime import date, datetime

import pytest

from data.vocabulary import AlertLevel
from emission_lists.rule_matrix import CityMeasure
from services import city_measures, journal, line_traces, list_versions, scenario_runs
from services.city_measures import CityMeasureError, in_force, record, records

CITY, DAY = "140100", date(2026, 11, 24)
MEASURE = CityMeasure(
    "焦化", AlertLevel.ORANGE, "限产30%", "市攻坚办〔2026〕1号", date(2026, 1, 1), "C"
)


def test_a_measure_is_read_back_and_holds_from_its_day(sessions):
    parsed = record(sessions, CITY, MEASURE, user="甲")
    assert parsed.sentence == "限产30%"
    assert in_force(sessions, CITY, DAY) == (MEASURE,)
    assert in_force(sessions, CITY, date(2025, 12, 31)) == ()
    assert in_force(sessions, "140200", DAY) == ()
    (act,) = journal.entries(sessions, CITY)["act"]
    assert act == "规定本市减排措施"


def test_a_change_is_a_further_record_and_the_past_can_be_drafted_again(sessions):
    first, second = datetime(2026, 2, 1, 9), datetime(2026, 3, 1, 9)
    record(sessions, CITY, MEASURE, user="甲", now=first)
    later = replace(
        MEASURE, text="限产50%", source="市攻坚办〔2026〕2号", in_force_from=date(2026, 3, 1)
    )
    record(sessions, CITY, later, user="乙", now=second)
    assert in_force(sessions, CITY, DAY) == (later,)
    assert in_force(sessions, CITY, date(2026, 2, 15)) == (MEASURE,)
    assert in_force(sessions, CITY, DAY, known_at=first) == (MEASURE,)
    assert [one.recorded_by for one in records(sessions, CITY)] == ["乙", "甲"]


def test_an_empty_text_takes_a_measure_back(sessions):
    record(sessions, CITY, MEASURE, user="甲")
    record(sessions, CITY, replace(MEASURE, text=" ", in_force_from=date(2026, 5, 1)), user="甲")
    assert in_force(sessions, CITY, DAY) == ()
    with pytest.raises(CityMeasureError, match="没有可停用的本市措施"):
        record(sessions, CITY, replace(MEASURE, text="", grade="D"), user="甲")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"source": " "}, "没有出处不予记录"),
        ({"industry": "炼金"}, "行业“炼金”不在行业名目中"),
        ({"grade": "E"}, "没有绩效等级“E”"),
        ({"grade": "A"}, "A 自主减排，不下达减排要求"),
        ({"process": "炼丹炉"}, "没有设备类别“炼丹炉”"),
        ({"level": AlertLevel.BLUE}, "没有蓝色"),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_nothing_is_stored(sessions, change, why):
    with pytest.raises(CityMeasureError, match=why):
        record(sessions, CITY, replace(MEASURE, **change), user="甲")
    assert records(sessions, CITY) == []


def test_an_unknown_sample_is_refused(sessions):
    with pytest.raises(CityMeasureError, match="没有名为 x 的参考措施"):
        record(sessions, CITY, MEASURE, user="甲", sample="x")


def test_only_adoptable_samples_are_offered():
    offered = city_measures.samples(DAY, "焦化")
    assert "外地08" in offered
    assert "外地45" not in offered  # a control outside alerts
    assert all("焦化" in one.industry for one in offered.values())


def test_a_measure_enters_the_scenario_and_the_trace(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY)
    before = scenario_runs.frame_scenario(sessions, CITY, AlertLevel.ORANGE, DAY)
    record(sessions, CITY, MEASURE, user="甲")
    framed = scenario_runs.frame_scenario(sessions, CITY, AlertLevel.ORANGE, DAY)
    assert framed.city_measures == (MEASURE,)
    assert hash(framed) != hash(before)
    cut = scenario_runs.run_scenario(sessions, framed).lines.set_index("line_id")
    assert cut.loc["QY1-02", "cut_fraction"] == pytest.approx(0.3)
    assert cut.loc["QY1-02", "reference"].startswith("市攻坚办〔2026〕1号")
    found = line_traces.trace_line(sessions, CITY, "QY1-02", AlertLevel.ORANGE, DAY)
    assert found.cut_fraction == pytest.approx(0.3)
    assert "本市规定·焦化·C" in "\n".join(found.sentences)


def test_a_trace_of_a_line_that_is_not_there_names_city_version_and_line(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY)
    with pytest.raises(LookupError, match="140100 第 1 版清单中没有生产线 L99"):
        line_traces.trace_line(sessions, CITY, "L99", AlertLevel.ORANGE, DAY)
