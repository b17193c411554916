"""Every act in every state by every role, thousands of steps, beside a table of what is right."""

import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from alerts import clocks
from alerts.life import act, clocks_of
from alerts.life_state import Life, replay
from alerts.life_terms import (
    Actor,
    Basis,
    Deed,
    Draft,
    Improvement,
    LifeError,
    Move,
    Order,
    Phase,
    Stage,
)
from data.vocabulary import AlertLevel, Role

CITY = "140100"
BEGIN = datetime(2026, 11, 22)
RULES = clocks.rules_on(BEGIN.date(), CITY)
REACHED: Counter[tuple[str, Deed, Move | None]] = Counter()
"""How often each act went through, by the state it began in and its move."""
NAMES = ["甲", "乙", "丙", "丁"]
OFFICES = ["", "局长", "分管副市长", "市长"]
# What is right, written down apart from the machine under test: phase → moves that may be drafted.
OPEN_MOVES = {
    "new": {"pre_alert", "issue"},
    "pre": {"issue", "extend", "lift"},
    "running": {"raise", "lower", "extend", "pause", "lift"},
    "paused": {"resume", "lift"},
}
OPEN_DEEDS = {
    "none": {"draft", "receive_order", "release_order"},
    "drafted": {"draft", "submit", "withdraw", "receive_order", "release_order"},
    "submitted": {"return", "approve", "withdraw", "receive_order", "release_order"},
    "returned": {"draft", "withdraw", "receive_order", "release_order"},
    "approved": {"publish", "withdraw", "receive_order", "release_order"},
}
DESK = {"draft", "submit", "withdraw", "receive_order", "release_order", "summarise"}

hours = st.integers(-12, 96)
drafts = st.fixed_dictionaries(
    {
        "move": st.sampled_from(Move),
        "basis": st.sampled_from(Basis),
        "reason": st.sampled_from(["", "预测日AQI>200持续48小时", "确保完成年度目标"]),
        "level": st.sampled_from([None, *AlertLevel]),
        "start": st.none() | hours,
        "end": st.none() | hours,
        "texts": st.booleans(),
        "urgent": st.sampled_from(["", "已达重污染"]),
        "better": st.none() | st.tuples(st.booleans(), st.sampled_from([0, 35, 36, 80])),
    }
)


