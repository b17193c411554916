"""Parts of the page of the regimes beside the alert."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from data.vocabulary import Act
from emission_lists.regimes import REGIMES
from services import accounts, regime_records, seasonal_regimes
from services.accounts import User
from services.daily_regimes import stop_limit
from services.seasonal_regimes import Evaluated
from ui import cache, formats, regime_tables, state

_SHOWN = 500


def board(city: str, day: date) -> None:
    """Draw the newest PM10 of every monitor, what it stops, and how fresh it is."""
    st.subheader("PM10 小时值停工看板")
    limit, hours = stop_limit(city, day), cache.pm10_board(city)
    if limit is None:
        st.info("本市没有已录入的 PM10 停工值（未定），看板只列监测值。")
    if hours.empty:
        st.warning("数据缺失：近 72 小时没有逐时 PM10，此前已停工的不得据此复工。")
        return
    newest, stops, late = hours["hour"].max(), int(hours["stops"].eq(True).sum()), hours["late"]
    columns = st.columns(4)
    columns[0].metric("停工值", f"{limit[0]:g} µg/m³" if limit else "未定")
    columns[1].metric(
        "最新有效小时", formats.hour(None if pd.isna(newest) else newest.to_pydatetime())
    )
    columns[2].metric("达到停工值的监测点", f"{stops} 个")
    columns[3].metric("数据缺失的监测点", f"{int(late.sum())} 个")
    st.dataframe(regime_tables.board(hours), hide_index=True, placeholder="", alt="PM10 小时值看板")
    if limit:
        st.caption(f"依据：{limit[1]}；不论是否预警，达到即停；条文未载复工条件。")


def annex(name: str) -> tuple[str, bytes] | None:
    """Ask for the annex of a regime (核定表, 台账); None where none was given."""
    with st.expander("核定表与台账（清单以外的资料）"):
        sheets = "、".join(table.sheet for table in seasonal_regimes.facts_tables(name))
        st.write(f"工作表：{sheets}。不上传时沿用最近一份正式名单的资料；缺少的资料按“待核”处理。")
        st.download_button(
            "下载空白表", lambda: seasonal_regimes.facts_template(name),
            f"{REGIMES[name].title}资料.xlsx", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        upload = st.file_uploader("填好的资料", type=["xlsx"], key=f"{state.REGIME_ANNEX}_{name}")
    return (upload.name, upload.getvalue()) if upload is not None else None


def outcome(found: Evaluated) -> None:
    """Draw who is bound, exempt, undecided and why, with the clause."""
    result = found.regime
    counts = regime_tables.counts(result)
    for column, (word, number) in zip(st.columns(len(counts)), counts.items(), strict=True):
        column.metric(word, f"{number:,} 条")
    ask = st.columns([2, 3])
    words = ask[0].multiselect("结论", regime_tables.STANDINGS, placeholder="全部结论")
    rules = sorted({rule for rule in result.rows["rule"] if rule})
    chosen = ask[1].multiselect("规则", rules, placeholder="全部规则")
    kept = regime_tables.chosen(result.rows, words, chosen)
    st.caption(f"共 {len(kept):,} 条" + (f"，下表显示前 {_SHOWN} 条" if len(kept) > _SHOWN else ""))
    st.dataframe(
        regime_tables.rows(kept.head(_SHOWN)), hide_index=True, placeholder="", alt="制度名单"
    )
    with st.expander("所用规定与说明"):
        st.dataframe(regime_tables.used(result), hide_index=True, alt="所用规定")
        for remark in result.remarks:
            st.write(f"- {remark}")


def issue(user: User, found: Evaluated) -> None:
    """Offer the list as a file, and to store it as an issued list."""
    title, day = found.regime.title, found.regime.day
    left, right, _ = st.columns([2, 2, 3])
    left.download_button(
        "下载试算名单（Excel）", lambda: seasonal_regimes.draft_list(found),
        f"{title}试算名单_{day}.xlsx", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    if not user.may(Act.ISSUE_ORDERS):
        right.caption("存为正式名单须为审批人。")
        return
    if right.button("存为正式名单", type="primary"):
        accounts.require(user, Act.ISSUE_ORDERS)
        try:
            record = seasonal_regimes.issue(cache.sessions(), found, user=user.name)
        except regime_records.RegimeRecordError as problem:
            st.error(str(problem))
            return
        cache.forget_newest()
        st.success(f"已存为正式名单 {record.number}。")


def history(city: str, name: str) -> None:
    """Draw the issued lists of a regime, with their files."""
    st.subheader("已存的正式名单")
    found = cache.regime_records_of(city, name)
    if found.empty:
        st.info("这项制度还没有存过正式名单。")
        return
    st.dataframe(regime_tables.records(found), hide_index=True, placeholder="", alt="正式名单")
    pick = st.columns([2, 2, 3])
    number = pick[0].selectbox("名单", found["number"].tolist(), key=state.REGIME_RECORD)
    pick[1].download_button(
        "下载正式名单（Excel）", _of(cache.regime_workbook, number), f"{number}.xlsx",
        on_click="ignore",
    )  # fmt: skip
    with pick[2]:
        if st.button("生成执行通知压缩包"):
            st.session_state[state.REGIME_NOTICES] = number
        if st.session_state.get(state.REGIME_NOTICES) == number:
            try:
                content = cache.regime_notice_zip(number)
            except regime_records.RegimeRecordError as problem:
                st.error(str(problem))
                return
            st.download_button("下载执行通知", content, f"执行通知_{number}.zip",
                               on_click="ignore", type="primary")  # fmt: skip


def _of(make: Callable[[str], bytes], number: str) -> Any:
    return lambda: make(number)
