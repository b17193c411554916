import pandas as pd
import pytest

from data.tables import CITY_TOTALS, ENTERPRISES, LINES
from data.vocabulary import RESPONSE_LEVELS, Emitted, Sector


def _frame(columns, rows):
    frame = pd.DataFrame(rows)
    for column in columns:
        if column.name not in frame:
            frame[column.name] = "" if column.kind == "text" else None
        if column.kind == "number":
            frame[column.name] = frame[column.name].astype(float)
        elif column.kind == "date":
            frame[column.name] = pd.to_datetime(frame[column.name])
        else:
            frame[column.name] = frame[column.name].fillna("").astype(str)
    return frame[[column.name for column in columns]]


@pytest.fixture(scope="session")
def make_lines():
    """Lines of the list from what matters in a case; emissions 0, everything else empty."""

    def make(rows):
        usual = {"enterprise_id": "QY1", "process": "1号线", "industry": "焦化", "grade": "C"}
        zero = {pollutant.column: 0.0 for pollutant in Emitted}
        numbered = [{"line_id": f"L{place}"} for place in range(1, len(rows) + 1)]
        return _frame(
            LINES.columns,
            [zero | usual | number | row for number, row in zip(numbered, rows, strict=True)],
        )

    return make


@pytest.fixture(scope="session")
def make_enterprises():
    def make(rows):
        usual = {
            "enterprise_id": "QY1",
            "enterprise": "示例厂",
            "county": "城东区",
            "protected": "否",
        }
        return _frame(ENTERPRISES.columns, [usual | row for row in rows])

    return make


@pytest.fixture(scope="session")
def make_totals():
    """The city's whole emission: four sectors, kg/d of every pollutant, cuts by level."""

    def make(**by_sector):
        rows = []
        for sector in Sector:
            given = by_sector.get(sector.value, 0)
            given = given if isinstance(given, dict) else {"kg": given}
            amounts = {p.column: given.get("kg", 0) for p in Emitted}
            cuts = {f"cut_{level}": None for level in RESPONSE_LEVELS}
            own = {name: value for name, value in given.items() if name != "kg"}
            rows.append({"sector": sector.label, **amounts, **cuts, **own})
        return _frame(CITY_TOTALS.columns, rows)

    return make


@pytest.fixture
def small_list(make_lines, make_enterprises, make_totals):
    """A list that passes every check, by sheet name."""
    return {
        "企业": make_enterprises(
            [
                {"enterprise_id": "QY1", "enterprise": "示例焦化有限公司", "longitude": 112.6, "latitude": 37.9,
                 "phone": "0000-1234567"},
                {"enterprise_id": "QY2", "enterprise": "示例热力有限公司", "protected": "是", "trucks_per_day": 24,
                 "phone": "0000-7654321", "gate_system": "是"},
            ]
        ),
        "生产线": make_lines(
            [
                {"line_id": "L1", "pm_kg": 120.5, "so2_kg": 88, "nox_kg": 210, "vocs_kg": 35.2,
                 "grade": "B", "grade_until": "2027-12-31", "meter_id": "DB1",
                 "grade_scheme": "环办大气函〔2020〕340号", "filed_orange": "出焦时间延长至28小时",
                 "filed_orange_share": 0.225},
                {"line_id": "L2", "process": "2号线", "industry": "石灰窑", "pm_kg": 20, "grade": "D",
                 "evidence": "照片"},
                {"line_id": "L3", "enterprise_id": "QY2", "industry": "集中供热", "grade": "未定级",
                 "nox_kg": 55.25, "supply_floor": 0.07, "verification": "查供热台账"},
            ]
        ),
        "全社会排放量": make_totals(
            industry=1000,
            mobile={"kg": 300, "cut_orange": 0.29, "cut_source": "某方案第3条"},
            dust=200,
            domestic=100,
        ),
    }  # fmt: skip
