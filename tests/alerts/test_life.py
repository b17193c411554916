from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

from alerts import clocks
from alerts.life import act, allowed, clocks_of
from alerts.life_state import Life, replay
from alerts.life_terms import (
    WHO,
    Actor,
    Basis,
    Deed,
    Draft,
    Improvement,
    LifeError,
    Move,
    Order,
    Phase,
)
from data.vocabulary import AlertLevel, Role

CASES = Path(__file__).parents[1] / "cases/alerts/life.yaml"
CITY = "140100"
RULES = clocks.rules_on(datetime(2026, 11, 22).date(), CITY)
PEOPLE = {
    "甲": (Role.DUTY, ""), "乙": (Role.DUTY, ""), "丙": (Role.APPROVER, "分管副市长"),
    "丁": (Role.APPROVER, "市长"), "戊": (Role.ADMINISTRATOR, "市长"), "己": (Role.READER, ""),
    "庚": (Role.PLANNER, ""), "辛": (Role.INSPECTOR, ""),
}  # fmt: skip
DEEDS = {
    "起草": Deed.DRAFT, "送审": Deed.SUBMIT, "退回": Deed.RETURN, "签发": Deed.APPROVE,
    "发布": Deed.PUBLISH, "撤回": Deed.WITHDRAW, "收令": Deed.RECEIVE_ORDER,
    "解令": Deed.RELEASE_ORDER, "总结": Deed.SUMMARISE,
}  # fmt: skip
MOVES = {move.label: move for move in Move} | {"应对": Move.PRE_ALERT}
START, END = datetime(2026, 11, 24), datetime(2026, 11, 27)
NOW = datetime(2026, 11, 22, 9)
DUTY, VICE, MAYOR = (Actor(n, PEOPLE[n][0]) for n in "甲丙丁")


def at(cell):
    return datetime.strptime(f"2026-11-{cell}", "%Y-%m-%d %H") if cell else None


def draft_of(step):
    hours = step.get("好转")
    return Draft(
        MOVES[step["事项"]], Basis(step.get("依据", "forecast")),
        step.get("理由", "预测日AQI>200持续48小时及以上"),
        AlertLevel(step["级别"]) if "级别" in step else None, at(step.get("起")), at(step.get("止")),
        "静稳高湿", "持续重度污染", step.get("措施", "执行减排清单"), NOW, step.get("紧急", ""),
        None if hours is None else Improvement(True, hours),
    )  # fmt: skip


def do(life, step, others=()):
    role, office = PEOPLE[step["人"]]
    deed = DEEDS[step["办"]]
    content = {"words": step.get("话", ""), "office": step.get("职务", office), "others": others}
    if deed is Deed.DRAFT:
        content["draft"] = draft_of(step)
    if deed is Deed.RECEIVE_ORDER:
        content["order"] = Order(
            "省调〔2026〕1号", AlertLevel(step["级别"]), at(step["起"]), at(step["时"])
        )
    if deed is Deed.PUBLISH:
        content["message_number"] = f"{life.number}-{len(life.messages) + 1}"
    return act(
        life,
        deed,
        Actor(step["人"], Role(step.get("身份", role))),
        at(step["时"]),
        RULES,
        **content,
    )


def fresh(number="140100-2026-G001"):
    return Life(number, "太原市", CITY)


def issued(number="140100-2026-G001", level="orange", start="24 00", end="27 00"):
    life = fresh(number)
    for step in (
        {"人": "甲", "办": "起草", "事项": "发布", "级别": level, "起": start, "止": end},
        {"人": "甲", "办": "送审"}, {"人": "丁", "办": "签发"}, {"人": "丁", "办": "发布"},
    ):  # fmt: skip
        life, _ = do(life, {"时": "22 09", **step})
    return life


def cases():
    found = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["情形"]) for case in found]


@pytest.mark.parametrize("case", cases())
def test_the_life_goes_as_the_plan_says(case):
    life, kept = fresh(), []
    for n, step in enumerate(case["步骤"], 1):
        if "拒" in step:
            with pytest.raises(LifeError) as problem:
                do(life, step)
            assert problem.value.name == step["拒"], (n, str(problem.value))
            assert str(problem.value).count("；") >= 1
        else:
            life, change = do(life, step)
            kept.append(change)
            assert life.state == step.get("得", life.state), n
    assert replay(fresh(), kept) == life


def test_every_refusal_that_a_life_knows_is_shown_by_a_case():
    shown = {
        s["拒"]
        for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))
        for s in case["步骤"]
        if "拒" in s
    }
    assert shown >= {
        "role", "own_draft", "over", "not_lifted", "stage", "phase", "annual_target", "reason",
        "texts", "level", "window", "lead", "not_improved", "order_holds", "no_order", "office",
        "window_over", "words", "time_runs_back",
    }  # fmt: skip


