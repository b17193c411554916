import gzip

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.sources import SourceError, guidance

HEADER = "model,init_time,city_code,valid_time,lead_h,pollutant,value,unit"
START = "2026-11-22T08:00:00+08:00"


def line(lead=1, pollutant="PM2.5", value="80", unit="ug/m3", **changes):
    row = {
        "model": "CMAQ", "init": START, "city": "140100",
        "valid": f"{pd.Timestamp(START) + pd.Timedelta(hours=lead):%Y-%m-%dT%H:%M:%S}+08:00",
        "lead": str(lead), "pollutant": pollutant, "value": value, "unit": unit,
    } | changes  # fmt: skip
    return ",".join(row.values())


@pytest.fixture
def write(tmp_path):
    def make(*lines, header=HEADER, encoding="utf-8"):
        path = tmp_path / "模式.csv"
        path.write_bytes(("\n".join([header, *lines]) + "\n").encode(encoding))
        return path

    return make


def test_a_table_is_read_into_local_time_and_our_units(write):
    frame, issues, notes = guidance.read(write(line(), line(pollutant="CO", value="1200")))
    assert frame.to_dict("records") == [
        {
            "model": "CMAQ", "scenario": "base", "city": "140100",
            "init_time": pd.Timestamp("2026-11-22 08:00"),
            "valid_time": pd.Timestamp("2026-11-22 09:00"),
            "lead_h": 1, "pollutant": pollutant, "value": value,
        }
        for pollutant, value in (("pm25", 80.0), ("co", 1.2))
    ]  # fmt: skip
    assert issues == []
    assert notes == []


@pytest.mark.parametrize(
    "same",
    [
        "2026-11-22T00:00:00Z",
        "2026-11-22T00:00Z",
        "2026-11-22 08:00:00+0800",
        "2026-11-22T08:00+08:00",
        "2026-11-22T08:00:00+08",
        "2026-11-21T19:00:00-05:00",
    ],
)
def test_every_offset_leads_to_the_same_local_time(write, same):
    frame, issues, _ = guidance.read(write(line(init=same)))
    assert issues == []
    assert frame["init_time"].tolist() == [pd.Timestamp("2026-11-22 08:00")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_encodings_are_read(write, encoding):
    path = write(
        line(city="太原市") + ",橙色", line(lead=2, city="太原市") + ",基准",
        header=HEADER + ",scenario", encoding=encoding,
    )  # fmt: skip
    frame, issues, _ = guidance.read(path)
    assert issues == []
    assert frame["city"].tolist() == ["太原市"] * 2
    assert frame["scenario"].tolist() == ["orange", "base"]


def test_a_packed_file_is_read_too(tmp_path, write):
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(write(line()).read_bytes()))
    assert len(guidance.read(packed)[0]) == 1


@pytest.mark.parametrize(
    ("pollutant", "unit", "value", "expected"),
    [
        ("PM10", "µg/m³", "10", 10.0),
        ("PM10", "μg/m³", "10", 10.0),
        ("pm10", "μg·m⁻³", "10", 10.0),
        ("PM10", "ug m-3", "10", 10.0),
        ("PM10", "mg/m3", "0.01", 10.0),
        ("CO", "mg/m³", "1.5", 1.5),
        ("CO", "μg/m³", "1500", 1.5),
        ("O3", "ppb", "50", 98.1),
        ("NO2", "ppbv", "20", 37.6),
        ("SO2", "ppm", "0.01", 26.2),
        ("CO", "ppm", "1", 1.145),
    ],
)
def test_units_are_brought_to_those_of_the_standard(write, pollutant, unit, value, expected):
    frame, issues, notes = guidance.read(write(line(pollutant=pollutant, unit=unit, value=value)))
    assert issues == []
    assert frame["value"].tolist() == [pytest.approx(expected, abs=0.06)]
    assert bool(notes) == unit.startswith("pp")


