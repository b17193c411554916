"""Frame around every page: title, city, navigation. Run with ``streamlit run app.py``."""

from pathlib import Path

import streamlit as st

from ui import access, frame, sign_in_page, state

st.set_page_config(
    page_title="重污染天气应急决策工具",
    page_icon=str(Path(__file__).parent / "static" / "favicon.png"),
    layout="wide",
)
state.enter()
user = access.visitor()
admitted = user is not None and not user.must_change_password
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
            st.Page("pages/regime.py", title="常态管控", icon=":material/event_repeat:"),
        ],
        "依据": [
            st.Page("pages/policy.py", title="政策依据", icon=":material/gavel:"),
            st.Page("pages/account.py", title="用户日志", icon=":material/badge:"),
        ],
    },
    # All pages are named even to a stranger: after signing in he is where his link led.
    position="sidebar" if admitted else "hidden",
)
if user is not None and admitted:
    frame.draw(user)
    page.run()
else:
    sign_in_page.draw(user)
