"""Signing in: by name and password, or by the city's own sign-in service where one is set up."""

from datetime import UTC, datetime

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from services import clock, connection, sign_in
from services.accounts import User
from services.passwords import SHORTEST, WeakPasswordError
from services.sign_in import SignInError
from ui import access, state


def draw(user: User | None) -> None:
    """Draw what stands before the tool, and nothing of it."""
    _, middle, _ = st.columns([1, 1.4, 1])
    with middle:
        if why := access.closed():
            st.error(why)
            return
        st.header("重污染天气应急决策工具")
        if user is not None:
            st.info(f"{user.name}，您用的是初始密码，请先更换。")
            change_password(user)
            return
        _by_service()
        with st.form("sign_in"):
            name = st.text_input("用户名", autocomplete="username")
            password = st.text_input("密码", type="password", autocomplete="current-password")
            asked = st.form_submit_button("登录", type="primary", width="stretch")
        if asked:
            try:
                key, _user = sign_in.sign_in(connection.sessions(), name, password)
            except SignInError as problem:
                st.error(str(problem))
            else:
                state.keep_token(key)
                st.rerun()
        st.caption("忘记密码或需要账户，请联系本单位的管理员。")
        if state.has_left():
            _set_cookie("", 0)


def change_password(user: User) -> None:
    """Draw the form in which a user changes his own password."""
    with st.form("change_password", clear_on_submit=True):
        old = st.text_input("原密码", type="password", autocomplete="current-password")
        new = st.text_input(
            f"新密码（至少 {SHORTEST} 个字符，可以用一句话）",
            type="password",
            autocomplete="new-password",
        )
        again = st.text_input("再输一遍新密码", type="password", autocomplete="new-password")
        asked = st.form_submit_button("更换密码", type="primary")
    if not asked:
        return
    if new != again:
        st.error("两遍新密码不一致，请重输。")
        return
    try:
        key, _user = sign_in.change_password(connection.sessions(), user, old, new)
    except (SignInError, WeakPasswordError) as problem:
        st.error(str(problem))
    else:
        state.keep_token(key)
        state.leave_notice("密码已更换，其他浏览器上的登录已失效。")
        st.rerun()


def leave() -> None:
    """Sign out: the key ends on the server, and the session forgets everything."""
    sign_in.sign_out(connection.sessions(), state.token())
    state.forget_all()
    if _service_configured() and st.user.get("is_logged_in"):
        st.logout()
    st.rerun()


def keep_in_browser(key: str) -> None:
    """Let the browser keep the key, so that a reload or a second tab stays signed in."""
    _set_cookie(key, sign_in.Limits.of_settings().session_hours * 3600)


def _by_service() -> None:
    """Sign in through the service that ``.streamlit/secrets.toml`` names under ``[auth]``."""
    if not _service_configured():
        return
    if st.user.get("is_logged_in") and not state.has_left():
        # An address nobody has verified could be anybody's.
        mail = str(st.user.get("email") or "") if st.user.get("email_verified") else ""
        said_at = datetime.fromtimestamp(float(str(st.user.get("iat") or 0)), UTC)
        try:
            key, _user = sign_in.sign_in_external(
                connection.sessions(),
                str(st.user.get("sub") or ""),
                mail,
                issued_at=clock.local(said_at),
            )
        except SignInError as problem:
            st.error(str(problem))
        else:
            state.keep_token(key)
            st.rerun()
    if st.button("统一身份认证登录", width="stretch", icon=":material/passkey:"):
        st.login()
    st.caption("或用本工具的账户登录：")


def _service_configured() -> bool:
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def _set_cookie(value: str, seconds: int) -> None:
    """Have the browser keep a value; the key is random letters, digits, ``-`` and ``_`` only."""
    cookie = f"{state.COOKIE}={value}; path=/; max-age={seconds}; SameSite=Strict"
    st.html(
        f"<script>document.cookie = '{cookie}'"
        " + (location.protocol === 'https:' ? '; Secure' : '');</script>",
        unsafe_allow_javascript=True,
    )
