"""The weakest indicator sets the grade (短板原则)."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from data import parameters
from data.vocabulary import PerformanceGrade

COLUMNS = [
    "enterprise_id",
    "industry",
    "grade",
    "held_down_by",
    "next_grade",
    "to_raise",
    "missing",
]


def weakest(
    results: pd.DataFrame, grades: tuple[str, ...], day: date, city: str | None = None
) -> pd.DataFrame:
    """Grade from indicator results, one row per enterprise and industry.

    Args:
        results: ``enterprise_id``, ``industry``, ``indicator`` (group of indicators, Chinese) and
            ``grade``, the grade its result reaches. An empty grade is a result not yet known; of
            several rows of one indicator the lowest counts.
        grades: The set of grades used in the industry, best first, such as ``("A", "B", "C", "D")``.
        day: Day the rules apply to.
        city: Division code.

    Returns:
        ``grade``; ``held_down_by``, the indicators that reach no more than it; ``next_grade`` and
        ``to_raise``, the next better grade and the indicators that do not reach it yet (创A升B;
        both empty at the best grade); ``missing``, indicators without result. Where any is
        missing the grade is 未定级: what was not shown is not granted. Lists are joined by 、.

    Raises:
        ValueError: An indicator that the rule does not name, or a grade outside ``grades``.

    Source: 环办大气函〔2020〕340号实施细则, 环办大气〔2026〕2号 (quoted).
    """
    wanted = parameters.on("grading/weakest_indicator", day, city).value.indicators
    _refuse(results["indicator"], wanted, "指标")
    known = results[results["grade"].fillna("") != ""]
    _refuse(known["grade"], grades, "等级")
    place = {grade: rank for rank, grade in enumerate(grades)}
    rows = []
    for (enterprise, industry), own in results.groupby(["enterprise_id", "industry"], sort=True):
        reached = {
            indicator: max(place[str(grade)] for grade in group["grade"])
            for indicator, group in own[own["grade"].fillna("") != ""].groupby("indicator")
        }
        unknown = set(own.loc[own["grade"].fillna("") == "", "indicator"])
        missing = [name for name in wanted if name not in reached or name in unknown]
        worst = max(reached.values(), default=len(grades) - 1)
        better = worst - 1
        rows.append(
            {
                "enterprise_id": enterprise,
                "industry": industry,
                "grade": str(PerformanceGrade.UNGRADED) if missing else grades[worst],
                "held_down_by": _joined(n for n in wanted if reached.get(n) == worst),
                "next_grade": grades[better] if better >= 0 else "",
                "to_raise": _joined(n for n in wanted if reached.get(n, -1) > better >= 0),
                "missing": _joined(missing),
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def usual_grades(
    scheme: str, industry_set: str, day: date, city: str | None = None
) -> tuple[str, ...]:
    """Return a set of grades of a scheme, best first, by its usual spelling.

    Args:
        scheme: Document number, as ``GradeScheme.label``.
        industry_set: Such as ``A/B/C/D``, as the reference table of industries writes it.
        day: Day the scheme applies to.
        city: Division code.

    Raises:
        ValueError: The scheme has no such set on that day.
    """
    by_label = {
        known.label: found
        for known, found in parameters.on("grading/schemes", day, city).value.schemes.items()
    }
    if scheme not in by_label or industry_set not in by_label[scheme].sets:
        raise ValueError(f"{scheme} 在 {day} 没有“{industry_set}”这一组等级，请核对评级依据与行业")
    return tuple(map(str, by_label[scheme].sets[industry_set]))


def _refuse(found: pd.Series, known: tuple[str, ...], what: str) -> None:
    unknown = sorted(set(found.astype(str)) - set(map(str, known)))
    if unknown:
        raise ValueError(f"{what}不在名目中：{'、'.join(unknown)}；可用 {'、'.join(known)}")


def _joined(names: Iterable[str]) -> str:
    return "、".join(names)
