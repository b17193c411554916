"""Filed measures: rising with the level, agreeing with themselves and the rule, and checkable."""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from data import parameters
from data.columns import CellIssue
from data.tables import CITY_TOTALS, LINES, OTHER_SOURCES
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, MeasureKind, PerformanceGrade
from emission_lists.consistency.declared import MOST_TEXTS
from emission_lists.consistency.inspection import Inspection, at, blank, not_filled
from emission_lists.measures import measure_table

_SHARES = [f"filed_{level}_share" for level in RESPONSE_LEVELS]
_VAGUE = re.compile(r"^(?:全厂|全部|生产线?|生产工序|车间|设备|工序|生产设备|主体工程|无|其他)$")
_NEAR = 0.005
"""Shares that differ by less are the same: 33 % and a third."""


def filed_cuts_rise_with_the_level(case: Inspection) -> Iterator[CellIssue]:
    """A stricter level never cuts less than a milder one."""
    known = case.lines[_SHARES].ffill(axis="columns")  # 黄 30, 橙 empty, 红 10 falls too
    for milder, stricter in pairwise(_SHARES):
        falling = case.lines[case.lines[stricter] < known[milder]]
        yield from at(falling, LINES, stricter, "小于较低级别的备案减排比例", blocking=False)


def filed_texts_rise_with_the_level(case: Inspection) -> Iterator[CellIssue]:
    """What the texts say does not fall as the level rises, where shares do not tell already."""
    cuts = pd.DataFrame({level: frame["cut"] for level, frame in case.declared[0].items()})
    known = cuts.ffill(axis="columns")
    for milder, stricter in pairwise(RESPONSE_LEVELS):
        shares = case.lines[[f"filed_{milder}_share", f"filed_{stricter}_share"]]
        falling = (cuts[stricter] < known[milder] - _NEAR) & shares.isna().any(axis=1)
        yield from at(
            case.lines[falling], LINES, f"filed_{stricter}",
            f"措施原文的减排少于{milder.label}，级别越高减排不应越少，请核对", blocking=False,
        )  # fmt: skip


def texts_and_shares_agree(case: Inspection) -> Iterator[CellIssue]:
    """A line that stops emits nothing; a text of 30 % and a share of 20 % cannot both hold."""
    for level, frame in case.declared[0].items():
        share = case.lines[f"filed_{level}_share"]
        stops = (frame["cut"] >= 1) & (share < 1 - _NEAR)
        yield from at(
            case.lines[stops], LINES, f"filed_{level}_share",
            "措施原文写停产，比例却不是 100%；停产的生产线不应再有排放，请改比例或写明只停哪一部分",
            blocking=False,
        )  # fmt: skip
        differs = ~stops & ((frame["cut"] - share).abs() > _NEAR)
        rows = case.lines[differs]
        yield from at(
            rows, LINES, f"filed_{level}_share",
            [
                f"与措施原文所写的 {cut:.0%} 不一致，核算取所填比例，请核对"
                for cut in frame.loc[rows.index, "cut"]
            ],
            blocking=False,
        )  # fmt: skip


def shares_come_with_a_measure(case: Inspection) -> Iterator[CellIssue]:
    """A share without a measure is a wish."""
    for level in RESPONSE_LEVELS:
        silent = case.lines[
            (case.lines[f"filed_{level}_share"] > 0) & blank(case.lines[f"filed_{level}"])
        ]
        yield from at(
            silent, LINES, f"filed_{level}",
            "填了减排比例却没有措施原文，现场不知停什么、减什么，请补填措施", blocking=False,
        )  # fmt: skip


