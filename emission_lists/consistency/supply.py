"""Protected enterprises, duties, floors and safe loads against each other and against 停产."""

from collections.abc import Iterator

from data.columns import CellIssue
from data.tables import LINES
from data.vocabulary import RESPONSE_LEVELS
from emission_lists.consistency.inspection import Inspection, at, blank


def supply_floors_belong_to_protected(case: Inspection) -> Iterator[CellIssue]:
    """A supply floor stands with a protected enterprise (保障类), and the other way round."""
    floor = case.lines["supply_floor"].fillna(0) > 0
    guarded = case.of_enterprise("protected") == "是"
    yield from at(
        case.lines[floor & ~guarded], LINES, "supply_floor",
        "填了保障负荷下限，但企业不是保障类；请删去下限，或把企业改为保障类",
    )  # fmt: skip
    bare = guarded & ~floor.groupby(case.lines["enterprise_id"]).transform("any")
    yield from at(
        case.lines[bare], LINES, "supply_floor",
        "保障类企业没有填保障负荷下限，将与其他企业同样减排，请核对", blocking=False,
    )  # fmt: skip


def duties_belong_to_protected(case: Inspection) -> Iterator[CellIssue]:
    """Who heats a town is protected; a duty of an ordinary enterprise protects nothing."""
    duty = ~blank(case.lines["duty"]) & (case.lines["duty"] != "无")
    guarded = case.of_enterprise("protected") == "是"
    yield from at(
        case.lines[duty & ~guarded], LINES, "duty",
        "填了保障任务，但企业不是保障类；请核对任务，或把企业改为保障类并填保障负荷下限",
        blocking=False,
    )  # fmt: skip


def stops_allow_for_the_safe_load(case: Inspection) -> Iterator[CellIssue]:
    """A line that must run at 60 % for safety cannot be stopped, nor cut below it."""
    low = case.lines[case.lines["minimum_load"] > 0]
    for level in RESPONSE_LEVELS:
        share = low[f"filed_{level}_share"]
        over = low[share > 1 - low["minimum_load"] + 1e-9]
        yield from at(
            over, LINES, "minimum_load",
            [
                f"{level.label}备案"
                + ("停产" if cut >= 1 else f"减排 {cut:.0%}")
                + f"，低于安全最低负荷 {load:.0%}，做不到或最低负荷填错；请改措施或改负荷"
                for cut, load in zip(
                    over[f"filed_{level}_share"], over["minimum_load"], strict=True
                )
            ],
            blocking=False,
        )  # fmt: skip


def cuts_leave_the_supply_floor(case: Inspection) -> Iterator[CellIssue]:
    """What is filed does not eat into what the supply task needs."""
    held = case.lines[case.lines["supply_floor"] > 0]
    for level in RESPONSE_LEVELS:
        over = held[held[f"filed_{level}_share"] > 1 - held["supply_floor"] + 1e-9]
        yield from at(
            over, LINES, f"filed_{level}_share",
            "与保障负荷下限相加超过 100%，超出部分不会执行也不计减排；请改比例或下限",
            blocking=False,
        )  # fmt: skip


def floors_reach_the_safe_load(case: Inspection) -> Iterator[CellIssue]:
    """A supply floor below the load that is safe would be no load at all."""
    lines = case.lines[(case.lines["supply_floor"] > 0) & (case.lines["minimum_load"] > 0)]
    under = lines[lines["supply_floor"] < lines["minimum_load"] - 1e-9]
    yield from at(under, LINES, "supply_floor", "小于安全最低负荷，请核对这两项", blocking=False)
