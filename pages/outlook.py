import datetime

import streamlit as st

from data.vocabulary import PRIMARY_ORDER, Pollutant
from ui import (
    access,
    blocks,
    cache,
    charts,
    forecast_charts,
    forecast_reasons,
    forecast_tabs,
    formats,
    frame,
    state,
    tables,
)

user = access.require()
frame.heading("城市预报")

city = state.city_code()
run_id = cache.latest_forecast(city)
if run_id is None:
    st.info("本市还没有预报。请先导入观测并起报：python -m forecasting run --city " + city)
    st.stop()

both = cache.revised_forecast(run_id)
forecast = both.revised
outlook = forecast.outlook
yesterday = outlook["day"].min().date() - datetime.timedelta(days=1)
observed = cache.observed_days(city, yesterday, 14, forecast.newest_hour)

forecast_tabs.revised_note(both)
forecast_reasons.without_weather(forecast)
days, triggers, why, public, revision, background, sources = st.tabs(
    ["逐日预报", "触发概率", "成因", "公众预报", "人工订正", "相似过程与气象条件", "资料与时效"],
    key=state.FORECAST_TAB,
    on_change="rerun",  # only what is looked at is computed
)
if days.open:
    with days:
        left, right = st.columns([3, 2])
        with left:
            st.subheader("AQI 未来七天")
            st.html(tables.outlook(outlook))
        with right:
            st.subheader("逐日超过各级的概率")
            blocks.chart(
                charts.chances(outlook),
                key="chances",
                alt="逐日 AQI 超过 100、150、200、300 的概率",
            )
        pollutant = st.segmented_control(
            "污染物", list(PRIMARY_ORDER), default=Pollutant.PM25, key=state.POLLUTANT,
            format_func=lambda item: Pollutant(item).label, required=True,
        )  # fmt: skip
        chosen = Pollutant(pollutant)
        quantiles = forecast.quantiles[forecast.quantiles["pollutant"] == chosen.daily]
        past = observed.rename(columns={chosen.daily: "value"})
        told = forecast.guidance[forecast.guidance["pollutant"] == chosen.daily]
        fan = charts.fan(past, quantiles, chosen.label, chosen.unit)
        blocks.chart(
            forecast_charts.with_models(fan, told),
            key="fan",
            alt=f"{chosen.label} 过去十四天实况、未来七天预报范围与各模式原值和订正值",
        )
        st.dataframe(
            tables.quantiles(quantiles, chosen),
            hide_index=True,
            placeholder="",
            alt="逐日预报分位数",
        )
        forecast_reasons.models_table(forecast, chosen)
if triggers.open:
    with triggers:
        dust = st.session_state.get(state.DUST, False)
        forecast_reasons.trigger_tab(forecast, cache.recommendation(run_id, dust), dust)
if why.open:
    with why:
        forecast_reasons.reasons_tab(both)
if public.open:
    with public:
        forecast_tabs.bulletin_tab(both)
if revision.open:
    with revision:
        forecast_tabs.revision_tab(user, both)
if background.open:
    with background:
        forecast_tabs.background_tab(run_id)
if sources.open:
    with sources:
        forecast_reasons.sources_tab(forecast)

st.caption(
    f"来源：本工具预报第 {forecast.id} 号，{formats.hour(forecast.issue)}起报，模型 {formats.model(forecast.model)}；"
    f"实况截至 {formats.hour(forecast.newest_hour)}；O3 为日最大 8 小时平均"
)
for note in () if sources.open else forecast.notes:
    st.caption(f"提示：{note}")
