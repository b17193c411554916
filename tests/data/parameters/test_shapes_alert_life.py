from datetime import date

import pytest
from pydantic import ValidationError

from data import parameters
from data.parameters.shapes_alert_life import HealthAdvice, MonthlyReport, ProcedureHours

ADVICE = {"effect": "影响", "advice": "建议"}


def test_advice_names_all_six_levels():
    assert HealthAdvice(levels=dict.fromkeys(range(1, 7), ADVICE)).levels[6].advice == "建议"
    with pytest.raises(ValidationError, match="六个级别"):
        HealthAdvice(levels=dict.fromkeys(range(1, 6), ADVICE))


@pytest.mark.parametrize("day", [0, 29])
def test_a_report_is_due_on_a_day_that_every_month_has(day):
    with pytest.raises(ValidationError):
        MonthlyReport(day=day)


def test_a_step_takes_some_time():
    with pytest.raises(ValidationError):
        ProcedureHours(form=0, issue=2, mirror=2)


def test_the_advice_of_2012_is_not_passed_off_as_that_of_2026():
    before = parameters.on("alerts/health_advice", date(2026, 2, 28)).reference
    after = parameters.on("alerts/health_advice", date(2026, 3, 1)).reference
    assert not before.lapsed
    assert after.lapsed
    assert str(after).endswith("（现行效力待核）")
