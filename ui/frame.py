"""What stands around every page: city, role, mark of the demonstration, freshness of the data."""

import streamlit as st

from data import reference
from data.vocabulary import Role
from services import cities, clock, connection
from services.accounts import User
from ui import cache, formats, sign_in_page, state

_MARKS = {"fresh": "✓", "late": "⏱", "missing": "✗"}
_WORDS = {"fresh": "", "late": "迟到", "missing": "缺失"}

_STYLE = """<style>
[data-testid=stMainBlockContainer]{padding:1.4rem 2rem 1rem}
[data-testid=stFileUploaderDropzone] button p{font-size:0}
[data-testid=stFileUploaderDropzone] button p::after{content:"选择文件";font-size:15px}
[data-testid=stFileUploaderDropzoneInstructions]{font-size:0}
[data-testid=stFileUploaderDropzoneInstructions] *{font-size:0!important}
[data-testid=stFileUploaderDropzoneInstructions]::after{
 content:"把 .xlsx 文件拖到这里，不超过 50 MB";font-size:14px}
.strip span{margin-right:1.1rem;white-space:nowrap}
.demo{background:#FFF3CD;color:#5C4400;border:1px solid #C9A227;border-radius:4px;padding:1px 8px}
.late,.missing{font-weight:600}
</style>"""


def draw(user: User) -> None:
    """Draw the side bar's choices and the page style."""
    st.html(_STYLE)
    with st.sidebar:
        if user.account is not None:
            _draw_signed_in(user)
            return
        st.html('<span class="demo">演示数据 · 非真实城市</span>')
        st.session_state[state.ROLE_CHOICE] = state.role()
        st.selectbox(
            "角色",
            list(Role),
            format_func=lambda role: f"演示{Role(role).label}",
            key=state.ROLE_CHOICE,
            on_change=state.keep_role,
            help="演示模式可切换角色；发布预警与下达指令须为审批人",
        )


def _draw_signed_in(user: User) -> None:
    """City, person and the way out; the browser keeps the key, so that a reload stays signed in."""
    codes = cities.open_to(user.cities)
    if state.city_code() not in codes:
        state.choose_city(codes[0])
    st.session_state[state.CITY_CHOICE] = state.city_code()
    st.selectbox(
        "城市",
        codes,
        format_func=reference.city_name,
        key=state.CITY_CHOICE,
        on_change=state.keep_city,
    )
    st.caption(f"{user.name} · {user.role.label}{f'（{user.post}）' if user.post else ''}")
    if st.button("退出登录", icon=":material/logout:"):
        sign_in_page.leave()
    if key := state.signed_in_here():
        sign_in_page.keep_in_browser(key)


def heading(title: str) -> None:
    """Draw a page's title with city, time and the freshness of every source."""
    city, now = state.city_code(), clock.now()
    sources = cache.freshness_states(city)
    parts = [
        f"<span><b>{reference.city_name(city)}</b></span>",
        f"<span>{formats.day(now.date())} {now:%H:%M}</span>",
        *(
            f'<span class="{source["state"]}">{_MARKS[source["state"]]} {source["name"]}'
            f" {(source['newest'] or '').replace('T', ' ')[5:]}{_WORDS[source['state']]}</span>"
            for source in sources
        ),
    ]
    if connection.demonstration():
        parts.append('<span class="demo">演示数据</span>')
    st.title(title)
    st.html(f'<div class="strip">{"".join(parts)}</div>')
