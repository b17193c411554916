"""Who acts, and what he may do. Until the first account exists: demonstration visitors."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import parameters, reference
from data.storage import writing
from data.storage.accounts import AccountRow
from data.vocabulary import Act, AlertLevel, Role

RIGHTS: dict[Role, frozenset[Act]] = {
    Role.DUTY: frozenset({Act.READ, Act.REVISE_FORECAST}),
    Role.PLANNER: frozenset({Act.READ, Act.IMPORT_LIST, Act.CHANGE_GRADES}),
    Role.APPROVER: frozenset({Act.READ, Act.ISSUE_ALERT, Act.ISSUE_ORDERS}),
    Role.INSPECTOR: frozenset({Act.READ}),
    Role.ADMINISTRATOR: frozenset(
        {Act.READ, Act.IMPORT_LIST, Act.ADOPT_RULES, Act.MANAGE_ACCOUNTS}
    ),
    Role.READER: frozenset({Act.READ}),
}
"""Acts each role may do. The administrator gives rights to others and has none to approve."""
_RANK = (AlertLevel.YELLOW, AlertLevel.ORANGE, AlertLevel.RED)


@dataclass(frozen=True)
class User:
    """The one who acts, as the journal names him."""

    name: str
    role: Role
    account: int | None = None
    """Number of the account; None for the demonstration and for commands."""
    post: str = ""
    """Office that signs alerts (分管副市长, 市长); empty where the user signs none."""
    cities: tuple[str, ...] = ()
    """Codes of the cities he works for; empty: all."""
    must_change_password: bool = False

    def may(self, act: Act) -> bool:
        """Whether the role allows the act."""
        return act in RIGHTS[self.role]

    def works_for(self, city_code: str) -> bool:
        """Whether the city is one of his; acts that concern no city are everybody's."""
        return not self.cities or not city_code or city_code in self.cities


class NotAllowedError(PermissionError):
    """An act beyond the user's right; the text says who may."""


def require(user: User, act: Act, session: Session | None = None, city_code: str = "") -> None:
    """Refuse an act the user has no right to.

    A service that writes hands over its session before it reads anything: the account is then
    looked up again, and nobody can change it until the act is done.

    Args:
        user: Who acts.
        act: What for.
        session: Session of the write, at the beginning of its transaction; None: the user is
            judged as he signed in.
        city_code: City the act concerns; empty: none.

    Raises:
        NotAllowedError: With the roles that may; the city is not his; or the account was disabled
            or changed since he signed in.
    """
    if session is not None:
        _require_unchanged(user, session)
    if not user.may(act):
        able = "、".join(role.label for role, acts in RIGHTS.items() if act in acts)
        raise NotAllowedError(f"{user.name}无权{act.label}，请由{able}办理")
    if not user.works_for(city_code):
        raise NotAllowedError(
            f"{user.name}不负责{reference.city_name(city_code)}，请由该市的人员办理"
        )


def require_another(user: User, submitted_by: str, act: Act) -> None:
    """Refuse to let somebody approve what he submitted himself, whatever his role.

    Raises:
        NotAllowedError: It is his own.
    """
    if user.name == submitted_by:
        raise NotAllowedError(f"{user.name}不能对自己提交的事项{act.label}，请由另一人办理")


def signs(user: User, level: AlertLevel, day: date, city_code: str) -> bool:
    """Whether the user's office signs alerts of a level.

    Who signs a level is laid down by the city's plan (parameter ``alerts/sign_off``); who signs a
    higher level may sign a lower one as well.
    """
    signatories = parameters.on("alerts/sign_off", day, city_code).value.signatories
    at_least = _RANK[_RANK.index(level) :] if level in _RANK else (level,)
    return bool(user.post) and user.post in {signatories.get(each) for each in at_least}


def require_signature(user: User, level: AlertLevel, day: date, city_code: str) -> None:
    """Refuse the signature of one whose office does not sign that level.

    Raises:
        NotAllowedError: With the office that does.
    """
    if not signs(user, level, day, city_code):
        value = parameters.on("alerts/sign_off", day, city_code)
        due = value.value.signatories.get(level, "市长")
        raise NotAllowedError(
            f"{level.label}预警须由{due}签发（{value.reference}），{user.name}"
            + (f"为{user.post}" if user.post else "没有登记签发职务")
        )


def demonstration_user(role: Role = Role.DUTY) -> User:
    """Return the visitor of demonstration mode in a role; the approver signs every level."""
    return User(f"演示{role.label}", role, post="市长" if role is Role.APPROVER else "")


def user_of(row: AccountRow) -> User:
    """Return the user an account stands for."""
    return User(
        row.display_name,
        Role(row.role),
        row.id,
        row.post,
        tuple(filter(None, row.city_codes.split(","))),
        row.must_change_password,
    )


def _require_unchanged(user: User, session: Session) -> None:
    writing.alone(session)
    if user.account is None:
        if session.scalar(select(AccountRow.id).limit(1)) is not None:
            raise NotAllowedError("演示已结束，本工具已建立账户，请刷新页面后登录")
        return
    row = session.get(AccountRow, user.account, populate_existing=True)
    if row is None or row.disabled_at is not None:
        raise NotAllowedError(f"{user.name}的账户已停用，请联系管理员")
    if user_of(row) != user:
        raise NotAllowedError(f"{user.name}的账户刚被更改，请刷新页面后再办理")
    if user.must_change_password:
        raise NotAllowedError(f"{user.name}须先更换初始密码，再办理其他事项")
