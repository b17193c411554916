from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.samples.grading import filed, grades, line_grade, validity
from data.vocabulary import RESPONSE_LEVELS, GradeScheme
from data.vocabulary import PerformanceGrade as G

TODAY = date(2026, 11, 22)
OCCURRING = [G.A, G.B, G.B_MINUS, G.C, G.D, G.LEADING, G.NOT_LEADING, G.UNGRADED]


def cells(grade=G.C, floor=0.0, seed=1):
    return filed(grade, "1号窑", "限产", floor, np.random.default_rng(seed))


def test_the_highest_scores_get_the_best_grades():
    given_grades = grades("A/B/C/D", np.arange(100.0), 0.0)
    assert given_grades[-4:] == [G.A] * 4
    assert given_grades.count(G.B) == 16
    assert given_grades.count(G.C) == 55
    assert given_grades[:8] == [G.UNGRADED] * 8


def test_a_weak_industry_has_more_d_at_the_cost_of_c():
    usual, weak = (grades("A/B/C/D", np.arange(100.0), share) for share in (0.0, 0.2))
    assert weak.count(G.D) - usual.count(G.D) == usual.count(G.C) - weak.count(G.C) == 20


def test_an_industry_without_scheme_is_ungraded():
    assert grades("", np.array([3.0, 1.0]), 0.0) == [G.UNGRADED] * 2


def test_a_line_is_at_most_one_step_worse_than_its_enterprise():
    assert line_grade(G.A, 0.01) is G.B
    assert line_grade(G.A, 0.5) is G.A
    assert line_grade(G.D, 0.0) is G.D
    assert line_grade(G.LEADING, 0.0) is G.LEADING


def test_a_grade_runs_out_before_or_long_after_the_day():
    assert validity(G.UNGRADED, TODAY, (0.0, 0.0)) == ("", None)
    assert validity(G.C, TODAY, (0.01, 0.05)) == (GradeScheme.GUIDE_2026.label, None)
    scheme, until = validity(G.C, TODAY, (0.5, 0.12))
    assert scheme == GradeScheme.GUIDE_2020.label
    assert until.date() < TODAY
    assert validity(G.C, TODAY, (0.5, 0.9))[1].year >= TODAY.year + 2


@given(st.sampled_from(OCCURRING), st.sampled_from([0.0, 0.3, 0.5, 0.8]), st.integers(0, 5000))
def test_filed_shares_rise_with_the_level_and_leave_the_supply_floor(grade, floor, seed):
    made = cells(grade, floor, seed)
    shares = [made[f"filed_{level}_share"] for level in RESPONSE_LEVELS]
    texts = [made[f"filed_{level}"] for level in RESPONSE_LEVELS]
    if np.isnan(shares).any():
        assert np.isnan(shares).all()
        assert not any("减排" in text.removeprefix("自主减排") for text in texts)
        return
    assert shares == sorted(shares)
    assert shares[0] > 0
    assert shares[-1] <= 1 - floor + 1e-9
    assert all(level.label in text for level, text in zip(RESPONSE_LEVELS, texts, strict=True))


@pytest.mark.parametrize(("grade", "expected"), [(G.UNGRADED, 0.25), (G.C, 0.12)])
def test_some_lines_have_filed_nothing_the_ungraded_more_often(grade, expected):
    empty = [cells(grade, seed=seed)[f"filed_{RESPONSE_LEVELS[2]}"] == "" for seed in range(1500)]
    assert np.mean(empty) == pytest.approx(expected, abs=0.03)
