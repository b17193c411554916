import datetime

import pandas as pd
import streamlit as st

from data.vocabulary import RESPONSE_LEVELS, AlertLevel
from ui import access, blocks, cache, charts, forecast_tabs, formats, frame, state, tables

access.require()
frame.heading("今日会商")

city = state.city_code()
run_id = cache.latest_forecast(city)
if run_id is None:
    st.info("本市还没有预报。请先用 forecasting ingest 导入观测，再用 forecasting run 起报。")
    st.stop()

revised = cache.revised_forecast(run_id)
forecast = revised.revised
dust = st.session_state.get(state.DUST, False)
advice = cache.recommendation(run_id, dust)
running = [alert for alert in cache.alerts(city) if alert.end > forecast.issue]

blocks.advice_card(advice, forecast, running)
forecast_tabs.revised_note(revised)
left, right = st.columns([1, 1])
with left:
    outlook = forecast.outlook
    yesterday = outlook["day"].min().date() - datetime.timedelta(days=1)
    observed = cache.observed_days(city, yesterday, 7, forecast.newest_hour)
    blocks.chart(
        charts.aqi_outlook(
            observed,
            outlook,
            pd.Timestamp(advice.start) if advice.start else None,
            pd.Timestamp(advice.end) if advice.end else None,
        ),
        key="aqi_outlook",
        alt="过去七天实况与未来七天预报的 AQI，带 10% 至 90% 范围",
    )
    st.caption(
        f"来源：本工具预报第 {forecast.id} 号，{formats.hour(forecast.issue)}起报，模型 {formats.model(forecast.model)}；"
        "AQI 按 HJ 633 当日有效版本计算"
    )
with right:
    st.html(tables.outlook(outlook))
    st.checkbox(
        "预报员判断：本次过程为沙尘",
        key=state.DUST,
        help="沙尘过程只作健康提示与扬尘管控，PM10 不再计入启动减排的 AQI",
    )

level = advice.level or AlertLevel.YELLOW
day = (advice.start or forecast.issue).date()
scenario = cache.scenario(city, level, day)
st.subheader(f"如启动{level.full_label}：减得够不够")
if scenario is None:
    st.info("本市尚未导入应急减排清单，请先到“减排清单”页导入。")
else:
    outcome = cache.outcome(scenario)
    blocks.balance_metrics(outcome)
    st.caption("依据：" + "；".join(outcome.references))

to_scenario, to_orders, _ = st.columns([1, 1, 3])
if to_orders.button(
    "采纳建议，去发布", type="primary", disabled=advice.level is None, shortcut="Ctrl+Enter"
):
    basis = f"{advice.criterion}（{advice.reference}）"
    state.take_over(level, advice.start, advice.end, basis)
    st.switch_page("pages/order.py")
if to_scenario.button("比较其他级别"):
    state.take_over(level, advice.start, advice.end)
    st.switch_page("pages/scenario.py")
with st.expander("各级别条件达到的概率怎么来的"):
    st.write(
        f"共 {forecast.paths['path'].nunique()} 条联合样本路径，逐条按启动条件判定；某级别的概率是达到该级别"
        f"或更高级别条件的路径所占比例，不是逐日概率相乘。建议级别是概率不低于 {advice.act_chance:.0%}"
        "（示例值，可由城市按漏报与空报损失自定）的最高级别。"
    )
    st.write(
        "；".join(
            f"{item.label} {formats.chance(advice.chances[item])}" for item in RESPONSE_LEVELS
        )
    )
    for note in (*advice.reasons, *forecast.notes):
        st.write(f"- {note}")
