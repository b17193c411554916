"""Accounts: made, changed, disabled. Every change stands in the journal."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from data.storage import writing
from data.storage.accounts import AccountRow, AccountSessionRow
from data.vocabulary import Act, Role
from services import accounts, clock, journal, passwords
from services.accounts import User

POSTS = ("分管副市长", "市长")
"""Offices that sign alerts; which level each signs is a parameter (``alerts/sign_off``)."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


class AccountError(ValueError):
    """An account that cannot be made or changed so; the text says why and what to do."""


@dataclass(frozen=True)
class Account:
    """An account as administrators see it."""

    id: int
    name: str
    user: User
    external_identity: str
    has_password: bool
    created_at: datetime
    created_by: str
    disabled_at: datetime | None


def create_first(
    sessions: sessionmaker[Session], name: str, display_name: str, password: str
) -> int:
    """Make the first administrator, which ends demonstration mode; return the account's number.

    Raises:
        AccountError: There are accounts already, or a name is not usable.
        WeakPasswordError: The password is not good enough.
    """
    passwords.check(password, name, display_name)
    with sessions.begin() as session:
        writing.alone(session)
        if session.scalar(select(AccountRow.id).limit(1)) is not None:
            raise AccountError("已有账户，不能再用本命令建立；请由管理员在“用户日志”页添加")
        return _add(
            session, journal.SYSTEM, name, display_name, Role.ADMINISTRATOR, "", (),
            passwords.hashed(password), "", must_change=False,
        )  # fmt: skip


def create(
    sessions: sessionmaker[Session],
    actor: User,
    name: str,
    display_name: str,
    role: Role,
    *,
    password: str = "",
    external_identity: str = "",
    post: str = "",
    cities: tuple[str, ...] = (),
) -> int:
    """Make an account; a password given here must be changed at the first sign-in.

    Raises:
        AccountError: A name is taken or not usable, an office without the role, or neither a
            password nor an identity of the sign-in service.
        WeakPasswordError: The password is not good enough.
        NotAllowedError: The actor is no administrator.
    """
    if not password and not external_identity.strip():
        raise AccountError("请填初始密码，或填统一身份认证的账号（邮箱或 sub）")
    kept = None
    if password:
        passwords.check(password, name, display_name)
        kept = passwords.hashed(password)
    with sessions.begin() as session:
        accounts.require(actor, Act.MANAGE_ACCOUNTS, session)
        return _add(
            session, actor.name, name, display_name, role, post, cities, kept,
            external_identity.strip(), must_change=kept is not None,
        )  # fmt: skip


def change(
    sessions: sessionmaker[Session],
    actor: User,
    account: int,
    *,
    role: Role | None = None,
    post: str | None = None,
    cities: tuple[str, ...] | None = None,
    external_identity: str | None = None,
    disabled: bool | None = None,
    now: datetime | None = None,
) -> None:
    """Change an account; what is None stays. Whoever is signed in under it is signed out.

    Raises:
        AccountError: No such account, an office without the role, an identity that is taken, or
            no administrator would be left.
        NotAllowedError: The actor is no administrator.
    """
    now = now or clock.now()
    with sessions.begin() as session:
        accounts.require(actor, Act.MANAGE_ACCOUNTS, session)
        row = _found(session, account)
        before = _state(row)
        row.role = role.value if role is not None else row.role
        row.post = post if post is not None else row.post
        row.city_codes = _joined(cities) if cities is not None else row.city_codes
        if external_identity is not None:
            row.external_identity = external_identity.strip() or None
        if disabled is not None:
            row.disabled_at = (row.disabled_at or now) if disabled else None
        _check_post(Role(row.role), row.post)
        _check_free(session, row)
        session.flush()
        _check_administrator_left(session)
        if _state(row) != before:
            end_sessions(session, account, now)
            journal.note(
                session, actor.name, "", "更改账户", f"{row.display_name}（{row.name}）",
                before=before, after=_state(row),
            )  # fmt: skip


def reset_password(
    sessions: sessionmaker[Session], actor: User, account: int, password: str
) -> None:
    """Give an account a password that must be changed at the next sign-in.

    Raises:
        AccountError: No such account.
        WeakPasswordError: The password is not good enough.
        NotAllowedError: The actor is no administrator.
    """
    with sessions() as session:
        row = _found(session, account)
        passwords.check(password, row.name, row.display_name)
    kept = passwords.hashed(password)
    with sessions.begin() as session:
        accounts.require(actor, Act.MANAGE_ACCOUNTS, session)
        row = _found(session, account)
        row.password_hash, row.must_change_password = kept, True
        end_sessions(session, account, clock.now())
        journal.note(session, actor.name, "", "重置密码", f"{row.display_name}（{row.name}）")


