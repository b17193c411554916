import streamlit as st

from data.vocabulary import RESPONSE_LEVELS, Pollutant
from forecasting import score_table, trigger_record
from forecasting.alert_scores import firm_skill
from ui import access, blocks, cache, formats, frame, state, verification_charts

access.require()
frame.heading("预报检验")

city = state.city_code()
for note in cache.forecast_notes(city):
    st.warning(note)
numbers = cache.checks_by_hour(city)
if not numbers:
    st.info(
        "本市还没有检验记录。请在服务器上运行：python -m forecasting verify --city "
        f"{city} --from 起始日 --to 截止日（日期如 2025-11-01）"
    )
    st.stop()

hour = next(iter(numbers))
if len(numbers) > 1:
    hour = st.segmented_control(
        "起报时次", sorted(numbers), default=hour, key=state.CHECK_HOUR,
        format_func=lambda item: f"{item} 时", required=True,
    )  # fmt: skip
check = cache.forecast_check(numbers[hour])
st.caption(
    f"检验第 {check.id} 号：{formats.model(check.model)}，{check.first_day} 至 {check.last_day} 每日 "
    f"{check.issue_hour} 时起报，各次只用当时已知的资料，每 {check.refit_days} 天重新拟合；"
    f"{formats.hour(check.made_at)}生成。预报时效第 1 天为起报日次日"
)
pollutant = Pollutant(
    st.segmented_control(
        "污染物", [Pollutant.PM25, Pollutant.O3], default=Pollutant.PM25, key=state.CHECKED,
        format_func=lambda item: Pollutant(item).label, required=True,
    )
)  # fmt: skip
rows = check.forecasts[check.forecasts["pollutant"] == pollutant.daily]
by_lead = score_table.scores(rows, pollutant.daily)
if by_lead.empty:
    st.info("该污染物在检验时段内没有可对照的实况，请补充观测后重新检验。")
    st.stop()

st.subheader("各预报时效的评分")
blocks.chart(
    verification_charts.errors(by_lead),
    key="errors",
    alt=f"{pollutant.label} 各预报时效的均方根误差，与持续性和气候平均对照",
)
limit = "PM2.5 日均 150 µg/m³" if pollutant is Pollutant.PM25 else "O3 日最大 8 小时 160 µg/m³"
st.dataframe(
    verification_charts.score_rows(by_lead, "lead_days"), hide_index=True, alt="各时效评分"
)
st.caption(
    f"超限日：{limit} 以上；超限概率达到 30% 即计为预警；技巧为 1 − 误差之比，大于 0 优于对照"
)

leads = [int(lead) for lead in by_lead.index]
lead = st.select_slider(
    "预报时效", leads, value=1 if 1 in leads else leads[0], key=state.LEAD,
    format_func=lambda days: f"第{days}天",
)  # fmt: skip
chosen = rows[rows["lead_days"] == lead]
left, right = st.columns([2, 3])
with left:
    for by in ("season", "level"):
        scores = score_table.scores(chosen, pollutant.daily, by)
        st.dataframe(
            verification_charts.score_rows(scores, by),
            hide_index=True,
            alt=f"第{lead}天按{'季节' if by == 'season' else '实况级别'}评分",
        )
with right:
    blocks.chart(
        verification_charts.came(chosen.tail(45), pollutant.label, pollutant.unit),
        key="came",
        alt=f"第{lead}天预报与实况逐日对照",
    )
    st.caption(
        verification_charts.episodes_said(score_table.episodes(chosen, pollutant.daily), lead)
    )

if len(check.aqi.dropna(subset=["observed"])):
    st.subheader("AQI 预报")
    st.dataframe(
        verification_charts.aqi_rows(score_table.aqi_scores(check.aqi)),
        hide_index=True,
        alt="AQI 级别、范围和首要污染物评分",
    )
    st.caption(
        "级别取预报中位；范围为 10%—90%，越宽越容易准确，须与宽度同看；AQI 不超过 50 的日子不计首要污染物"
    )

st.subheader("预警条件概率的可靠性")
if check.triggers.empty or check.triggers["happened"].isna().all():
    st.info("检验时段内没有可判定的预警条件，请延长检验时段。")
    st.stop()
shown = {"本市": check.triggers}
of_all = cache.triggers_of_all_cities(check.issue_hour)
if (cities := of_all["city"].nunique()) > 1:
    shown[f"{cities} 个城市合计"] = of_all
for tab, (name, triggers) in zip(st.tabs(list(shown)), shown.items(), strict=True):
    levels = {
        level: group
        for level in RESPONSE_LEVELS
        if len(group := triggers[triggers["level"] == str(level)])
    }
    bins = {
        level: trigger_record.reliability(
            group["chance"], group["happened"], trigger_record.blocks(group)
        )
        for level, group in levels.items()
    }
    with tab:
        left, right = st.columns([2, 3])
        with left:
            figure = verification_charts.reliability(bins)
            blocks.chart(figure, key=f"reliability_{name}", alt=f"{name}预警条件概率的可靠性图")
        with right:
            scores = trigger_record.scores(triggers, check.act_chance)
            st.dataframe(
                verification_charts.trigger_rows(scores), hide_index=True, alt=f"{name}概率评分"
            )
            st.dataframe(
                verification_charts.gap_rows(levels), hide_index=True, alt=f"{name}概率偏差"
            )
            st.dataframe(
                verification_charts.bin_rows(bins),
                hide_index=True,
                height=220,
                alt=f"{name}分档发生次数",
            )
called = check.triggers.drop_duplicates("issue_day").set_index("issue_day")
pairs, changes, back = trigger_record.flips(called["called"])
known = called.dropna(subset=["needed"])
needed = trigger_record.flips(known["needed"])[1]
tiers = [str(level) for level in RESPONSE_LEVELS]
saved = firm_skill(known["called"].tolist(), known["needed"].tolist(), tiers, check.act_chance)
st.caption(
    f"概率取自联合样本路径，条件按 {check.criteria}；建议级别在 {pairs} 对相邻起报日中变动 {changes} 次，"
    f"其中次日又改回 {back} 次；按实况应变动 {needed} 次。分级建议的 FIRM 技巧 "
    f"{verification_charts.number(saved)}（漏报与空报每级按 {1 - check.act_chance:.0%} 与 {check.act_chance:.0%} "
    "计损失，1 为完全正确，0 为始终维持同一级别）。两周内的起报视为同一过程，误差范围按此估计"
)
