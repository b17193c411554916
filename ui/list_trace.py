"""Tab of the list page: why a line cuts what it cuts, and what would change it."""

import pandas as pd
import streamlit as st

from data.parameters import ParameterError
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, Emitted
from emission_lists.trace import Trace
from services import clock
from services.list_versions import EmissionList
from ui import cache, formats

_MOST = 200
"""Lines offered for a choice at most; the name is to be narrowed beyond."""


def trace_tab(city: str, stored: EmissionList) -> None:
    """Draw the choice of a line, level and day, and everything its cut rests on."""
    left, middle, right = st.columns([2, 2, 1])
    word = left.text_input("企业名称或生产线编号", placeholder="输入几个字", key="trace_word")
    lines = stored.lines
    if word:
        hits = lines["enterprise"].str.contains(word, regex=False)
        lines = lines[hits | lines["line_id"].str.contains(word, regex=False)]
    if lines.empty:
        st.info("没有找到，请换一个词。")
        return
    shown = lines.head(_MOST)
    names = {
        line: f"{line} {enterprise} {process}"
        for line, enterprise, process in zip(
            shown["line_id"], shown["enterprise"], shown["process"], strict=True
        )
    }
    line = middle.selectbox(
        "生产线" + (f"（前 {_MOST} 条，共 {len(lines):,} 条）" if len(lines) > _MOST else ""),
        list(names), format_func=lambda one: names.get(one, one),
    )  # fmt: skip
    day = right.date_input("启动日期", clock.today(), key="trace_day")
    level = AlertLevel(st.segmented_control(
        "预警级别", list(RESPONSE_LEVELS), default=AlertLevel.ORANGE, key="trace_level",
        format_func=formats.alert_level, required=True,
    ))  # fmt: skip
    scenario = cache.scenario(city, level, day)
    if scenario is None or line is None:
        return
    try:
        found = cache.line_trace(scenario, line)
    except (LookupError, ParameterError) as problem:
        st.error(str(problem.args[0]))
        return
    _show(found)


def _show(found: Trace) -> None:
    columns = st.columns(5)
    columns[0].metric("减排比例", formats.percent(found.cut_fraction))
    for column, pollutant in zip(columns[1:], Emitted, strict=True):
        column.metric(f"{pollutant.label}减排", f"{found.cut_kg[pollutant.value]:,.1f} kg/d")
    st.markdown("\n".join(f"- {sentence}" for sentence in found.sentences))
    if found.alternatives:
        st.caption("若等级或级别不同")
        others = pd.DataFrame(
            {
                "若为": [one.what for one in found.alternatives],
                "减排比例": [formats.percent(one.cut_fraction) for one in found.alternatives],
                "措施": [one.measure for one in found.alternatives],
            }
        )
        st.dataframe(others, hide_index=True, placeholder="", alt="其他等级和级别下的减排")
