from datetime import date

import pytest

from data.vocabulary import AlertLevel, Emitted
from services import list_versions, rule_adoptions, scenario_runs
from services.scenario_runs import NoListError

CITY, DAY = "140100", date(2026, 11, 24)


@pytest.fixture
def stored(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY)
    rule_adoptions.adopt(sessions, CITY, "example", date(2026, 11, 20), "甲号")
    return sessions


def test_a_scenario_takes_the_newest_list_and_the_rules_of_the_day(stored):
    framed = scenario_runs.frame_scenario(stored, CITY, AlertLevel.RED, DAY)
    assert (framed.list_version, framed.rule_set) == (1, "example")
    earlier = scenario_runs.frame_scenario(stored, CITY, AlertLevel.RED, date(2026, 11, 19))
    assert earlier.rule_set is None


def test_without_a_list_it_says_what_to_do(sessions):
    with pytest.raises(NoListError, match="140100 尚未导入应急减排清单，请先到“减排清单”页导入"):
        scenario_runs.frame_scenario(sessions, CITY, AlertLevel.RED, DAY)


def test_a_version_that_is_not_there_is_named(stored):
    framed = scenario_runs.frame_scenario(stored, CITY, AlertLevel.RED, DAY, list_version=9)
    with pytest.raises(LookupError, match="没有第 9 版"):
        scenario_runs.run_scenario(stored, framed)


def test_the_balance_adds_up_by_hand(stored):
    """Brick's D stops all at orange, coke's B cuts 15 % and C 30 %; A and ungraded nothing."""
    framed = scenario_runs.frame_scenario(stored, CITY, AlertLevel.ORANGE, DAY)
    outcome = scenario_runs.run_scenario(stored, framed)
    cut = dict(zip(outcome.lines["line_id"], outcome.lines["pm_cut_kg"], strict=True))
    record = scenario_runs.balance_record(outcome)
    pm = record["pollutants"]["pm"]
    sectors = 200 * 0.1 + 100 * 0.2
    assert pm["total_kg"] == 850
    assert pm["cut_kg"] == pytest.approx(sum(cut.values()) + sectors, abs=1e-9)
    assert pm["fraction"] == pytest.approx(pm["cut_kg"] / 850)
    assert (pm["target"], pm["already_off_kg"]) == (0.3, 0.0)
    assert pm["shortfall_kg"] == pytest.approx(0.3 * 850 - pm["cut_kg"])


def test_the_record_has_the_shape_scripts_rely_on(stored):
    framed = scenario_runs.frame_scenario(stored, CITY, AlertLevel.ORANGE, DAY)
    record = scenario_runs.balance_record(scenario_runs.run_scenario(stored, framed))
    assert list(record) == [
        *("city", "level", "day", "list_version", "enterprises", "lines", "cut_enterprises"),
        *("pollutants", "references"),
    ]
    assert (record["city"], record["level"], record["day"]) == (CITY, "orange", "2026-11-24")
    assert (record["enterprises"], record["lines"]) == (3, 5)
    assert set(record["pollutants"]) == {str(p) for p in Emitted}
    for values in record["pollutants"].values():
        assert set(values) == {
            *("total_kg", "cut_kg", "fraction", "target", "shortfall_kg", "already_off_kg")
        }
    assert record["pollutants"]["vocs"]["target"] is None
    assert any("减排比例要求" in reference for reference in record["references"])


def test_a_higher_level_never_cuts_less(stored):
    cuts = []
    for level in (AlertLevel.YELLOW, AlertLevel.ORANGE, AlertLevel.RED):
        framed = scenario_runs.frame_scenario(stored, CITY, level, DAY)
        cuts.append(scenario_runs.run_scenario(stored, framed).balance["cut_kg"])
    assert (cuts[0] <= cuts[1]).all()
    assert (cuts[1] <= cuts[2]).all()
