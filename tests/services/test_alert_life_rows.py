from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.life_terms import (
    Basis,
    Change,
    Deed,
    Draft,
    Improvement,
    Message,
    Move,
    Order,
)
from data.vocabulary import AlertLevel, Role
from services.alert_life_rows import from_row, to_row

AT = datetime(2026, 11, 22, 9, 5, 7, 123)
times = st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))
words = st.text(max_size=20)
drafts = st.builds(
    Draft, st.sampled_from(Move), st.sampled_from(Basis), words,
    st.none() | st.sampled_from(AlertLevel), times, times, words, words, words, times, words,
    st.none() | st.builds(Improvement, st.booleans(), st.integers(0, 99)),
    st.none() | st.integers(1, 9), st.none() | st.integers(1, 9),
)  # fmt: skip


def base(deed, of=None, **more):
    move = of.move if of else None
    return Change(3, deed, move, "new/none", "new/drafted", "甲", Role.DUTY, AT, **more)


@given(drafts, words)
def test_a_draft_read_back_is_the_one_that_was_written(draft, reason):
    change = base(Deed.DRAFT, draft, basis=draft.basis, reason=reason, draft=draft)
    assert from_row(to_row("140100-2026-G001", "140100", change)) == change


@given(drafts, words, st.sampled_from(["", "M-1"]))
def test_a_message_read_back_is_the_one_that_was_written(draft, text, before):
    message = Message(
        "M-2", draft.move, AT, draft.level, draft.start, draft.end, text, "M-0", before, draft
    )
    change = base(Deed.PUBLISH, draft, message=message, notes=("超时",), office="市长")
    row = to_row("140100-2026-G001", "140100", change)
    assert row.refers_to == [number for number in ("M-0", before) if number]
    assert from_row(row) == change


@pytest.mark.parametrize("deed", [Deed.RECEIVE_ORDER, Deed.RELEASE_ORDER])
def test_an_order_read_back_is_the_one_that_was_written(deed):
    change = base(deed, order=Order("省调1号", AlertLevel.RED, AT, AT, AT))
    assert from_row(to_row("140100-2026-G001", "140100", change)) == change


@pytest.mark.parametrize("deed", [Deed.SUBMIT, Deed.RETURN, Deed.APPROVE, Deed.WITHDRAW])
def test_other_acts_hold_no_content(deed):
    row = to_row("140100-2026-G001", "140100", base(deed))
    assert row.content is None
    assert from_row(row) == base(deed)
