"""Who is exempt from staggered production: by the list and its criteria, by grade, by mark.

Exempt here means exempt from staggered production. An alert has exemptions of its own.
"""

from datetime import date

import numpy as np
import pandas as pd

from data.parameters.shapes_seasons import Criterion, ExemptionList, StaggeredSeason
from emission_lists.regimes.facts import day_of, number_of, text_of
from emission_lists.regimes.regime import RegimeKind
from emission_lists.regimes.staggered_season import Case

_NEEDS = {
    "treatment_done": "已完成治理改造",
    "green_factory": "工信部绿色工厂",
    "low_emission": "超低排放（或低于特别排放限值）",
    "clean_transport": "清洁运输",
    "dry_quenching": "干法熄焦",
}


def by_list(case: Case) -> np.ndarray:
    """Exempt the lines on the exemption list that meet a criterion.

    Who stands on the list without meeting one is taken off it and falls under the cut; who meets
    one but is not on the list is not exempt until the city lists it.

    Returns:
        Per line, why it is not exempt although listed or fit; empty where nothing is to be said.
    """
    said = np.full(len(case.lines), "", dtype=object)
    rule = case.force.season.exemption_list
    if rule is None:
        return said
    listed = case.text("on_exemption_list") == "是"
    failed = case.text("check_passed") == "否"
    met = np.full(len(case.lines), -1)
    for number, criterion in reversed(list(enumerate(rule.criteria))):
        met[_meets(case.lines, criterion, rule.below_special)] = number
    fit, loose = met >= 0, _open_question(case, rule)
    why = [
        (f"符合豁免条件之{'一二三四'[at]}：{rule.criteria[at].label}" if at >= 0 else "")
        + (f"（{rule.question}）" if at >= 0 and unsure else "")
        for at, unsure in zip(met, loose, strict=True)
    ]
    case.verdicts.take(
        case.named & listed & ~failed & fit, RegimeKind.EXEMPT, rule="错峰豁免清单",
        reference=case.force.source(rule.clause), why=why,
    )  # fmt: skip
    said[fit & ~failed & ~listed] = "符合豁免条件，尚未列入错峰豁免清单，列入之前照常执行"
    off = listed & (failed | ~fit)
    lacking = _lacking(case.lines[off], rule)
    said[off] = [
        f"已列入错峰豁免清单，但{'核查不合格' if bad else text}；{rule.removal}"
        for bad, text in zip(failed[off], lacking, strict=True)
    ]
    return said


def by_grade_or_mark(case: Case) -> None:
    """Exempt by grade or mark, or leave to their own account; an expired grade gains nothing."""
    season, force = case.force.season, case.force
    rule = season.by_grade
    if rule is None:
        return
    grade, valid = case.text("grade"), ~expired(case.lines, case.day)
    if (own := season.own_account) is not None:
        fits = case.is_one_of("grade", own.grades) & case.is_one_of("industry", own.industries)
        case.verdicts.take(
            case.named & valid & fits, RegimeKind.SELF, measure="自主减排", rule="自主减排",
            reference=force.source(own.clause), why=[f"绩效等级{one}" for one in grade],
        )  # fmt: skip
    case.verdicts.take(
        case.named & valid & case.is_one_of("grade", rule.exempt), RegimeKind.EXEMPT,
        rule="按等级豁免", reference=force.source(rule.clause),
        why=[f"绩效等级{one}，{season.season}采暖季不纳入错峰生产" for one in grade],
    )  # fmt: skip
    for mark in season.exempt_marks:
        fits = (case.text(mark.mark) == "是") & ~case.is_one_of("grade", rule.stop)
        if mark.industries is not None:
            fits &= case.is_one_of("industry", mark.industries)
        case.verdicts.take(
            case.named & fits, RegimeKind.EXEMPT, rule=mark.label,
            reference=force.source(rule.clause),
            why=f"{mark.label}，{season.season}采暖季不纳入错峰生产",
        )  # fmt: skip


def privileged(season: StaggeredSeason) -> list[str]:
    """Grades that lose a privilege of the season by expiry."""
    rule = season.by_grade
    own = season.own_account.grades if season.own_account else ()
    return [str(one) for one in [*(rule.exempt if rule else ()), *own]]


def expired(lines: pd.DataFrame, day: date) -> np.ndarray:
    """Whether the grade of a line has run out by the day; without a day it has not."""
    return np.asarray((day_of(lines, "grade_until") < pd.Timestamp(day)).to_numpy())


def _meets(lines: pd.DataFrame, criterion: Criterion, below: float) -> np.ndarray:
    fits = np.ones(len(lines), dtype=bool)
    for need in criterion.needs:
        fits &= _has(lines, need, below)
    industry = text_of(lines, "industry").to_numpy()
    for name, needs in criterion.industry_needs.items():
        for need in needs:
            fits &= (industry != name) | _has(lines, need, below)
    return fits


def _has(lines: pd.DataFrame, need: str, below: float) -> np.ndarray:
    if need == "dry_quenching":
        # 干湿备用 may quench wet at any time; it is no dry quenching until the city says so.
        return np.asarray((text_of(lines, "quenching") == "干法").to_numpy())
    if need == "low_emission":
        ultra_low = text_of(lines, "ultra_low")
        special = number_of(lines, "below_special")
        return np.asarray(
            ((ultra_low == "是") | ((ultra_low == "无标准") & (special >= below - 1e-9))).to_numpy()
        )
    return np.asarray((text_of(lines, need) == "是").to_numpy())


def _open_question(case: Case, rule: ExemptionList) -> np.ndarray:
    """Lines the open question of the text decides on: another criterion asks for what they lack."""
    unsure = np.zeros(len(case.lines), dtype=bool)
    if rule.question:
        for criterion in rule.criteria:
            for industry, needs in criterion.industry_needs.items():
                for need in needs:
                    lacks = ~_has(case.lines, need, rule.below_special)
                    unsure |= (case.text("industry") == industry) & lacks
    return unsure


def _lacking(lines: pd.DataFrame, rule: ExemptionList) -> list[str]:
    """Say per line what each criterion still asks for."""
    has = {need: _has(lines, need, rule.below_special) for need in _NEEDS}
    texts = []
    for at, industry in enumerate(text_of(lines, "industry")):
        parts = [
            "、".join(
                _NEEDS[need]
                for need in (*criterion.needs, *criterion.industry_needs.get(industry, ()))
                if not has[need][at]
            )
            for criterion in rule.criteria
        ]
        texts.append(f"不符合条件（缺{'；或缺'.join(parts)}）")
    return texts
