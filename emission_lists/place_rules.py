"""Rules stricter than the general one: near the built-up area, by oven, quenching and grade.

General rule plus exceptions, dated, with clause. A rule whose condition the list cannot decide is
never applied in silence: the finding says which cell is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from data import parameters, reference
from data.parameters.shapes_measures import Condition, PlaceRule
from data.vocabulary import PerformanceGrade
from emission_lists.traits import UNFILLED, Traits


@dataclass(frozen=True)
class Finding:
    """What one rule says of one kind of line."""

    name: str
    rule: PlaceRule
    applies: bool | None
    """None where the list cannot say."""
    reason: str
    """What is missing, or why an exception holds; in Chinese."""
    reference: str

    @property
    def sentence(self) -> str:
        """The finding in Chinese, with its clause."""
        if self.applies is None:
            return f"{self.rule.title}：{self.reason}，未能判定（{self.reference}）"
        if self.applies:
            said = self.rule.text or {
                "stricter": "适用，从严",
                "no_heat_floor": "适用，供热负荷不再作为下限",
            }.get(self.rule.effect, "适用")
            return f"{self.rule.title}：{said}（{self.reference}）"
        return f"{self.rule.title}：不适用，{self.reason}（{self.reference}）"


@lru_cache(maxsize=256)
def rules_on(day: date, city: str) -> tuple[tuple[str, PlaceRule, str], ...]:
    """Return name, rule and printed source of every stricter rule in force; none is no error."""
    try:
        found = parameters.on("response/place_rules", day, city)
    except parameters.ParameterError:
        return ()
    if found.value is None:
        return ()
    return tuple(
        (name, rule, str(replace(found.reference, clause=rule.clause)))
        for name, rule in found.value.rules.items()
    )


@lru_cache(maxsize=65_536)
def findings(traits: Traits, day: date, city: str) -> tuple[Finding, ...]:
    """Judge every stricter rule for one kind of line.

    Returns:
        Those that apply, those the list cannot decide, and those an exception keeps off; rules that
        do not concern the line are left out.
    """
    return tuple(_findings(traits, day, city))


def _findings(traits: Traits, day: date, city: str) -> Iterator[Finding]:
    for name, rule, source in rules_on(day, city):
        if rule.effect == "no_heat_floor" and traits.duty not in ("供热", UNFILLED):
            continue  # no floor for heat that could fall
        verdicts = [_holds(condition, traits, day, city) for condition in rule.any]
        if any(holds for holds, _ in verdicts):
            excepted = traits.grade in rule.except_grades and not traits.expired
            if rule.effect == "no_heat_floor" and traits.duty == UNFILLED and not excepted:
                yield Finding(name, rule, None, "缺保障任务（是否供热）", source)
                continue
            reason = rule.exception if excepted else ""
            yield Finding(name, rule, not excepted, reason, source)
        elif missing := [why for holds, why in verdicts if holds is None]:
            if traits.grade in rule.except_grades and not traits.expired:
                continue  # nothing hangs on it
            yield Finding(name, rule, None, "、".join(dict.fromkeys(missing)), source)


def _holds(condition: Condition, traits: Traits, day: date, city: str) -> tuple[bool | None, str]:
    """Whether every part holds; what is missing only matters where nothing speaks against it."""
    missing: list[str] = []
    if condition.industries and traits.industry not in condition.industries:
        return False, ""
    if condition.key_industries and traits.industry not in key_industries():
        return False, ""
    if condition.processes:
        if not traits.process:
            missing.append("工序名称看不出设备类别")
        elif traits.process not in condition.processes:
            return False, ""
    if condition.within_km is not None:
        if traits.built_up_km is None:
            missing.append("缺距建成区边界的距离")
        elif traits.built_up_km > condition.within_km:
            return False, ""
    if condition.oven_up_to is not None:
        if traits.oven_height is None:
            missing.append("缺焦炉炭化室高度")
        elif traits.oven_height > condition.oven_up_to:
            return False, ""
    if condition.quenching:
        if not traits.quenching:
            missing.append("缺熄焦方式")
        elif traits.quenching not in condition.quenching:
            return False, ""
    if condition.below_grade is not None:
        steps = standing(day, city)
        if traits.grade not in steps:
            missing.append("缺绩效等级")
        elif steps[traits.grade] <= steps[condition.below_grade.value]:
            return False, ""
    # Equipment nobody can tell is no ground to suspect a rule of ovens.
    if missing and condition.processes and not traits.process and not condition.industries:
        return False, ""
    return (None, "、".join(missing)) if missing else (True, "")


@lru_cache(maxsize=1)
def key_industries() -> frozenset[str]:
    """Names of the 39 key industries."""
    known = reference.industries()
    return frozenset(known.loc[known["number"].notna(), "name"])


@lru_cache(maxsize=256)
def standing(day: date, city: str) -> dict[str, int]:
    """Step of every grade, 1 the best; a grade without a step (未定级) is left out."""
    steps = parameters.on("grading/standing", day, city).value.steps
    return {str(grade): place for place, step in enumerate(steps, 1) for grade in step.grades}


@lru_cache(maxsize=1024)
def lowered(grade: str, industry: str, steps: int) -> str:
    """Return the grade so many steps lower in the industry's usual set; the lowest stays.

    未定级 and a grade the set does not have stay as they are.
    """
    known = reference.industries().set_index("name")["schemes"]
    usual = str(known.get(industry, "")) or "A/B/C/D"
    grades = [PerformanceGrade.A_PLUS.value, *usual.split("/")]
    if grade not in grades:
        return grade
    return grades[min(grades.index(grade) + steps, len(grades) - 1)]
