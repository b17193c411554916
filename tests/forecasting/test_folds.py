import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.folds import BLOCK_DAYS, GAP_DAYS, Fold, ridge_path, solve_ridge


@given(st.integers(30, 900), st.integers(1, 6))
def test_every_day_is_judged_exactly_once_and_never_by_what_was_learned_near_it(days, parts):
    folds = list(Fold.split(days, parts))
    assert len(folds) == parts
    assert (sum(fold.judge.astype(int) for fold in folds) == 1).all()
    for fold in folds:
        judged, learned = np.flatnonzero(fold.judge), np.flatnonzero(fold.learn)
        if len(judged) and len(learned):
            assert np.abs(judged[:, None] - learned[None, :]).min() > GAP_DAYS


def test_blocks_of_a_month_take_turns():
    first, second = Fold.split(4 * BLOCK_DAYS, 2)
    assert first.judge[:BLOCK_DAYS].all()
    assert not first.judge[BLOCK_DAYS : 2 * BLOCK_DAYS].any()
    assert (first.judge == ~second.judge).all()
    assert first.learn.sum() == 2 * BLOCK_DAYS - 3 * GAP_DAYS


@given(st.integers(0, 10_000), st.sampled_from([0.5, 10.0, 300.0]))
def test_one_decomposition_gives_the_same_weights_as_solving(seed, penalty):
    generator = np.random.default_rng(seed)
    x, y = generator.normal(0, 1, (30, 4)), generator.normal(0, 1, 30)
    path = ridge_path(x, y, (penalty, 2 * penalty))
    assert path.shape == (2, 4)
    assert path[0] == pytest.approx(solve_ridge(x, y, penalty))
    assert np.linalg.norm(path[1]) <= np.linalg.norm(path[0]) + 1e-12


def test_several_targets_are_solved_side_by_side():
    generator = np.random.default_rng(1)
    x, y = generator.normal(0, 1, (30, 3)), generator.normal(0, 1, (30, 2))
    path = ridge_path(x, y, (1.0,))
    assert path.shape == (1, 3, 2)
    assert path[0, :, 1] == pytest.approx(ridge_path(x, y[:, 1], (1.0,))[0])


def test_a_penalty_bears_two_columns_that_are_the_same():
    x = np.repeat(np.arange(-5.0, 6.0)[:, None], 2, axis=1)
    weights = solve_ridge(x, 4 * x[:, 0], 1e-3)
    assert weights == pytest.approx([2, 2], abs=1e-3)
