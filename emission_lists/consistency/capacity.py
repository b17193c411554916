"""Capacities, days and standby units that cannot all be true."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.columns import CellIssue
from data.tables import LINES
from data.vocabulary import Emitted
from emission_lists.consistency.inspection import Inspection, at, blank

_STANDBY = re.compile(
    r"^(\d+|[一二两三四五六七八九十])[用开运][行]?(\d+|[一二两三四五六七八九十])备[用]?$"
)
_DIGITS = {sign: n for n, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


def capacities_agree(case: Inspection) -> Iterator[CellIssue]:
    """Nobody makes more than permitted, nor is permitted more than was approved."""
    lines = case.lines
    for column, limit, message in (
        ("last_output", "permit_capacity", "上年实际产量大于排污许可产能，属超许可生产或填报有误，请核对"),
        ("permit_capacity", "eia_capacity", "排污许可产能大于环评批复产能，请核对证件或产能单位"),
        ("last_output", "eia_capacity", "上年实际产量大于环评批复产能，请核对产量或产能单位"),
    ):  # fmt: skip
        over = lines[column] > lines[limit] * (1 + 1e-9)
        if (column, limit) == ("last_output", "eia_capacity"):
            over &= lines["permit_capacity"].isna()  # else said by the two others
        yield from at(lines[over], LINES, column, message, blocking=False)


def year_has_its_days(case: Inspection) -> Iterator[CellIssue]:
    """No line runs more than 366 days a year; one that did not run made nothing."""
    lines = case.lines
    yield from at(
        lines[lines["running_days"] > 366], LINES, "running_days", "一年没有这么多天，请改正"
    )
    idle = lines[(lines["running_days"] == 0) & (lines["last_output"] > 0)]
    yield from at(idle, LINES, "running_days", "上年运行 0 天却有产量，请核对", blocking=False)
    still = lines[(lines["running_days"] == 0) & lines["already_off"].fillna(0).eq(0)]
    emitting = still[still[[p.column for p in Emitted]].fillna(0).gt(0).any(axis=1)]
    yield from at(
        emitting, LINES, "running_days",
        "上年全年未运行，仍按正常生产计排放和减排；长期停产的请填已停比例及原因", blocking=False,
    )  # fmt: skip


def standby_can_be_read(case: Inspection) -> Iterator[CellIssue]:
    """几用几备 says how many run and how many wait."""
    given = case.lines[~blank(case.lines["standby"])]
    units = {text: standby_units(text) for text in given["standby"].unique()}
    unread = [units[text] is None for text in given["standby"]]
    yield from at(
        given[np.array(unread, dtype=bool)],
        LINES,
        "standby",
        "看不出几用几备，请写成“2用1备”的样子",
        blocking=False,
    )


def standby_units_are_not_counted(case: Inspection) -> Iterator[CellIssue]:
    """Of 2用1备 two emit at a time: three lines with full emissions count one too many."""
    lines = case.lines[~blank(case.lines["standby"])]
    lines = lines[lines[[p.column for p in Emitted]].fillna(0).gt(0).any(axis=1)]
    if lines.empty:
        return
    words = case.process_words[lines.index]
    groups = lines.groupby([lines["enterprise_id"], lines["industry"], words, lines["standby"]])
    count = groups["line_id"].transform("size")
    units = lines["standby"].map({text: standby_units(text) for text in lines["standby"].unique()})
    known = units.notna()
    lines, count, units = lines[known], count[known], units[known]
    running = pd.Series([unit[0] for unit in units], index=lines.index, dtype=int)
    waiting = pd.Series([unit[1] for unit in units], index=lines.index, dtype=int)
    # One line with 2用1备 is a group of devices; only a whole set of n+m lines counts twice.
    double = (waiting > 0) & (count > 1) & (count == running + waiting)
    rows = lines[double]
    yield from at(
        rows, LINES, "standby",
        [
            f"同类 {n} 条都计了排放，而同时只运行 {runs} 条；备用的重复计列，请将其排放量并入在用的生产线"
            for n, runs in zip(count[double], running[double], strict=True)
        ],
        blocking=False,
    )  # fmt: skip


def losses_have_a_range(case: Inspection) -> Iterator[CellIssue]:
    """The range of the loss holds its best estimate and is not the wrong way round."""
    lines = case.lines
    wrong = lines["loss_low"] > lines["loss_high"]
    yield from at(lines[wrong], LINES, "loss_low", "大于停产日损失上限，上下限填反了，请对调")
    best = lines["loss_per_day"]
    outside = ~wrong & ((best < lines["loss_low"]) | (best > lines["loss_high"]))
    yield from at(
        lines[outside], LINES, "loss_per_day", "不在所填上下限之间，请核对", blocking=False
    )


def ovens_say_what_rules_ask(case: Inspection) -> Iterator[CellIssue]:
    """Rules for coke ovens go by the height of the chamber and the way of quenching."""
    lines = case.lines
    oven = (lines["industry"] == "焦化") & lines["process"].astype(str).str.contains("焦炉")
    yield from at(
        lines[oven & lines["oven_height"].isna()], LINES, "oven_height",
        "焦炉未填炭化室高度，4.3 米焦炉等规定无法判断，请补填", blocking=False,
    )  # fmt: skip
    yield from at(
        lines[oven & blank(lines["quenching"])], LINES, "quenching",
        "焦炉未填熄焦方式，干法熄焦的规定无法判断，请补填", blocking=False,
    )  # fmt: skip


def standby_units(text: str) -> tuple[int, int] | None:
    """Read 几用几备: how many run and how many wait; None where it cannot be read."""
    found = _STANDBY.match("".join(str(text).split()))
    if not found:
        return None
    running, waiting = (_DIGITS.get(sign) or int(sign) for sign in found.groups())
    return (running, waiting) if running else None
