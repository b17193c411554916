"""Frames to plotly figures, with Chinese fonts and the official colours as pale bands."""

from datetime import date
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from air_quality import aqi as index
from services import clock
from ui import formats

FONT = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, Noto Sans SC, sans-serif"
_LINE, _FORECAST, _BAND = "#1B2631", "#1F4E79", "rgba(31,78,121,0.20)"


def aqi_outlook(
    observed: pd.DataFrame, outlook: pd.DataFrame, start: pd.Timestamp | None = None,
    end: pd.Timestamp | None = None,
) -> go.Figure:  # fmt: skip
    """Draw observed AQI, the forecast median with its 80 % band, and the alert window.

    Args:
        observed: ``day`` and ``aqi`` of past days.
        outlook: ``day``, ``aqi_p10``, ``aqi_p50``, ``aqi_p90`` of the days to come.
        start: First hour of the recommended window, if any.
        end: Its end.
    """
    figure = _frame("AQI")
    peak = max(
        [220.0, *observed["aqi"].dropna().astype(float), *outlook["aqi_p90"].dropna().astype(float)]
    )
    top = min(510.0, peak * 1.12)
    day = pd.Timestamp(outlook["day"].max()).date() if len(outlook) else clock.today()
    _aqi_bands(figure, day, top)
    if start is not None and end is not None:
        figure.add_vrect(
            x0=start - pd.Timedelta(hours=12), x1=end - pd.Timedelta(hours=12), line_width=1,
            line_dash="dash", line_color="#7F0000", fillcolor="rgba(0,0,0,0)",
            annotation_text="建议响应时段", annotation_position="top left",
        )  # fmt: skip
    both = [*outlook["day"], *outlook["day"][::-1]]
    figure.add_scatter(
        x=both, y=[*outlook["aqi_p90"], *outlook["aqi_p10"][::-1]], fill="toself",
        fillcolor=_BAND, line_width=0, name="预报范围（10%—90%）", hoverinfo="skip", mode="lines",
    )  # fmt: skip
    figure.add_scatter(
        x=observed["day"], y=observed["aqi"].astype(float), name="实况", mode="lines+markers",
        line={"color": _LINE, "width": 2}, marker={"size": 6},
        hovertemplate="%{x|%m月%d日} 实况 %{y:.0f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=outlook["day"], y=outlook["aqi_p50"], name="预报中位", mode="lines+markers+text",
        text=[f"<b>{value:.0f}</b>" for value in outlook["aqi_p50"]], textposition="top center",
        line={"color": _FORECAST, "width": 3}, marker={"size": 8, "symbol": "diamond"},
        hovertemplate="%{x|%m月%d日} 预报中位 %{y:.0f}<extra></extra>",
    )  # fmt: skip
    figure.update_yaxes(range=[0, top])
    figure.update_xaxes(tickformat="%-d日", tickfont_size=11, dtick=86_400_000, tickangle=0)
    return figure


