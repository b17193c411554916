import io
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import parameters
from data.parameters.shapes_forecast import RangeWidth
from forecasting import bulletin
from forecasting.bulletin import BulletinError, aqi_range, compose, ranking

TODAY = date(2026, 11, 22)
WIDTH = parameters.on("forecast/aqi_range", TODAY).value
RULE = parameters.on("forecast/bulletin", TODAY).value


def outlook(*centres, first="2026-11-22", primary="PM2.5"):
    days = pd.date_range(first, periods=len(centres), freq="D")
    return pd.DataFrame(
        {"lead_days": range(len(centres)), "day": days, "aqi_p50": centres, "primary": primary}
    )


def told(*centres, published=datetime(2026, 11, 22, 17, 30), **more):
    rows = more.pop("rows", None)
    return compose(
        outlook(*centres) if rows is None else rows,
        city_code="990100", city="示例市", run_id=3, issue=datetime(2026, 11, 22, 8),
        published=published, rule=RULE, width=more.pop("width", WIDTH),
        editions={day.date(): "HJ 633-2026" for day in pd.date_range("2026-11-20", periods=15)},
        **more,
    )  # fmt: skip


def test_today_does_not_count_and_at_least_three_days_are_told():
    days = told(100, 60, 130, 210, 90, 80).days
    assert [day.day for day in days] == [date(2026, 11, n) for n in (23, 24, 25)]
    assert len(told(100, 60, 130, 210, 90, 80, days=5).days) == 5
    assert len(told(100, 60, 130, 210, days=2).days) == 3


def test_a_run_that_does_not_reach_three_days_or_leaves_tomorrow_out_is_refused():
    with pytest.raises(BulletinError, match=r"第 3 号预报只到 2026-11-24.*请重新起报"):
        told(100, 60, 130)
    with pytest.raises(BulletinError, match="重新起报"):
        told(rows=outlook(60, 130, 210, 90, first="2026-11-24"))
    with pytest.raises(BulletinError, match="重新起报"):
        told(rows=outlook())


def test_a_range_within_one_level_names_one_and_a_wider_one_the_span():
    _, one, two = told(1, 75, 130, 200).days[0], *told(1, 75, 130, 200).days[1:]
    first = told(1, 75, 130, 200).days[0]
    assert (first.span, first.words("numeral"), first.words("name"), first.words("colour")) == (
        "60—90", "二级", "良", "黄色",
    )  # fmt: skip
    assert (one.span, one.words("name")) == ("115—145", "轻度污染")
    assert (two.span, two.words("name"), two.words("colour")) == (
        "185—215", "中度污染至重度污染", "红色至紫色",
    )  # fmt: skip


def test_a_day_that_stays_excellent_has_no_primary_pollutant():
    days = told(1, 30, 45, 130).days
    assert [day.primary for day in days] == [(), ("PM2.5",), ("PM2.5",)]
    assert "首要污染物：无" in bulletin.text(told(1, 30, 45, 130))


@pytest.mark.parametrize(
    ("centre", "width", "expected"),
    [
        (150, RangeWidth(mode="absolute", half=15), (135, 165)),
        (10, RangeWidth(mode="absolute", half=15), (1, 25)),
        (495, RangeWidth(mode="absolute", half=15), (480, 500)),
        (131, RangeWidth(mode="share", half=0.2), (105, 158)),  # 104.8 and 157.2, rounded up
        (150, RangeWidth(mode="share", half=0.2), (120, 180)),  # not 181 by floating noise
    ],
)
def test_the_range_is_whole_rounded_up_and_within_1_to_500(centre, width, expected):
    assert aqi_range(centre, width) == expected


@given(
    st.floats(0, 600), st.sampled_from(["absolute", "share"]), st.floats(0.01, 0.9), st.booleans()
)
def test_a_range_holds_its_centre_and_never_leaves_1_to_500(centre, mode, half, wide):
    width = RangeWidth(mode=mode, half=half * 100 if wide and mode == "absolute" else half)
    low, high = aqi_range(centre, width)
    assert 1 <= low <= high <= 500
    assert low <= max(np.ceil(centre), 1)
    assert high >= min(centre, 500) - 1e-6


