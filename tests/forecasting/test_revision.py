from datetime import date, datetime

import pandas as pd
import pytest

from forecasting.revision import (
    RevisedValue,
    Revision,
    RevisionError,
    beside_observed,
    check,
    in_force,
    record,
)

ONE, TWO = date(2026, 11, 23), date(2026, 11, 24)
REACH = [date(2026, 11, n) for n in range(22, 30)]


def revision(number, *values):
    made = datetime(2026, 11, 22, 16)
    return Revision(number, 7, made, "王某", "理由", tuple(RevisedValue(*v) for v in values))


def test_the_latest_revision_counts():
    found = in_force([revision(2, (ONE, "pm25", 180.0)), revision(1, (ONE, "pm25", 150.0))])
    assert found == {ONE: {"pm25": 180.0}}


def test_single_pollutants_of_a_day_stand_beside_each_other():
    found = in_force([revision(1, (ONE, "pm25", 150.0)), revision(2, (ONE, "o3_mda8", 90.0))])
    assert found == {ONE: {"pm25": 150.0, "o3_mda8": 90.0}}


def test_aqi_and_single_pollutants_exclude_each_other():
    single = revision(1, (ONE, "pm25", 150.0), (ONE, "pm10", 200.0), (TWO, "pm25", 90.0))
    whole = revision(2, (ONE, "aqi", 210.0))
    assert in_force([single, whole]) == {ONE: {"aqi": 210.0}, TWO: {"pm25": 90.0}}
    again = revision(3, (ONE, "pm25", 140.0))
    assert in_force([single, whole, again])[ONE] == {"pm25": 140.0}


def test_several_can_be_taken_back_by_a_further_one_and_the_run_itself_counts_again():
    first = revision(1, (ONE, "pm25", 150.0), (TWO, "aqi", 120.0))
    second = revision(2, (ONE, "pm25", 160.0))
    back = revision(3, (ONE, "pm25", None), (TWO, "aqi", None))
    assert in_force([first, second, back]) == {}


@pytest.mark.parametrize(
    ("values", "reason", "message"),
    [
        ([(ONE, "pm25", 150.0)], "  ", "请写明订正理由"),
        ([], "某", "没有订正任何数值"),
        ([(ONE, "nox", 150.0)], "某", "不能订正“nox”"),
        ([(date(2026, 12, 9), "pm25", 150.0)], "某", "不在预报的 2026-11-22 至 2026-11-29 之内"),
        ([(ONE, "aqi", 501.0)], "某", "AQI应在 1 至 500 之间，现填 501"),
        ([(ONE, "aqi", 0.0)], "某", "应在 1 至 500 之间"),
        ([(ONE, "pm25", -1.0)], "某", "PM2.5应在 0 至 2000 之间"),
        ([(ONE, "pm25", float("nan"))], "某", "PM2.5应在 0 至 2000 之间"),
        ([(ONE, "pm25", 1.0), (ONE, "pm25", 2.0)], "某", "填了两次"),
        ([(ONE, "pm25", 0.0), (ONE, "aqi", 20.0)], "某", "同时订正了 AQI 与单项浓度"),
    ],
)
def test_a_revision_nobody_could_follow_is_refused(values, reason, message):
    with pytest.raises(RevisionError, match=message):
        check([RevisedValue(*value) for value in values], REACH, reason)


def test_a_sound_revision_passes():
    check([RevisedValue(ONE, "pm25", 150.0), RevisedValue(TWO, "aqi", None)], REACH, "静稳加强")


def frame(*rows):
    return pd.DataFrame(rows, columns=["day", "lead_days", "quantity", "value"]).astype(
        {"day": "datetime64[us]"}
    )


def test_original_and_revision_stand_beside_what_was_observed():
    original = frame((ONE, 1, "pm25", 100.0), (TWO, 2, "pm25", 80.0), (TWO, 2, "aqi", 110.0))
    revised = frame((ONE, 1, "pm25", 150.0), (TWO, 2, "pm25", 90.0), (TWO, 2, "aqi", 120.0))
    days = pd.to_datetime([ONE, TWO])
    observed = pd.DataFrame({"day": days, "pm25": [140.0, 85.0], "aqi": [180.0, None]})
    rows = beside_observed(original, revised, observed)
    assert list(rows["quantity"]) == ["pm25", "aqi", "pm25"]
    first = rows.iloc[0]
    assert (first["original"], first["revised"], first["observed"]) == (100, 150, 140)
    assert (first["original_error"], first["revised_error"]) == (-40, 10)
    assert rows["better"].tolist() == [True, pd.NA, pd.NA]  # not observed; both as close
    summed = record(rows).set_index("quantity")
    assert summed.loc["pm25"].to_dict() == {
        "days": 2, "original_mae": 22.5, "revised_mae": 7.5, "better_share": 0.5,
    }  # fmt: skip
    assert "aqi" not in summed.index
