"""Parts of a screen that more than one page shows."""

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from alerts.alert import Alert
from alerts.recommendation import Recommendation
from data import parameters
from data.vocabulary import RESPONSE_LEVELS, Emitted, Response
from scenarios.scenario import Outcome
from services.forecast_runs import StoredForecast
from ui import formats


def advice_card(advice: Recommendation, forecast: StoredForecast, running: Sequence[Alert]) -> None:
    """Draw level, window, confidence and clause at a glance."""
    with st.container(border=True):
        words, chances = st.columns([3, 2])
        with words:
            st.html(
                f'<div style="font-size:1.55rem;font-weight:700">{_headline(advice)}</div>'
                + _row("时段", formats.window(advice.start, advice.end) + _ahead(advice, forecast))
                + _row("把握", _confidence(advice))
                + _row("依据", _clause(advice))
            )
            for alert in running:
                span = formats.window(alert.start, alert.end)
                st.warning(f"已有{alert.level.full_label}预警 {alert.number} 在有效期内：{span}")
        with chances:
            for column, level in zip(st.columns(3), RESPONSE_LEVELS, strict=True):
                column.metric(
                    f"{level.label}及以上",
                    formats.chance(advice.chances[level]),
                    "达到门槛" if advice.chances[level] >= advice.act_chance else "未达门槛",
                    delta_color="off", delta_arrow="off", border=True,
                )  # fmt: skip
            st.caption(
                f"预报中位对应：{formats.alert_level(advice.level_of_median)}；"
                f"预报上限（90%）对应：{formats.alert_level(advice.level_of_upper)}；"
                f"启动门槛 {advice.act_chance:.0%}（示例值）"
            )


def chart(figure: go.Figure, key: str, alt: str) -> None:
    """Draw a figure in its own colours and fonts; ``alt`` says in words what it shows."""
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False}, key=key, alt=alt)


def balance_metrics(outcome: Outcome) -> None:
    """Draw one figure per pollutant against its target, then whom it touches."""
    columns = st.columns(6)
    rows = outcome.balance.astype(float).to_dict("index")
    for column, pollutant in zip(columns, Emitted, strict=False):
        row = rows[str(pollutant)]
        fraction, target = row["fraction"], row["target"]
        column.metric(
            f"{pollutant.label}减排比例",
            formats.percent(fraction),
            _against(target, row["shortfall_kg"]),
            delta_color="off", delta_arrow="off",
            help=f"可减 {row['cut_kg']:,.1f} kg/d，全社会 {row['total_kg']:,.1f} kg/d；"
            + formats.gap(target, row["shortfall_kg"]),
        )  # fmt: skip
    lines = outcome.lines
    pending = int((lines["kind"] == "pending").sum())
    columns[4].metric("涉及企业", f"{outcome.cut_enterprises:,} 家",
                      f"清单共 {lines['enterprise_id'].nunique():,} 家",
                      delta_color="off", delta_arrow="off")  # fmt: skip
    columns[5].metric("措施待定", f"{pending:,} 条线", "按 0 计",
                      delta_color="off", delta_arrow="off")  # fmt: skip


def balance_rows(outcome: Outcome) -> pd.DataFrame:
    """Return label, fraction and target per pollutant, for the chart."""
    rows = outcome.balance[["fraction", "target"]].reset_index(drop=True)
    return rows.assign(label=[Emitted(name).label for name in outcome.balance.index])


def _headline(advice: Recommendation) -> str:
    if advice.level is not None:
        return f"建议：启动 {advice.level.full_label} 预警"
    if advice.response is Response.HEALTH_NOTICE:
        return "建议：不启动应急减排，发布健康提示"
    return "建议：无需启动预警"


def _row(name: str, text: str) -> str:
    return (
        '<div style="margin-top:.35rem"><span style="opacity:.7;margin-right:.8rem">'
        f"{name}</span>{text}</div>"
    )


def _ahead(advice: Recommendation, forecast: StoredForecast) -> str:
    if advice.start is None:
        return ""
    hours = (advice.start - forecast.issue).total_seconds() / 3600
    return f"（距起报 {hours:.0f} 小时）" if hours > 0 else "（过程已开始）"


def _confidence(advice: Recommendation) -> str:
    if advice.level is not None:
        share = formats.chance(advice.chances[advice.level])
        return f"达到该级别条件的概率 {share}"
    if advice.response is Response.HEALTH_NOTICE:
        return f"臭氧或沙尘造成超标的概率 {formats.chance(advice.notice_chance)}"
    lowest = RESPONSE_LEVELS[0]
    return f"达到{lowest.label}预警条件的概率仅 {formats.chance(advice.chances[lowest])}"


def _clause(advice: Recommendation) -> str:
    if advice.response is Response.HEALTH_NOTICE and advice.start is not None:
        notice = parameters.on("alerts/health_notice", advice.start.date())
        return f"{notice.value.ozone}（{notice.reference}）"
    return f"{advice.criterion or '各级别启动条件均未达到'}（{advice.reference}）"


def _against(target: float, shortfall_kg: float) -> str:
    if target != target:  # noqa: PLR0124
        return "无比例要求"
    reached = "已达到" if shortfall_kg == 0 else f"差 {shortfall_kg / 1000:,.2f} t/d"
    return f"要求 {target:.0%}，{reached}"


def alert_option(alerts: Sequence[Alert]) -> Callable[[str], str]:
    """Return how an alert is named in a choice, by its number."""
    names = {
        alert.number: f"{alert.number} {alert.level.full_label} "
        + formats.window(alert.start, alert.end)
        for alert in alerts
    }
    return lambda number: names.get(number, number)
