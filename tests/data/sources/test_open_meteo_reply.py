import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sources.open_meteo_reply import AIR, WEATHER, Variable, read
from data.sources.reading import SourceError

TEMPERATURE = {"temperature_2m": WEATHER["temperature_2m"]}


def body(header, unit, values, **changes):
    times = [
        str(t)[:16].replace(" ", "T")
        for t in pd.date_range("2026-11-22", periods=len(values), freq="h")
    ]
    reply = {
        "utc_offset_seconds": 28800,
        "hourly_units": {"time": "iso8601", header: unit},
        "hourly": {"time": times, header: values},
    }
    return json.dumps(reply | changes).encode()


@given(st.lists(st.one_of(st.none(), st.floats(-60, 60)), min_size=1, max_size=48))
def test_every_value_comes_back_at_its_hour_and_null_is_nan(values):
    frame = read(body("temperature_2m", "°C", values), ["140100"], TEMPERATURE)
    wanted = np.array([np.nan if v is None else v for v in values])
    np.testing.assert_array_equal(frame["temperature"].to_numpy(), wanted)
    assert frame["hour"].iloc[0] == pd.Timestamp("2026-11-22")
    assert frame["hour"].diff().dropna().eq(pd.Timedelta(hours=1)).all()


@pytest.mark.parametrize(
    ("header", "unit", "value", "name", "wanted"),
    [
        ("carbon_monoxide", "μg/m³", 1500.0, "co", 1.5),
        ("sunshine_duration", "s", 1800.0, "sunshine_h", 0.5),
        ("relative_humidity_2m", "%", 101, "relative_humidity", 101.0),
        ("relative_humidity_2m", "%", 102, "relative_humidity", np.nan),
        ("wind_direction_10m", "°", 361, "wind_direction", np.nan),
        ("sunshine_duration", "s", 3700, "sunshine_h", np.nan),
        ("pm2_5", "µg/m³", -1.0, "pm25", np.nan),
        ("dust", "undefined", None, "dust", np.nan),
    ],
)
def test_units_become_ours_and_the_impossible_is_missing(header, unit, value, name, wanted):
    variables = {header: (WEATHER | AIR)[header]}
    frame = read(body(header, unit, [value]), ["140100"], variables)
    assert frame[name].tolist() == pytest.approx([wanted], nan_ok=True)


def test_a_number_beyond_every_float_is_refused_as_strange():
    with pytest.raises(SourceError, match="temperature_2m 含有过大的数"):
        read(body("temperature_2m", "°C", [10**400]), ["140100"], TEMPERATURE)


def test_replies_of_several_places_are_told_apart_by_their_order():
    one, other = (json.loads(body("temperature_2m", "°C", [v])) for v in (1.0, 2.0))
    frame = read(json.dumps([one, other]).encode(), ["乙", "甲"], TEMPERATURE)
    assert frame[["place", "temperature"]].to_numpy().tolist() == [["乙", 1.0], ["甲", 2.0]]
    with pytest.raises(SourceError, match="要了 1 个城市，得到 2 个"):
        read(json.dumps([one, other]).encode(), ["乙"], TEMPERATURE)


def test_the_second_place_is_named_where_it_is_the_odd_one():
    good = json.loads(body("temperature_2m", "°C", [1.0]))
    foreign = good | {"utc_offset_seconds": 0}
    with pytest.raises(SourceError, match="140200 的时间不是北京时间（偏移 0 秒）"):
        read(json.dumps([good, foreign]).encode(), ["140100", "140200"], TEMPERATURE)


def test_no_two_variables_of_one_question_share_a_name():
    for variables in (WEATHER, AIR):
        names = [variable.name for variable in variables.values()]
        assert len(set(names)) == len(names)
    assert Variable("x", "m").factor == 1.0
