import pytest

from data.vocabulary import Act, Role
from services.accounts import RIGHTS, NotAllowedError, User, demonstration_user, require

MAY = {
    Role.DUTY: {Act.READ, Act.REVISE_FORECAST},
    Role.PLANNER: {Act.READ, Act.IMPORT_LIST},
    Role.APPROVER: {Act.READ, Act.ISSUE_ALERT, Act.ISSUE_ORDERS},
    Role.INSPECTOR: {Act.READ},
    Role.ADMINISTRATOR: {Act.READ, Act.IMPORT_LIST, Act.ADOPT_RULES},
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
