"""Forms of the page 用户日志: accounts for administrators, checking and export of the journal."""

import io
from collections.abc import Callable

import pandas as pd
import streamlit as st

from data import reference
from data.vocabulary import Role
from services import account_records, cities, journal
from services.account_records import POSTS, Account, AccountError
from services.accounts import NotAllowedError, User
from services.connection import Sessions
from services.passwords import SHORTEST, WeakPasswordError
from ui import cache, state


def described(user: User) -> str:
    """Say who somebody is and what he may work on."""
    named = "、".join(map(reference.city_name, user.cities)) or "全部城市"
    post = f"，签发职务：{user.post}" if user.post else ""
    return f"**{user.name}**，角色：{user.role.label}{post}，负责：{named}"


def has_password(user: User) -> bool:
    """Whether somebody signs in with a password of this tool."""
    found = account_records.listed(cache.sessions())
    return any(each.id == user.account and each.has_password for each in found)


def verification() -> None:
    """Draw the button that checks the chain of the journal, and what it found."""
    if not st.button("校验日志"):
        return
    found = journal.verify(cache.sessions())
    if found.holds:
        st.success(f"{found.entries:,} 条全部相符。末条校验值 {found.last_hash}，请另行抄存。")
    else:
        st.error(f"第 {found.broken_id} 条不符：{found.problem}。请停止使用并联系管理员。")


def journal_csv(sessions: Sessions) -> Callable[[], bytes]:
    """Return what writes the whole journal when the button is pressed."""

    def write() -> bytes:
        out = io.StringIO(newline="")
        journal.export(sessions, out)
        return out.getvalue().encode("utf-8-sig")

    return write


def people(user: User) -> None:
    """Draw the accounts and the forms that add and change them."""
    found = account_records.listed(cache.sessions())
    st.dataframe(_table(found), hide_index=True, placeholder="", alt="用户")
    add, edit = st.columns(2)
    with add:
        _add(user)
    with edit:
        _edit(user, found)


def _add(user: User) -> None:
    with st.form("add_account", border=True):
        st.subheader("添加用户")
        name = st.text_input("用户名", help="小写字母、数字或 . _ @ -")
        display_name = st.text_input("姓名", help="日志与签发记录用此名，同名者请加注部门")
        role, post, codes = _rights("add", Role.DUTY, "", ())
        password = st.text_input(
            f"初始密码（至少 {SHORTEST} 个字符，首次登录须更换）",
            type="password",
            autocomplete="new-password",
        )
        identity = st.text_input("统一身份账号（邮箱或 sub，可不填）", key="add_identity")
        if st.form_submit_button("添加", type="primary"):
            _done(
                lambda: account_records.create(
                    cache.sessions(), user, name, display_name, role, password=password,
                    external_identity=identity, post=post, cities=codes,
                ),
                f"已添加 {display_name}",
            )  # fmt: skip


def _edit(user: User, found: list[Account]) -> None:
    by_id = {each.id: each for each in found}
    chosen = by_id[
        st.selectbox(
            "更改哪个用户",
            list(by_id),
            format_func=lambda key: f"{by_id[key].user.name}（{by_id[key].name}）",
        )
    ]
    with st.form(f"edit_{chosen.id}"):
        role, post, codes = _rights(
            f"edit_{chosen.id}", chosen.user.role, chosen.user.post, chosen.user.cities
        )
        identity = st.text_input("统一身份账号（邮箱或 sub）", chosen.external_identity)
        disabled = st.checkbox("停用", chosen.disabled_at is not None)
        if st.form_submit_button("保存更改", help="该用户须重新登录"):
            _done(
                lambda: account_records.change(
                    cache.sessions(), user, chosen.id, role=role, post=post, cities=codes,
                    external_identity=identity, disabled=disabled,
                ),
                f"已更改 {chosen.user.name}",
            )  # fmt: skip
    with st.form(f"reset_{chosen.id}", clear_on_submit=True):
        password = st.text_input("新的初始密码", type="password", autocomplete="new-password")
        if st.form_submit_button("重置密码"):
            _done(
                lambda: account_records.reset_password(cache.sessions(), user, chosen.id, password),
                f"已重置 {chosen.user.name} 的密码，下次登录须更换",
            )


def _rights(
    key: str, role: Role, post: str, codes: tuple[str, ...]
) -> tuple[Role, str, tuple[str, ...]]:
    roles, posts = list(Role), ["", *POSTS]
    chosen = st.selectbox(
        "角色",
        roles,
        roles.index(role),
        format_func=lambda each: Role(each).label,
        key=f"{key}_role",
    )
    office = st.selectbox(
        "签发职务（审批人填）", posts, posts.index(post), key=f"{key}_post",
        format_func=lambda each: each or "无",
    )  # fmt: skip
    towns = st.multiselect(
        "负责的城市（不选为全部）", sorted({*cities.open_to(()), *codes}), list(codes),
        format_func=reference.city_name, key=f"{key}_cities", placeholder="全部",
    )  # fmt: skip
    return Role(chosen), office, tuple(towns)


def _done(act: Callable[[], object], said: str) -> None:
    try:
        act()
    except (AccountError, WeakPasswordError, NotAllowedError) as problem:
        st.error(str(problem))
    else:
        state.leave_notice(said)
        st.rerun()


def _table(found: list[Account]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "用户名": [each.name for each in found],
            "姓名": [each.user.name for each in found],
            "角色": [each.user.role.label for each in found],
            "签发职务": [each.user.post for each in found],
            "负责城市": [
                "、".join(map(reference.city_name, each.user.cities)) or "全部" for each in found
            ],
            "统一身份账号": [each.external_identity for each in found],
            "建立": [f"{each.created_at:%Y-%m-%d}，{each.created_by}" for each in found],
            "状态": ["停用" if each.disabled_at else "可用" for each in found],
        }
    )
