import streamlit as st

from alerts.alert import AlertError
from data.vocabulary import RESPONSE_LEVELS, Act, AlertLevel
from services import accounts, alert_records, clock, order_records
from ui import access, blocks, cache, formats, frame, state, tables

user = access.require()
frame.heading("指令下发")

city = state.city_code()
if cache.latest_list(city) is None:
    st.info("本市尚未导入应急减排清单，请先到“减排清单”页导入。")
    st.stop()

st.subheader("发布预警")
if user.may(Act.ISSUE_ALERT):
    start, end = state.window(clock.now())
    with st.form("issue"):
        st.session_state.setdefault(state.LEVEL, AlertLevel.ORANGE)
        ask = st.columns([3, 2, 1, 2, 1])
        level = AlertLevel(
            ask[0].segmented_control(
                "级别",
                RESPONSE_LEVELS,
                key=state.LEVEL,
                format_func=formats.alert_level,
                required=True,
            )
        )
        first_day = ask[1].date_input("开始日期", start.date())
        first_hour = ask[2].number_input("开始时", 0, 23, start.hour)
        last_day = ask[3].date_input("结束日期", end.date(), help="24 时请填次日 0 时")
        last_hour = ask[4].number_input("结束时", 0, 23, end.hour)
        basis = st.text_input(
            "依据",
            key=state.BASIS,
            placeholder="不填则写明该级别现行启动条件及出处；与建议不同时请写明理由",
        )
        st.caption("发布后按现行清单为每家企业拟定一份指令并编号；已发布的内容不能修改，只能另发。")
        if st.form_submit_button("发布预警并下达指令", type="primary", shortcut="Ctrl+Enter"):
            accounts.require(user, Act.ISSUE_ALERT)
            run = cache.latest_forecast(city)
            try:
                with st.status("正在发布……") as status:
                    alert = alert_records.issue(
                        cache.sessions(), city, level,
                        state.moment(first_day, first_hour), state.moment(last_day, last_hour),
                        user=user.name, actor=user, basis=basis, forecast_run_id=run,
                    )  # fmt: skip
                    status.update(label=f"预警 {alert.number} 已发布，正在拟定指令……")
                    issued = order_records.issue_orders(
                        cache.sessions(), alert.number, user=user.name
                    )
                    status.update(
                        label=f"预警 {alert.number}：指令 {len(issued)} 份已编号", state="complete"
                    )
            except (AlertError, accounts.NotAllowedError) as problem:
                st.error(str(problem))
            else:
                cache.forget_newest()
                st.session_state[state.ALERT] = alert.number
else:
    st.caption("发布预警与下达指令须为审批人。")

st.subheader("已发布的预警与指令")
alerts = cache.alerts(city)
if not alerts:
    st.info("尚无已发布的预警。")
    st.stop()
numbers = [alert.number for alert in alerts]
chosen = st.selectbox("预警", numbers, key=state.ALERT, format_func=blocks.alert_option(alerts))
alert = next(item for item in alerts if item.number == chosen)
st.write(f"依据：{alert.basis}；由{alert.issued_by}于 {alert.issued_at:%Y-%m-%d %H:%M} 发布")
issued = cache.orders(alert.number)
if not issued:
    st.info("这次预警还没有下达指令。")
    if user.may(Act.ISSUE_ORDERS) and st.button("下达指令", type="primary"):
        order_records.issue_orders(cache.sessions(), alert.number, user=user.name)
        st.rerun()
    st.stop()
waiting = order_records.draft(cache.sessions(), alert).not_ordered
st.write(f"指令 **{len(issued):,}** 份；未出令企业 {len(waiting):,} 家（措施待定）")
st.dataframe(tables.orders(issued[:500]), hide_index=True, placeholder="", alt="已下达的指令")
one, all_, _ = st.columns([2, 2, 3])
with one:
    pick = st.selectbox(
        "查看一家", issued, format_func=lambda order: f"{order.enterprise}（{order.number}）"
    )
    st.download_button(
        "下载这家的指令（Word）", cache.order_document(pick), f"{pick.enterprise}_{pick.enterprise_id}.docx",
        on_click="ignore",
    )  # fmt: skip
with all_:
    st.write("全部指令（按县区分目录，含汇总表与索引）")
    if st.button("生成全部指令压缩包"):
        st.session_state[state.BUNDLE] = alert.number
    if st.session_state.get(state.BUNDLE) == alert.number:
        st.download_button(
            "下载压缩包", cache.order_zip(alert.number, len(issued)), f"减排指令_{alert.number}.zip",
            on_click="ignore", type="primary",
        )  # fmt: skip
