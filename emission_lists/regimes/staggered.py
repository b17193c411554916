"""Staggered production in the heating season (错峰生产): who stops, who cuts, who is exempt.

A regime of its own beside the alert: its exemption list exempts from nothing else, and what it has
already stopped no alert counts again (:func:`already_off_from`). Every season has the rules of that
season; where none is known nothing is applied.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from data.parameters.shapes_seasons import StaggeredSpans
from emission_lists.regimes import staggered_cuts, staggered_exemption, staggered_season
from emission_lists.regimes.facts import number_of, text_of, with_facts
from emission_lists.regimes.regime import Regime, RegimeKind, RuleUsed
from emission_lists.regimes.situation import Situation
from emission_lists.regimes.staggered_season import Case, InForce, percent
from emission_lists.regimes.verdicts import Verdicts

NAME, TITLE = "staggered", "采暖季错峰生产"
REASON = "错峰生产"
"""Reason of standstill as the list writes it."""


def evaluate(situation: Situation) -> Regime:
    """Say which production lines staggered production binds on a day, to what, and by which clause.

    The first of these holds: treatment not finished (停产治理; what heat and gas need still runs),
    days of standstill of the city, the exemptions of this regime, heat and gas by demand, grades
    that stop, the cut by class and distance or by grade. A share is what the rule says, or the
    city's own plan where that asks for more; where neither says one it is missing, never guessed.
    Missing data are named per line.

    Args:
        situation: City, day, lines; facts of the regime; the days of the season where the rule
            gives none.

    Returns:
        One row per line. Not applied, with the reason, out of season and in a season whose rules
        are not known.
    """
    force = staggered_season.in_force(situation)
    if isinstance(force, str):
        return Regime(NAME, TITLE, situation.city, situation.day, applied=False, why_not=force)
    lines, _ = with_facts(situation)
    named = staggered_season.named_by(force.season, lines)
    case = Case(force, situation.day, lines, named, Verdicts.of_lines(NAME, lines))
    _unfinished(case)
    _standstill(case)
    if force.running:
        _season(case)
    elif force.first is None:
        case.verdicts.take(
            named, RegimeKind.UNDECIDED, rule="采暖季起止未定", reference=str(force.rules.reference),
            why="文件未载采暖季起止日期，填报之前不作判定", missing="采暖季起止日期",
        )  # fmt: skip
    case.verdicts.take(case.verdicts.open, RegimeKind.OUTSIDE, why=_why_outside(force))
    if force.running:
        unknown = named & (case.text("treatment_done") == "")
        case.verdicts.note_missing(unknown, "治理完成情况")
    return Regime(
        NAME, TITLE, situation.city, situation.day, force.label,
        rows=case.verdicts.frame(),
        rules=tuple(RuleUsed.of(one) for one in force.used),
        remarks=_remarks(force),
    )  # fmt: skip


def already_off_from(staggered: Regime, lines: pd.DataFrame) -> pd.DataFrame:
    """Write into the lines what staggered production has already taken, for an alert to leave out.

    What the list itself says is off (until its day) and what this regime takes are not added: the
    larger of both holds, since both speak of the same line standing still. A measure without known
    share takes nothing.

    Args:
        staggered: Result of :func:`evaluate` for the day of the alert.
        lines: Lines of the list; ``already_off`` 0 to 1 may be missing.

    Returns:
        The lines with ``already_off``, ``already_off_reason`` and ``already_off_until``.

    Raises:
        ValueError: Another regime's result, which says nothing of what stands still.
    """
    if staggered.name != NAME:
        raise ValueError(f"已停比例只能取自错峰生产，不能取自{staggered.title}")
    until = pd.to_datetime(lines.get("already_off_until", pd.Series(pd.NaT, index=lines.index)))
    over = (until < pd.Timestamp(staggered.day)).to_numpy()
    filed = np.where(over, 0.0, number_of(lines, "already_off").fillna(0.0))
    bound = staggered.bound.drop_duplicates("subject_id").set_index("subject_id")
    ids = lines["line_id"].astype(str)
    taken = bound["share"].astype(float).reindex(ids).fillna(0.0).to_numpy()
    more = taken > filed
    ends = pd.Series(pd.to_datetime(bound["until"].reindex(ids)).to_numpy(), index=lines.index)
    return lines.assign(
        already_off=np.maximum(filed, taken),
        already_off_reason=text_of(lines, "already_off_reason").where(~more, REASON),
        already_off_until=until.where(~more, ends),
    )


def _unfinished(case: Case) -> None:
    rule, force = case.force.season.unfinished, case.force
    if not force.running and (rule.since is None or case.day < rule.since):
        return
    stops = (case.text("treatment_done") == "否") & (case.named | rule.everybody)
    _by_demand(case, stops, "治理任务未完成，供热、供气任务之外的生产停产治理")
    case.verdicts.take(
        stops, RegimeKind.STOP, share=1.0, since=rule.since or force.first, rule="停产治理",
        measure="停产治理，直至完成年度治理任务（含无组织排放治理）",
        reference=force.source(rule.clause), why="年度治理任务未完成",
    )  # fmt: skip


def _standstill(case: Case) -> None:
    found = case.force.spans
    if found is None:
        return
    spans: StaggeredSpans = found.value
    fits = case.is_one_of("industry", spans.industries)
    _by_demand(case, fits, "停产日期内承担供热、供气任务")
    for span in spans.spans:
        if span.first <= case.day <= span.last:
            days = "至".join(f"{d.year}年{d.month}月{d.day}日" for d in (span.first, span.last))
            case.verdicts.take(
                fits, RegimeKind.STOP, share=1.0, since=span.first, until=span.last,
                rule="停产日期", measure=f"{days}停产", why="城市规定的停产日期，未见等级例外",
                reference=str(replace(found.reference, clause=spans.clause)),
            )  # fmt: skip


def _season(case: Case) -> None:
    not_exempt = staggered_exemption.by_list(case)
    staggered_exemption.by_grade_or_mark(case)
    _by_demand(case, case.named, "承担供热、供气任务")
    rule = case.force.season.by_grade
    if rule is not None:
        case.verdicts.take(
            case.named & case.is_one_of("grade", rule.stop), RegimeKind.STOP, share=1.0,
            measure="停产", since=case.force.first, until=case.force.last,
            rule="按等级停产", reference=case.force.source(rule.clause),
            why=[f"绩效等级{one}" for one in case.text("grade")],
        )  # fmt: skip
    staggered_cuts.by_class(case, not_exempt)
    staggered_cuts.by_grade(case)


def _by_demand(case: Case, where: np.ndarray, why: str) -> None:
    demand, force = case.force.season.demand, case.force
    floor = number_of(case.lines, "supply_floor")
    load = number_of(case.lines, "required_load")
    load = load.where(load.notna(), floor.where(floor > 0)).clip(0, 1)
    said = [
        demand.measure + (f"，负荷不高于{percent(one)}" if one == one else "，核定负荷未填")  # noqa: PLR0124
        for one in load
    ]
    case.verdicts.take(
        where & case.is_one_of("duty", demand.duties), RegimeKind.BY_DEMAND, measure=said,
        share=(1 - load).to_numpy(), since=force.first, until=force.last, rule="以需定产", why=why,
        reference=force.source(demand.clause),
        missing=np.where(load.isna(), "核定保障负荷", ""),
    )  # fmt: skip


def _why_outside(force: InForce) -> str:
    if not force.running:
        return "本日只执行停产治理或停产日期，该线不在其列"
    who = "、".join(force.season.industries) if force.season.industries else "重点行业"
    return f"不属错峰生产的行业（{who}）"


def _remarks(force: InForce) -> tuple[str, ...]:
    season = force.season
    remarks = [one.note for one in force.used]
    if force.first is None:
        remarks.append("文件未载采暖季起止日期，请填报城市公布的起止日期及其文件后重新核定")
    if force.running and season.exemption_list:
        remarks.append(season.exemption_list.question)
    return tuple(filter(None, remarks))
