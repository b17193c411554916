"""Lines said to be off already: why, until when, and how one can tell."""

from collections.abc import Iterator

import pandas as pd

from data.columns import CellIssue
from data.tables import LINES
from data.vocabulary import RESPONSE_LEVELS
from emission_lists.consistency.inspection import Inspection, at, blank


def already_off_has_a_reason(case: Inspection) -> Iterator[CellIssue]:
    """A cut that is not counted needs its reason; a reason needs its share."""
    off = case.lines["already_off"].fillna(0) > 0
    bare = blank(case.lines["already_off_reason"])
    yield from at(
        case.lines[off & bare], LINES, "already_off_reason",
        "填了已停比例却没有原因，无法判断是否可计，请补填", blocking=False,
    )  # fmt: skip
    yield from at(
        case.lines[~off & ~bare], LINES, "already_off",
        "填了已停原因却没有比例，按没有停计；请补填比例或删去原因", blocking=False,
    )  # fmt: skip


def already_off_has_not_ended(case: Inspection) -> Iterator[CellIssue]:
    """What was off until last month runs again."""
    off = case.lines["already_off"].fillna(0) > 0
    over = off & (case.lines["already_off_until"] < pd.Timestamp(case.day))
    yield from at(
        case.lines[over], LINES, "already_off_until",
        "已停期限已过，请核实现在是否恢复生产，并更新已停比例", blocking=False,
    )  # fmt: skip
    endless = (
        off & case.lines["already_off_until"].isna()
        & case.lines["already_off_reason"].isin(["错峰生产", "计划检修"])
    )  # fmt: skip
    yield from at(
        case.lines[endless], LINES, "already_off_until",
        "错峰生产、计划检修都有止期，请补填已停期限", blocking=False,
    )  # fmt: skip


def stopped_lines_can_be_seen_to_stand(case: Inspection) -> Iterator[CellIssue]:
    """A line that is off altogether shows it on a meter or a record."""
    whole = case.lines["already_off"] >= 1
    unseen = whole & blank(case.lines["evidence"]) & blank(case.lines["meter_id"])
    yield from at(
        case.lines[unseen], LINES, "already_off",
        "称已全停，却没有电表或核查手段可证明；请补填核查手段", blocking=False,
    )  # fmt: skip


def stopped_lines_promise_no_cut(case: Inspection) -> Iterator[CellIssue]:
    """What is off already cannot be cut again: 停产 that still emits, or a cut counted twice."""
    whole = case.lines["already_off"] >= 1
    shares = case.lines[[f"filed_{level}_share" for level in RESPONSE_LEVELS]].fillna(0)
    again = case.lines[whole & shares.gt(0).any(axis=1)]
    yield from at(
        again, LINES, "already_off",
        "已停 100% 又备案了减排；执行时不再计减排，若仍在生产请改正已停比例", blocking=False,
    )  # fmt: skip