class AnyActInAnyState(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.now = BEGIN
        self.kept = []
        self.life = Life("140100-2026-G001", "太原市", CITY)
        self.seen = ()

    def whole_hour(self, offset):
        if offset is None:
            return None
        return self.now.replace(minute=0) + timedelta(hours=offset)

    def right_draft(self, move, level, length):
        """A draft that fits the state, so that the walk gets deep."""
        life, setting = self.life, move in (Move.ISSUE, Move.PRE_ALERT, Move.RAISE, Move.LOWER)
        start = self.whole_hour(25)
        if life.start is not None and setting:
            start = max(start, life.start)
        if life.order is not None and move is Move.ISSUE:
            start = min(start, life.order.latest_start)
        end = max(x for x in (life.end, start) if x) + timedelta(hours=length)
        basis = Basis.FORECAST
        return Draft(
            move, basis, "预测日AQI>200持续48小时",
            level if move in (Move.ISSUE, Move.RAISE, Move.LOWER) else None,
            None if move is Move.EXTEND else start,
            end if setting or move is Move.EXTEND else None,
            "静稳", "持续污染", "执行清单", self.now, "", Improvement(True, 36),
        )  # fmt: skip

    def do(self, deed, actor, **content):
        before, refusal = self.life, None
        try:
            self.life, change = act(before, deed, actor, self.now, RULES, **content)
        except LifeError as refused:
            refusal = refused
        if refusal is not None:
            assert re.fullmatch("(?s).+：.+；.+", str(refusal))
            assert refusal.name
            assert self.life is before
            return
        REACHED[change.before, deed, change.move] += 1
        self.kept.append(change)
        self.judge(before, change, content)

    def judge(self, before, change, content):
        """What was let through was allowed, by the table and by the rules of the plan."""
        deed, held = str(change.deed), before.proposal
        assert change.role is (Role.DUTY if deed in DESK else Role.APPROVER)
        if deed == "summarise":
            assert before.phase is Phase.LIFTED
            return
        assert before.phase in OPEN_MOVES
        assert deed in OPEN_DEEDS[before.stage]
        if deed in ("draft", "submit"):
            draft = change.draft or held.draft
            assert draft.move in OPEN_MOVES[before.phase]
            if draft.move in (Move.ISSUE, Move.RAISE, Move.EXTEND):
                assert draft.basis is not Basis.ANNUAL_TARGET
                assert "年度目标" not in draft.reason
            if draft.move is Move.ISSUE and not draft.urgent and draft.basis is not Basis.ORDER:
                assert draft.start - self.now >= timedelta(hours=24)
            released = before.order is not None and before.order.released_at is not None
            if draft.move in (Move.LOWER, Move.LIFT) and before.phase is not Phase.PRE:
                better = draft.improvement
                assert (better and better.below_now and better.below_hours >= 36) or released
            if draft.move is Move.LOWER:
                assert draft.level.severity < before.level.severity
        if deed == "approve":
            assert change.by not in (held.submitted_by, held.drafted_by)
            levels = {held.draft.level, before.level} - {None}
            if AlertLevel.RED in levels:
                assert content["office"] == "市长"
            elif levels:
                assert content["office"] in ("分管副市长", "市长")
        if deed == "publish":
            assert held.approved_at is not None
            message, order = change.message, before.order
            if order is not None and order.released_at is None:
                assert message.move not in (Move.LIFT, Move.PAUSE, Move.PRE_ALERT)
                assert (
                    message.draft.level is None
                    or message.draft.level.severity >= order.level.severity
                )
            said = any(note.startswith("签发后发布：超时") for note in change.notes)
            assert said == (self.now - held.approved_at > timedelta(hours=2))

    @rule(minutes=st.sampled_from([0, 1, 59, 60, 120, 121, 600, 1500]))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(
        deed=st.sampled_from(Deed), name=st.sampled_from(NAMES), role=st.sampled_from(Role),
        values=drafts, words=st.sampled_from(["", "请补充"]), office=st.sampled_from(OFFICES),
        level=st.sampled_from(AlertLevel), ahead=hours,
    )  # fmt: skip
    def anybody_tries_anything(self, deed, name, role, values, words, office, level, ahead):
        words_of = "文字" if values["texts"] else ""
        draft = Draft(
            values["move"], values["basis"], values["reason"], values["level"],
            self.whole_hour(values["start"]), self.whole_hour(values["end"]), words_of, words_of,
            words_of, None, values["urgent"],
            Improvement(*values["better"]) if values["better"] else None,
        )  # fmt: skip
        self.do(
            deed, Actor(name, role), draft=draft, words=words, office=office,
            order=Order("省调1号", level, self.whole_hour(ahead), self.now),
            message_number=f"M-{len(self.kept)}",
        )  # fmt: skip

    @rule(move=st.sampled_from(Move), level=st.sampled_from(AlertLevel), length=st.integers(1, 72))
    def the_desk_drafts_something_fitting(self, move, level, length):
        self.do(Deed.DRAFT, Actor("甲", Role.DUTY), draft=self.right_draft(move, level, length))

    @precondition(lambda self: self.life.stage is Stage.NONE and self.life.phase in OPEN_MOVES)
    @rule(which=st.sampled_from(Move), step=st.integers(1, 3), length=st.integers(1, 48))
    def a_message_goes_its_way(self, which, step, length):
        """Draft, submission, signature and message in a row, where the state allows them."""
        moves, levels = sorted(OPEN_MOVES[self.life.phase]), list(AlertLevel)
        move = which if which in moves else Move(moves[list(Move).index(which) % len(moves)])
        now = levels.index(self.life.level) if self.life.level else 0
        to = {Move.RAISE: min(now + step, 3), Move.LOWER: max(now - 1, 1)}.get(move, step)
        self.do(
            Deed.DRAFT, Actor("甲", Role.DUTY), draft=self.right_draft(move, levels[to], length)
        )  # fmt: skip
        self.do(Deed.SUBMIT, Actor("乙", Role.DUTY))
        self.do(Deed.APPROVE, Actor("丁", Role.APPROVER), office="市长")
        self.do(Deed.PUBLISH, Actor("丁", Role.APPROVER), message_number=f"M-{len(self.kept)}")

    @precondition(lambda self: self.life.phase is Phase.LIFTED)
    @rule()
    def what_was_lifted_is_summed_up(self):
        self.do(Deed.SUMMARISE, Actor("甲", Role.DUTY), words="过程如期结束")

    @precondition(lambda self: self.life.stage is not Stage.NONE)
    @rule(office=st.sampled_from(OFFICES[2:]))
    def the_draft_goes_on(self, office):
        deed = {
            Stage.DRAFTED: Deed.SUBMIT, Stage.SUBMITTED: Deed.APPROVE,
            Stage.APPROVED: Deed.PUBLISH, Stage.RETURNED: Deed.WITHDRAW,
        }[self.life.stage]  # fmt: skip
        signing = deed in (Deed.APPROVE, Deed.PUBLISH)
        who = Actor("丙", Role.APPROVER) if signing else Actor("乙", Role.DUTY)
        self.do(deed, who, office=office, words="撤回", message_number=f"M-{len(self.kept)}")

    @invariant()
    def what_is_published_is_never_edited(self):
        assert self.life.messages[: len(self.seen)] == self.seen
        self.seen = self.life.messages
        numbers = [message.number for message in self.seen]
        assert len(set(numbers)) == len(numbers)
        for before, message in zip([None, *self.seen], self.seen, strict=False):
            assert message.first == numbers[0]
            assert message.before == (before.number if before else "")

    @invariant()
    def the_changes_alone_give_the_life_again(self):
        begun = Life("140100-2026-G001", "太原市", CITY)
        assert replay(begun, self.kept) == self.life
        assert [change.number for change in self.kept] == list(range(1, len(self.kept) + 1))

    @invariant()
    def what_is_in_force_is_whole(self):
        life = self.life
        if life.phase in (Phase.RUNNING, Phase.PAUSED):
            assert life.level.severity > 1
            assert life.end > life.start

    @invariant()
    def the_clocks_are_right(self):
        held = self.life.proposal
        for clock in clocks_of(self.life, RULES):
            assert clock.due - clock.started == timedelta(hours=2)
            assert clock.late(self.now) == ((clock.done or self.now) > clock.due)
            if clock.name == "签发后发布":
                assert clock.started == held.approved_at


def test_every_act_in_every_state_by_every_role():
    """Thousands of steps; a walk that never gets anywhere would prove nothing."""
    REACHED.clear()
    run_state_machine_as_test(
        AnyActInAnyState,
        settings=settings(
            max_examples=200,
            stateful_step_count=60,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
    # Which paths are drawn is chance; that every move can be carried through, the cases show.
    published = {move for _, deed, move in REACHED if deed is Deed.PUBLISH}
    assert published >= {Move.ISSUE, Move.LIFT}
    assert len(published) >= 4
    assert sum(REACHED.values()) > 500


def test_a_life_without_a_draft_holds_none():
    with pytest.raises(ValueError, match="没有在办文稿"):
        Life("1", "太原市", CITY).held  # noqa: B018
