"""Signing in and out: failures counted, keys of signed-in browsers, password changes."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from data.storage import writing
from data.storage.accounts import AccountRow, AccountSessionRow, SignInGuardRow
from services import account_records, accounts, clock, journal, passwords
from services.accounts import User

_SEEN_EVERY = timedelta(minutes=1)
_FORGET_AFTER = timedelta(days=2)
_WRONG = "用户名或密码不对，请核对后再试"


class SignInError(ValueError):
    """Not let in; the text says why as far as a stranger may know."""


@dataclass(frozen=True)
class Limits:
    """How many failures, and how long a browser stays signed in. A house rule, not a regulation."""

    failures: int = 5
    lock_minutes: int = 15
    """First lock under a name; each further one without a success between is twice as long."""
    longest_lock_minutes: int = 24 * 60
    idle_minutes: int = 30
    session_hours: int = 12

    @classmethod
    def of_settings(cls) -> "Limits":
        """Return the limits of the environment (``RESPONSE_SIGN_IN_FAILURES``,
        ``RESPONSE_LOCK_MINUTES``, ``RESPONSE_IDLE_MINUTES``, ``RESPONSE_SESSION_HOURS``).

        Raises:
            ValueError: A setting is no whole number from 1 on.
        """
        return cls(
            failures=_setting("RESPONSE_SIGN_IN_FAILURES", cls.failures),
            lock_minutes=_setting("RESPONSE_LOCK_MINUTES", cls.lock_minutes),
            idle_minutes=_setting("RESPONSE_IDLE_MINUTES", cls.idle_minutes),
            session_hours=_setting("RESPONSE_SESSION_HOURS", cls.session_hours),
        )


def sign_in(
    sessions: sessionmaker[Session], name: str, password: str, now: datetime | None = None
) -> tuple[str, User]:
    """Sign in with name and password; return the key of the browser and the user.

    An attempt is counted before the password is looked at, so that many at once are not more
    guesses. A name nobody has is treated like any other: same words, same time, same lock.

    Raises:
        SignInError: Wrong, disabled, or locked after too many failures.
    """
    now, name, limits = now or clock.now(), name.strip().lower()[:200], Limits.of_settings()
    with sessions.begin() as session:
        writing.alone(session)
        refused = _count_attempt(session, name, now, limits)
    if refused:
        raise SignInError(refused)
    with sessions() as session:
        row = session.scalar(select(AccountRow).where(AccountRow.name == name))
    kept = row.password_hash if row is not None and row.disabled_at is None else None
    if not passwords.matches(kept, password) or row is None or kept is None:
        raise SignInError(_WRONG)
    fresh = passwords.hashed(password) if passwords.outdated(kept) else None
    with sessions.begin() as session:
        writing.alone(session)
        again = session.get_one(AccountRow, row.id)
        if again.disabled_at is not None or again.password_hash != kept:
            raise SignInError(_WRONG)
        if fresh is not None:
            again.password_hash = fresh
        if (guard := session.get(SignInGuardRow, name)) is not None:
            session.delete(guard)
        return _begin(session, again, "登录", now)


def sign_in_external(
    sessions: sessionmaker[Session],
    *identities: str,
    issued_at: datetime,
    now: datetime | None = None,
) -> tuple[str, User]:
    """Sign in somebody the city's sign-in service (OIDC) has identified.

    Streamlit keeps what the service said for 30 days; it lets in once, and not after the longest
    time a browser may stay signed in.

    Args:
        sessions: Session factory.
        identities: What the service says of him, surest first: ``sub``, verified e-mail.
        issued_at: Local time at which the service said so.
        now: Time of signing in.

    Raises:
        SignInError: No account, or a disabled one, is kept for any of them; or it is too old or
            has been used.
    """
    now = now or clock.now()
    if now - issued_at > timedelta(hours=Limits.of_settings().session_hours):
        raise SignInError("统一身份认证已过期，请重新认证")
    known = [identity for identity in identities if identity]
    with sessions.begin() as session:
        writing.alone(session)
        for identity in known:
            row = session.scalar(
                select(AccountRow).where(
                    AccountRow.external_identity == identity, AccountRow.disabled_at.is_(None)
                )
            )
            if row is not None:
                used = select(AccountSessionRow.id).where(
                    AccountSessionRow.account_id == row.id,
                    AccountSessionRow.began_at >= issued_at,
                )
                if session.scalar(used.limit(1)) is not None:
                    raise SignInError("这次统一身份认证已经用过，请重新认证")
                return _begin(session, row, "登录（统一身份认证）", now)
    raise SignInError(
        f"统一身份认证账号 {known[-1] if known else '（未给出）'} 没有对应的可用账户，请联系管理员登记"
    )


def user_of(
    sessions: sessionmaker[Session], token: str, now: datetime | None = None
) -> User | None:
    """Return who is signed in with a key; None where the key is unknown, expired or revoked."""
    if not token:
        return None
    now, limits = now or clock.now(), Limits.of_settings()
    with sessions() as session:
        found = session.execute(
            select(AccountSessionRow, AccountRow)
            .join(AccountRow, AccountRow.id == AccountSessionRow.account_id)
            .where(AccountSessionRow.token_hash == _hash(token))
        ).first()
        if found is None:
            return None
        key, row = found
        if (
            key.ended_at is not None
            or row.disabled_at is not None
            or now - key.seen_at > timedelta(minutes=limits.idle_minutes)
            or now - key.began_at > timedelta(hours=limits.session_hours)
        ):
            return None
        if now - key.seen_at > _SEEN_EVERY:
            key.seen_at = now
            session.commit()
        return accounts.user_of(row)


def sign_out(sessions: sessionmaker[Session], token: str, now: datetime | None = None) -> None:
    """End a signed-in browser; a key that is unknown or ended already stays as it is."""
    with sessions.begin() as session:
        writing.alone(session)
        found = session.execute(
            select(AccountSessionRow, AccountRow)
            .join(AccountRow, AccountRow.id == AccountSessionRow.account_id)
            .where(AccountSessionRow.token_hash == _hash(token))
        ).first()
        if found is not None and found[0].ended_at is None:
            found[0].ended_at = now or clock.now()
            journal.note(session, found[1].display_name, "", "退出登录", found[1].name)


def change_password(
    sessions: sessionmaker[Session], user: User, old: str, new: str, now: datetime | None = None
) -> tuple[str, User]:
    """Change one's own password; all keys of the account end, a new one is returned.

    Raises:
        SignInError: The old password is wrong, or too many attempts.
        WeakPasswordError: The new one is not good enough, or is the old one.
    """
    now, limits = now or clock.now(), Limits.of_settings()
    with sessions.begin() as session:
        writing.alone(session)
        row = session.get(AccountRow, user.account)
        if row is None or row.disabled_at is not None:
            raise SignInError("账户已停用，请联系管理员")
        refused = _count_attempt(session, row.name, now, limits)
        name, display_name, kept = row.name, row.display_name, row.password_hash
    if refused:
        raise SignInError(refused)
    if not passwords.matches(kept, old):
        raise SignInError("原密码不对，请核对后再试")
    passwords.check(new, name, display_name)
    if passwords.matches(kept, new):
        raise passwords.WeakPasswordError("新密码不能与原密码相同")
    fresh = passwords.hashed(new)
    with sessions.begin() as session:
        writing.alone(session)
        row = session.get_one(AccountRow, user.account)
        if row.password_hash != kept or row.disabled_at is not None:
            raise SignInError("密码刚被他人更改，请重新登录")
        row.password_hash, row.must_change_password = fresh, False
        session.execute(delete(SignInGuardRow).where(SignInGuardRow.name == name))
        account_records.end_sessions(session, row.id, now)
        return _begin(session, row, "更换密码", now)


def _begin(session: Session, row: AccountRow, act: str, now: datetime) -> tuple[str, User]:
    token = secrets.token_urlsafe(32)
    session.add(
        AccountSessionRow(
            account_id=row.id, token_hash=_hash(token), began_at=now, seen_at=now, ended_at=None
        )
    )
    journal.note(session, row.display_name, "", act, row.name)
    return token, accounts.user_of(row)


def _count_attempt(session: Session, name: str, now: datetime, limits: Limits) -> str:
    """Count an attempt under a name; return why it is refused, empty where it is not."""
    session.execute(delete(SignInGuardRow).where(SignInGuardRow.last_at < now - _FORGET_AFTER))
    guard = session.get(SignInGuardRow, name)
    if guard is None:
        guard = SignInGuardRow(name=name, failures=0, locks=0, locked_until=None, last_at=now)
        session.add(guard)
    if guard.locked_until is not None and now < guard.locked_until:
        minutes = -(-(guard.locked_until - now) // timedelta(minutes=1))
        return f"失败次数过多，该用户名暂停登录，请 {minutes} 分钟后再试，或联系管理员"
    guard.failures, guard.last_at = guard.failures + 1, now
    if guard.failures >= limits.failures:
        minutes = min(limits.lock_minutes * 2**guard.locks, limits.longest_lock_minutes)
        guard.failures, guard.locks = 0, guard.locks + 1
        guard.locked_until = now + timedelta(minutes=minutes)
        journal.note(
            session,
            journal.SYSTEM,
            "",
            "暂停登录",
            f"用户名 {name}，{limits.failures} 次未成，{minutes} 分钟",
        )
    return ""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _setting(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"环境变量 {name} 应为从 1 起的整数，现为“{text}”")
    return int(text)
