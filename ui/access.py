"""The guard every page begins with."""

from urllib.parse import urlsplit

import streamlit as st

from data.vocabulary import Act
from services import accounts, cities, connection, sign_in
from services.accounts import User
from ui import state

_LOOPBACK = {"localhost", "127.0.0.1", "::1", ""}


def require(act: Act = Act.READ) -> User:
    """Let the visitor on, or stop the page.

    A page file can be opened without ``app.py``: such a visit is sent to the front. Before accounts
    exist only the demonstration visitor is admitted, and only from this machine; afterwards only
    who has signed in, and for the cities he works for.

    Args:
        act: What the page is for.

    Returns:
        The user who acts.
    """
    if not state.entered():
        st.switch_page("app.py")
    user = visitor()
    if user is None or user.must_change_password:
        st.error(closed() or "请先登录。")
        st.stop()
    if not user.may(act):
        remedy = "在左侧切换角色后再试" if user.account is None else "由有此权限的人员办理"
        st.warning(f"{user.name}不能{act.label}，请{remedy}。")
        st.stop()
    if user.account is not None and state.city_code() not in cities.open_to(user.cities):
        st.warning("没有可以查看的城市，请联系管理员登记负责的城市。")
        st.stop()
    return user


def visitor() -> User | None:
    """Return who is there; None for a stranger, who is to sign in where that is possible."""
    if connection.accounts_exist():
        return sign_in.user_of(connection.sessions(), state.token())
    return None if closed() else accounts.demonstration_user(state.role())


def closed() -> str:
    """Say why nobody can come in here at all; empty where one can, by signing in if need be."""
    if connection.accounts_exist():
        return ""
    if not connection.demonstration():
        return "演示模式已关闭，而账户尚未建立，不能进入；请在服务器上运行 make admin 建立管理员。"
    if host() not in _LOOPBACK:
        return "演示模式只允许在运行本工具的计算机上访问，请改用 http://localhost 打开。"
    return ""


def current_user() -> User:
    """Return who acts; a page has been through :func:`require` before.

    Raises:
        NotAllowedError: Nobody is signed in.
    """
    user = visitor()
    if user is None:
        raise accounts.NotAllowedError("请先登录")
    return user


def host() -> str:
    """Host the browser asked for, without port; empty where there is no browser (tests)."""
    return urlsplit(f"//{st.context.headers.get('Host', '')}").hostname or ""
