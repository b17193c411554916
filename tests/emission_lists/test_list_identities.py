import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from emission_lists.list_identities import by_name, line_numbers

NOBODY = pd.DataFrame(columns=["enterprise_id", "enterprise"])
NOTHING = pd.DataFrame(columns=["enterprise_id", "process", "line_id"])


def lines(*pairs):
    return pd.DataFrame(pairs, columns=["enterprise_id", "process"])


def test_an_enterprise_keeps_the_number_it_has_in_force():
    in_force = pd.DataFrame({"enterprise_id": ["QY0007", "9114"], "enterprise": ["甲厂", "乙厂"]})
    found = by_name(pd.Series(["乙厂", "丙厂", "甲厂", "丙厂", ""]), in_force)
    assert found.tolist() == ["9114", "QY00008", "QY0007", "QY00008", ""]


def test_a_name_that_stands_twice_in_force_is_taken_as_new():
    in_force = pd.DataFrame({"enterprise_id": ["QY1", "QY2"], "enterprise": ["甲厂", "甲厂"]})
    assert by_name(pd.Series(["甲厂"]), in_force).tolist() == ["QY00003"]


def test_lines_keep_their_numbers_and_new_ones_get_the_next():
    in_force = pd.DataFrame(
        [("E", "窑", "E-01"), ("E", "窑", "E-02"), ("E", "磨", "X9")],
        columns=["enterprise_id", "process", "line_id"],
    )
    found = line_numbers(
        lines(("E", "磨"), ("E", "窑"), ("E", "窑"), ("E", "窑"), ("F", "窑"), ("", "窑")), in_force
    )
    assert found.tolist() == ["X9", "E-01", "E-02", "E-03", "F-01", ""]


@given(st.lists(st.tuples(st.sampled_from("EFG"), st.sampled_from(["窑", "磨"])), max_size=30))
def test_numbers_are_unique_and_stay_when_the_list_comes_again(pairs):
    first = lines(*pairs)
    numbers = line_numbers(first, NOTHING)
    assert numbers.is_unique
    again = line_numbers(first, first.assign(line_id=numbers))
    assert again.tolist() == numbers.tolist()


@given(st.lists(st.sampled_from(["甲", "乙", "丙"]), max_size=20))
def test_the_same_name_is_the_same_number(names):
    found = by_name(pd.Series(names, dtype=str), NOBODY)
    assert found.groupby(names).nunique().le(1).all() if names else found.empty
