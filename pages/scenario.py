import streamlit as st

from data.vocabulary import RESPONSE_LEVELS, AlertLevel, Emitted
from emission_lists import balance
from services import clock
from ui import access, blocks, cache, charts, formats, frame, state, tables

access.require()
frame.heading("情景推演")

city = state.city_code()
if cache.latest_list(city) is None:
    st.info("本市尚未导入应急减排清单，请先到“减排清单”页导入。")
    st.stop()

ask_level, ask_day, _ = st.columns([2, 1, 2])
st.session_state.setdefault(state.LEVEL, AlertLevel.ORANGE)
st.session_state.setdefault(state.START_DAY, clock.today())
level = AlertLevel(
    ask_level.segmented_control(
        "预警级别", RESPONSE_LEVELS, key=state.LEVEL, format_func=formats.alert_level, required=True
    )
)
day = ask_day.date_input("启动日期", key=state.START_DAY)

outcomes = {item: cache.outcome(cache.scenario(city, item, day)) for item in RESPONSE_LEVELS}
outcome = outcomes[level]
blocks.balance_metrics(outcome)
left, right = st.columns([2, 3])
with left:
    blocks.chart(
        charts.balance(blocks.balance_rows(outcome)),
        key="balance",
        alt="各污染物可减排比例与要求比例",
    )
with right:
    st.subheader("三个级别并排")
    st.dataframe(
        tables.levels(outcomes), hide_index=True, placeholder="", alt="三个级别的减排比例对照"
    )
    st.dataframe(
        tables.balance(outcome.balance), hide_index=True, placeholder="", alt="全市减排核算"
    )

by = {"industry": "行业", "county": "县区", "enterprise": "企业", "grade": "绩效等级"}
for tab, (column, name) in zip(st.tabs(list(by.values())), by.items(), strict=True):
    with tab:
        groups = balance.totals_by(outcome.lines, column)
        cuts = groups[[p.cut_column for p in Emitted]].head(12)
        blocks.chart(
            charts.cuts_by(cuts.set_axis([p.label for p in Emitted], axis="columns")),
            key=f"cuts_{column}",
            alt=f"减排量最大的{name}",
        )
        st.dataframe(
            tables.totals(groups.head(500), name),
            hide_index=True,
            placeholder="",
            alt=f"按{name}汇总",
        )

st.subheader("逐条生产线")
kinds = st.segmented_control(
    "只看", ["全部", "有减排", "自主减排", "措施待定", "保障类"], default="全部", required=True
)
shown = tables.chosen_lines(outcome.lines, str(kinds))
st.caption(f"共 {len(shown):,} 条" + ("，下表显示前 500 条" if len(shown) > 500 else ""))
st.dataframe(
    tables.curtailed_lines(shown.head(500)),
    hide_index=True,
    placeholder="",
    alt="逐条生产线的措施与减排量",
)
st.caption("依据：" + "；".join(outcome.references))
