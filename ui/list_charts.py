"""Where the enterprises of a list are: points without a map from outside, tiles by county."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from data.vocabulary import Emitted, PerformanceGrade
from ui import charts

MOST_POINTS = 3000
"""Points drawn at most, those of the largest emission."""
_ORDER = [str(grade) for grade in (
    PerformanceGrade.A_PLUS, PerformanceGrade.A, PerformanceGrade.LEADING, PerformanceGrade.B,
    PerformanceGrade.B_MINUS, PerformanceGrade.C, PerformanceGrade.NOT_LEADING,
    PerformanceGrade.D, PerformanceGrade.UNGRADED,
)]  # fmt: skip
_LOOKS = {
    "A+": ("#0B5345", "star"), "A": ("#1E8449", "circle"), "引领性": ("#1E8449", "diamond"),
    "B": ("#2E86C1", "circle"), "B-": ("#5DADE2", "square"), "C": ("#D68910", "triangle-up"),
    "非引领性": ("#A04000", "diamond"), "D": ("#922B21", "x"), "未定级": ("#626567", "circle-open"),
}  # fmt: skip


def located(lines: pd.DataFrame, pollutant: Emitted) -> pd.DataFrame:
    """Return one row an enterprise: place, emission of one pollutant in kg/d, weakest grade.

    Args:
        lines: Lines with the columns of their enterprise.
        pollutant: What is summed.

    Returns:
        ``enterprise_id, enterprise, county, longitude, latitude, kg, grade, lines``; a place that
        is not known is missing.
    """
    rank = lines["grade"].map({grade: place for place, grade in enumerate(_ORDER)})
    grouped = lines.assign(rank=rank).groupby("enterprise_id", sort=False)
    found = grouped.agg(
        enterprise=("enterprise", "first"), county=("county", "first"),
        longitude=("longitude", "first"), latitude=("latitude", "first"),
        kg=(pollutant.column, "sum"), rank=("rank", "max"), lines=("line_id", "size"),
    )  # fmt: skip
    found["grade"] = [_ORDER[int(r)] if r == r else _ORDER[-1] for r in found["rank"]]  # noqa: PLR0124
    return found.drop(columns="rank").reset_index()


def points(enterprises: pd.DataFrame, label: str) -> go.Figure:
    """Draw enterprises by longitude and latitude: area by emission, colour and sign by grade."""
    figure = charts._frame("北纬（°）")
    placed = enterprises.dropna(subset=["longitude", "latitude"]).nlargest(MOST_POINTS, "kg")
    top = max(float(placed["kg"].max()) if len(placed) else 0.0, 1e-9)
    for grade in _ORDER:
        own = placed[placed["grade"] == grade]
        if own.empty:
            continue
        colour, sign = _LOOKS[grade]
        figure.add_scatter(
            x=own["longitude"], y=own["latitude"], mode="markers", name=f"{grade}（{len(own)} 家）",
            marker={"size": 5 + 22 * np.sqrt(own["kg"] / top), "color": colour, "symbol": sign,
                    "opacity": 0.7, "line": {"width": 0.5, "color": "#1B2631"}},
            customdata=np.stack([own["enterprise"], own["county"], own["kg"]], axis=-1),
            hovertemplate="%{customdata[0]}（%{customdata[1]}）<br>" + label
            + " %{customdata[2]:,.1f} kg/d<extra>" + grade + "</extra>",
        )  # fmt: skip
    if len(placed):
        stretch = 1 / math.cos(math.radians(float(placed["latitude"].mean())))
        figure.update_yaxes(scaleanchor="x", scaleratio=stretch)
    figure.update_layout(height=560, hovermode="closest", legend_itemsizing="constant")
    figure.update_xaxes(title="东经（°）")
    return figure


def county_tiles(enterprises: pd.DataFrame, label: str) -> go.Figure:
    """Draw one tile a county with its enterprises and emission, the largest first."""
    figure = charts._frame("")
    by_county = (
        enterprises.groupby("county")
        .agg(kg=("kg", "sum"), count=("enterprise_id", "size"))
        .sort_values("kg", ascending=False)
    )
    across = max(1, math.ceil(math.sqrt(len(by_county))))
    down = max(1, math.ceil(len(by_county) / across))
    shade = np.full((down, across), np.nan)
    words = np.full((down, across), "", dtype=object)
    for place, (county, row) in enumerate(by_county.iterrows()):
        where = divmod(place, across)
        shade[where] = row["kg"] / 1000
        words[where] = f"<b>{county}</b><br>{row['count']:,.0f} 家<br>{row['kg'] / 1000:,.2f} t/d"
    figure.add_heatmap(
        z=shade, text=words, texttemplate="%{text}", xgap=4, ygap=4, colorscale="Blues",
        colorbar={"title": f"{label}<br>t/d", "thickness": 12}, hoverinfo="skip", zmin=0,
    )  # fmt: skip
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, autorange="reversed")
    figure.update_layout(height=max(240, 110 * down + 60), margin={"l": 8, "r": 8})
    return figure
