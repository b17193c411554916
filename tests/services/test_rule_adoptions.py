from datetime import date

import pytest

from data.parameters import ParameterError
from services import journal, rule_adoptions
from services.rule_adoptions import AdoptionError, adopt, adopted_on, adoptions

CITY = "140100"


def test_a_rule_set_applies_from_its_day_on_and_the_journal_says_so(sessions):
    adopt(sessions, CITY, "example", date(2026, 11, 24), "示例文件〔2026〕1号", user="王某某")
    assert adopted_on(sessions, CITY, date(2026, 11, 23)) is None
    assert adopted_on(sessions, CITY, date(2026, 11, 24)) == "example"
    assert adopted_on(sessions, CITY, date(2027, 1, 1)) == "example"
    assert adopted_on(sessions, "140200", date(2027, 1, 1)) is None
    entry = journal.entries(sessions, CITY).iloc[0]
    assert (entry["user"], entry["act"]) == ("王某某", "采用分级减排规则")
    assert entry["subject"] == "example 自 2026-11-24 起，示例文件〔2026〕1号"


def test_taking_it_back_is_a_record_of_its_own(sessions):
    adopt(sessions, CITY, "example", date(2026, 1, 1), "甲号")
    adopt(sessions, CITY, "", date(2026, 6, 1), "乙号")
    assert adopted_on(sessions, CITY, date(2026, 5, 31)) == "example"
    assert adopted_on(sessions, CITY, date(2026, 6, 1)) is None
    assert [a.document for a in adoptions(sessions, CITY)] == ["乙号", "甲号"]
    assert journal.entries(sessions, CITY)["act"].tolist() == [
        "停用分级减排规则",
        "采用分级减排规则",
    ]


def test_of_two_records_of_one_day_the_later_holds(sessions):
    adopt(sessions, CITY, "example", date(2026, 1, 1), "甲号")
    adopt(sessions, CITY, "", date(2026, 1, 1), "更正")
    assert adopted_on(sessions, CITY, date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("rule_set", "document", "said"),
    [
        ("不存在", "甲号", "没有名为 不存在 的分级规则，现有：.*example"),
        ("example", "  ", "文件名称或文号"),
    ],
)
def test_what_cannot_be_adopted_leaves_no_trace(sessions, rule_set, document, said):
    with pytest.raises(AdoptionError, match=said):
        rule_adoptions.adopt(sessions, CITY, rule_set, date(2026, 1, 1), document)
    assert adoptions(sessions, CITY) == []
    assert journal.entries(sessions, CITY).empty


def test_a_day_before_any_rule_set_is_refused(sessions):
    with pytest.raises(ParameterError):
        adopt(sessions, CITY, "example", date(1990, 1, 1), "甲号")
