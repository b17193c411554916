from dataclasses import replace

import pytest

from data import parameters
from data.vocabulary import AlertLevel, Emitted
from ui import policies


def test_every_number_of_every_parameter_has_day_and_source():
    for folder, name in parameters.files():
        shown = policies.described(parameters.all_values(folder, name))
        assert not shown.empty
        assert (shown["施行日期"] != "").all()
        assert (shown["依据"] != "").all()


def test_an_unverified_number_is_said_to_be_so():
    value = parameters.all_values(*next(parameters.files()))[0]
    shown = policies.described((replace(value, value=None),))
    assert list(shown["取值"]) == ["未核实，不取值"]


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        ({"hours": 48.0}, [("小时数", "48")]),
        ({"orange": {"pm": 0.2}}, [("橙色 · 颗粒物", "0.2")]),
        ({"dust": True}, [("沙尘", "是")]),
        ({"grades": ("A", "B")}, [("", "A、B")]),
    ],
)
def test_nested_values_become_one_line_per_number(value, rows):
    expected = [
        (item.replace("橙色", AlertLevel.ORANGE.label).replace("颗粒物", Emitted.PM.label), found)
        for item, found in rows
    ]
    given = parameters.all_values(*next(parameters.files()))[0]
    shown = policies.described((replace(given, value=value, description=""),))
    assert list(zip(shown["项目"], shown["取值"], strict=True)) == expected


def test_words_are_chinese_and_names_stay_as_they_are():
    assert policies.word("hours") == "小时数"
    assert policies.word("orange") == AlertLevel.ORANGE.label
    assert policies.word("焦化") == "焦化"


def test_no_key_of_any_parameter_is_shown_in_english():
    shown = {
        part
        for folder, name in parameters.files()
        for item in policies.described(parameters.all_values(folder, name))["项目"]
        for part in item.split(" · ")
    }
    assert not [
        part
        for part in shown
        if part.replace("_", "").isalpha() and part.islower() and part.isascii()
    ]
