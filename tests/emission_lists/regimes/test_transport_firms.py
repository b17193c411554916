from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from emission_lists.regimes import daily, transport_firms
from emission_lists.regimes.daily import DailySituation
from emission_lists.regimes.registers import FIRMS

NOW = date(2026, 11, 22)
RULE = daily.rule("vehicles_blacklist", NOW, "140100")


def judged(**firm):
    register = pd.DataFrame([{"firm": "甲", **firm}], columns=FIRMS.names)
    situation = DailySituation("140100", NOW, pd.DataFrame(), registers={FIRMS.sheet: register})
    (row,) = transport_firms.blacklisted(situation, RULE).to_dict("records")
    return row


@given(st.integers(1, 500), st.data())
def test_without_the_fleet_nobody_is_listed_and_only_sure_ones_are_cleared(tested, data):
    over = data.draw(st.integers(0, tested))
    kind = judged(tested=tested, over_limit=over)["kind"]
    assert kind == ("outside" if over * 10 < tested else "undecided")


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_record_that_contradicts_itself_lists_nobody(fleet, tested, over):
    row = judged(fleet=fleet, tested=tested, over_limit=over)
    if over > tested or tested > fleet:
        assert row["kind"] == "undecided"
    assert row["bound"] is (row["kind"] == "duty")


def test_without_rule_or_register_there_is_no_row():
    plain = DailySituation("140100", NOW, pd.DataFrame())
    assert transport_firms.blacklisted(plain, RULE).empty
    assert transport_firms.blacklisted(plain, None).empty
