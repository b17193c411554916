import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import trigger_record
from forecasting.backtest import backtest
from forecasting.models import create
from forecasting.trigger_record import flips, past_issues, reliability

DAYS = pd.date_range("2024-01-10", periods=5)


def test_past_issues_forecast_what_a_backtest_does_and_add_paths(history):
    issues = list(past_issues(
        create("ridge", ("pm25", "o3_mda8"), 3), history, DAYS, 3, issue_hour=8, refit_every=3,
        paths=50,
    ))  # fmt: skip
    model = create("ridge", ("pm25", "o3_mda8"), 3)
    wanted = backtest(model, history, DAYS, 3, issue_hour=8, refit_every=3)
    made = pd.concat([issue.quantiles for issue in issues], ignore_index=True)
    pd.testing.assert_frame_equal(made, wanted)
    for day, issue in zip(DAYS, issues, strict=True):
        assert issue.day == day
        assert issue.moment == day + pd.Timedelta(hours=8)
        assert (issue.paths.groupby("path")["lead_days"].agg(tuple) == (0, 1, 2, 3)).all()
        assert issue.paths["path"].nunique() == 50


def test_reliability_counts_what_came_true_in_each_bin():
    table = reliability(
        pd.Series([0.62, 0.65, 0.69, 0.05, 1.0]), pd.Series([True, True, False, False, True])
    )
    assert table[["low", "high", "issues", "events"]].to_numpy().tolist() == [
        [0.0, 0.1, 1, 0], [0.6, 0.7, 3, 2], [0.9, 1.0, 1, 1],
    ]  # fmt: skip
    assert table.loc[1, "chance"] == pytest.approx((0.62 + 0.65 + 0.69) / 3)
    assert table.loc[1, "frequency"] == pytest.approx(2 / 3)


def test_what_is_not_known_yet_is_left_out():
    table = reliability(pd.Series([0.5, 0.5]), pd.Series([None, True], dtype=object))
    assert table["issues"].tolist() == [1]
    assert reliability(pd.Series([0.5]), pd.Series([None], dtype=object)).empty


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80))
def test_every_issue_is_in_just_one_bin_and_the_bin_holds_its_chance(pairs):
    chances, happened = (pd.Series(list(side)) for side in zip(*pairs, strict=True))
    table = reliability(chances, happened)
    assert table["issues"].sum() == len(pairs)
    assert table["events"].sum() == happened.sum()
    assert (table["chance"] >= table["low"] - 1e-12).all()
    assert (table["chance"] <= table["high"] + 1e-12).all()
    assert (table["frequency_low"] <= table["frequency_high"]).all()


def test_chances_that_are_right_mostly_lie_within_the_range():
    generator = np.random.default_rng(3)
    chances = pd.Series(generator.random(2000))
    table = reliability(chances, pd.Series(generator.random(2000) < chances))
    within = table["frequency"].between(table["frequency_low"], table["frequency_high"])
    assert within.mean() >= 0.7


def test_scores_of_each_level_stand_in_the_order_given():
    rows = pd.DataFrame(
        [
            ("yellow", 0.9, True), ("yellow", 0.1, False), ("yellow", 0.4, False),
            ("red", 0.0, False), ("red", 0.0, None),
        ],
        columns=["level", "chance", "happened"],
    )  # fmt: skip
    table = trigger_record.scores(rows, 0.3)
    assert list(table.index) == ["yellow", "red"]
    yellow = table.loc["yellow"]
    assert (yellow["issues"], yellow["events"], yellow["pod"], yellow["far"]) == (3, 1, 1.0, 0.5)
    # 1 - (0.01 + 0.01 + 0.16) / (4/9 + 1/9 + 1/9)
    assert yellow["brier_skill"] == pytest.approx(1 - 0.18 / (6 / 9))
    assert table.loc["red", "issues"] == 1
    assert np.isnan(table.loc["red", "pod"])


@pytest.mark.parametrize(
    ("called", "wanted"),
    [
        (["", "", ""], (2, 0, 0)),
        (["", "orange", ""], (2, 2, 1)),
        (["", "yellow", "orange", "orange"], (3, 2, 0)),
        (["red"], (0, 0, 0)),
    ],
)
def test_flips_are_counted_from_day_to_day(called, wanted):
    days = pd.date_range("2026-01-01", periods=len(called))
    assert flips(pd.Series(called, index=days)) == wanted


def test_days_apart_are_not_compared():
    days = pd.to_datetime(["2026-01-01", "2026-01-03", "2026-01-04"])
    assert flips(pd.Series(["", "red", "red"], index=days)) == (1, 0, 0)


def test_issues_of_a_fortnight_and_city_share_their_fate():
    days = pd.date_range("2026-01-01", periods=40)
    rows = pd.concat([pd.DataFrame({"city": city, "issue_day": days}) for city in ("甲", "乙")])
    shared = trigger_record.blocks(rows)
    assert 2 * 3 <= shared.nunique() <= 2 * 4
    assert trigger_record.blocks(rows.drop(columns="city")).nunique() == shared.nunique() / 2
    alone = reliability(pd.Series([0.5] * 28), pd.Series([True] * 28))
    together = reliability(
        pd.Series([0.5] * 28), pd.Series([True] * 28), pd.Series(["a"] * 14 + ["b"] * 14)
    )
    assert alone.loc[0, "frequency_high"] < 1 == together.loc[0, "frequency_high"]


def test_the_gap_is_chance_less_frequency_with_its_sampling_error():
    days = pd.date_range("2025-11-01", periods=112)
    rows = pd.DataFrame({"issue_day": days, "chance": 0.5, "happened": [True, False] * 56})
    found = trigger_record.gap(rows)
    assert (found["issues"], found["events"], found["gap"]) == (112, 56, 0.0)
    assert found["gap_low"] <= 0 <= found["gap_high"]
    wrong = trigger_record.gap(rows.assign(chance=0.9))
    assert wrong["gap"] == pytest.approx(0.4)
    assert wrong["gap_low"] > 0
    assert trigger_record.gap(rows.assign(happened=None))["issues"] == 0


def test_blocks_that_all_come_true_or_not_widen_the_error():
    days = pd.date_range("2025-11-01", periods=112)
    number = (days - pd.Timestamp(0)).days // trigger_record.BLOCK_DAYS
    rows = pd.DataFrame({"issue_day": days, "chance": 0.5, "happened": number % 2 == 0})
    mixed = trigger_record.gap(rows.assign(happened=[True, False] * 56))
    lumped = trigger_record.gap(rows)
    width = lumped["gap_high"] - lumped["gap_low"]
    assert width > 3 * (mixed["gap_high"] - mixed["gap_low"])
