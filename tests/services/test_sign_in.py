from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from data.storage.accounts import AccountSessionRow, SignInGuardRow
from data.vocabulary import Role
from services import account_records, journal, passwords, sign_in
from services.passwords import WeakPasswordError
from services.sign_in import SignInError

NOW = datetime(2026, 11, 22, 8, 30)
PASSWORD, OTHER = "晴天 高压 逆温 北风 散", "another good sentence 另一句"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def admin(sessions):
    account_records.create_first(sessions, "admin", "张某某", PASSWORD)
    return sessions


def test_with_the_right_password_a_key_is_given_and_only_its_hash_is_kept(admin):
    key, user = sign_in.sign_in(admin, " Admin ", PASSWORD, NOW)
    assert (user.name, user.role) == ("张某某", Role.ADMINISTRATOR)
    assert sign_in.user_of(admin, key, NOW + MINUTE) == user
    with admin() as session:
        assert key not in session.scalars(select(AccountSessionRow.token_hash)).all()
        assert PASSWORD not in str(session.execute(text("SELECT * FROM account")).all())
    assert "登录" in set(journal.entries(admin, "")["act"])


@pytest.mark.parametrize("key", ["", "x", "x" * 43, "' OR 1=1 --"])
def test_a_made_up_key_opens_nothing(admin, key):
    assert sign_in.user_of(admin, key, NOW) is None


def test_a_wrong_password_and_a_name_nobody_has_get_the_same_words(admin):
    said = []
    for name in ("admin", "nobody"):
        with pytest.raises(SignInError) as refused:
            sign_in.sign_in(admin, name, "wrong", NOW)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert "用户名或密码不对" in said[0]


@pytest.mark.parametrize("name", ["admin", "nobody"])
def test_five_failures_lock_a_name_for_fifteen_minutes_then_thirty(admin, name):
    at = NOW
    for minutes in (15, 30, 60):
        for _ in range(5):
            with pytest.raises(SignInError, match="用户名或密码不对"):
                sign_in.sign_in(admin, name, "wrong", at)
        with pytest.raises(SignInError, match=f"{minutes} 分钟后再试"):
            sign_in.sign_in(admin, name, PASSWORD, at)
        with pytest.raises(SignInError, match="请 1 分钟后再试"):
            sign_in.sign_in(admin, name, PASSWORD, at + minutes * MINUTE - timedelta(seconds=1))
        at += minutes * MINUTE
    if name == "admin":
        sign_in.sign_in(admin, name, PASSWORD, at)
        with admin() as session:
            assert session.scalar(select(func.count()).select_from(SignInGuardRow)) == 0
    assert (journal.entries(admin, "")["act"] == "暂停登录").sum() == 3


def test_a_lock_does_not_grow_for_ever_and_old_failures_are_forgotten(admin):
    at = NOW
    for _ in range(9):
        for _ in range(5):
            with pytest.raises(SignInError):
                sign_in.sign_in(admin, "nobody", "x" * 300, at)
        with admin() as session:
            guard = session.get_one(SignInGuardRow, "nobody")
            assert guard.locked_until - at <= timedelta(hours=24)
            at = guard.locked_until
    with pytest.raises(SignInError):
        sign_in.sign_in(admin, "someone", "wrong", at + timedelta(days=3))
    with admin() as session:
        assert session.scalars(select(SignInGuardRow.name)).all() == ["someone"]


def test_many_guesses_at_once_are_not_more_guesses(admin, monkeypatch):
    tried = []
    real = passwords.matches
    monkeypatch.setattr(
        passwords, "matches", lambda kept, said: tried.append(said) or real(kept, said)
    )

    def guess(n):
        with pytest.raises(SignInError):
            sign_in.sign_in(admin, "admin", f"guess {n}", NOW)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(guess, range(20)))
    assert len(tried) == 5


def test_a_browser_left_alone_or_open_too_long_is_signed_out(admin):
    key, _ = sign_in.sign_in(admin, "admin", PASSWORD, NOW)
    assert sign_in.user_of(admin, key, NOW + 31 * MINUTE) is None
    key, _ = sign_in.sign_in(admin, "admin", PASSWORD, NOW)
    at = NOW
    while at < NOW + timedelta(hours=12):
        assert sign_in.user_of(admin, key, at) is not None
        at += 29 * MINUTE
    assert sign_in.user_of(admin, key, at) is None


