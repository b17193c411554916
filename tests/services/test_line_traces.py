from datetime import date

import pytest

from data.vocabulary import AlertLevel
from services import grade_records, line_traces, list_versions, scenario_runs

CITY, DAY = "140100", date(2026, 11, 24)


def test_a_stored_line_is_traced_under_the_recorded_rules(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY)
    found = line_traces.trace_line(sessions, CITY, "QY1-01", AlertLevel.RED, DAY)
    assert found.enterprise == "示例QY1有限公司"
    assert found.grade == "B"
    assert found.sentences


def test_a_trace_in_a_scenario_equals_its_line(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY)
    framed = scenario_runs.frame_scenario(sessions, CITY, AlertLevel.YELLOW, DAY)
    lines = scenario_runs.run_scenario(sessions, framed).lines
    for row in lines.itertuples():
        found = line_traces.trace_in(sessions, framed, row.line_id)
        assert found.cut_fraction == row.cut_fraction
        assert found.kind == row.kind
    assert grade_records.newest(sessions, CITY) == framed.grade_records


def test_without_a_list_the_error_says_so(sessions):
    with pytest.raises(scenario_runs.NoListError, match="尚未导入应急减排清单"):
        line_traces.trace_line(sessions, CITY, "L1", AlertLevel.RED, DAY)