def test_a_new_alert_within_36_hours_of_one_in_force_is_merged():
    other = issued("140100-2026-G002", end="26 00")
    step = {
        "人": "甲",
        "时": "22 09",
        "办": "起草",
        "事项": "发布",
        "级别": "yellow",
        "止": "29 00",
    }
    with pytest.raises(LifeError, match="在 140100-2026-G002 上办理延长或升级") as problem:
        do(fresh(), {**step, "起": "27 11"}, [other])
    assert problem.value.name == "merge"
    assert do(fresh(), {**step, "起": "27 12"}, [other])[0].state == "new/drafted"


def test_a_second_alert_cannot_be_published_beside_one_that_came_first():
    life, _ = do(
        fresh(),
        {
            "人": "甲",
            "时": "22 09",
            "办": "起草",
            "事项": "发布",
            "级别": "yellow",
            "起": "24 00",
            "止": "26 00",
        },
    )
    life, _ = do(life, {"人": "甲", "时": "22 09", "办": "送审"})
    with pytest.raises(LifeError, match="间隔不足 36 小时"):
        do(life, {"人": "丙", "时": "22 10", "办": "签发"}, [issued("140100-2026-G002")])


def test_a_change_is_a_new_message_that_names_the_first_and_the_one_before():
    life = issued()
    first = life.messages[0]
    for end in ("28 00", "29 00"):
        for step in ({"人": "甲", "办": "起草", "事项": "延长", "止": end}, {"人": "甲", "办": "送审"},
                     {"人": "丙", "办": "签发"}, {"人": "丙", "办": "发布"}):  # fmt: skip
            life, change = do(life, {"时": "25 09", **step})
    assert life.messages[0] is first
    assert [(m.first, m.before) for m in life.messages] == [
        (first.number, ""), (first.number, first.number), (first.number, f"{life.number}-2"),
    ]  # fmt: skip
    assert change.message == life.messages[-1]
    assert (life.start, life.end, life.level) == (START, datetime(2026, 11, 29), AlertLevel.ORANGE)


def test_red_is_taken_back_by_who_put_it_in_force():
    life = issued(level="red")
    for step in ({"人": "甲", "办": "起草", "事项": "降级", "级别": "yellow", "起": "25 12", "止": "27 00", "好转": 40},
                 {"人": "甲", "办": "送审"}):  # fmt: skip
        life, _ = do(life, {"时": "25 09", **step})
    with pytest.raises(LifeError, match="红色预警须由市长签发"):
        do(life, {"人": "丙", "时": "25 09", "办": "签发"})
    assert do(life, {"人": "丁", "时": "25 09", "办": "签发"})[0].state == "running/approved"


def test_the_clocks_count_down_and_lateness_is_kept_but_never_refused():
    life, _ = do(
        fresh(),
        {
            "人": "甲",
            "时": "22 10",
            "办": "起草",
            "事项": "发布",
            "级别": "orange",
            "起": "24 00",
            "止": "27 00",
        },
    )
    (form,) = clocks_of(life, RULES)
    assert form.told(datetime(2026, 11, 22, 10, 40)) == "会商意见形成后送审：还剩 0 小时 20 分"
    assert not form.late(datetime(2026, 11, 22, 11))
    assert form.told(datetime(2026, 11, 22, 11, 1)) == "会商意见形成后送审：已超时 0 小时 1 分"
    life, change = do(life, {"人": "甲", "时": "22 12", "办": "送审"})
    assert change.notes == (
        "会商意见形成后送审：超时 1 小时 0 分（时限 2 小时，太原市重污染天气应急预案（2019） 3.3）",
    )
    life, _ = do(life, {"人": "丙", "时": "22 13", "办": "签发"})
    assert [c.due for c in clocks_of(life, RULES)][1] == datetime(2026, 11, 22, 15)
    life, change = do(life, {"人": "丙", "时": "23 09", "办": "发布"})
    assert life.phase is Phase.RUNNING
    assert change.notes[0].startswith("签发后发布：超时 18 小时 0 分")
    assert change.notes[1] == "提前 15 小时发布，不足 24 小时：审批用时"
    assert clocks_of(life, RULES) == []


