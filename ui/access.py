"""The guard every page begins with."""

from urllib.parse import urlsplit

import streamlit as st

from data.vocabulary import Act
from services import accounts, connection
from services.accounts import User
from ui import state

_LOOPBACK = {"localhost", "127.0.0.1", "::1", ""}


def require(act: Act = Act.READ) -> User:
    """Let the visitor on, or stop the page.

    A page file can be opened without ``app.py``: such a visit is sent to the front. Before accounts
    exist only the demonstration visitor is admitted, and only from this machine.

    Args:
        act: What the page is for.

    Returns:
        The user who acts.
    """
    if not state.entered():
        st.switch_page("app.py")
    if not connection.demonstration():
        st.error("演示模式已关闭，而账户尚未建立，不能进入；请管理员先建立账户。")
        st.stop()
    if host() not in _LOOPBACK:
        st.error("演示模式只允许在运行本工具的计算机上访问，请改用 http://localhost 打开。")
        st.stop()
    user = current_user()
    if not user.may(act):
        st.warning(f"{user.name}不能{act.label}，请在左侧切换角色后再试。")
        st.stop()
    return user


def current_user() -> User:
    """Return the demonstration visitor in the role chosen."""
    return accounts.demonstration_user(state.role())


def host() -> str:
    """Host the browser asked for, without port; empty where there is no browser (tests)."""
    return urlsplit(f"//{st.context.headers.get('Host', '')}").hostname or ""
