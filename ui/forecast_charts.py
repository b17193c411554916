"""Figures of the forecast page: models beside ours, chances of the triggers, what drives a day."""

import pandas as pd
import plotly.graph_objects as go

from data.vocabulary import RESPONSE_LEVELS, AlertLevel
from forecasting import reasons
from ui import charts

_MODELS = ("#B9770E", "#6C3483", "#117A65", "#943126")
_LEVELS = {"yellow": ("#E8C33A", ""), "orange": ("#E67E22", "/"), "red": ("#B03A2E", "x")}
_GROUPS = {
    "humidity": "#2E86C1", "wind": "#7FB3D5", "temperature": "#D98880", "path": "#1B4F72",
    "recent": "#566573", "season": "#B7950B", "others": "#AF7AC5", "errors": "#CACFD2",
    "guidance": "#B9770E",
}  # fmt: skip


def with_models(figure: go.Figure, rows: pd.DataFrame) -> go.Figure:
    """Add the lines of chemistry models to a figure of one pollutant: raw dotted, corrected dashed.

    Args:
        figure: Is changed and returned.
        rows: ``model, day, raw, corrected, weight`` of the pollutant.
    """
    for colour, (model, told) in zip(_MODELS, rows.groupby("model"), strict=False):
        for column, name, dash in (("raw", "原值", "dot"), ("corrected", "订正后", "dash")):
            figure.add_scatter(
                x=told["day"], y=told[column], name=f"{model} {name}", mode="lines+markers",
                line={"color": colour, "width": 2, "dash": dash},
                marker={"size": 5, "symbol": "square" if dash == "dot" else "diamond"},
                hovertemplate=f"%{{x|%m月%d日}} {model} {name} %{{y:.1f}}<extra></extra>",
            )  # fmt: skip
    return figure


def trigger_days(rows: pd.DataFrame) -> go.Figure:
    """Draw the chance that each day lies in a window that calls for a level or a higher one.

    Args:
        rows: ``level, day, inside`` (0 to 1).
    """
    figure = charts._frame("概率（%）")
    for level in RESPONSE_LEVELS:
        mine = rows[rows["level"] == level]
        colour, pattern = _LEVELS[str(level)]
        figure.add_bar(
            x=mine["day"], y=mine["inside"] * 100, name=f"{AlertLevel(level).label}及以上",
            marker={"color": colour, "pattern": {"shape": pattern},
                    "line": {"color": "#1B2631", "width": 1}},
            text=[f"{value:.0%}" if value >= 0.005 else "" for value in mine["inside"]],
            textposition="outside", cliponaxis=False,
            hovertemplate=f"%{{x|%m月%d日}} {AlertLevel(level).label}及以上 %{{y:.0f}}%<extra></extra>",
        )  # fmt: skip
    figure.update_layout(barmode="group", bargap=0.25)
    figure.update_yaxes(range=[0, 108])
    figure.update_xaxes(tickformat="%-m/%-d", dtick=86_400_000)
    return figure


def drivers(rows: pd.DataFrame, unit: str) -> go.Figure:
    """Draw what drives each day: contributions up and down, and their sum as a mark.

    Args:
        rows: ``day, group, contribution, normal, forecast`` of one pollutant.
        unit: Unit of the contributions.
    """
    figure = charts._frame(f"与同期常态之差（{unit}）")
    for group, colour in _GROUPS.items():
        mine = rows[rows["group"] == group]
        if mine.empty or mine["contribution"].abs().max() < 0.5:
            continue
        label = reasons.label_of(group)
        figure.add_bar(
            x=mine["day"], y=mine["contribution"], name=label, marker_color=colour,
            hovertemplate=f"%{{x|%m月%d日}} {label} %{{y:+.0f}} {unit}<extra></extra>",
        )  # fmt: skip
    days = rows.drop_duplicates("day").set_index("day").sort_index()
    total = days["forecast"] - days["normal"]
    figure.add_scatter(
        x=total.index, y=total, name="合计", mode="markers",
        marker={"symbol": "diamond", "size": 10, "color": "#FFFFFF",
                "line": {"color": "#1B2631", "width": 2}},
        hovertemplate="%{x|%m月%d日} 合计 %{y:+.0f}<extra></extra>",
    )  # fmt: skip
    above = rows["contribution"].clip(lower=0).groupby(rows["day"]).sum()
    for day, value, top in zip(total.index, total, above.reindex(total.index), strict=True):
        figure.add_annotation(x=day, y=top, yshift=12, text=f"<b>{value:+.0f}</b>", showarrow=False)
    figure.update_layout(barmode="relative", bargap=0.45, height=380, hovermode="closest")
    figure.update_layout(legend={"y": 1.2})
    figure.update_xaxes(tickformat="%-m/%-d", dtick=86_400_000)
    return figure
