"""What may be given under which document, and which of several grades is the lowest."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from data import parameters
from data.vocabulary import GradeScheme, PerformanceGrade

UNGRADED = 0
"""Standing of 未定级: neither better nor worse than a grade."""

_BY_LABEL = {scheme.label: scheme for scheme in GradeScheme}


def standing(grades: pd.Series, day: date, city: str | None = None) -> npt.NDArray[np.int64]:
    """Rank grades, also across schemes: 1 is the best, larger is lower.

    Args:
        grades: Grades as the list writes them.
        day: Day the order of grades applies to.
        city: Division code.

    Returns:
        One rank per grade; grades of one step share it; 未定级 and empty have ``UNGRADED``.

    Raises:
        ValueError: A grade that no scheme knows.
    """
    ranks = _ranks(day, city)
    found = grades.astype(str).map(ranks)
    if found.isna().any():
        unknown = "、".join(sorted(set(grades[found.isna()].astype(str)))[:5])
        raise ValueError(f"没有名为 {unknown} 的绩效等级")
    return np.asarray(found, dtype=np.int64)


def lowest(grades: Iterable[str], day: date, city: str | None = None) -> str:
    """Return the lowest of several grades; 未定级 where any is, since then the whole is not graded.

    Of grades that stand equal (C and 非引领性) the first by spelling is returned, so that the order
    of the grades does not matter. Without any grade it is 未定级.
    """
    given = sorted({str(grade) for grade in grades})
    if not given or {"", str(PerformanceGrade.UNGRADED)} & set(given):
        return str(PerformanceGrade.UNGRADED)
    ranks = _ranks(day, city)
    return max(given, key=lambda grade: ranks[grade])


def overall(lines: pd.DataFrame, day: date, city: str | None = None) -> pd.DataFrame:
    """Grade enterprises: each industry by the lowest of its lines, the whole by the lowest of those.

    Args:
        lines: ``enterprise_id``, ``industry`` and ``grade``, as they are in force on the day.
        day: Day the rules apply to.
        city: Division code.

    Returns:
        One row per enterprise in the order of ids: ``enterprise_id``, ``grade``, ``by_industry``
        (``焦化 B、铸造 C``) and ``held_down_by`` (industries that have the overall grade).

    Source: 环办大气〔2026〕2号 (quoted): each industry graded, the lowest as a whole.
    """
    rows = []
    distinct = lines[["enterprise_id", "industry", "grade"]].drop_duplicates()
    for enterprise, own in distinct.groupby("enterprise_id", sort=True):
        grades = {
            str(industry): lowest(of_one["grade"], day, city)
            for industry, of_one in own.groupby("industry", sort=True)
        }
        grade = lowest(grades.values(), day, city)
        rows.append(
            {
                "enterprise_id": enterprise,
                "grade": grade,
                "by_industry": "、".join(f"{name} {given}" for name, given in grades.items()),
                "held_down_by": "、".join(name for name, given in grades.items() if given == grade),
            }
        )
    return pd.DataFrame(rows, columns=["enterprise_id", "grade", "by_industry", "held_down_by"])


def problem(scheme: str, grade: str, day: date, city: str | None = None) -> str:
    """Say why a grade cannot be given under a document on a day; empty where it can.

    Args:
        scheme: Document number, as ``GradeScheme.label``.
        grade: Grade as the list writes it; 未定级 belongs to no scheme and is always possible.
        day: First day of the grade.
        city: Division code.
    """
    if grade == PerformanceGrade.UNGRADED:
        return ""
    if scheme not in _BY_LABEL:
        return f"评级依据“{scheme}”不在名目中，现有：{'、'.join(_BY_LABEL)}"
    try:
        schemes = parameters.on("grading/schemes", day, city).value.schemes
    except parameters.ParameterError:
        schemes = {}
    if _BY_LABEL[scheme] not in schemes:
        return f"{day} 时 {scheme} 尚未印发，不能据以评级；请核对评级依据或生效日期"
    known = schemes[_BY_LABEL[scheme]].grades()
    if grade not in known:
        return f"{scheme}（已读到的部分）没有{grade}，有 {'、'.join(known)}；请核对等级或评级依据"
    return ""


def _ranks(day: date, city: str | None) -> dict[str, int]:
    steps = parameters.on("grading/standing", day, city).value.steps
    ranks = {str(grade): rank for rank, step in enumerate(steps, 1) for grade in step.grades}
    return {"": UNGRADED, str(PerformanceGrade.UNGRADED): UNGRADED, **ranks}
