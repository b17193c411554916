"""Grades as listed: of a scheme, of the industry, still valid, and not barred by a penalty."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd

from data import parameters, reference
from data.columns import CellIssue
from data.tables import LINES
from data.vocabulary import PerformanceGrade
from emission_lists.consistency.inspection import Inspection, at, blank
from emission_lists.grading import schemes
from emission_lists.grading.history import barred_until

_FREE = {PerformanceGrade.UNGRADED.value, PerformanceGrade.A_PLUS.value, ""}


def grades_fit_the_industry(case: Inspection) -> Iterator[CellIssue]:
    """A grade belongs to the scheme usual in its industry, where that is known."""
    usual = reference.industries().set_index("name")["schemes"].to_dict()
    odd = {
        (industry, grade)
        for industry, grade in _pairs(case.lines["industry"], case.lines["grade"])
        if (grades := usual.get(industry, "")) and grade not in _FREE | set(grades.split("/"))
    }
    yield from at(
        case.lines[_among(case.lines["industry"], case.lines["grade"], odd)], LINES, "grade",
        "与该行业通行的评级方式不符（名目待核），请核对", blocking=False,
    )  # fmt: skip


def grades_are_valid(case: Inspection) -> Iterator[CellIssue]:
    """An expired grade gives no entitlement."""
    expired = case.lines[case.lines["grade_until"] < pd.Timestamp(case.day)]
    yield from at(
        expired, LINES, "grade_until",
        "等级已过期，自主减排资格随之失效，请更新评级", blocking=False,
    )  # fmt: skip


def grades_name_their_scheme(case: Inspection) -> Iterator[CellIssue]:
    """A grade that earns a privilege says under which document it was given."""
    rank = case.lines["grade"].isin(["A+", "A", "B", "B-", "引领性"])
    bare = case.lines[rank & blank(case.lines["grade_scheme"])]
    yield from at(
        bare, LINES, "grade_scheme",
        "未写明等级按哪份文件评定，核查时无从对证，请补填评级依据", blocking=False,
    )  # fmt: skip


def grades_belong_to_their_scheme(case: Inspection) -> Iterator[CellIssue]:
    """B- and 引领性 are of the 2020 guide; A+ is of 2026."""
    said = {
        (scheme, grade): why
        for scheme, grade in _pairs(case.lines["grade_scheme"], case.lines["grade"])
        if scheme and grade and (why := schemes.problem(scheme, grade, case.day, case.city or None))
    }
    rows = case.lines[_among(case.lines["grade_scheme"], case.lines["grade"], set(said))]
    pairs = zip(rows["grade_scheme"], rows["grade"], strict=True)
    yield from at(rows, LINES, "grade", [said[pair] for pair in pairs], blocking=False)


def penalised_lines_have_no_high_grade(case: Inspection) -> Iterator[CellIssue]:
    """A penalty within a year bars A, B and 引领性; nothing is penalised in the future."""
    penalised = case.lines[case.lines["penalised_on"].notna()]
    if penalised.empty:
        return
    today = pd.Timestamp(case.day)
    ahead = penalised["penalised_on"] > today
    yield from at(
        penalised[ahead], LINES, "penalised_on", f"晚于 {case.day}，请改正处罚日期", blocking=False
    )
    try:
        rule = parameters.on("grading/penalty_bar", case.day, case.city or None)
    except parameters.ParameterError:
        return
    last = barred_until(penalised["penalised_on"], rule.value.years)
    falls = {str(grade): str(other) for grade, other in rule.value.falls_to.items()}
    barred = penalised[~ahead & (last >= today) & penalised["grade"].isin(list(falls))]
    yield from at(
        barred, LINES, "grade",
        [
            f"{on:%Y-%m-%d} 受处罚，{rule.value.text}（{rule.reference}），"
            f"执行时按 {falls[grade]} 对待；请改正等级或处罚日期"
            for on, grade in zip(barred["penalised_on"], barred["grade"], strict=True)
        ],
        blocking=False,
    )  # fmt: skip


def one_grade_in_one_industry(case: Inspection) -> Iterator[CellIssue]:
    """An enterprise is graded by industry: its lines of one industry have one grade."""
    keys = [case.lines["enterprise_id"], case.lines["industry"]]
    several = case.lines.groupby(keys)["grade"].transform("nunique") > 1
    if not several.any():
        return
    mixed = case.lines[several]
    heads = mixed[~mixed.duplicated(["enterprise_id", "industry"])]
    found = mixed.groupby(["enterprise_id", "industry"])["grade"].unique()
    yield from at(
        heads, LINES, "grade",
        [
            f"该企业{industry}的生产线等级不一（{'、'.join(sorted(found[enterprise, industry]))}），"
            f"按短板原则一个行业应只有一个等级，请核对"
            for enterprise, industry in zip(heads["enterprise_id"], heads["industry"], strict=True)
        ],
        blocking=False,
    )  # fmt: skip


def _pairs(first: pd.Series, second: pd.Series) -> list[tuple[str, str]]:
    one, other = (values.fillna("").astype(str).unique() for values in (first, second))
    return [(str(a), str(b)) for a, b in product(one, other)]


def _among(first: pd.Series, second: pd.Series, pairs: set[tuple[str, str]]) -> np.ndarray:
    """Whether the two texts of each row stand among some pairs."""
    hit = np.zeros(len(first), dtype=bool)
    one, other = first.fillna("").astype(str), second.fillna("").astype(str)
    for a in {pair[0] for pair in pairs}:
        hit |= ((one == a) & other.isin([b for first_, b in pairs if first_ == a])).to_numpy()
    return hit
