import io
from datetime import date, datetime

import pandas as pd
import pytest

from data.storage.fits import ForecastCheckRow
from data.vocabulary import Pollutant


def test_without_a_record_it_says_which_command_makes_one(open_empty):
    app = open_empty("verification")
    assert "python -m forecasting verify --city 990100" in app.info[0].value
    assert not app.dataframe


@pytest.mark.xdist_group("sample")
def test_the_record_shows_scores_triggers_and_flips(open_page):
    app = open_page("verification")
    leads, seasons, levels, index, triggers, gaps, bins = (shown.value for shown in app.dataframe)
    assert list(leads["预报时效"])[:2] == ["第0天", "第1天"]
    assert {"RMSE(µg/m³)", "持续性 RMSE(µg/m³)", "气候平均 RMSE(µg/m³)"} <= set(leads)
    assert len(seasons)
    assert len(levels)
    assert list(triggers["级别"]) == ["黄色及以上", "橙色及以上", "红色及以上"]
    assert {"级别准确率(%)", "范围准确率(%)", "首要污染物准确率(%)"} <= set(index)
    assert list(gaps["级别"]) == list(triggers["级别"])
    assert bins["实际发生"].str.fullmatch(r"过去发生 \d+/\d+ 次").all()
    assert len(app.get("plotly_chart")) == 3
    assert "建议级别在 20 对相邻起报日中变动" in app.caption[-1].value
    assert "分级建议的 FIRM 技巧" in app.caption[-1].value
    assert any("超限过程" in caption.value for caption in app.caption)


@pytest.mark.xdist_group("sample")
def test_ozone_and_other_lead_days_can_be_chosen(open_page):
    app = open_page("verification")
    app.segmented_control(key="checked").set_value(Pollutant.O3).run()
    app.select_slider(key="lead").set_value(3).run()
    assert not app.exception
    assert "O3 日最大 8 小时 160" in "".join(caption.value for caption in app.caption)


def record(city, hour, happened, made_at):
    """A record of ten issue days without any forecast rows."""
    days = pd.date_range("2026-01-01", periods=10)
    triggers = pd.DataFrame(
        {
            "issue_day": days.repeat(3), "level": ["yellow", "orange", "red"] * 10,
            "chance": [0.9, 0.5, 0.1] * 10, "happened": happened,
            "called": "orange", "needed": "orange" if happened else "",
        }
    )  # fmt: skip
    forecasts = pd.DataFrame(
        {
            "city": city, "issue_day": days, "lead_days": 1, "day": days + pd.Timedelta(days=1),
            "pollutant": "pm25", "mean": 160.0, "observed": 170.0, "persistence": 150.0,
            "climatology": 80.0, "p05": 90.0, "p10": 100.0, "p25": 130.0, "p50": 155.0,
            "p75": 180.0, "p90": 200.0, "p95": 220.0, "above_1": 0.9, "above_2": 0.6, "above_3": 0.1,
        }
    )  # fmt: skip
    return ForecastCheckRow(
        city_code=city, model="blend", issue_hour=hour, lead_days=1, first_day=date(2026, 1, 1),
        last_day=date(2026, 1, 10), refit_days=61, made_at=made_at, act_chance=0.3,
        criteria="示例", forecasts=_stored(forecasts), triggers=_stored(triggers),
    )  # fmt: skip


def _stored(frame):
    stored = io.BytesIO()
    frame.to_parquet(stored, index=False)
    return stored.getvalue()


def test_records_of_two_hours_and_of_two_cities_stand_side_by_side(open_empty, sessions):
    with sessions.begin() as session:
        session.add(record("990100", 8, True, datetime(2026, 1, 12)))
        session.add(record("990100", 24, False, datetime(2026, 1, 12)))
        session.add(record("140100", 24, False, datetime(2026, 1, 12)))
    app = open_empty("verification")
    assert app.segmented_control(key="check_hour").options == ["8 时", "24 时"]
    assert [tab.label for tab in app.tabs] == ["本市", "2 个城市合计"]
    assert "每日 24 时起报" in app.caption[0].value

    app.segmented_control(key="check_hour").set_value(8).run()
    assert not app.exception
    assert [tab.label for tab in app.tabs] == ["本市"]
    assert "每日 8 时起报" in app.caption[0].value
    assert "提前 1 天报出 1 次" in "".join(caption.value for caption in app.caption)
