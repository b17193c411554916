import pandas as pd
import pytest

from data.vocabulary import RESPONSE_LEVELS
from ui import charts, forecast_charts

DAYS = pd.date_range("2026-11-24", periods=2)
QUANTILES = pd.DataFrame({"day": DAYS}).assign(
    **{name: float(name[1:]) for name in ("p05", "p10", "p25", "p50", "p75", "p90", "p95")}
)
OBSERVED = pd.DataFrame({"day": [pd.Timestamp("2026-11-23")], "value": [80.0]})
MODELS = pd.DataFrame(
    [
        {"model": model, "day": day, "raw": 100.0, "corrected": 130.0, "weight": 0.4}
        for model in ("CMAQ", "全球模式")
        for day in DAYS
    ]
)
TRIGGERS = pd.DataFrame(
    [
        {"level": level, "day": day, "inside": 0.5 if level == "yellow" else 0.0}
        for level in RESPONSE_LEVELS
        for day in DAYS
    ]
)
DRIVERS = pd.DataFrame(
    [
        {"day": day, "group": group, "contribution": value, "normal": 50.0, "forecast": 85.0}
        for day in DAYS
        for group, value in (("humidity", 38.0), ("wind", -5.0), ("season", 0.1), ("guidance", 2.0))
    ]
)


def every_figure():
    fan = charts.fan(OBSERVED, QUANTILES, "PM2.5", "µg/m³")
    return {
        "models": forecast_charts.with_models(fan, MODELS),
        "triggers": forecast_charts.trigger_days(TRIGGERS),
        "drivers": forecast_charts.drivers(DRIVERS, "µg/m³"),
    }


@pytest.mark.parametrize("name", ["models", "triggers", "drivers"])
def test_every_figure_asks_for_chinese_fonts_and_draws_no_map(name):
    figure = every_figure()[name]
    assert "Microsoft YaHei" in figure.layout.font.family
    assert {trace.type for trace in figure.data} <= {"scatter", "bar"}


def test_each_model_has_a_raw_and_a_corrected_line_that_differ_in_more_than_colour():
    lines = every_figure()["models"].data[-4:]
    assert [line.name for line in lines] == [
        "CMAQ 原值", "CMAQ 订正后", "全球模式 原值", "全球模式 订正后",
    ]  # fmt: skip
    assert [line.line.dash for line in lines] == ["dot", "dash"] * 2
    assert list(lines[1].y) == [130.0, 130.0]


def test_without_models_the_figure_stays_as_it_is():
    fan = charts.fan(OBSERVED, QUANTILES, "PM2.5", "µg/m³")
    count = len(fan.data)
    assert len(forecast_charts.with_models(fan, MODELS.iloc[:0]).data) == count


def test_every_level_has_its_bars_and_says_its_chance():
    bars = every_figure()["triggers"].data
    assert [bar.name for bar in bars] == ["黄色及以上", "橙色及以上", "红色及以上"]
    assert list(bars[0].y) == [50.0, 50.0]
    assert list(bars[0].text) == ["50%", "50%"]
    assert list(bars[2].text) == ["", ""]
    assert len({bar.marker.pattern.shape for bar in bars}) == 3


def test_the_drivers_stack_and_their_sum_is_marked():
    figure = every_figure()["drivers"]
    names = [trace.name for trace in figure.data]
    assert names == ["湿度与降水", "风与扩散", "模式预报", "合计"]  # the season is next to nothing
    assert list(figure.data[-1].y) == [35.0, 35.0]
    assert [note.text for note in figure.layout.annotations] == ["<b>+35</b>"] * 2
    assert figure.layout.annotations[0].y == pytest.approx(40.1)