def measures_are_not_weaker_than_the_rule(case: Inspection) -> Iterator[CellIssue]:
    """What a line filed cuts no less than the rule of its industry and grade asks.

    停产一半（以生产线计） is compared with the mean over the lines of the enterprise and industry.
    """
    industry, industries = pd.factorize(case.lines["industry"].astype(str))
    grade, grades = pd.factorize(case.lines["grade"].astype(str))
    lowest = 1 - case.lines["supply_floor"].fillna(0.0)
    plant = [case.lines["enterprise_id"], case.lines["industry"]]
    for level in RESPONSE_LEVELS:
        asked, by_line, names = _asked(case, level, list(industries), list(grades))
        if not names:
            continue
        place = industry * max(len(grades), 1) + grade
        share = case.lines[f"filed_{level}_share"]
        offered = share.fillna(case.declared[0][level]["cut"])
        offered = offered.where(~by_line[place], offered.groupby(plant).transform("mean"))
        wanted = pd.Series(asked[place], index=case.lines.index)
        weaker = offered < np.minimum(wanted, lowest) - _NEAR
        rows = case.lines[weaker]
        where = case.lines.index.get_indexer(rows.index)
        yield from at(
            rows, LINES, f"filed_{level}_share",
            [
                f"备案措施减排 {own:.0%}，弱于规则要求的 {rule:.0%}（{names[p]}）；"
                f"执行时以较严者为准，请修订一厂一策"
                for own, rule, p in zip(
                    offered[weaker], wanted[weaker], place[where], strict=True
                )
            ],
            blocking=False,
        )  # fmt: skip


def _asked(
    case: Inspection, level: AlertLevel, industries: list[str], grades: list[str]
) -> tuple[np.ndarray, np.ndarray, dict[int, str]]:
    """Cut the rule asks of each industry and grade, whether it counts by line, and its name."""
    size = len(industries) * max(len(grades), 1)
    asked, by_line = np.full(size, np.nan), np.zeros(size, dtype=bool)
    names: dict[int, str] = {}
    try:
        table = measure_table(level, case.day, case.city or "000000", case.rule_set)
    except parameters.ParameterError:
        return asked, by_line, names  # no rule that early: nothing to be weaker than
    known_grades = set(PerformanceGrade)
    for i, industry in enumerate(industries):
        for g, grade in enumerate(grades):
            if industry not in table.industries or grade not in known_grades:
                continue
            bound = table.of(industry, PerformanceGrade(grade))
            if bound.kind in (MeasureKind.LIMIT, MeasureKind.STOP, MeasureKind.STOP_SHARE):
                place = i * len(grades) + g
                asked[place] = bound.cut
                by_line[place] = bound.kind is MeasureKind.STOP_SHARE
                names[place] = f"{bound.rule}·{level.label}"
    return asked, by_line, names


def measures_can_be_checked(case: Inspection) -> Iterator[CellIssue]:
    """Measures are 可操作、可监测、可核查: a device is named, and a channel that shows it."""
    lines = case.lines
    vague = lines["process"].astype(str).str.match(_VAGUE)
    yield from at(
        lines[vague], LINES, "process",
        "没有写到具体设备，现场不知停哪一台，请写到可以停下的设备，例如“1号焦炉”", blocking=False,
    )  # fmt: skip
    unseen = blank(lines["evidence"]) & blank(lines["meter_id"]) & blank(lines["verification"])
    yield from not_filled(
        lines[unseen], LINES, "evidence",
        "没有电表、核查手段和核查要点，措施无法核查（晋政办发〔2022〕95号 空气四(二)18 要求可操作、可监测、可核查），"
        "请至少补填一项",
        of=len(lines),
    )  # fmt: skip


def measures_can_be_understood(case: Inspection) -> Iterator[CellIssue]:
    """A text of which no clause can be understood orders nothing that could be counted."""
    found, unread = case.declared
    for level, frame in found.items():
        lost = case.lines[(frame["measures"] == 0) & ~blank(case.lines[f"filed_{level}"])]
        yield from at(
            lost, LINES, f"filed_{level}",
            "看不出停什么、减多少，核查时无从对照；请写明生产线、停产或限产的比例", blocking=False,
        )  # fmt: skip
    if unread:
        yield CellIssue(
            "",
            f"措施原文种类过多，只逐句读了最常见的 {MOST_TEXTS} 种，另有 {unread} 种未读，"
            f"不参与措施原文的核对",
            sheet=LINES.sheet,
            blocking=False,
        )


def percentages_are_not_fractions(case: Inspection) -> Iterator[CellIssue]:
    """0.3 where 30 is meant: Excel keeps a cell shown as 30% as 0.3."""
    for table, frame in (
        (LINES, case.lines),
        (CITY_TOTALS, case.city_totals),
        (OTHER_SOURCES, case.other_sources),
    ):
        for column in (column for column in table.columns if column.unit == "%"):
            values = frame[column.name].astype(float)
            small = frame[(values > 0) & (values <= 0.01)]
            yield from at(
                small, table, column.name, "不超过 1%，若原意为百分数请填整数值（30% 填 30）",
                blocking=False,
            )  # fmt: skip
