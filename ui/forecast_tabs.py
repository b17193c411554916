"""Tabs of the forecast page: public bulletin, human revision, similar spells and weather index."""

from collections.abc import Callable

import streamlit as st

from data.parameters import ParameterError
from data.vocabulary import Act
from forecasting import bulletin
from forecasting.bulletin import BulletinError
from forecasting.revision import QUANTITIES, RevisedValue, RevisionError
from services import bulletins, clock, revisions
from services.accounts import NotAllowedError, User
from services.bulletins import MissingWeatherError
from services.revisions import RevisedForecast
from ui import cache, forecast_tables, formats


def revised_note(forecast: RevisedForecast) -> None:
    """Say that what follows was revised, by whom and why."""
    if (newest := forecast.newest) is not None:
        days = "、".join(f"{day.month}月{day.day}日" for day in forecast.in_force)
        st.info(
            f"{days}经人工订正（{newest.forecaster}，{formats.hour(newest.made_at)}，理由：{newest.reason}）；"
            "原预报保留，见“人工订正”。"
        )


def bulletin_tab(forecast: RevisedForecast) -> None:
    """Draw the public forecast as table and text, with its files."""
    reach = len(forecast.revised.outlook)
    days = st.columns([1, 3])[0].selectbox(
        "发布天数（不含今日）", [number for number in (3, 5, 7) if number < reach] or [3]
    )
    try:
        told = bulletins.of_forecast(forecast, clock.now(), days)
    except (BulletinError, ParameterError) as problem:
        st.error(str(problem))
        return
    if told.late:
        st.warning(f"已过 {told.due:%H:%M} 发布时限（{told.reference}）。")
    shown = bulletin.table(told)
    st.dataframe(
        shown[["日期", "AQI下限", "AQI上限", "级别", "类别", "颜色", "首要污染物", "订正"]],
        hide_index=True, placeholder="", alt="公众预报各日 AQI 范围、级别、类别、颜色与首要污染物",
    )  # fmt: skip
    st.code(bulletin.text(told), language=None, wrap_lines=True)
    kinds = {"txt": ("下载文本", "text/plain"), "csv": ("下载表格（CSV）", "text/csv")}
    columns = st.columns([1, 1, 3])
    for column, (name, content) in zip(columns, bulletin.files(told).items(), strict=False):
        label, mime = kinds[name.rpartition(".")[2]]
        column.download_button(label, content, name, mime)


def revision_tab(user: User, forecast: RevisedForecast) -> None:
    """Draw original beside revision, the form to revise, and all revisions so far."""
    st.dataframe(
        forecast_tables.revised_days(forecast),
        hide_index=True, placeholder="", alt="逐日原预报与订正后的 AQI",
    )  # fmt: skip
    if user.may(Act.REVISE_FORECAST):
        left, right = st.columns(2)
        with left:
            _revise_form(user, forecast)
        with right:
            _take_back_form(user, forecast)
    else:
        st.caption("订正预报须为值班员。")
    if forecast.revisions:
        st.subheader("订正记录")
        st.dataframe(
            forecast_tables.revisions(forecast.revisions),
            hide_index=True, placeholder="", alt="本次预报的全部订正",
        )  # fmt: skip
    if forecast.in_force:
        judged = revisions.beside_observed(cache.sessions(), forecast.original.id)
        st.dataframe(
            forecast_tables.judged_revisions(judged),
            hide_index=True, placeholder="", alt="原预报与订正对照实况",
        )  # fmt: skip
    st.caption(
        "订正值为当日中位值；分布与各样本路径在平方根尺度上随之整体平移。原预报不改动，两者都参加检验；"
        "同一天的同一项以最后一次订正为准，撤回后恢复原预报。"
    )


def background_tab(run_id: int) -> None:
    """Draw similar past spells, the weather index of the days ahead and the index's own record."""
    st.subheader("历史相似过程")
    try:
        spells, index = cache.similar_spells(run_id), cache.weather_index(run_id)
    except MissingWeatherError as problem:
        st.info(str(problem))
        return
    if spells.empty:
        st.info("历史资料太短，没有可比的过程。")
    st.dataframe(
        forecast_tables.similar_spells(spells),
        hide_index=True, placeholder="", alt="与未来几天最相似的历史过程及其结束方式",
    )  # fmt: skip
    st.caption(
        "按逐日预报气象、季节和前一日 PM2.5 比对起报之前的观测；差异越小越相似，仅供会商参考。"
    )
    st.subheader("重污染气象条件指标")
    st.dataframe(
        forecast_tables.weather_index(index.tail(10)),
        hide_index=True, placeholder="", alt="逐日气象条件指标与各分项分值",
    )  # fmt: skip
    st.caption("0—100 分，越高越不利于扩散；权重与分类为示例值，只反映气象条件，不含排放。")
    if st.toggle("指标的检验：各类条件下 PM2.5 超过 150 µg/m³ 的天数"):
        checked = cache.weather_index_record(run_id)
        st.dataframe(
            forecast_tables.index_classes(checked.classes),
            hide_index=True, placeholder="", alt="气象条件指标检验",
        )  # fmt: skip
        st.caption(
            f"按实况气象计算的指标与日均 PM2.5 对照，共 {checked.days} 天，"
            f"秩相关 {checked.rank_correlation:.2f}"
        )


def _revise_form(user: User, forecast: RevisedForecast) -> None:
    days = [day.date() for day in forecast.original.outlook["day"]]
    with st.form("revise", border=True):
        day = st.selectbox("订正日期", days, index=min(1, len(days) - 1), format_func=formats.day)
        quantity = st.selectbox("订正项目", list(QUANTITIES), format_func=QUANTITIES.__getitem__)
        value = st.number_input(
            "订正为（中位值）",
            min_value=0.0,
            value=None,
            step=1.0,
            format="%g",
            placeholder="填写数值，浓度单位 µg/m³（CO 为 mg/m³）",
        )
        reason = st.text_input("订正理由")
        if not st.form_submit_button("提交订正", type="primary"):
            return
    if value is None:
        st.error("请填写订正后的数值")
        return
    _stored(
        lambda: revisions.revise(
            cache.sessions(), forecast.original.id, [RevisedValue(day, quantity, value)], reason,
            user=user,
        )
    )  # fmt: skip


def _take_back_form(user: User, forecast: RevisedForecast) -> None:
    with st.form("take_back", border=True):
        days = st.multiselect(
            "撤回哪几天的订正", list(forecast.in_force), format_func=formats.day,
            placeholder="选择日期",
        )  # fmt: skip
        reason = st.text_input("撤回理由")
        if not st.form_submit_button("撤回订正"):
            return
    _stored(
        lambda: revisions.take_back(cache.sessions(), forecast.original.id, days, reason, user=user)
    )


def _stored(act: Callable[[], int]) -> None:
    """Do an act of the record and show the page anew, or say why it was refused."""
    try:
        act()
    except (RevisionError, NotAllowedError) as problem:
        st.error(str(problem))
    else:
        st.rerun()
