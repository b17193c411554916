"""Frame around every page: title, city, navigation. Run with ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

from ui import frame, state

st.set_page_config(
    page_title="重污染天气应急决策工具",
    page_icon=str(Path(__file__).parent / "static" / "favicon.png"),
    layout="wide",
)
state.enter()
page = st.navigation(
    {
        "研判": [
            st.Page(
                "pages/consultation.py", title="今日会商", icon=":material/groups:", default=True
            ),
            st.Page("pages/outlook.py", title="城市预报", icon=":material/query_stats:"),
            st.Page("pages/verification.py", title="预报检验", icon=":material/fact_check:"),
        ],
        "响应": [
            st.Page("pages/emission_list.py", title="减排清单", icon=":material/factory:"),
            st.Page("pages/scenario.py", title="情景推演", icon=":material/tune:"),
            st.Page("pages/order.py", title="指令下发", icon=":material/assignment:"),
        ],
        "依据": [
            st.Page("pages/policy.py", title="政策依据", icon=":material/gavel:"),
        ],
    }
)
frame.draw()
page.run()
