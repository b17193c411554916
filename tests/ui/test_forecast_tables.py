import doctest
from datetime import date, datetime

import numpy as np
import pandas as pd

from forecasting.revision import RevisedValue, Revision
from ui import forecast_tables

DAY = pd.Timestamp("2026-11-24")


def revision(number, value):
    return Revision(
        number, 1, datetime(2026, 11, 23, 9, number), "演示值班员", "静稳加强",
        (RevisedValue(date(2026, 11, 24), "pm25", value),),
    )  # fmt: skip


def test_the_examples_in_the_docstrings_hold():
    found = doctest.testmod(forecast_tables)
    assert found.attempted > 0
    assert found.failed == 0


def test_a_revised_number_carries_its_own_unit():
    assert forecast_tables.quantity_value("aqi", 230.0) == "AQI 230"
    assert forecast_tables.quantity_value("co", 2.5) == "CO 2.5 mg/m³"


def test_revisions_stand_newest_first_with_the_one_taken_back():
    shown = forecast_tables.revisions([revision(1, 180.0), revision(2, None)])
    assert list(shown["编号"]) == [2, 1]
    assert list(shown["内容"]) == ["11-24 PM2.5 撤回订正", "11-24 PM2.5 180 µg/m³"]
    assert shown["时间"].iloc[1] == "2026-11-23 09:01"


def test_a_revision_is_judged_only_once_the_day_was_observed():
    rows = pd.DataFrame(
        {
            "day": [DAY] * 4, "quantity": "pm25", "original": 150.04, "revised": 180.0,
            "observed": [175.0, 150.0, 165.02, np.nan], "better": [True, False, None, None],
        }
    )  # fmt: skip
    shown = forecast_tables.judged_revisions(rows)
    assert list(shown["检验"]) == ["订正更近", "原预报更近", "相当", "待实况"]
    assert shown["原预报"].iloc[0] == 150.0
    assert set(shown["项目"]) == {"PM2.5"}


def test_a_day_without_an_index_has_a_dash_for_its_class():
    shares = {f"share_{part}": 12.34 for part in ("stagnation", "humidity", "mixing")}
    rows = pd.DataFrame(
        {
            "day": [DAY, DAY + pd.Timedelta(days=1)], "observed": [True, False],
            "index": [71.6, np.nan], "name": ["不利", None], "days_since_clearing": [3.0, np.nan],
            "share_accumulation": 5.0, **shares,
        }
    )  # fmt: skip
    shown = forecast_tables.weather_index(rows)
    assert list(shown["来源"]) == ["实况", "预报"]
    assert list(shown["条件"]) == ["不利", "—"]
    assert shown["指标"].iloc[0] == 72
    assert shown["静稳(分)"].iloc[0] == 12.3


def test_a_spell_that_stayed_clean_is_said_to_have_stayed_clean():
    rows = pd.DataFrame(
        {
            "start": [DAY] * 2, "end": [DAY + pd.Timedelta(days=2)] * 2, "distance": [0.512, 0.7],
            "pm25_before": [80.4, np.nan], "peak_pm25": [190.0, 60.0], "peak_aqi": [240.0, 80.0],
            "polluted_days": [2, 0], "polluted_from": [DAY, pd.NaT],
            "polluted_until": [DAY + pd.Timedelta(days=1), pd.NaT], "ended_by": ["大风", ""],
        }
    )  # fmt: skip
    shown = forecast_tables.similar_spells(rows)
    assert list(shown["污染过程"]) == ["11-24 至 11-25", "未形成污染"]
    assert list(shown["如何结束"]) == ["大风", "—"]
    assert shown["时段"].iloc[0] == "2026-11-24 至 11-26"


def test_a_class_without_days_has_dashes_for_its_shares():
    classes = pd.DataFrame(
        {
            "name": ["有利", "不利"], "days": [0, 40], "heavy_days": [0, 10],
            "heavy_share": [np.nan, 0.25], "captured": [0.0, 1.0], "pm25_mean": [np.nan, 133.33],
        }
    )  # fmt: skip
    shown = forecast_tables.index_classes(classes)
    assert list(shown["占该类天数"]) == ["—", "25.0%"]
    assert list(shown["占全部重污染日"]) == ["0.0%", "100.0%"]