def test_signing_out_ends_the_key_once(admin):
    key, _ = sign_in.sign_in(admin, "admin", PASSWORD, NOW)
    second, _ = sign_in.sign_in(admin, "admin", PASSWORD, NOW)
    for _ in range(2):
        sign_in.sign_out(admin, key, NOW)
    assert sign_in.user_of(admin, key, NOW) is None
    assert sign_in.user_of(admin, second, NOW) is not None
    assert (journal.entries(admin, "")["act"] == "退出登录").sum() == 1


def test_changing_the_password_ends_every_other_browser(admin):
    key, user = sign_in.sign_in(admin, "admin", PASSWORD, NOW)
    with pytest.raises(SignInError, match="原密码不对"):
        sign_in.change_password(admin, user, "wrong", OTHER, NOW)
    with pytest.raises(WeakPasswordError, match="不能与原密码相同"):
        sign_in.change_password(admin, user, PASSWORD, PASSWORD, NOW)
    with pytest.raises(WeakPasswordError):
        sign_in.change_password(admin, user, PASSWORD, "admin", NOW)
    assert sign_in.user_of(admin, key, NOW) is not None
    fresh, _ = sign_in.change_password(admin, user, PASSWORD, OTHER, NOW)
    assert sign_in.user_of(admin, key, NOW) is None
    assert sign_in.user_of(admin, fresh, NOW) is not None
    with pytest.raises(SignInError):
        sign_in.sign_in(admin, "admin", PASSWORD, NOW)
    sign_in.sign_in(admin, "admin", OTHER, NOW)


def test_the_city_s_sign_in_service_lets_in_whom_an_account_names_once_per_sign_in(admin):
    (first,) = account_records.listed(admin)
    account_records.create(
        admin, first.user, "li", "李某某", Role.DUTY, external_identity="li@x.cn"
    )
    with pytest.raises(SignInError, match=r"wang@x\.cn 没有对应的可用账户"):
        sign_in.sign_in_external(admin, "sub-1", "wang@x.cn", issued_at=NOW, now=NOW)
    with pytest.raises(SignInError, match="未给出"):
        sign_in.sign_in_external(admin, "", "", issued_at=NOW, now=NOW)
    key, user = sign_in.sign_in_external(admin, "sub-2", "li@x.cn", issued_at=NOW, now=NOW + MINUTE)
    assert user.name == "李某某"
    assert sign_in.user_of(admin, key, NOW + MINUTE) == user
    with pytest.raises(SignInError, match="已经用过"):
        sign_in.sign_in_external(admin, "li@x.cn", issued_at=NOW, now=NOW + 40 * MINUTE)
    with pytest.raises(SignInError, match="已过期"):
        sign_in.sign_in_external(admin, "li@x.cn", issued_at=NOW, now=NOW + timedelta(hours=13))
    # Without a password of this tool nobody gets in by one.
    with pytest.raises(SignInError, match="用户名或密码不对"):
        sign_in.sign_in(admin, "li", "", NOW)


def test_a_disabled_account_is_out_at_once(admin):
    (first,) = account_records.listed(admin)
    number = account_records.create(
        admin, first.user, "li", "李某某", Role.DUTY, password=OTHER, external_identity="li@x.cn"
    )
    key, user = sign_in.sign_in(admin, "li", OTHER, NOW)
    account_records.change(admin, first.user, number, disabled=True, now=NOW)
    assert sign_in.user_of(admin, key, NOW) is None
    with pytest.raises(SignInError, match="用户名或密码不对"):
        sign_in.sign_in(admin, "li", OTHER, NOW)
    with pytest.raises(SignInError, match="没有对应的可用账户"):
        sign_in.sign_in_external(admin, "li@x.cn", issued_at=NOW, now=NOW)
    with pytest.raises(SignInError, match="账户已停用"):
        sign_in.change_password(admin, user, OTHER, PASSWORD, NOW)


def test_the_limits_can_be_set_and_a_slip_is_named(admin, monkeypatch):
    monkeypatch.setenv("RESPONSE_SIGN_IN_FAILURES", "1")
    monkeypatch.setenv("RESPONSE_LOCK_MINUTES", "7")
    with pytest.raises(SignInError, match="用户名或密码不对"):
        sign_in.sign_in(admin, "admin", "wrong", NOW)
    with pytest.raises(SignInError, match="7 分钟"):
        sign_in.sign_in(admin, "admin", PASSWORD, NOW)
    monkeypatch.setenv("RESPONSE_IDLE_MINUTES", "半")
    with pytest.raises(ValueError, match="RESPONSE_IDLE_MINUTES 应为从 1 起的整数"):
        sign_in.user_of(admin, "key", NOW)
