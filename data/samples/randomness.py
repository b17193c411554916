"""Random numbers that belong to a day, so that a longer run only adds to a shorter one."""

import zlib
from datetime import date

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int_]
Flags = NDArray[np.bool_]

SEED = 990100
EPOCH = date(2020, 1, 1)
"""First day of every process; a run on any later day repeats the same days from here on."""


def generator(seed: int, name: str) -> np.random.Generator:
    """Return the stream of random numbers kept for one purpose.

    Streams are apart, so that drawing more from one leaves the others as they were. Arrays are
    filled row by row: with days as rows, a longer array begins with the shorter one.
    """
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def persistent(noise: Array, memory: float) -> Array:
    """Turn white noise into a first-order autoregressive process of unit variance along axis 0."""
    scale = float(np.sqrt(1 - memory**2))
    path = np.empty_like(noise)
    state = noise[0]
    path[0] = state
    for step in range(1, len(noise)):
        state = memory * state + scale * noise[step]
        path[step] = state
    return path
