"""Tabs of the forecast page: chances of the triggers, what drives the days, what it stood on."""

import streamlit as st

from alerts.recommendation import Recommendation
from data.vocabulary import RESPONSE_LEVELS, Pollutant
from forecasting import reasons
from services.forecast_runs import StoredForecast
from services.revisions import RevisedForecast
from ui import blocks, cache, forecast_charts, forecast_tables, formats, state


def without_weather(forecast: StoredForecast) -> None:
    """Warn where days ahead were forecast without weather; the range is wide then."""
    if forecast.newest_weather is None:
        st.warning(
            "本次起报没有气象预报，全部按历史规律外推：第三天起与气候平均相当，请结合会商研判；"
            "补导气象预报（forecasting fetch 或 ingest）后请重新起报。"
        )
        return
    for note in forecast.notes:
        if note.startswith("气象预报只到第"):
            st.warning(f"{note}，后几天范围较宽。")


def trigger_tab(forecast: StoredForecast, advice: Recommendation, dust: bool) -> None:
    """Draw the chance of each level by day, and the criteria it is judged by."""
    rows = cache.trigger_days(forecast.id, dust)
    for column, level in zip(st.columns(3), RESPONSE_LEVELS, strict=True):
        column.metric(
            f"{level.label}及以上（任一时段）",
            formats.chance(advice.chances[level]),
            "达到门槛" if advice.chances[level] >= advice.act_chance else "未达门槛",
            delta_color="off", delta_arrow="off", border=True,
        )  # fmt: skip
    blocks.chart(
        forecast_charts.trigger_days(rows),
        key="trigger_days",
        alt="逐日处于各预警级别启动时段内的概率",
    )
    st.dataframe(
        forecast_tables.trigger_days(rows),
        hide_index=True, placeholder="", alt="各级别逐日概率",
    )  # fmt: skip
    for level in RESPONSE_LEVELS:
        criterion = rows.loc[rows["level"] == level, "criterion"].iloc[0]
        st.markdown(f"- {level.label}预警启动条件：{criterion}")
    st.caption(
        "逐条联合样本路径连同此前实况按启动条件判定，某日概率是该日落在启动时段之内的路径所占比例，"
        f"不是逐日概率相乘；启动门槛 {advice.act_chance:.0%}（示例值）。"
    )


def reasons_tab(both: RevisedForecast) -> None:
    """Draw what drives each day, with a sentence per day."""
    rows = both.original.reasons
    if rows.empty:
        st.info(
            f"第 {both.original.id} 号预报没有成因分析：{formats.model(both.original.model)}不给出，"
            "或起报于本功能之前；用融合模型重新起报即可。"
        )
        return
    known = [p for p in (Pollutant.PM25, Pollutant.O3) if p.daily in set(rows["pollutant"])]
    pollutant = Pollutant(
        st.segmented_control(
            "污染物", known, default=known[0], key=state.DRIVEN, required=True,
            format_func=lambda item: Pollutant(item).label,
        )
    )  # fmt: skip
    mine = rows[rows["pollutant"] == pollutant.daily]
    blocks.chart(
        forecast_charts.drivers(mine, pollutant.unit),
        key="drivers",
        alt=f"{pollutant.label} 逐日预报与同期常态之差的成因分解",
    )
    for day in mine["day"].drop_duplicates().sort_values():
        told = mine[mine["day"] == day]
        value = told["forecast"].iloc[0]
        st.markdown(
            f"**{formats.day(day.date())}** 预报中位 {value:.0f} {pollutant.unit}，"
            f"{reasons.sentence(told)}"
        )
    if both.in_force:
        st.caption("成因按人工订正之前的预报计算。")
    st.caption(
        "方法：把一组因子换成同期（前后 45 天）历史平均，看已存拟合的预报如何变化，对各组的所有先后次序取平均"
        "（Shapley 值），各项之和等于预报中位与同期常态之差。“同期常态”是各因子都取同期平均时的预报；"
        "“历史误差订正”和“模式预报”是回归之外的订正。相关的因子会分担贡献，不等于因果。"
    )


def sources_tab(forecast: StoredForecast) -> None:
    """Show what the forecast stood on, and how fresh that was then and is now."""
    st.dataframe(
        forecast_tables.sources(forecast, cache.freshness_states(forecast.city_code)),
        hide_index=True, placeholder="", alt="预报所用资料及其时效",
    )  # fmt: skip
    said = (*forecast.notes, *cache.forecast_notes(forecast.city_code))
    for note in dict.fromkeys(said):
        st.markdown(f"- {note}")
    if not said:
        st.caption("资料齐全、及时，误差未见异常。")


def models_table(forecast: StoredForecast, pollutant: Pollutant) -> None:
    """Show the values of the chemistry models beside ours."""
    rows = forecast.guidance[forecast.guidance["pollutant"] == pollutant.daily]
    if rows.empty:
        st.caption(
            "没有可对照的空气质量模式预报：用 forecasting guidance 导入本地模式，"
            "或用 forecasting fetch 取全球模式。"
        )
        return
    ours = forecast.quantiles[forecast.quantiles["pollutant"] == pollutant.daily]
    st.dataframe(
        forecast_tables.models(rows, ours, pollutant),
        hide_index=True, placeholder="", alt="各模式预报原值、订正值与权重",
    )  # fmt: skip
    st.caption(
        "模式值为网格模拟值，非监测值；订正用同一时效的过去预报与实况，权重由过去误差确定，"
        "看不出增益时为 0。本工具预报已计入该权重。"
    )
