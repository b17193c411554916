import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders import paths
from orders.paths import Paths


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(paths).failed == 0


def test_a_path_is_county_enterprise_and_number():
    path = Paths().of("城东区", "示例焦化有限公司", "示应急令〔2026〕3-0001")
    assert path == "城东区/示例焦化有限公司_示应急令〔2026〕3-0001.docx"


def test_a_long_name_is_shortened_and_the_number_stays():
    path = Paths().of("县", "镕" * 90, "令-0001")
    name = path.split("/")[1]
    assert name.endswith("镕_令-0001.docx")
    assert len(name) <= 100
    assert len(name.encode()) <= 255


def test_names_that_differ_in_capitals_only_are_told_apart():
    given_out = Paths()
    assert given_out.of("县", "abc", "1") == "县/abc_1.docx"
    assert given_out.of("县", "ABC", "1") == "县/ABC_1_2.docx"


@pytest.mark.parametrize("folder", ["..", "/", "", "\u202e", "..\\.."])
def test_no_county_leads_out_of_the_folder(folder):
    path = Paths().of(folder, "../../某", "../1")
    assert ".." not in path.split("/")
    assert path.count("/") == 1
    assert not path.startswith("/")


anything = st.text(st.characters(codec="utf-8"), max_size=150)


@given(st.lists(st.tuples(anything, anything, anything), max_size=8))
def test_paths_are_unique_valid_and_short(wanted):
    given_out = Paths()
    made = [given_out.of(*one) for one in wanted]
    assert len({path.casefold() for path in made}) == len(made)
    for path in made:
        folder, name = path.split("/")
        assert folder.strip(". ")
        assert len(name) <= 100
        assert len(name.encode()) <= 255
        assert not set(path) & set('<>:"\\|?*\0\n')
