from datetime import date, datetime

from alerts.alert import Alert
from data.vocabulary import AlertLevel, Emitted
from services import list_versions, rule_adoptions, scenario_runs
from ui import blocks

CITY, DAY = "140100", date(2026, 11, 24)
ALERT = Alert(
    "140100-2026-01", CITY, AlertLevel.ORANGE, datetime(2026, 11, 24), datetime(2026, 11, 27),
    "依据", datetime(2026, 11, 23, 10), "赵某某",
)  # fmt: skip


def test_the_chart_of_the_balance_gets_a_label_share_and_target_per_pollutant(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY)
    rule_adoptions.adopt(sessions, CITY, "example", date(2026, 11, 20), "甲号")
    framed = scenario_runs.frame_scenario(sessions, CITY, AlertLevel.ORANGE, DAY)
    outcome = scenario_runs.run_scenario(sessions, framed)
    rows = blocks.balance_rows(outcome)
    assert sorted(rows["label"]) == sorted(pollutant.label for pollutant in Emitted)
    pm = rows.set_index("label").loc[Emitted.PM.label]
    assert pm["fraction"] == outcome.balance.loc["pm", "fraction"]
    assert pm["target"] == 0.3


def test_an_alert_is_chosen_by_number_level_and_window():
    named = blocks.alert_option([ALERT])
    assert named("140100-2026-01") == (
        f"140100-2026-01 {AlertLevel.ORANGE.full_label} 11月24日0时至11月26日24时"
    )


def test_an_alert_no_longer_listed_keeps_its_number():
    assert blocks.alert_option([])("140100-2026-09") == "140100-2026-09"
