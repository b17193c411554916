"""Who acts, and what he may do. Before accounts exist, demonstration visitors only."""

from dataclasses import dataclass

from data.vocabulary import Act, Role

RIGHTS: dict[Role, frozenset[Act]] = {
    Role.DUTY: frozenset({Act.READ, Act.REVISE_FORECAST}),
    Role.PLANNER: frozenset({Act.READ, Act.IMPORT_LIST}),
    Role.APPROVER: frozenset({Act.READ, Act.ISSUE_ALERT, Act.ISSUE_ORDERS}),
    Role.INSPECTOR: frozenset({Act.READ}),
    Role.ADMINISTRATOR: frozenset({Act.READ, Act.IMPORT_LIST, Act.ADOPT_RULES}),
}
"""Acts each role may do."""


@dataclass(frozen=True)
class User:
    """The one who acts, as the journal names him."""

    name: str
    role: Role

    def may(self, act: Act) -> bool:
        """Whether the role allows the act."""
        return act in RIGHTS[self.role]


class NotAllowedError(PermissionError):
    """An act beyond the user's right; the text says who may."""


def require(user: User, act: Act) -> None:
    """Refuse an act the user has no right to.

    Raises:
        NotAllowedError: With the roles that may.
    """
    if not user.may(act):
        able = "、".join(role.label for role, acts in RIGHTS.items() if act in acts)
        raise NotAllowedError(f"{user.name}无权{act.label}，请由{able}办理")


def demonstration_user(role: Role = Role.DUTY) -> User:
    """Return the visitor of demonstration mode in a role."""
    return User(f"演示{role.label}", role)
