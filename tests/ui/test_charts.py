import numpy as np
import pandas as pd
import pytest

from ui import charts

DAYS = pd.date_range("2026-11-24", periods=3)
OBSERVED = pd.DataFrame(
    {"day": pd.date_range("2026-11-22", periods=2), "aqi": [120.0, np.nan], "value": [80.0, 90.0]}
)
OUTLOOK = pd.DataFrame(
    {
        "day": DAYS, "aqi_p10": [90.0, 150.0, 60.0], "aqi_p50": [140.0, 214.0, 90.0],
        "aqi_p90": [190.0, 290.0, 130.0], "chance_above_100": [0.9, 1.0, 0.4],
        "chance_above_150": [0.4, 0.9, 0.0], "chance_above_200": [0.05, 0.6, 0.0],
        "chance_above_300": [0.0, 0.08, 0.0],
    }
)  # fmt: skip
QUANTILES = pd.DataFrame({"day": DAYS}).assign(
    **{name: float(name[1:]) for name in ("p05", "p10", "p25", "p50", "p75", "p90", "p95")}
)
BALANCE = pd.DataFrame(
    {"label": ["颗粒物", "VOCs"], "fraction": [0.256, 0.7], "target": [0.3, np.nan]}
)
CUTS = pd.DataFrame({"颗粒物": [30.0, 10.0], "SO2": [5.0, 2.0]}, index=["焦化", "砖瓦窑"])


def every_figure():
    return {
        "aqi_outlook": charts.aqi_outlook(OBSERVED, OUTLOOK, DAYS[0], DAYS[2]),
        "fan": charts.fan(OBSERVED, QUANTILES, "PM2.5", "µg/m³"),
        "chances": charts.chances(OUTLOOK),
        "balance": charts.balance(BALANCE),
        "cuts_by": charts.cuts_by(CUTS),
    }


@pytest.mark.parametrize("name", list(every_figure()))
def test_every_figure_asks_for_chinese_fonts_and_draws_no_map(name):
    figure = every_figure()[name]
    family = figure.layout.font.family
    assert all(font in family for font in ("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC"))
    # A geographic figure would fetch its outlines from abroad.
    assert "geo" not in figure.to_plotly_json()["layout"]
    assert {trace.type for trace in figure.data} <= {"scatter", "bar"}


def test_the_outlook_shows_range_observation_and_median():
    band, observed, median = charts.aqi_outlook(OBSERVED, OUTLOOK).data
    assert [band.name, observed.name, median.name] == ["预报范围（10%—90%）", "实况", "预报中位"]
    assert list(band.y) == [190, 290, 130, 60, 150, 90]
    assert list(median.y) == [140, 214, 90]
    assert list(median.text) == ["<b>140</b>", "<b>214</b>", "<b>90</b>"]


def test_the_outlook_reaches_above_its_highest_value_and_names_the_levels():
    figure = charts.aqi_outlook(OBSERVED, OUTLOOK)
    assert figure.layout.yaxis.range[1] == pytest.approx(290 * 1.12)
    named = [note.text for note in figure.layout.annotations]
    assert named[0] == "Ⅰ 优"
    assert named[-1] == "Ⅵ 严重污染"


def test_the_window_is_drawn_only_where_there_is_one():
    words = lambda figure: [note.text for note in figure.layout.annotations]  # noqa: E731
    assert "建议响应时段" not in words(charts.aqi_outlook(OBSERVED, OUTLOOK))
    assert "建议响应时段" in words(charts.aqi_outlook(OBSERVED, OUTLOOK, DAYS[0], DAYS[2]))


def test_the_fan_nests_its_ranges_around_the_median():
    figure = charts.fan(OBSERVED, QUANTILES, "PM2.5", "µg/m³")
    assert [trace.name for trace in figure.data] == [
        "5%—95%", "10%—90%", "25%—75%", "实况", "预报中位",
    ]  # fmt: skip
    spans = [(min(trace.y), max(trace.y)) for trace in figure.data[:3]]
    assert spans == [(5, 95), (10, 90), (25, 75)]
    assert list(figure.data[4].y) == [50, 50, 50]
    assert figure.layout.yaxis.title.text == "PM2.5（µg/m³）"


def test_chances_are_drawn_in_percent_for_four_limits():
    figure = charts.chances(OUTLOOK)
    assert [bar.name for bar in figure.data] == ["AQI>100", "AQI>150", "AQI>200", "AQI>300"]
    assert list(figure.data[2].y) == pytest.approx([5, 60, 0])
    assert list(figure.layout.yaxis.range) == [0, 100]


def test_a_pollutant_without_target_has_a_bar_and_no_mark():
    bars, marks = charts.balance(BALANCE).data
    assert list(bars.text) == ["25.6%", "70.0%"]
    assert list(marks.x) == ["颗粒物"]
    assert list(marks.y) == pytest.approx([30])


def test_the_largest_group_stands_on_top():
    dust, sulphur = charts.cuts_by(CUTS).data
    assert list(dust.y) == ["砖瓦窑", "焦化"]  # plotly draws the last one on top
    assert list(sulphur.x) == [2, 5]
