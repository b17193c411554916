from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from data.storage.alerts import AlertRow
from data.storage.lists import ListVersionRow
from data.vocabulary import Act, AlertLevel, Role
from services import account_records, alert_records, journal, list_versions
from services.accounts import (
    RIGHTS,
    NotAllowedError,
    User,
    demonstration_user,
    require,
    require_another,
    require_signature,
    signs,
)

DAY = date(2026, 11, 24)
CITY = "140100"
PASSWORD = "晴天 高压 逆温 北风 散"

MAY = {
    Role.DUTY: {Act.READ, Act.REVISE_FORECAST},
    Role.PLANNER: {Act.READ, Act.IMPORT_LIST, Act.CHANGE_GRADES},
    Role.APPROVER: {Act.READ, Act.ISSUE_ALERT, Act.ISSUE_ORDERS},
    Role.INSPECTOR: {Act.READ},
    Role.ADMINISTRATOR: {Act.READ, Act.IMPORT_LIST, Act.ADOPT_RULES, Act.MANAGE_ACCOUNTS},
    Role.READER: {Act.READ},
}


def test_every_role_is_in_the_table():
    assert set(RIGHTS) == set(Role) == set(MAY)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_the_table_of_rights(role, act):
    user = User("某某", role)
    assert user.may(act) == (act in MAY[role])
    if user.may(act):
        require(user, act)
    else:
        with pytest.raises(NotAllowedError, match=f"某某无权{act.label}，请由.+办理"):
            require(user, act)


def test_every_act_can_be_done_by_someone_and_the_refusal_names_him():
    for act in Act:
        assert any(act in acts for acts in RIGHTS.values())
    with pytest.raises(NotAllowedError, match="请由审批人办理"):
        require(User("某某", Role.DUTY), Act.ISSUE_ALERT)


def test_issuing_and_keeping_the_list_are_different_hands():
    for acts in RIGHTS.values():
        assert not {Act.ISSUE_ALERT, Act.IMPORT_LIST} <= acts


def test_the_demonstration_visitor_is_the_duty_officer_unless_he_changes():
    assert demonstration_user() == User("演示值班员", Role.DUTY)
    assert demonstration_user(Role.APPROVER).name == "演示审批人"


@pytest.fixture
def staff(sessions):
    """The administrator, a vice mayor who signs, and a planner of another city."""
    first = account_records.create_first(sessions, "admin", "张某某", PASSWORD)
    admin = user(sessions, first)
    signer = account_records.create(
        sessions, admin, "li", "李某某", Role.APPROVER, external_identity="li@x.cn",
        post="分管副市长", cities=(CITY,),
    )  # fmt: skip
    planner = account_records.create(
        sessions, admin, "wang", "王某某", Role.PLANNER, external_identity="w", cities=("140200",)
    )
    return admin, user(sessions, signer), user(sessions, planner)


def user(sessions, number):
    return next(each.user for each in account_records.listed(sessions) if each.id == number)


def test_nobody_approves_what_he_submitted_the_administrator_neither():
    with pytest.raises(NotAllowedError, match="不能对自己提交的事项发布预警"):
        require_another(User("李某某", Role.APPROVER), "李某某", Act.ISSUE_ALERT)
    require_another(User("李某某", Role.APPROVER), "王某某", Act.ISSUE_ALERT)
    assert Act.ISSUE_ALERT not in RIGHTS[Role.ADMINISTRATOR]


@pytest.mark.parametrize(
    ("post", "signed"),
    [
        ("分管副市长", {AlertLevel.YELLOW, AlertLevel.ORANGE}),
        ("市长", {AlertLevel.YELLOW, AlertLevel.ORANGE, AlertLevel.RED}),
        ("", set()),
    ],
)
def test_each_office_signs_its_levels_and_those_below(post, signed):
    someone = User("某某", Role.APPROVER, post=post)
    for level in (AlertLevel.YELLOW, AlertLevel.ORANGE, AlertLevel.RED):
        assert signs(someone, level, DAY, CITY) == (level in signed)
    if AlertLevel.RED not in signed:
        with pytest.raises(
            NotAllowedError, match=r"红色预警须由市长签发（.*太原市重污染天气应急预案"
        ):
            require_signature(someone, AlertLevel.RED, DAY, CITY)


def test_the_demonstration_approver_signs_every_level():
    assert signs(demonstration_user(Role.APPROVER), AlertLevel.RED, DAY, "990100")


def test_a_user_works_for_his_cities_only():
    someone = User("某某", Role.DUTY, cities=(CITY,))
    require(someone, Act.READ, city_code=CITY)
    require(someone, Act.READ)
    with pytest.raises(NotAllowedError, match="某某不负责大同市"):
        require(someone, Act.READ, city_code="140200")


def test_the_demonstration_ends_for_services_too_when_the_first_account_is_made(sessions):
    visitor = demonstration_user(Role.APPROVER)
    with sessions.begin() as session:
        require(visitor, Act.ISSUE_ALERT, session, "990100")
    account_records.create_first(sessions, "admin", "张某某", PASSWORD)
    with sessions.begin() as session, pytest.raises(NotAllowedError, match="演示已结束"):
        require(visitor, Act.ISSUE_ALERT, session, "990100")


def test_a_right_taken_away_while_signed_in_is_gone_at_the_write(sessions, staff):
    admin, signer, _ = staff
    with sessions.begin() as session:
        require(signer, Act.ISSUE_ALERT, session, CITY)
    account_records.change(sessions, admin, signer.account, role=Role.READER, post="")
    with sessions.begin() as session, pytest.raises(NotAllowedError, match="账户刚被更改"):
        require(signer, Act.ISSUE_ALERT, session, CITY)
    account_records.change(sessions, admin, signer.account, disabled=True)
    with sessions.begin() as session, pytest.raises(NotAllowedError, match="账户已停用"):
        require(signer, Act.READ, session)


def test_an_alert_is_issued_only_by_who_may_for_that_level_and_city(sessions, staff):
    admin, signer, _ = staff
    start = datetime(2026, 11, 24)

    def issue(actor, level, city=CITY):
        alert_records.issue(
            sessions, city, level, start, start + timedelta(days=3), user=actor.name,
            actor=actor, now=datetime(2026, 11, 22, 16),
        )  # fmt: skip

    with pytest.raises(NotAllowedError, match="张某某无权发布预警"):
        issue(admin, AlertLevel.YELLOW)
    with pytest.raises(NotAllowedError, match="须由市长签发"):
        issue(signer, AlertLevel.RED)
    with pytest.raises(NotAllowedError, match="不负责大同市"):
        issue(signer, AlertLevel.YELLOW, "140200")
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(AlertRow)) == 0
    issue(signer, AlertLevel.ORANGE)
    entry = journal.entries(sessions, CITY).iloc[0]
    assert (entry["user"], entry["act"]) == ("李某某", "发布橙色预警")


def test_a_list_is_imported_only_by_who_may_for_that_city(sessions, staff, list_file):
    for actor, said in ((staff[1], "无权导入清单"), (staff[2], "不负责太原市")):
        with pytest.raises(NotAllowedError, match=said):
            list_versions.import_list(sessions, list_file, CITY, user=actor.name, actor=actor)
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(ListVersionRow)) == 0
    made = list_versions.import_list(sessions, list_file, "140200", user="王某某", actor=staff[2])
    assert made.imported_by == "王某某"