def fan(observed: pd.DataFrame, quantiles: pd.DataFrame, label: str, unit: str) -> go.Figure:
    """Draw one pollutant: observed days, then median and nested ranges.

    Args:
        observed: ``day`` and ``value``.
        quantiles: ``day``, ``p05`` … ``p95``.
        label: Name of the pollutant.
        unit: Its unit.
    """
    figure = _frame(f"{label}（{unit}）")
    days = quantiles["day"]
    for low, high, name, colour in (
        ("p05", "p95", "5%—95%", "rgba(31,78,121,0.12)"),
        ("p10", "p90", "10%—90%", "rgba(31,78,121,0.18)"),
        ("p25", "p75", "25%—75%", "rgba(31,78,121,0.30)"),
    ):
        figure.add_scatter(
            x=[*days, *days[::-1]], y=[*quantiles[high], *quantiles[low][::-1]], fill="toself",
            fillcolor=colour, line_width=0, name=name, hoverinfo="skip", mode="lines",
        )  # fmt: skip
    figure.add_scatter(
        x=observed["day"], y=observed["value"], name="实况", mode="lines+markers",
        line={"color": _LINE, "width": 2},
        hovertemplate="%{x|%m月%d日} 实况 %{y:.1f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=days, y=quantiles["p50"], name="预报中位", mode="lines+markers",
        line={"color": _FORECAST, "width": 3},
        hovertemplate="%{x|%m月%d日} 预报中位 %{y:.1f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(tickformat="%-m/%-d")
    figure.update_yaxes(rangemode="tozero")
    return figure


def chances(outlook: pd.DataFrame) -> go.Figure:
    """Draw each day's chance of AQI above 100, 150, 200 and 300."""
    figure = _frame("概率（%）")
    patterns = {100: "", 150: "/", 200: "x", 300: ""}
    shades = {100: "#BBD3EA", 150: "#7FA8D1", 200: "#3C72AA", 300: "#12365C"}
    for limit, pattern in patterns.items():
        figure.add_bar(
            x=outlook["day"], y=outlook[f"chance_above_{limit}"] * 100, name=f"AQI>{limit}",
            marker={"color": shades[limit], "pattern": {"shape": pattern}},
            hovertemplate=f"%{{x|%m月%d日}} AQI>{limit} 概率 %{{y:.0f}}%<extra></extra>",
        )  # fmt: skip
    figure.update_layout(barmode="group", bargap=0.25)
    # Four names take two lines in a narrow column: they need room above the bars.
    figure.update_layout(margin={"t": 62}, legend={"y": 1.3, "font": {"size": 12}})
    figure.update_yaxes(range=[0, 100])
    figure.update_xaxes(tickformat="%-m/%-d", dtick=86_400_000)
    return figure


def balance(rows: pd.DataFrame) -> go.Figure:
    """Draw the share reached against the target, one bar per pollutant.

    Args:
        rows: ``label``, ``fraction`` and ``target`` (missing where there is none).
    """
    figure = _frame("占全社会排放量（%）")
    figure.add_bar(
        x=rows["label"], y=rows["fraction"] * 100, name="可减排比例",
        text=[formats.percent(value) for value in rows["fraction"]], textposition="outside",
        marker_color="#3C72AA", hovertemplate="%{x} %{y:.1f}%<extra></extra>", width=0.5,
    )  # fmt: skip
    wanted = rows.dropna(subset=["target"])
    figure.add_scatter(
        x=wanted["label"], y=wanted["target"] * 100, name="要求比例", mode="markers",
        marker={"symbol": "line-ew-open", "size": 46, "line": {"width": 4, "color": "#A93226"}},
        hovertemplate="%{x} 要求 %{y:.0f}%<extra></extra>",
    )  # fmt: skip
    highest = 100 * float(rows[["fraction", "target"]].to_numpy(dtype=float, na_value=0.0).max())
    figure.update_yaxes(range=[0, max(50.0, highest * 1.2)])
    return figure


def cuts_by(rows: pd.DataFrame, unit: str = "kg/d") -> go.Figure:
    """Draw stacked cuts of the largest groups, largest on top.

    Args:
        rows: Indexed by group name, one column of kg/d per pollutant label.
        unit: Unit of the axis.
    """
    figure = _frame("")
    shades = ("#12365C", "#3C72AA", "#7FA8D1", "#C9B458")
    for name, colour in zip(rows.columns, shades, strict=False):
        figure.add_bar(
            y=rows.index[::-1], x=rows[name][::-1], name=name, orientation="h",
            marker_color=colour, hovertemplate=f"%{{y}} {name} %{{x:,.0f}} {unit}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(barmode="stack", height=max(300, 26 * len(rows) + 110))
    figure.update_xaxes(title=unit)
    return figure


def _aqi_bands(figure: go.Figure, day: date, top: float) -> None:
    """Pale bands of the official colours, each named, behind the lines."""
    levels = index.levels(day).levels
    bounds = [0.0, *(float(level.high) for level in levels)]
    for (low, high), level in zip(pairwise(bounds), levels, strict=True):
        if low >= top:
            break
        figure.add_hrect(
            y0=low, y1=min(high, top), fillcolor=level.hex, opacity=0.16, line_width=0,
            layer="below",
        )  # fmt: skip
        figure.add_annotation(
            x=1.005, xref="paper", xanchor="left", y=(low + min(high, top)) / 2, showarrow=False,
            text=formats.aqi_words(high, day).split(" ", 1)[1], font_size=11,
        )  # fmt: skip


def _frame(title: str) -> go.Figure:
    """An empty figure in the manner of the house; every figure sets its own font."""
    figure = go.Figure()
    figure.update_layout(
        font={"family": FONT, "size": 13, "color": _LINE},
        margin={"l": 56, "r": 84, "t": 36, "b": 34},
        height=300,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "y": 1.14, "x": 0, "traceorder": "normal"},
        hovermode="x",
        yaxis_title=title,
        separators=".,",
    )
    figure.update_xaxes(showgrid=False, showline=True, linecolor="#888")
    figure.update_yaxes(gridcolor="rgba(128,128,128,0.25)")
    return figure
