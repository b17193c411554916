import json

import pytest
from sqlalchemy import select

from data.storage.accounts import AccountRow, JournalRow
from data.vocabulary import Role
from services import account_records, accounts, connection, journal, sign_in
from services.account_records import AccountError
from services.accounts import NotAllowedError
from services.passwords import WeakPasswordError

PASSWORD, OTHER = "晴天 高压 逆温 北风 散", "another good sentence 另一句"


@pytest.fixture
def admin(sessions):
    account_records.create_first(sessions, "Admin", "张某某", PASSWORD)
    return account_records.listed(sessions)[0].user


def add(sessions, admin, name="li", display_name="李某某", role=Role.APPROVER, **more):
    return account_records.create(
        sessions, admin, name, display_name, role, **{"password": OTHER} | more
    )


def test_the_first_administrator_ends_the_demonstration(settings, monkeypatch):
    monkeypatch.delenv("RESPONSE_DEMONSTRATION", raising=False)
    stored = connection.sessions()
    assert connection.demonstration()
    account_records.create_first(stored, "admin", "张某某", PASSWORD)
    assert not connection.demonstration()
    monkeypatch.setenv("RESPONSE_DEMONSTRATION", "1")
    assert not connection.demonstration()
    with pytest.raises(AccountError, match="已有账户"):
        account_records.create_first(stored, "second", "李某某", PASSWORD)


@pytest.mark.parametrize(
    ("name", "display_name", "said"),
    [
        ("x", "张某某", "用户名用 2 至 64"),
        ("王某某", "王某某", "用户名用 2 至 64"),
        ("a b", "王某某", "用户名用 2 至 64"),
        ("wang", "  ", "请填姓名"),
        ("wang", "系统", "不能是“系统”"),
        ("wang", "演示值班员", "以“演示”开头"),
    ],
)
def test_a_name_that_would_mislead_is_refused(sessions, name, display_name, said):
    with pytest.raises(AccountError, match=said):
        account_records.create_first(sessions, name, display_name, PASSWORD)
    assert not account_records.listed(sessions)


def test_the_password_of_the_first_administrator_has_to_be_good(sessions):
    with pytest.raises(WeakPasswordError):
        account_records.create_first(sessions, "admin", "张某某", "123456")


def test_only_an_administrator_makes_accounts(sessions, admin):
    add(sessions, admin)
    other = next(each.user for each in account_records.listed(sessions) if each.name == "li")
    sign_in.change_password(sessions, other, OTHER, PASSWORD)
    other = next(each.user for each in account_records.listed(sessions) if each.name == "li")
    for act in (
        lambda: add(sessions, other, "xu", "徐某某"),
        lambda: account_records.change(sessions, other, other.account, role=Role.ADMINISTRATOR),
        lambda: account_records.reset_password(sessions, other, admin.account, OTHER),
        lambda: add(sessions, accounts.demonstration_user(Role.ADMINISTRATOR), "xu", "徐某某"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert len(account_records.listed(sessions)) == 2


def test_a_password_given_by_the_administrator_must_be_changed(sessions, admin):
    add(sessions, admin)
    _, user = sign_in.sign_in(sessions, "li", OTHER)
    assert user.must_change_password
    with sessions.begin() as session, pytest.raises(NotAllowedError, match="须先更换初始密码"):
        accounts.require(user, accounts.Act.READ, session)
    _, user = sign_in.change_password(sessions, user, OTHER, PASSWORD)
    assert not user.must_change_password
    account_records.reset_password(sessions, admin, user.account, OTHER)
    _, user = sign_in.sign_in(sessions, "li", OTHER)
    assert user.must_change_password


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": "ADMIN"}, "用户名“admin”已有人使用"),
        ({"display_name": "张某某"}, "姓名“张某某”已有账户，同名者请加注部门"),
        ({"post": "局长"}, "签发职务只能是分管副市长、市长"),
        ({"role": Role.DUTY, "post": "市长"}, "只有审批人可以登记签发职务"),
        ({"password": ""}, "请填初始密码，或填统一身份认证的账号"),
    ],
)
def test_what_an_account_may_not_be_is_said(sessions, admin, more, said):
    with pytest.raises(AccountError, match=said):
        add(sessions, admin, **more)
    assert len(account_records.listed(sessions)) == 1


def test_an_identity_of_the_sign_in_service_belongs_to_one_account(sessions, admin):
    add(sessions, admin, external_identity=" li@x.cn ")
    with pytest.raises(AccountError, match=r"统一身份账号“li@x.cn”已对应另一账户"):
        add(sessions, admin, "xu", "徐某某", external_identity="li@x.cn")


def test_every_change_stands_in_the_journal_before_and_after_and_never_a_password(sessions, admin):
    number = add(sessions, admin, cities=("140200", "140100"))
    account_records.change(sessions, admin, number, post="分管副市长", cities=("140100",))
    account_records.change(sessions, admin, number, post="分管副市长")  # changes nothing
    account_records.reset_password(sessions, admin, number, PASSWORD)
    with sessions() as session:
        kept = session.scalars(select(JournalRow).order_by(JournalRow.id)).all()
        hashes = session.scalars(select(AccountRow.password_hash)).all()
    assert [row.act for row in kept] == ["建立账户", "建立账户", "更改账户", "重置密码"]
    assert json.loads(kept[2].before)["cities"] == "140100,140200"
    assert json.loads(kept[2].after)["post"] == "分管副市长"
    everything = " ".join(f"{row.subject}{row.before}{row.after}" for row in kept)
    assert "argon2" not in everything
    assert not any(each in everything for each in (*hashes, PASSWORD, OTHER))
    assert journal.verify(sessions).holds


def test_an_account_can_be_disabled_and_enabled_but_one_administrator_stays(sessions, admin):
    number = add(sessions, admin)
    account_records.change(sessions, admin, number, disabled=True)
    assert account_records.listed(sessions)[-1].disabled_at is not None
    account_records.change(sessions, admin, number, disabled=False)
    for change in ({"disabled": True}, {"role": Role.READER}):
        with pytest.raises(AccountError, match="至少要留一个可用的管理员"):
            account_records.change(sessions, admin, admin.account, **change)
    assert account_records.listed(sessions)[0].user.role is Role.ADMINISTRATOR
    with pytest.raises(AccountError, match="没有编号为 99 的账户"):
        account_records.change(sessions, admin, 99, disabled=True)
