"""How much a line cuts under staggered production: by class and distance, or by grade."""

import numpy as np

from data.parameters.shapes_seasons import ClassShare
from emission_lists.regimes.facts import number_of
from emission_lists.regimes.regime import RegimeKind
from emission_lists.regimes.staggered_exemption import expired, privileged
from emission_lists.regimes.staggered_season import Case, percent

_EXACT = 1e-9
"""Shares come from percentages; noise must not make a load that is just low enough too high."""


def by_class(case: Case, not_exempt: np.ndarray) -> None:
    """Cut by class of the catalogue and distance; a class nobody knows stays undecided.

    Where the distance is not known the share holds that binds at any distance.

    Args:
        case: The lines that are still open are judged.
        not_exempt: Per line, why it is not exempt; goes with the verdict.
    """
    rule = case.force.season.by_class
    if rule is None:
        return
    kind, source = case.text("structure_class"), case.force.source(rule.clause)
    for name, cut in rule.classes.items():
        _cut_of_class(case, name, cut, not_exempt)
    case.verdicts.take(
        case.named & (kind == ""), RegimeKind.UNDECIDED, rule="产业结构类别未填", reference=source,
        why="限产比例按限制类、鼓励类规定，类别未填，不作推定", missing="产业结构类别",
    )  # fmt: skip
    case.verdicts.take(
        case.named, RegimeKind.UNDECIDED, rule="该类别未见比例", reference=source,
        why=[f"{one}未见限产比例，不作推定，请核对原文" for one in kind],
    )  # fmt: skip


def _cut_of_class(case: Case, name: str, cut: ClassShare, not_exempt: np.ndarray) -> None:
    season, force = case.force.season, case.force
    rule = season.by_class
    assert rule is not None
    fits = case.named & (case.text("structure_class") == name)
    distance = number_of(case.lines, "built_up_km").to_numpy()
    near, unknown = distance <= rule.near_km, np.isnan(distance)
    plan = number_of(case.lines, "plan_share").to_numpy()
    # A city may ask for more than the rule, never for less.
    share = np.fmax(np.where(near, cut.near, cut.share), plan)
    within = f"{rule.near_of}及周边{rule.near_km:g}公里以内"
    missing = np.where(unknown, "距建成区边界", "")
    if season.already_below is not None:
        below = season.already_below
        off = 1 - number_of(case.lines, "load_before").to_numpy()
        case.verdicts.take(
            fits & (off >= share - _EXACT), RegimeKind.HOLD, share=off, measure=below.measure,
            since=force.first, until=force.last, rule=f"{name}，负荷已低于要求",
            reference=force.source(below.clause), missing=missing,
            why=[
                f"{below.before}前负荷{percent(1 - one)}，应限产{percent(two)}"
                for one, two in zip(off, share, strict=True)
            ],
        )  # fmt: skip
    said = []
    for one, close, open_still, raised in zip(
        share, near, unknown, plan > np.where(near, cut.near, cut.share), strict=True
    ):
        where = f"（{within}）" if close else ""
        if open_still:
            where = f"（{within}的为{percent(cut.near)}，距离未填）"
        stop = "；安全允许的可停产错峰" if close and cut.near_may_stop else ""
        city = "（市错峰方案）" if raised else ""
        said.append(f"限产{percent(one)}{city}{where}{stop}，{season.by_line}")
    case.verdicts.take(
        fits, RegimeKind.LIMIT, share=share, measure=said, since=force.first, until=force.last,
        rule=[f"{name}{'，近建成区' if close else ''}" for close in near],
        reference=force.source(rule.clause), why=not_exempt, missing=missing,
    )  # fmt: skip


def by_grade(case: Case) -> None:
    """Stagger by grade; a grade the rule does not name stays undecided.

    The rule gives no share: the city's plan does, else it is missing. A grade that would exempt but
    has expired is staggered.
    """
    season, force = case.force.season, case.force
    rule = season.by_grade
    if rule is None:
        return
    grade, source = case.text("grade"), force.source(rule.clause)
    lapsed = np.isin(grade, privileged(season)) & expired(case.lines, case.day)
    plan = number_of(case.lines, "plan_share").to_numpy()
    unknown = np.isnan(plan)
    said = [
        "实施错峰生产，"
        + ("比例以市错峰方案为准" if open_still else f"限产{percent(one)}（市错峰方案）")
        + f"，{season.by_line}"
        for one, open_still in zip(plan, unknown, strict=True)
    ]
    case.verdicts.take(
        case.named & (case.is_one_of("grade", rule.staggered) | lapsed), RegimeKind.LIMIT,
        share=plan, measure=said, since=force.first, until=force.last, reference=source,
        rule=[f"{one}错峰" for one in grade],
        why=np.where(lapsed, "绩效等级已过有效期，不再豁免", ""),
        missing=np.where(unknown, "市方案错峰比例", ""),
    )  # fmt: skip
    case.verdicts.take(
        case.named, RegimeKind.UNDECIDED, rule="绩效等级未定", reference=source,
        why="错峰要求按绩效等级规定，该线等级不在所列之内，不作推定", missing="绩效等级",
    )  # fmt: skip
