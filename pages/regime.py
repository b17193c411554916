import streamlit as st

from data.parameters import ParameterError
from emission_lists.regimes import REGIMES, dust, ozone_season, staggered
from emission_lists.workbook_file import WorkbookError
from services import clock
from services.seasonal_regimes import FactsError
from ui import access, cache, frame, regime_blocks, state, tables

user = access.require()
frame.heading("常态管控")

city = state.city_code()
ask = st.columns([4, 2])
st.session_state.setdefault(state.REGIME, dust.NAME)
name = str(
    ask[0].segmented_control(
        "制度",
        list(REGIMES),
        key=state.REGIME,
        format_func=lambda key: REGIMES[key].title,
        required=True,
    )
)
day = ask[1].date_input("日期", clock.today(), key=state.REGIME_DAY)
st.caption("各项制度的名单、豁免和依据互不通用，也不替代应急减排清单。")
if name == dust.NAME:
    regime_blocks.board(city, clock.today())

o3 = temperature = season = None
if name == ozone_season.NAME:
    o3 = ask[0].number_input("当日臭氧(µg/m³)", 0.0, value=None, placeholder="不填则取实况或预报")
    temperature = ask[1].number_input("最高气温(℃)", value=None, placeholder="不填则取实况或预报")
if name == staggered.NAME:
    dates = ask[0].date_input("采暖季起止", (), help="文件未载起止日的采暖季，填城市公布的日期")
    season = (dates[0], dates[1]) if isinstance(dates, tuple) and len(dates) == 2 else None
given = regime_blocks.annex(name)
try:
    found = cache.regime(city, name, day, given, o3, temperature, season)
except FactsError as problem:
    st.error(f"{problem}。请改正后重新选择文件。")
    st.dataframe(tables.issues(problem.issues), hide_index=True, alt="资料中的问题")
except (WorkbookError, LookupError, ParameterError) as problem:
    st.info(str(problem.args[0]))
else:
    st.subheader(f"{found.regime.title}名单（{day}）")
    if found.regime.applied:
        regime_blocks.outcome(found)
        regime_blocks.issue(user, found)
    else:
        st.info(f"不执行：{found.regime.why_not}")
regime_blocks.history(city, name)
