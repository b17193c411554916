"""Why a line has the grade the list gives it, in Chinese."""

import numpy as np
import pandas as pd

from data.vocabulary import PerformanceGrade


def listed_reasons(lines: pd.DataFrame, today: pd.Timestamp) -> "pd.Categorical[str]":
    """Say of each line what the list says of its grade, as a category of few texts.

    Args:
        lines: ``grade``, ``grade_scheme`` and ``grade_until`` (datetime) as listed.
        today: The day asked for.
    """
    grades, of_grade = np.unique(lines["grade"].astype(str).to_numpy(), return_inverse=True)
    scheme_codes, schemes = pd.factorize(
        lines["grade_scheme"].astype(object).fillna("").astype(str)
    )
    until_codes, untils = pd.factorize(lines["grade_until"])
    known = len(untils) + 1
    together = (of_grade * max(len(schemes), 1) + scheme_codes) * known + until_codes + 1
    distinct, codes = np.unique(together, return_inverse=True)
    texts = []
    for one in distinct.tolist():
        rest, until = divmod(one, known)
        grade, scheme = divmod(rest, max(len(schemes), 1))
        day = pd.Timestamp(untils[until - 1]) if until else None
        texts.append(_listed(str(grades[grade]), str(schemes[scheme]), day, today))
    labels, place = np.unique(np.array(texts, dtype=object).astype(str), return_inverse=True)
    return pd.Categorical.from_codes(place[codes], categories=pd.Index(labels))


def _listed(grade: str, scheme: str, until: pd.Timestamp | None, today: pd.Timestamp) -> str:
    if grade in ("", PerformanceGrade.UNGRADED):
        return "清单所列未定级"
    source = f"，依据 {scheme}" if scheme else "，未写明评级依据"
    if until is None:
        return f"清单所列 {grade}{source}"
    if until < today:
        return f"清单所列 {grade}{source}，已于 {until:%Y-%m-%d} 到期，不再享受该等级的优待"
    return f"清单所列 {grade}{source}，有效期至 {until:%Y-%m-%d}"
