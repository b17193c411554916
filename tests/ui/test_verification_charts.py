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
