import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.samples.randomness import generator, persistent


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0, 0.99))
def test_a_longer_run_begins_with_the_shorter_one(short, more, memory):
    def path(days):
        return persistent(generator(7, "test").standard_normal((days, 3)), memory)

    np.testing.assert_array_equal(path(short), path(short + more)[:short])


def test_streams_of_different_purposes_are_apart():
    one, other = (generator(7, name).standard_normal(2000) for name in ("one", "other"))
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.1


@given(st.floats(0, 0.95))
def test_persistence_keeps_the_variance_near_one(memory):
    path = persistent(generator(7, "long").standard_normal((4000, 8)), memory)
    assert 0.75 < path.std() < 1.25
