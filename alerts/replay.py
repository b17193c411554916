"""Play the alerts that a run of AQI called for through the whole life, act by act."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from alerts.alert import LONGEST_DAYS
from alerts.clocks import LifeRules
from alerts.criteria import Window
from alerts.life import act
from alerts.life_state import Life
from alerts.life_terms import Actor, Basis, Deed, Draft, Improvement, Move
from data.vocabulary import Role

_DUTY, _SIGNER = Actor("重演值班员", Role.DUTY), Actor("重演审批人", Role.APPROVER)
_STEP = timedelta(hours=1)
_LONGEST = timedelta(days=LONGEST_DAYS)
_TEXTS = ("重演", "重演", "重演")


def play(windows: Sequence[Window], rules: LifeRules, city: str, city_code: str = "") -> list[Life]:
    """Take each window from its draft to its summary, as if it had been foreseen in full.

    The message goes out three hours more ahead than the plan asks. An alert is lifted at the end of
    its window with the time to the next one as forecast of better air. A window longer than one
    message may hold is extended a day before each part runs out.

    Args:
        windows: As the criteria give them, in time order and merged.
        rules: Rules of the life.
        city: Name of the city.
        city_code: Division code, for the numbers; empty: the name.

    Returns:
        One life for each window, all summarised.

    Raises:
        LifeError: A window that the rules allow no alert for, such as one of the blue level.
    """
    lives: list[Life] = []
    for n, window in enumerate(windows):
        following = windows[n + 1].start if n + 1 < len(windows) else datetime.max
        better = min((following - window.end) // _STEP, 999)
        life = Life(f"{city_code or city}-{window.start.year}-G{n + 1:03d}", city, city_code)
        start = window.start - timedelta(hours=rules.lead_hours) - 3 * _STEP
        why = f"{window.criterion.text}（{window.criterion.reference}）"
        ends = [window.end]
        while ends[0] - window.start > _LONGEST:
            ends.insert(0, ends[0] - _LONGEST)
        issue = Draft(
            Move.ISSUE, Basis.FORECAST, why, window.level, window.start, ends[0], *_TEXTS, start
        )
        lift = Draft(
            Move.LIFT, Basis.FORECAST, "已低于启动条件并将持续", None, window.end,
            outlook="重演", consulted_at=window.end, improvement=Improvement(True, better),
        )  # fmt: skip
        longer = [
            (Draft(Move.EXTEND, Basis.FORECAST, why, None, None, end, *_TEXTS, asked), asked)
            for before, end in pairwise(ends)
            for asked in [before - timedelta(days=1)]
        ]
        office = rules.signatories.get(window.level, "")
        for draft, at in ((issue, start), *longer, (lift, window.end)):
            life = _through(life, draft, max(at, life.last_at or at), rules, office, lives)
        life, _ = act(life, Deed.SUMMARISE, _DUTY, window.end + 4 * _STEP, rules, words="重演结束")
        lives.append(life)
    return lives


def _through(
    life: Life, draft: Draft, at: datetime, rules: LifeRules, office: str, others: Sequence[Life]
) -> Life:
    """Draft, submit, sign and publish, an hour from step to step."""
    number = f"{life.number}-{len(life.messages) + 1}"
    for n, (deed, actor) in enumerate(
        (
            (Deed.DRAFT, _DUTY),
            (Deed.SUBMIT, _DUTY),
            (Deed.APPROVE, _SIGNER),
            (Deed.PUBLISH, _SIGNER),
        )
    ):
        life, _ = act(
            life, deed, actor, at + n * _STEP, rules, draft=draft, office=office,
            message_number=number, others=others,
        )  # fmt: skip
    return life