def listed(sessions: sessionmaker[Session]) -> list[Account]:
    """Return all accounts, disabled ones last."""
    query = select(AccountRow).order_by(AccountRow.disabled_at.isnot(None), AccountRow.name)
    with sessions() as session:
        return [
            Account(
                row.id, row.name, accounts.user_of(row), row.external_identity or "",
                row.password_hash is not None, row.created_at, row.created_by, row.disabled_at,
            )
            for row in session.scalars(query)
        ]  # fmt: skip


def end_sessions(session: Session, account: int, now: datetime) -> None:
    """Sign out whoever is signed in under an account."""
    session.execute(
        update(AccountSessionRow)
        .where(AccountSessionRow.account_id == account, AccountSessionRow.ended_at.is_(None))
        .values(ended_at=now)
    )


def _add(
    session: Session,
    by: str,
    name: str,
    display_name: str,
    role: Role,
    post: str,
    cities: tuple[str, ...],
    password_hash: str | None,
    external_identity: str,
    *,
    must_change: bool,
) -> int:
    name, display_name = name.strip().lower(), display_name.strip()
    if not _NAME.fullmatch(name):
        raise AccountError("用户名用 2 至 64 个小写字母、数字或 . _ @ -，以字母或数字开头")
    if not display_name or len(display_name) > 60:
        raise AccountError("请填姓名，不超过 60 字")
    if display_name == journal.SYSTEM or display_name.startswith("演示"):
        raise AccountError(f"姓名不能是“{journal.SYSTEM}”，也不能以“演示”开头，请填真实姓名")
    _check_post(role, post)
    row = AccountRow(
        name=name, display_name=display_name, role=role.value, post=post,
        city_codes=_joined(cities), password_hash=password_hash,
        external_identity=external_identity or None, must_change_password=must_change,
        created_at=clock.now(), created_by=by, disabled_at=None,
    )  # fmt: skip
    _check_free(session, row)
    session.add(row)
    session.flush()
    journal.note(
        session, by, "", "建立账户", f"{display_name}（{name}），{role.label}", after=_state(row)
    )
    return row.id


def _check_post(role: Role, post: str) -> None:
    if post and post not in POSTS:
        raise AccountError(f"签发职务只能是{'、'.join(POSTS)}，现为“{post}”")
    if post and role is not Role.APPROVER:
        raise AccountError(f"只有{Role.APPROVER.label}可以登记签发职务")


def _check_free(session: Session, row: AccountRow) -> None:
    """Names and identities tell people apart, in the journal as well."""
    for column, value, said in (
        (AccountRow.name, row.name, "用户名“{}”已有人使用，请换一个"),
        (AccountRow.display_name, row.display_name, "姓名“{}”已有账户，同名者请加注部门以便区分"),
        (AccountRow.external_identity, row.external_identity, "统一身份账号“{}”已对应另一账户"),
    ):
        query = select(AccountRow.id).where(column == value)
        with session.no_autoflush:
            if value is not None and session.scalar(query) not in (None, row.id):
                raise AccountError(said.format(value))


def _check_administrator_left(session: Session) -> None:
    query = select(AccountRow.id).where(
        AccountRow.role == Role.ADMINISTRATOR.value, AccountRow.disabled_at.is_(None)
    )
    if session.scalar(query.limit(1)) is None:
        raise AccountError("至少要留一个可用的管理员，请先另设管理员")


def _found(session: Session, account: int) -> AccountRow:
    row = session.get(AccountRow, account)
    if row is None:
        raise AccountError(f"没有编号为 {account} 的账户，请刷新页面")
    return row


def _joined(cities: tuple[str, ...]) -> str:
    return ",".join(sorted(set(cities)))


def _state(row: AccountRow) -> dict[str, Any]:
    """What the journal keeps of an account; never the password's hash."""
    return {
        "name": row.name,
        "display_name": row.display_name,
        "role": row.role,
        "post": row.post,
        "cities": row.city_codes,
        "external_identity": row.external_identity,
        "disabled": row.disabled_at is not None,
    }
