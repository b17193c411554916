import pandas as pd

from data.vocabulary import AlertLevel
from forecasting import trigger_record
from ui import verification_charts as shown

SCORES = pd.DataFrame(
    {
        **dict.fromkeys(shown._COLUMNS, 0.5), "days": 60, "rmse": 24.06, "nmb": -0.123,
        "pod": float("nan"),
    },
    index=[1, 2],
)  # fmt: skip
BINS = {
    AlertLevel.YELLOW: trigger_record.reliability(
        pd.Series([0.65] * 17 + [0.05] * 40), pd.Series([True] * 11 + [False] * 46)
    )
}


def test_scores_have_units_and_a_dash_where_undefined():
    row = shown.score_rows(SCORES, "lead_days").iloc[0]
    assert (row["预报时效"], row["天数"], row["RMSE(µg/m³)"]) == ("第1天", "60", "24.1")
    assert (row["NMB(%)"], row["命中率 POD"]) == ("-12", "—")


def test_levels_are_named():
    assert list(shown.score_rows(SCORES, "level")["实况级别"]) == ["优", "良"]


def test_a_bin_says_how_often_it_came_true():
    rows = shown.bin_rows(BINS)
    assert list(rows["预报概率"]) == ["0—10%", "60—70%"]
    assert list(rows["实际发生"]) == ["过去发生 0/40 次", "过去发生 11/17 次"]
    assert list(rows["判定"]) == ["在误差内", "在误差内"]


def test_the_error_chart_has_both_references_beside_ours():
    assert [trace.name for trace in shown.errors(SCORES).data] == ["本工具", "持续性", "气候平均"]


def test_the_reliability_diagram_is_in_percent_with_the_diagonal():
    diagonal, yellow = shown.reliability(BINS).data
    assert list(diagonal.x) == list(diagonal.y) == [0, 100]
    assert [round(value) for value in yellow.y] == [0, 65]


def test_forecast_and_what_came_share_their_days():
    rows = pd.DataFrame({"day": pd.date_range("2026-01-01", periods=3), "p10": 1.0, "p50": 2.0})
    band, median, observed = shown.came(rows.assign(p90=3.0, observed=2.5), "PM2.5", "µg/m³").data
    assert len(band.x) == 6
    assert list(median.y) == [2.0] * 3
    assert list(observed.y) == [2.5] * 3


def test_a_gap_is_within_its_error_or_not():
    days = pd.date_range("2025-11-01", periods=56)
    fair = pd.DataFrame({"issue_day": days, "chance": 0.5, "happened": [True, False] * 28})
    rows = shown.gap_rows(
        {AlertLevel.YELLOW: fair, AlertLevel.RED: fair.assign(chance=0.9),
         AlertLevel.ORANGE: fair.assign(happened=None)}
    )  # fmt: skip
    assert list(rows["级别"]) == ["黄色及以上", "红色及以上"]
    assert list(rows["判定"]) == ["在误差内", "偏离"]
    assert list(rows["相差(百分点)"]) == ["+0", "+40"]


def test_episodes_are_said_in_words():
    table = pd.DataFrame(
        {"start": pd.Timestamp("2026-01-01"), "days": 2, "start_error": [1.0, 0.0, float("nan")],
         "peak_error": [0.0, 0.0, float("nan")]}
    )  # fmt: skip
    said = shown.episodes_said(table, 2)
    assert said.startswith("共 3 次超限过程，提前 2 天报出 2 次")
    assert "起始日准确 1 次、平均相差 0.5 天" in said
    assert shown.episodes_said(table.iloc[:0], 2) == "检验时段内没有超限过程"
    assert shown.episodes_said(table.iloc[2:], 1) == "共 1 次超限过程，提前 1 天报出 0 次"


def test_scores_of_the_index_are_in_percent():
    scores = pd.DataFrame(
        {"days": 10, "level_accuracy": 0.6, "level_within_one": 0.95, "range_accuracy": 0.8,
         "range_width": 71.4, "primary_accuracy": float("nan")},
        index=[1],
    )  # fmt: skip
    row = shown.aqi_rows(scores).iloc[0]
    assert (row["级别准确率(%)"], row["范围平均宽度(AQI)"], row["首要污染物准确率(%)"]) == (
        "60",
        "71",
        "—",
    )
