from datetime import date, datetime

import pytest

from data import reference
from data.storage.lists import ListVersionRow
from data.storage.observations import DailyRow, HourlyRow
from services.cities import UnknownCityError, require_known

NEW = "999001"
ROWS = [
    DailyRow(source="tidy", city_code=NEW, day=date(2026, 1, 1)),
    HourlyRow(source="tidy", city_code=NEW, place="一号站", hour=datetime(2026, 1, 1, 1)),
    ListVersionRow(
        city_code=NEW, number=1, imported_at=datetime(2026, 1, 1), imported_by="甲",
        source_file="a.xlsx", sha256="0", remarks="",
    ),
]  # fmt: skip


def test_every_city_of_the_reference_table_is_known_without_any_data(sessions):
    for code in reference.divisions()["code"].head(5):
        require_known(sessions, code)


@pytest.mark.parametrize("code", [NEW, "", "14010", "太原", "140100 "])
def test_a_slip_of_the_pen_is_refused_with_what_to_do(sessions, code):
    with pytest.raises(UnknownCityError, match=f"没有代码为 {code} 的城市，请核对六位"):
        require_known(sessions, code)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__tablename__)
def test_any_data_of_its_own_makes_a_city_known_and_no_other(sessions, row):
    with sessions.begin() as session:
        session.merge(row)
    require_known(sessions, NEW)
    with pytest.raises(UnknownCityError):
        require_known(sessions, "999002")
