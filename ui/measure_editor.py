"""Laying down a measure of the city: chosen, typed, read back, recorded."""

from datetime import date

import pandas as pd
import streamlit as st

from data import reference
from data.parameters.shapes_measures import Sample
from data.vocabulary import RESPONSE_LEVELS, Act, AlertLevel, PerformanceGrade
from emission_lists import processes
from emission_lists.grammar import parse
from emission_lists.rule_matrix import CityMeasure
from emission_lists.traits import OWN_ACCOUNT
from services import accounts, city_measures
from services.accounts import User
from ui import cache


def show(user: User, city: str, day: date) -> None:
    """Show what the city has laid down, and to those who may, the form for more."""
    _recorded(city)
    if not user.may(Act.ADOPT_RULES):
        st.caption("规定或停用本市措施须为管理员。")
        return
    industry = st.selectbox("行业", reference.industry_names(), key="measure_industry")
    samples = city_measures.samples(day, industry)
    texts = {
        f"{name}·{level}": text
        for name, sample in samples.items()
        for level, text in sample.levels.items()
    }
    chosen = st.selectbox(
        "参考外地措施（对本市没有约束力，采用须有本市文件）",
        ["", *texts],
        format_func=lambda key: _named(samples, key) if key else "不参考",
        key="measure_sample",
    )
    text = st.text_area(
        "措施", texts.get(chosen, ""), help="一句或几句，可按工序分写；留空为停用原有规定"
    )
    if text.strip():
        _read_back(text)
    with st.form("city_measure"):
        grades = ["", *(g.value for g in PerformanceGrade if g not in OWN_ACCOUNT)]
        grade = st.selectbox("绩效等级", grades, format_func=lambda g: g or "须减排的各等级")
        process = st.selectbox(
            "设备", processes.NAMES, format_func=lambda p: p or "以措施文字所写为准"
        )
        level = st.selectbox("级别", RESPONSE_LEVELS, format_func=lambda one: one.label)
        start = st.date_input("自哪天起", day)
        source = st.text_input("本市文件名称或文号")
        if st.form_submit_button("记录", type="primary"):
            accounts.require(user, Act.ADOPT_RULES)
            measure = CityMeasure(industry, level, text, source, start, grade, process)
            try:
                city_measures.record(
                    cache.sessions(), city, measure, user=user.name, sample=chosen.split("·")[0]
                )
            except city_measures.CityMeasureError as problem:
                st.error(str(problem))
            else:
                cache.forget_newest()
                st.rerun()


def _recorded(city: str) -> None:
    found = city_measures.records(cache.sessions(), city)
    if not found:
        st.info("本市尚未在此规定减排措施：指南没有写到的行业按采用的分级规则或企业备案措施。")
        return
    rows = [
        {
            "自": one.measure.in_force_from, "行业": one.measure.industry,
            "等级": one.measure.grade or "各等级", "设备": one.measure.process or "以文字为准",
            "级别": one.measure.level.label, "措施": one.measure.text or "（停用）",
            "出处": one.measure.source, "参考": one.sample, "记录人": one.recorded_by,
            "记录时间": one.recorded_at,
        }
        for one in found
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True, placeholder="", alt="本市规定的减排措施")


def _read_back(text: str) -> None:
    parsed = parse(text)
    st.caption(f"读作：{parsed.sentence}")
    if not parsed.understood:
        st.warning("有没读懂的部分：照原文下达，不折算减排量。可改写后再记录。")


def _named(samples: dict[str, Sample], key: str) -> str:
    name, level = key.split("·")
    sample, at = samples[name], AlertLevel(level)
    return f"{sample.scope}，{sample.grade}，{at.label}：{sample.levels[at]}"
