from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.cell_text import as_text, as_texts, days, numbers

cells = st.one_of(
    st.text(max_size=8),
    st.sampled_from([" Ａ ", "１２", "", "　", "\x1c甲\x1f", True, False, 1, 1.0, 0.0, -0.0, 1e15, 1e300]),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(cells, max_size=12))
def test_a_column_is_written_cell_by_cell(column):
    assert as_texts(column).to_pylist() == [as_text(cell) for cell in column]


@pytest.mark.parametrize(
    "column", [["甲", " 乙"], ["１", "２ "], [1.0, True], [1.5, ""], [None], [], [[1], [1]]]
)
def test_columns_of_one_or_many_kinds_are_written_alike(column):
    assert as_texts(column).to_pylist() == [as_text(cell) for cell in column]


def test_odd_kinds_of_cells_become_text():
    column = [
        time(8, 30),
        timedelta(hours=1),
        date(2026, 1, 5),
        datetime(2026, 1, 5, 8),
        date(987, 1, 5),
    ]
    assert as_texts(column).to_pylist() == ["08:30:00", "1:00:00", "2026-01-05", "2026-01-05", "0987-01-05"]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.floats(allow_nan=False, allow_infinity=False).map(repr),
            st.integers(-(10**12), 10**12).map("{:,}".format),
            st.sampled_from(["", "1e400", "+5", ".5", "5.", "1e3", "-0", "00012", "1，200", "二", "0x1", "1_0"]),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_a_number_does_not_depend_on_the_cells_beside_it(texts):
    together = numbers(pd.Series(texts, dtype=str))
    for place, text in enumerate(texts):
        alone = numbers(pd.Series([text, "约"], dtype=str))  # 约 forces the careful way
        np.testing.assert_array_equal(together.iloc[place], alone.iloc[0])
        if text and text.lstrip("+-").replace(".", "", 1).isdigit():
            assert together.iloc[place] == float(text)


def test_days_and_numbers_keep_the_index_and_an_empty_column_stays_empty():
    text = pd.Series(["2026-01-05", "", "2026年1月6日"], index=[7, 9, 8], name="日", dtype=str)
    assert days(text).to_list() == [pd.Timestamp(2026, 1, 5), pd.NaT, pd.Timestamp(2026, 1, 6)]
    assert days(text).index.to_list() == [7, 9, 8]
    assert numbers(text.iloc[:0]).empty
    assert days(text.iloc[:0]).empty
