"""Validation in time: blocks of days, each judged by what was learned from the other blocks."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.weather import Array

Mask = npt.NDArray[np.bool_]

BLOCK_DAYS = 30
GAP_DAYS = 4


@dataclass(frozen=True)
class Fold:
    """Rows to learn from and rows to judge, as masks over days."""

    learn: Mask
    judge: Mask

    @classmethod
    def split(cls, days: int, parts: int) -> Iterator["Fold"]:
        """Split days into interleaved blocks of a month.

        Rows within a few days of a judged block are not learned from: weather lasts, and a row's
        lags would show it the block.

        Args:
            days: Number of days, the first axis of the rows.
            parts: Number of folds.
        """
        part = (np.arange(days) // BLOCK_DAYS) % parts
        for number in range(parts):
            judge = part == number
            near = np.convolve(judge, np.ones(2 * GAP_DAYS + 1), mode="same") > 0
            yield cls(learn=~near, judge=judge)


def ridge_path(x: Array, y: Array, penalties: tuple[float, ...]) -> Array:
    """Ridge weights for several penalties from one decomposition.

    Returns:
        Shape (penalties, columns of x) or, where ``y`` has columns, (penalties, x, y).
    """
    values, vectors = np.linalg.eigh(x.T @ x)
    projected = vectors.T @ (x.T @ y)
    size = values.clip(0).reshape(-1, *([1] * (y.ndim - 1)))
    return np.array([vectors @ (projected / (size + each)) for each in penalties])


def solve_ridge(x: Array, y: Array, penalty: float) -> Array:
    """Weights of a ridge regression on centred columns: (XᵀX + λI)⁻¹ Xᵀy."""
    gram = x.T @ x
    gram[np.diag_indices_from(gram)] += penalty
    weights: Array = np.asarray(np.linalg.solve(gram, x.T @ y), dtype=np.float64)
    return weights
