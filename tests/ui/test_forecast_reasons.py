import pytest
from streamlit.testing.v1 import AppTest


def _page(part, weather=True, told=True):
    """Draws one part of the page for a stored forecast of two days."""
    from datetime import date, datetime

    import pandas as pd

    from data.vocabulary import Pollutant
    from services.forecast_runs import StoredForecast
    from services.revisions import RevisedForecast
    from ui import forecast_reasons

    days = pd.date_range("2026-11-24", periods=2)
    reasons = pd.DataFrame(
        [
            {"pollutant": "pm25", "lead_days": lead, "day": day, "group": group,
             "contribution": value, "normal": 60.0, "forecast": 85.0}
            for lead, day in enumerate(days, 1)
            for group, value in (("wind", 22.0), ("recent", 15.0), ("humidity", -12.0))
        ]
    )  # fmt: skip
    guidance = pd.DataFrame(
        {"model": "CMAQ", "init_time": pd.Timestamp("2026-11-23 20:00"), "lead_days": [1, 2],
         "day": days, "pollutant": "pm25", "raw": [100.4, 90.0], "corrected": [130.0, 110.0],
         "pairs": 60, "weight": [0.42, 0.4]}
    )  # fmt: skip
    quantiles = pd.DataFrame({"pollutant": "pm25", "day": days, "p50": [85.0, 80.0]})
    issue = datetime(2026, 11, 24, 8)
    run = StoredForecast(
        7, "990100", issue, issue, "blend", issue, date(2026, 11, 23) if weather else None,
        ("气象预报只到第 1 天，第 2 天起按历史规律外推",) if weather else ("无气象预报",),
        quantiles, pd.DataFrame(), *((reasons, guidance) if told else ()),
    )  # fmt: skip
    match part:
        case "weather":
            forecast_reasons.without_weather(run)
        case "reasons":
            forecast_reasons.reasons_tab(RevisedForecast(run, run, (), {}))
        case "models":
            forecast_reasons.models_table(run, Pollutant.PM25)


def drawn(part, **given):
    app = AppTest.from_function(_page, kwargs={"part": part, **given}, default_timeout=30).run()
    assert not app.exception, [problem.value for problem in app.exception]
    return app


@pytest.mark.parametrize(
    ("weather", "said"), [(False, "没有气象预报，全部按历史规律外推"), (True, "只到第 1 天")]
)
def test_days_without_forecast_weather_are_warned_of(weather, said):
    assert said in drawn("weather", weather=weather).warning[0].value


def test_every_day_has_its_reasons_in_a_sentence_largest_first():
    lines = [each.value for each in drawn("reasons").markdown]
    assert lines[0] == (
        "**11月24日 周二** 预报中位 85 µg/m³，比同期常态（60）高 25："
        "风与扩散 +22，昨日与近几小时 +15，湿度与降水 −12"
    )
    assert any("Shapley" in each.value for each in drawn("reasons").caption)


def test_a_run_without_reasons_says_why():
    assert "第 7 号预报没有成因分析" in drawn("reasons", told=False).info[0].value


def test_models_stand_beside_ours_raw_and_corrected():
    shown = drawn("models").dataframe[0].value
    assert list(shown["模式"]) == ["CMAQ", "CMAQ"]
    assert list(shown["起报"]) == ["11-23 20:00"] * 2
    assert list(shown["原值(µg/m³)"]) == [100, 90]
    assert list(shown["订正值(µg/m³)"]) == [130, 110]
    assert list(shown["本工具中位(µg/m³)"]) == [85, 80]
    assert list(shown["权重"]) == [0.42, 0.4]


def test_without_models_it_says_how_to_get_them():
    assert "forecasting guidance" in drawn("models", told=False).caption[0].value
