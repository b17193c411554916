"""Performance grades and filed measures of the sample lines."""

from datetime import date, datetime

import numpy as np

from data.samples.randomness import Array
from data.vocabulary import RESPONSE_LEVELS, GradeScheme, PerformanceGrade

G = PerformanceGrade
_SHARES: dict[str, tuple[tuple[PerformanceGrade, float], ...]] = {
    # by usual scheme of the industry, best first; sorted by a score that favours large plants
    "A/B/B-/C/D": ((G.A, 0.25), (G.B, 0.25), (G.B_MINUS, 0.25), (G.C, 0.25)),
    "A/B/C/D": ((G.A, 0.04), (G.B, 0.16), (G.C, 0.55), (G.D, 0.17), (G.UNGRADED, 0.08)),
    "引领性/非引领性": ((G.LEADING, 0.12), (G.NOT_LEADING, 0.72), (G.UNGRADED, 0.16)),
    "": ((G.UNGRADED, 1.0),),
}
_WORSE = {G.A: G.B, G.B: G.C, G.C: G.D}

_FILED = {
    G.A: (0.05, 0.15),
    G.LEADING: (0.05, 0.15),
    G.B: (0.15, 0.25),
    G.B_MINUS: (0.20, 0.30),
    G.C: (0.30, 0.40),
    G.D: (0.50, 1.00),
    G.NOT_LEADING: (0.50, 1.00),
    G.UNGRADED: (0.25, 0.60),
}
"""Range of the filed share at orange."""
_NEWER_GUIDE = date(2026, 1, 13)
"""From when on the sample city grades by 环办大气〔2026〕2号."""
_BY_LEVEL = dict(zip(RESPONSE_LEVELS, (0.6, 1.0, 1.35), strict=True))


def grades(scheme: str, score: Array, weak: float) -> list[PerformanceGrade]:
    """Grade the enterprises of one industry: the highest scores get the best grade.

    Args:
        scheme: Grades usual in the industry, as the reference table names them.
        score: Standing of each enterprise, any scale.
        weak: Share of the enterprises that is D here and C in a usual industry.
    """
    steps = _SHARES[scheme]
    moved = {G.C: -weak, G.D: weak}
    bounds = np.cumsum([share + moved.get(grade, 0.0) for grade, share in steps])
    place = (np.argsort(np.argsort(-score)) + 0.5) / len(score)
    return [steps[min(int(np.searchsorted(bounds, p)), len(steps) - 1)][0] for p in place]


def line_grade(of_enterprise: PerformanceGrade, draw: float) -> PerformanceGrade:
    """Return the grade of a line: now and then one step worse than the enterprise's."""
    return _WORSE.get(of_enterprise, of_enterprise) if draw < 0.06 else of_enterprise


def validity(
    grade: PerformanceGrade, today: date, draws: tuple[float, float]
) -> tuple[str, datetime | None]:
    """Return under which document a grade was given and until when; about 4 % have expired."""
    if grade is G.UNGRADED:
        return "", None
    newer = draws[0] < 0.06 and grade in (G.A, G.B, G.C, G.D) and today >= _NEWER_GUIDE
    scheme = GradeScheme.GUIDE_2026 if newer else GradeScheme.GUIDE_2020
    if draws[1] < 0.1:
        return scheme.label, None
    if draws[1] < 0.14:
        return scheme.label, datetime(today.year - 1, 12, 31)
    return scheme.label, datetime(today.year + 2 + int(draws[1] * 10) % 3, 12, 31)


def filed(
    grade: PerformanceGrade, process: str, act: str, floor: float, rng: np.random.Generator
) -> dict[str, object]:
    """Write the measures a line has filed for each level.

    About one line in eight has filed nothing (of the ungraded one in four, so that 措施待定
    occurs), and one in twenty a measure whose share it does not state.

    Args:
        grade: Grade of the line.
        process: Name of the line.
        act: What this industry does to cut, in Chinese.
        floor: Supply floor, 0..1; nothing is filed beyond it.
        rng: Source of chance.
    """
    gap, silent, place = rng.random(3)
    nothing = gap < (0.25 if grade is G.UNGRADED else 0.12)
    low, high = _FILED[grade]
    orange = low + place * (high - low)
    step = 0.01 if grade in (G.A, G.LEADING) else 0.05
    cells: dict[str, object] = {}
    for level, factor in _BY_LEVEL.items():
        share = min(round(orange * factor / step) * step, 1 - floor)
        share = round(max(share, step), 2)
        text = (
            f"{level.label}预警期间{process}停产"
            if share >= 1
            else (f"{level.label}预警期间{act}（{process}），减排{share:.0%}")
        )
        if grade in (G.A, G.LEADING):
            text = f"自主减排：{text}"
        if silent < 0.05:
            text = text.split("，减排")[0]
        cells[f"filed_{level}"] = "" if nothing else text
        cells[f"filed_{level}_share"] = np.nan if nothing or silent < 0.05 else share
    return cells
