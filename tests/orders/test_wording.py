import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders import wording


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(wording).failed == 0


@given(st.floats(min_value=0, max_value=1e7))
def test_paper_is_never_further_than_half_a_step_from_the_amount(amount):
    assert abs(Decimal(wording.kilograms(amount)) - Decimal(amount)) <= Decimal("0.0500006")


@given(st.lists(st.integers(min_value=0, max_value=10**7), min_size=1))
def test_amounts_with_one_decimal_are_printed_as_they_are(tenths):
    assert [wording.kilograms(t / 10) for t in tenths] == [f"{t // 10}.{t % 10}" for t in tenths]


@pytest.mark.parametrize("name", ["镕堃喆玥", "䶮𠅤㛃", "A&B<某>“公司”"])
def test_rare_characters_and_signs_stay(name):
    assert wording.printable(name) == name


@given(st.text(st.characters(codec="utf-8")))
def test_printable_text_fits_into_xml(text):
    kept = wording.printable(text)
    assert all(c >= " " and not "\x7f" <= c <= "\x9f" and c not in "\ufffe\uffff" for c in kept)
    assert wording.printable(kept) == kept