def test_past_the_hour_it_says_so():
    in_time, late = told(1, 60, 70, 80), told(1, 60, 70, 80, published=datetime(2026, 11, 22, 20, 1))  # fmt: skip
    assert not in_time.late
    assert not told(1, 60, 70, 80, published=datetime(2026, 11, 22, 20)).late
    assert "20:00 时限之前" in bulletin.text(in_time)
    assert late.late
    assert "晚于 20:00 时限" in bulletin.text(late)
    assert set(bulletin.table(late)["时限"]) == {"晚于 20:00 时限"}


def test_the_text_names_run_time_edition_width_and_clause():
    text = bulletin.text(told(1, 60, 70, 80, width_reference="某处（示例值）", reference="某标准"))
    for part in (
        "示例市环境空气质量预报", "发布时间：2026年11月22日17:30", "11月23日（周一）：AQI 45—75",
        "一级至二级，优至良，绿色至黄色", "预报第 3 号，2026年11月22日08:00起报", "HJ 633-2026",
        "中心值±15，某处（示例值）", "发布依据：某标准",
    ):  # fmt: skip
        assert part in text
    assert "订正" not in text


def test_a_revised_day_says_so_and_by_whom():
    text = bulletin.text(told(1, 60, 70, 80, revised_days={date(2026, 11, 24)}, revised_by="王某"))
    lines = [line for line in text.splitlines() if "（经人工订正）" in line]
    assert len(lines) == 1
    assert "11月24日" in lines[0]
    assert "经人工订正（王某）" in text
    beyond = told(1, 60, 70, 80, 90, revised_days={date(2026, 11, 26)}, revised_by="王某")
    assert "订正" not in bulletin.text(beyond)


def test_the_files_hold_what_is_told_and_open_in_excel():
    files = bulletin.files(told(1, 60, 70, 80))
    assert list(files) == [f"示例市空气质量预报_202611221730.{kind}" for kind in ("txt", "csv")]
    text, csv = files.values()
    assert text.decode("utf-8-sig") == bulletin.text(told(1, 60, 70, 80))
    back = pd.read_csv(io.BytesIO(csv))
    assert list(back["AQI上限"]) == [75, 85, 95]
    assert csv.startswith(b"\xef\xbb\xbf")


def days_of(place, pm25, month=11, o3=80.0):
    days = pd.date_range(f"2026-{month:02d}-01", periods=len(pm25), freq="D")
    clean = {"pm10": 40.0, "so2": 8.0, "no2": 20.0, "co": 0.6, "o3_mda8": o3}
    return pd.DataFrame({"city": place, "day": days, "pm25": pm25, **clean})


def test_places_are_ranked_by_their_mean_and_ties_share_a_rank():
    daily = pd.concat([days_of("甲", [40.0] * 30), days_of("乙", [30.0] * 29 + [90]), days_of("丙", [40.0] * 30)])  # fmt: skip
    found = ranking(daily, date(2026, 11, 5)).set_index("place")
    assert found["rank"].to_dict() == {"乙": 1, "丙": 2, "甲": 2}
    assert found.loc["乙", "pm25_mean"] == 32
    assert (found.loc["乙", "good_days"], found.loc["甲", "good_days"]) == (29, 30)
    assert found.loc["甲", "o3_p90"] == 80


def test_a_county_is_the_mean_of_its_stations():
    daily = pd.concat([days_of("一站", [20.0] * 30), days_of("二站", [40.0] * 30), days_of("三站", [50.0] * 30), days_of("外站", [1.0] * 30)])  # fmt: skip
    found = ranking(daily, date(2026, 11, 1), {"一站": "东县", "二站": "东县", "三站": "西县"})
    assert list(found["place"]) == ["东县", "西县"]
    assert list(found["pm25_mean"]) == [30, 50]


def test_too_few_days_have_no_rank_and_other_months_do_not_count():
    daily = pd.concat([days_of("甲", [40.0] * 26), days_of("甲", [400.0] * 31, month=12), days_of("乙", [50.0] * 30)])  # fmt: skip
    found = ranking(daily, date(2026, 11, 1)).set_index("place")
    assert found.loc["甲", "pm25_mean"] == 40
    assert not found.loc["甲", "valid"]
    assert pd.isna(found.loc["甲", "rank"])
    assert found.loc["乙", "rank"] == 1
    february = ranking(days_of("丙", [40.0] * 25, month=2), date(2026, 2, 1))
    assert february["valid"].all()


def test_a_month_without_days_gives_no_rows():
    assert ranking(days_of("甲", [40.0] * 5), date(2026, 3, 1)).empty
