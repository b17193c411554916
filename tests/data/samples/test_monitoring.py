from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from data import samples

START, END = datetime(2026, 1, 9), datetime(2026, 1, 12)


@pytest.fixture(scope="module")
def lines():
    _, listed, _ = samples.enterprises(today=date(2025, 11, 20))
    return listed.assign(cut_fraction=0.3)


@pytest.fixture(scope="module")
def found(lines):
    return samples.evidence(lines, START, END)


def test_the_evidence_covers_thirty_days_before_and_the_alert_itself(found):
    power = found.power
    assert list(power) == ["meter_id", "line_id", "time_end", "kwh"]
    assert power["line_id"].nunique() == 150
    assert power["time_end"].min() <= pd.Timestamp(START) - timedelta(days=29, hours=20)
    assert power["time_end"].max() == pd.Timestamp(END)
    assert not power.duplicated(["meter_id", "time_end"]).any()
    assert (power["kwh"] > 0).all()


def test_stack_data_carry_about_the_listed_nox(found, lines):
    assert list(found.cems) == ["line_id", "time_end", "so2", "nox", "pm", "flow"]
    assert found.cems["line_id"].nunique() > 40
    before = found.cems[found.cems["time_end"] <= pd.Timestamp(START)]
    kg = (before["nox"] * before["flow"] / 1e6).groupby(before["line_id"]).mean() * 24
    listed = lines.set_index("line_id")["nox_kg"].reindex(kg.index)
    assert 0.4 < (kg / listed).median() < 1.3


def test_most_obey_and_the_power_shows_it(found, lines):
    truth = samples.behaviours(lines).set_index("line_id")["behaviour"]
    assert (truth == samples.Behaviour.OBEYS).mean() > 0.7
    assert (truth == samples.Behaviour.IGNORES).sum() >= 5
    power = found.power
    inside = power["time_end"] > pd.Timestamp(START) + timedelta(hours=6)
    outside = power["time_end"] <= pd.Timestamp(START)
    clock = power["time_end"].dt.hour

    def mean(rows):
        return power[rows & clock.between(10, 19)].groupby("line_id")["kwh"].median()

    share = mean(inside) / mean(outside)
    assert share[truth[truth == samples.Behaviour.OBEYS].index].median() < 0.78
    assert share[truth[truth == samples.Behaviour.IGNORES].index].median() > 0.93


def test_the_same_seed_gives_the_same_evidence(found, lines):
    again = samples.evidence(lines, START, END)
    pd.testing.assert_frame_equal(found.power, again.power)
    pd.testing.assert_frame_equal(found.cems, again.cems)


def test_lines_without_meter_or_cut_have_no_evidence(lines):
    nothing = samples.evidence(lines.assign(meter_id=""), START, END)
    assert nothing.power.empty
    assert nothing.cems.empty
    assert samples.evidence(lines.assign(cut_fraction=0.0), START, END).power.empty


def test_an_alert_that_ends_before_it_starts_is_refused(lines):
    with pytest.raises(ValueError, match="须晚于"):
        samples.evidence(lines, END, START)