def test_an_order_is_mirrored_by_the_message_that_carries_it_and_by_no_other():
    life = issued(level="yellow", end="28 00")
    life, _ = do(life, {"人": "甲", "时": "24 09", "办": "收令", "级别": "orange", "起": "25 00"})
    (mirror,) = clocks_of(life, RULES)
    assert mirror.due == datetime(2026, 11, 24, 11)
    assert mirror.done is None
    for step in ({"人": "甲", "办": "起草", "事项": "升级", "级别": "orange", "起": "25 00", "止": "28 00", "依据": "order"},
                 {"人": "甲", "办": "送审"}, {"人": "丙", "办": "签发"}):  # fmt: skip
        life, _ = do(life, {"时": "24 10", **step})
    life, change = do(life, {"人": "丙", "时": "24 12", "办": "发布"})
    assert change.notes[0].startswith("收到 省调〔2026〕1号 后发布：超时 1 小时 0 分")
    assert life.order.mirrored_at == datetime(2026, 11, 24, 12)
    assert clocks_of(life, RULES)[0].done == datetime(2026, 11, 24, 12)


def test_an_order_that_is_already_carried_out_stops_its_clock_at_once():
    life, _ = do(
        issued(), {"人": "甲", "时": "24 09", "办": "收令", "级别": "orange", "起": "25 00"}
    )
    assert clocks_of(life, RULES)[0].done == datetime(2026, 11, 24, 9)


def test_what_is_open_to_someone_follows_state_and_role():
    life = fresh()
    assert allowed(life, DUTY) == [Deed.DRAFT, Deed.RECEIVE_ORDER, Deed.RELEASE_ORDER]
    assert allowed(life, VICE) == []
    life, _ = do(
        life,
        {
            "人": "甲",
            "时": "22 09",
            "办": "起草",
            "事项": "发布",
            "级别": "yellow",
            "起": "24 00",
            "止": "26 00",
        },
    )
    life, _ = do(life, {"人": "甲", "时": "22 09", "办": "送审"})
    assert allowed(life, VICE) == [Deed.RETURN, Deed.APPROVE]
    assert allowed(life, Actor("甲", Role.APPROVER)) == [Deed.RETURN]
    assert life.label == "未发布，发布待签发"


def test_the_administrator_may_nothing():
    assert all(Role.ADMINISTRATOR not in able for able in WHO.values())
    assert allowed(issued(), Actor("戊", Role.ADMINISTRATOR)) == []


@pytest.mark.parametrize(
    ("deed", "content", "name"),
    [
        (Deed.DRAFT, {}, "content"),
        (Deed.RECEIVE_ORDER, {}, "content"),
        (Deed.RECEIVE_ORDER, {"order": Order(" ", AlertLevel.RED, START, NOW)}, "order_number"),
        (Deed.RECEIVE_ORDER, {"order": Order("1号", AlertLevel.RED, START, END)}, "order_time"),
        (
            Deed.RECEIVE_ORDER,
            {"order": Order("1号", AlertLevel.RED, START, NOW, NOW)},
            "order_released",
        ),
    ],
)
def test_empty_or_impossible_content_is_refused(deed, content, name):
    with pytest.raises(LifeError) as problem:
        act(fresh(), deed, DUTY, NOW, RULES, **content)
    assert problem.value.name == name


def test_nobody_acts_without_a_name():
    with pytest.raises(LifeError, match="请先登录"):
        act(fresh(), Deed.DRAFT, Actor(" ", Role.DUTY), NOW, RULES)


@pytest.mark.parametrize("number", ["", "140100-2026-G001-1"])
def test_a_message_has_a_number_of_its_own(number):
    life = issued()
    for step in (
        {"人": "甲", "办": "起草", "事项": "延长", "止": "28 00"},
        {"人": "甲", "办": "送审"},
        {"人": "丙", "办": "签发"},
    ):
        life, _ = do(life, {"时": "25 09", **step})
    with pytest.raises(LifeError) as problem:
        act(life, Deed.PUBLISH, VICE, at("25 09"), RULES, message_number=number)
    assert problem.value.name == "message_number"


def test_changes_out_of_order_are_no_life():
    life, first = do(
        fresh(),
        {
            "人": "甲",
            "时": "22 09",
            "办": "起草",
            "事项": "发布",
            "级别": "yellow",
            "起": "24 00",
            "止": "26 00",
        },
    )
    _, second = do(life, {"人": "甲", "时": "22 09", "办": "送审"})
    with pytest.raises(ValueError, match="接不上"):
        replay(fresh(), [second])
    with pytest.raises(ValueError, match="接不上"):
        replay(fresh(), [first, first])


def test_a_lift_ends_the_window_at_its_hour():
    life = issued()
    for step in ({"人": "甲", "办": "起草", "事项": "解除", "起": "26 12", "好转": 48}, {"人": "甲", "办": "送审"},
                 {"人": "丙", "办": "签发"}, {"人": "丙", "办": "发布"}):  # fmt: skip
        life, _ = do(life, {"时": "26 09", **step})
    assert life.end == END - timedelta(hours=12)
