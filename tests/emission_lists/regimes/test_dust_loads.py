from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from emission_lists.regimes import daily, dust_loads
from emission_lists.regimes.daily import DailySituation
from emission_lists.regimes.registers import DUSTFALL, ROAD_DUST

NOW = date(2026, 11, 22)
CITY = "990100"
NO_ROADS = pd.DataFrame(columns=["source_id", "source", "kind", "county"])


def situation(sheet, *rows):
    return DailySituation(CITY, NOW, pd.DataFrame(), registers={sheet: pd.DataFrame(rows)})


@given(st.sampled_from([("核心", 8), ("普通", 10), ("其他", 15)]), st.floats(0, 40))
def test_a_road_binds_above_the_limit_of_its_class(road, dust):
    road_class, limit = road
    measured = {"road": "甲路", "county": "城东区", "road_class": road_class, "dust": dust}
    rule = daily.rule("dust_road", NOW, CITY)
    (row,) = dust_loads.roads(situation(ROAD_DUST.sheet, measured), NO_ROADS, rule).to_dict(
        "records"
    )
    assert (row["kind"] == "duty") is (dust > limit)
    assert row["kind"] in ("duty", "outside")


def test_a_measured_road_of_the_list_keeps_its_identifier_and_is_no_second_row():
    listed = pd.DataFrame(
        [{"source_id": f"DL{n}", "source": name, "kind": "道路", "county": "城东区"}
         for n, name in enumerate(["甲路", "乙路"], 1)]
    )  # fmt: skip
    measured = {"road": "甲路", "county": "城东区", "road_class": "核心", "dust": 12}
    rule = daily.rule("dust_road", NOW, CITY)
    rows = dust_loads.roads(situation(ROAD_DUST.sheet, measured), listed, rule)
    assert rows[["subject_id", "kind"]].values.tolist() == [["DL1", "duty"], ["DL2", "undecided"]]


@given(st.dates(date(2019, 1, 1), NOW), st.floats(0, 20))
def test_dustfall_binds_above_the_limit_of_its_own_month(month, amount):
    measured = {"county": "城东区", "month": pd.Timestamp(month), "dustfall": amount}
    rule = daily.rule("dust_fall", NOW, CITY)
    (row,) = dust_loads.counties(situation(DUSTFALL.sheet, measured), rule).to_dict("records")
    limit = 7 if month >= date(2022, 11, 1) else 9
    assert (row["kind"] == "duty") is (amount > limit)


def test_without_register_there_is_no_row():
    plain = DailySituation(CITY, NOW, pd.DataFrame())
    assert dust_loads.counties(plain, daily.rule("dust_fall", NOW, CITY)).empty
    assert dust_loads.roads(plain, NO_ROADS, daily.rule("dust_road", NOW, CITY)).empty
    assert dust_loads.roads(plain, NO_ROADS, None).empty