@pytest.mark.parametrize(
    ("bad", "column", "said"),
    [
        (line(unit="ppb"), "unit", "颗粒物没有体积浓度"),
        (line(unit="kg/d"), "unit", "不是可用的单位"),
        (line(unit=""), "unit", "不是可用的单位"),
        (line(pollutant="NOx"), "pollutant", "不是可用的污染物"),
        (line(init="2026-11-22T08:00:00"), "init_time", "没有时区"),
        (line(init="2026-11-22"), "init_time", "没有时区"),
        (line(init="昨天"), "init_time", "没有时区"),
        (line(init=""), "init_time", "不是有效的整点时间"),
        (line(init="2026-13-22T08:00:00Z"), "init_time", "不是有效的整点时间"),
        (line(init="2026-11-22T08:30:00+08:00"), "init_time", "不是有效的整点时间"),
        (line(init="1026-11-22T08:00:00+08:00"), "init_time", "不是有效的整点时间"),
        (line(lead=1, valid="2026-11-22T09:00:00Z"), "lead_h", "小时数不符"),
        (line(lead=400), "lead_h", "不是预报时效小时数"),
        (line(lead=-1), "lead_h", "不是预报时效小时数"),
        (line(value="多"), "value", "不是数字"),
        (line(value="-999"), "value", "超出合理范围"),
        (line(value="inf"), "value", "不是有限的数"),
        (line(city=""), "city_code", "为空"),
        (line(model=""), "model", "为空"),
        (line(model="很" * 33), "model", "超过 32 个字"),
        (line(value="90"), "", "与第 2 行"),
    ],
)
def test_a_bad_row_is_listed_by_its_line_and_the_others_stay(write, bad, column, said):
    frame, issues, notes = guidance.read(write(line(), bad, line(lead=2)))
    assert frame["lead_h"].tolist() == [1, 2]
    assert frame["value"].tolist() == [80.0, 80.0]
    assert [(issue.line, issue.column) for issue in issues] == [(3, column)]
    assert said in str(issues[0])
    assert not any("没有数值" in note for note in notes)


def test_a_line_without_value_is_counted_and_no_error(write):
    frame, issues, notes = guidance.read(write(line(), line(lead=2, value=""), line(lead=3)))
    assert frame["lead_h"].tolist() == [1, 3]
    assert issues == []
    assert notes == ["模式.csv：1 行没有数值，未读入"]


def test_an_unknown_scenario_is_refused_by_line(write):
    path = write(line() + ",黑色", line(lead=2) + ",", header=HEADER + ",scenario")
    frame, issues, _ = guidance.read(path)
    assert frame["scenario"].tolist() == ["base"]
    assert [(issue.line, issue.found) for issue in issues] == [(2, "黑色")]


def test_the_same_hour_under_two_scenarios_is_no_duplicate(write):
    path = write(line() + ",base", line() + ",红色", header=HEADER + ",scenario")
    frame, issues, _ = guidance.read(path)
    assert (len(frame), issues) == (2, [])


def test_columns_not_used_are_named(write):
    assert guidance.read(write(line() + ",d01", header=HEADER + ",domain"))[2] == [
        "模式.csv：未使用的列 domain"
    ]


def test_a_missing_column_refuses_the_file(write):
    with pytest.raises(SourceError, match="缺少列 unit"):
        guidance.read(write(line().rpartition(",")[0], header=HEADER.removesuffix(",unit")))


def test_a_city_column_read_as_numbers_keeps_its_codes(write):
    frame, issues, _ = guidance.read(write(line(), line(lead=2, city=""), line(lead=3)))
    assert frame["city"].tolist() == ["140100", "140100"]
    assert [issue.line for issue in issues] == [3]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 200),
            st.sampled_from(["PM2.5", "O3", "CO", "xx"]),
            st.floats(-10, 6000).map(lambda value: round(value, 3)),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_line_is_either_read_or_listed(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("lines") / "a.csv"
    lines = [line(lead=lead, pollutant=name, value=str(value)) for lead, name, value in rows]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    frame, issues, _ = guidance.read(path)
    assert len(frame) + len({issue.line for issue in issues}) == len(rows)
    assert not frame.duplicated(list(guidance.KEYS)).any()
    assert frame["value"].between(0, 5000).all()
