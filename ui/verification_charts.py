"""The record of forecasts as figures and tables."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from data.vocabulary import AlertLevel
from forecasting import trigger_record
from forecasting.score_table import By
from ui import charts, formats

_OURS, _LASTING, _USUAL = "#1F4E79", "#B9770E", "#7F8C8D"
_LEVELS = {AlertLevel.YELLOW: "#B7950B", AlertLevel.ORANGE: "#CA6F1E", AlertLevel.RED: "#A93226"}
_SYMBOLS = {AlertLevel.YELLOW: "circle", AlertLevel.ORANGE: "square", AlertLevel.RED: "diamond"}
_AQI_LEVELS = ("优", "良", "轻度污染", "中度污染", "重度污染", "严重污染")
_GROUPS: dict[By, str] = {"lead_days": "预报时效", "season": "季节", "level": "实况级别"}
_COLUMNS = {
    "days": ("天数", 0), "events": ("超限日", 0), "rmse": ("RMSE(µg/m³)", 1),
    "persistence_rmse": ("持续性 RMSE(µg/m³)", 1), "climatology_rmse": ("气候平均 RMSE(µg/m³)", 1),
    "skill_persistence": ("对持续性技巧", 2), "skill_climatology": ("对气候平均技巧", 2),
    "mae": ("MAE(µg/m³)", 1), "nmb": ("NMB(%)", 0), "r": ("相关系数", 2),
    "level_accuracy": ("级别准确率(%)", 0), "pod": ("命中率 POD", 2), "far": ("空报率 FAR", 2),
    "csi": ("CSI", 2), "brier_skill": ("Brier 技巧", 2), "coverage": ("落入5%—95%(%)", 0),
    "crps": ("CRPS(µg/m³)", 1),
}  # fmt: skip
_PERCENT = {"nmb", "level_accuracy", "coverage"}


def errors(scores: pd.DataFrame) -> go.Figure:
    """Draw the RMSE by lead day beside persistence and climatology.

    Args:
        scores: As :func:`forecasting.score_table.scores` gives them by lead day.
    """
    figure = charts._frame("RMSE（µg/m³）")
    leads = [f"第{lead}天" for lead in scores.index]
    for column, name, colour, dash in (
        ("rmse", "本工具", _OURS, "solid"),
        ("persistence_rmse", "持续性", _LASTING, "dash"),
        ("climatology_rmse", "气候平均", _USUAL, "dot"),
    ):
        figure.add_scatter(
            x=leads, y=scores[column], name=name, mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 3},
            hovertemplate=f"%{{x}} {name} %{{y:.1f}}<extra></extra>",
        )  # fmt: skip
    figure.update_yaxes(rangemode="tozero")
    return figure


def reliability(bins: dict[AlertLevel, pd.DataFrame]) -> go.Figure:
    """Draw how often a level came true against the chance that was given.

    Args:
        bins: By level, as :func:`forecasting.trigger_record.reliability` gives them.
    """
    figure = charts._frame("实际发生比例（%）")
    figure.add_scatter(
        x=[0, 100], y=[0, 100], name="完全可靠", mode="lines", hoverinfo="skip",
        line={"color": "#888", "dash": "dash", "width": 1},
    )  # fmt: skip
    for level, rows in bins.items():
        figure.add_scatter(
            x=rows["chance"] * 100, y=rows["frequency"] * 100, name=f"{level.label}及以上",
            mode="lines+markers", line={"color": _LEVELS[level], "width": 2},
            marker={"size": 6 + 2 * np.sqrt(rows["issues"]), "symbol": _SYMBOLS[level]},
            customdata=rows[["issues", "events"]],
            hovertemplate="预报 %{x:.0f}%，发生 %{customdata[1]}/%{customdata[0]} 次<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(range=[-4, 104], title="预报概率（%）")
    figure.update_yaxes(range=[-4, 104])
    figure.update_layout(hovermode="closest", height=400, margin_b=50, margin_t=64)
    return figure


def came(rows: pd.DataFrame, label: str, unit: str) -> go.Figure:
    """Draw forecasts of one lead day beside what was observed.

    Args:
        rows: ``day``, ``p10``, ``p50``, ``p90``, ``observed``; one row per day.
        label: Name of the pollutant.
        unit: Its unit.
    """
    figure = charts._frame(f"{label}（{unit}）")
    days = rows["day"]
    figure.add_scatter(
        x=[*days, *days[::-1]], y=[*rows["p90"], *rows["p10"][::-1]], fill="toself",
        fillcolor="rgba(31,78,121,0.20)", line_width=0, name="预报范围（10%—90%）",
        hoverinfo="skip", mode="lines",
    )  # fmt: skip
    for column, name, colour, width in (
        ("p50", "预报中位", _OURS, 2), ("observed", "实况", "#1B2631", 3),
    ):  # fmt: skip
        figure.add_scatter(
            x=days, y=rows[column], name=name, mode="lines+markers",
            line={"color": colour, "width": width}, marker={"size": 5},
            hovertemplate=f"%{{x|%m月%d日}} {name} %{{y:.0f}}<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(tickformat="%-m/%-d")
    figure.update_yaxes(rangemode="tozero")
    return figure


def score_rows(scores: pd.DataFrame, by: By) -> pd.DataFrame:
    """Show scores with Chinese headers and units; what is undefined is a dash."""
    names = [str(key) for key in scores.index]
    if by == "lead_days":
        names = [f"第{name}天" for name in names]
    elif by == "level":
        names = [_AQI_LEVELS[int(name) - 1] for name in names]
    shown = pd.DataFrame({_GROUPS[by]: names})
    for column, (header, places) in _COLUMNS.items():
        factor = 100 if column in _PERCENT else 1
        shown[header] = [number(value * factor, places) for value in scores[column].astype(float)]
    return shown


def aqi_rows(scores: pd.DataFrame) -> pd.DataFrame:
    """Show the scores of the AQI given out; see :func:`forecasting.score_table.aqi_scores`."""

    def shown(column: str, places: int, factor: int = 1) -> list[str]:
        return [number(value * factor, places) for value in scores[column].astype(float)]

    return pd.DataFrame(
        {
            "预报时效": [f"第{lead}天" for lead in scores.index],
            "天数": shown("days", 0),
            "级别准确率(%)": shown("level_accuracy", 0, 100),
            "差一级以内(%)": shown("level_within_one", 0, 100),
            "范围准确率(%)": shown("range_accuracy", 0, 100),
            "范围平均宽度(AQI)": shown("range_width", 0),
            "首要污染物准确率(%)": shown("primary_accuracy", 0, 100),
        }
    )


def episodes_said(episodes: pd.DataFrame, lead: int) -> str:
    """Say how many past episodes were forecast and how far off their start and peak were.

    Args:
        episodes: As :func:`forecasting.score_table.episodes` gives them.
        lead: Lead day.
    """
    if episodes.empty:
        return "检验时段内没有超限过程"
    caught = episodes.dropna(subset=["start_error"])
    said = f"共 {len(episodes)} 次超限过程，提前 {lead} 天报出 {len(caught)} 次"
    if caught.empty:
        return said
    parts = []
    for column, name in (("start_error", "起始日"), ("peak_error", "峰值日")):
        right = int((caught[column] == 0).sum())
        parts.append(f"{name}准确 {right} 次、平均相差 {caught[column].abs().mean():.1f} 天")
    return f"{said}；报出的过程中" + "，".join(parts)


def gap_rows(levels: dict[AlertLevel, pd.DataFrame]) -> pd.DataFrame:
    """Show mean chances beside the share that came true, with the sampling error between.

    Args:
        levels: By level, triggers as :func:`forecasting.trigger_record.gap` takes them.
    """
    rows = []
    for level, triggers in levels.items():
        found = trigger_record.gap(triggers)
        if not found["issues"]:
            continue
        low, high = 100 * found["gap_low"], 100 * found["gap_high"]
        rows.append(
            {
                "级别": f"{level.label}及以上",
                "平均概率": formats.chance(found["chance"]),
                "发生比例": f"{found['frequency']:.0%}",
                "相差(百分点)": f"{100 * found['gap']:+.0f}",
                "抽样误差范围": f"{low:+.0f} 至 {high:+.0f}",
                "判定": "在误差内" if low <= 0 <= high else "偏离",
            }
        )
    return pd.DataFrame(rows)


def number(value: float, places: int = 2) -> str:
    """Say a score; what cannot be computed is a dash."""
    return "—" if math.isnan(value) else f"{value:.{places}f}"


def trigger_rows(scores: pd.DataFrame) -> pd.DataFrame:
    """Show the scores of the chances of each level."""
    return pd.DataFrame(
        {
            "级别": [f"{AlertLevel(level).label}及以上" for level in scores.index],
            "起报次数": scores["issues"].astype(int).to_numpy(),
            "条件达到": scores["events"].astype(int).to_numpy(),
            "平均概率": [formats.chance(value) for value in scores["mean_chance"]],
            "Brier 技巧": [number(value) for value in scores["brier_skill"]],
            "命中率 POD": [number(value) for value in scores["pod"]],
            "空报率 FAR": [number(value) for value in scores["far"]],
            "CSI": [number(value) for value in scores["csi"]],
        }
    )


def bin_rows(bins: dict[AlertLevel, pd.DataFrame]) -> pd.DataFrame:
    """Say of each level and bin how often it came true, and what would be within chance."""
    rows = []
    for level, table in bins.items():
        for row in table.to_dict("records"):
            within = row["frequency_low"] <= row["frequency"] <= row["frequency_high"]
            rows.append(
                {
                    "级别": f"{level.label}及以上",
                    "预报概率": f"{row['low'] * 100:.0f}—{row['high'] * 100:.0f}%",
                    "实际发生": f"过去发生 {row['events']}/{row['issues']} 次",
                    "发生比例": f"{row['frequency']:.0%}",
                    "抽样误差范围": f"{row['frequency_low']:.0%}—{row['frequency_high']:.0%}",
                    "判定": "在误差内" if within else "偏离",
                }
            )
    return pd.DataFrame(rows)
