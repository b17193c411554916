import streamlit as st

from data import parameters
from data.vocabulary import Act
from services import accounts, clock, journal, rule_adoptions
from ui import access, cache, frame, measure_editor, policies, state, tables

user = access.require()
frame.heading("政策依据")

city, day = state.city_code(), clock.today()
st.write("每个数值都写明施行日期、出处和把握：转引、待核、示例值均照实标注；未核实的不取值。")

st.subheader("本市采用的分级减排规则")
sets = parameters.on("response/rule_sets", day, city)
titles = {key: rules.title for key, rules in sets.value.sets.items()}
adoptions = rule_adoptions.adoptions(cache.sessions(), city)
if adoptions:
    st.dataframe(
        tables.adoptions(adoptions, titles), hide_index=True, placeholder="", alt="采用记录"
    )
else:
    st.info("本市尚未采用分级减排规则：没有经核实措施的生产线按企业备案措施计，未备案的按 0 计。")
if user.may(Act.ADOPT_RULES):
    with st.form("adopt"):
        options = ["", *sets.value.sets]
        rule_set = st.selectbox(
            "规则", options, index=len(options) - 1,
            format_func=lambda key: titles.get(key, "停用已采用的规则"),
        )  # fmt: skip
        from_day = st.date_input("自哪天起", day)
        document = st.text_input("采用该规则的文件名称或文号")
        if st.form_submit_button("记录", type="primary"):
            accounts.require(user, Act.ADOPT_RULES)
            try:
                rule_adoptions.adopt(
                    cache.sessions(), city, rule_set, from_day, document, user=user.name
                )
            except rule_adoptions.AdoptionError as problem:
                st.error(str(problem))
            else:
                cache.forget_newest()
                st.rerun()
else:
    st.caption("采用或停用规则须为管理员。")

st.subheader("本市规定的减排措施")
measure_editor.show(user, city, day)

st.subheader("参数与出处")
for folder, name in parameters.files():
    values = parameters.all_values(folder, name)
    region = parameters.region(folder)
    scope = region.name if region else "全国"
    with st.expander(f"{values[-1].description}（{scope}，{len(values)} 个时段）"):
        st.caption(f"参数 {name}，单位：{values[-1].unit}")
        st.dataframe(
            policies.described(values), hide_index=True, placeholder="", alt=values[-1].description
        )

st.subheader("操作日志")
st.dataframe(
    tables.journal(journal.entries(cache.sessions(), city)),
    hide_index=True,
    placeholder="",
    alt="操作日志",
)
