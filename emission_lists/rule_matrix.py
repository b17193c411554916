"""The matrix of rules: what is laid down by industry, grade, equipment, level, place and day.

Three sources in this order: the text of the national guide; what the city has laid down in the
program; the rule set it has adopted. What was filed stands below all of them. A notice of another
city binds nobody: it is only a sample (``response/measure_samples``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from data import parameters
from data.parameters.shapes import GuideMeasures, Measure, RuleSet
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, MeasureKind
from emission_lists.grammar import wording
from emission_lists.grammar.activity import Window
from emission_lists.grammar.effect import IDLE, Effect, Mode, effect
from emission_lists.grammar.measure import Kind, Parsed
from emission_lists.grammar.parser import parse
from emission_lists.traits import Traits

_TRANSPORT = frozenset(
    {Kind.TRANSPORT_BAN, Kind.TRANSPORT_CUT, Kind.TRANSPORT_MIN, Kind.TRANSPORT_ONEWAY,
     Kind.TRANSPORT_STAGGER, Kind.NRMM_BAN}
)  # fmt: skip
_CAPACITY = re.compile(r"环评|排污许可|三者")


@dataclass(frozen=True)
class CityMeasure:
    """A measure the city has laid down, with its source; the text is what binds."""

    industry: str
    level: AlertLevel
    text: str
    source: str
    """The city's own document."""
    in_force_from: date
    grade: str = ""
    """Empty: every grade that is ordered anything."""
    process: str = ""
    """Kind of equipment; empty: those the text names."""


@dataclass(frozen=True)
class Rule:
    """One entry of the matrix."""

    title: str
    """Short name, unique within a level."""
    reference: str
    text: str = ""
    """Words as laid down; empty where only ``kind`` and ``share`` are."""
    basis: str = ""
    transport: str = ""
    kind: MeasureKind | None = None
    share: float = 0.0
    process: str = ""
    by_city: bool = False
    """Laid down by the city itself, so that its words are printed as they are."""

    def effect(self, traits: Traits, level: AlertLevel, window: Window | None) -> Effect:
        """Work out what it leaves of a line; a rule for other equipment does not bind."""
        if self.process and self.process != traits.process:
            why = () if traits.process else (f"工序名称看不出是否为“{self.process}”，未能判定",)
            return Effect(open=why)
        if not self.text and self.kind is not None:
            return self._of_kind()
        parsed = read(self.whole_text)
        found = effect(parsed, traits, level, window)
        if not found.binds and not found.open and not _speaks_of_production(parsed):
            return replace(found, binds=True)
        return found

    @property
    def kind_words(self) -> str:
        """Kind and share in Chinese, for a rule that is laid down without words."""
        if self.kind is None:
            return ""
        share = f"{self.share:.1%}".replace(".0%", "%")
        counted = self.kind in (MeasureKind.LIMIT, MeasureKind.STOP_SHARE)
        word = "停产" if self.kind is MeasureKind.STOP_SHARE else self.kind.label
        said = f"{word}{share}" if counted else word
        return "，".join(part for part in (said, self.basis) if part)

    @property
    def whole_text(self) -> str:
        """The words with how they are counted."""
        return "，".join(part for part in (self.text, self.basis) if part) if self.text else ""

    def _of_kind(self) -> Effect:
        match self.kind:
            case MeasureKind.SELF:
                return Effect(Mode.OWN, binds=True)
            case MeasureKind.STOP:
                return Effect(Mode.STOP, 1.0, True)
            case MeasureKind.STOP_SHARE:
                return Effect(Mode.BY_LINE, self.share, True)
            case MeasureKind.LIMIT:
                ceiling = _CAPACITY.search(self.basis)
                return Effect(Mode.CEILING if ceiling else Mode.SHARE, self.share, True)
            case _:
                return Effect(binds=True)


@lru_cache(maxsize=50_000)
def read(text: str) -> Parsed:
    """Parse once."""
    return parse(text)


@dataclass(frozen=True)
class RuleMatrix:
    """Every rule in force at one level on one day in one city."""

    level: AlertLevel
    guide: GuideMeasures | None
    guide_source: parameters.Reference | None
    rule_set: RuleSet | None = None
    rule_set_source: str = ""
    city_measures: tuple[CityMeasure, ...] = ()
    known: dict[tuple[str, str], tuple[Rule, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Rules looked up so far."""

    @property
    def names_distance(self) -> bool:
        """Whether a measure of the city itself tells lines apart by the built-up area."""
        return any("建成区" in one.text for one in self.city_measures)

    def rules(self, industry: str, grade: str) -> tuple[Rule, ...]:
        """Return what is laid down for an industry and grade, nationwide text first.

        The adopted rule set is asked only where neither the guide nor the city says anything.
        """
        if (industry, grade) not in self.known:
            found = [*self._of_guide(industry, grade), *self._of_city(industry, grade)]
            self.known[industry, grade] = tuple(found or self._of_set(grade))
        return self.known[industry, grade]

    def rules_of_set(self, grade: str) -> tuple[Rule, ...]:
        """Return what the adopted rule set alone says of a grade."""
        return tuple(self._of_set(grade))

    def _of_guide(self, industry: str, grade: str) -> list[Rule]:
        if self.guide is None or self.guide_source is None:
            return []
        table = self.guide.industries.get(industry, {})
        own = grade in table
        entry = _at((table if own else self.guide.others).get(grade), self.level)  # type: ignore[call-overload]
        if entry is None:
            return []
        clause = self.guide.industry_clause if own else self.guide.others_clause
        source = replace(self.guide_source, clause=clause.format(industry=industry))
        return [_of(entry, f"指南·{industry}·{grade}" if own else f"指南·{grade}", str(source))]

    def _of_city(self, industry: str, grade: str) -> list[Rule]:
        return [
            Rule(
                title=f"本市规定·{industry}·{one.grade or '各等级'}"
                + (f"·{one.process}" if one.process else ""),
                reference=one.source,
                text=one.text,
                transport="；".join(
                    said for measure in read(one.text).measures
                    if measure.kind in _TRANSPORT and (said := wording.of(measure))
                ),
                process=one.process,
                by_city=True,
            )
            for one in self.city_measures
            if one.industry == industry and one.level is self.level and one.grade in ("", grade)
        ]  # fmt: skip

    def _of_set(self, grade: str) -> list[Rule]:
        if self.rule_set is None:
            return []
        entry = _at(self.rule_set.grades.get(grade), self.level)  # type: ignore[call-overload]
        return [_of(entry, f"{self.rule_set.title}·{grade}", self.rule_set_source)] if entry else []


def rule_matrix(
    level: AlertLevel,
    day: date,
    city: str,
    rule_set: str | None = None,
    city_measures: Sequence[CityMeasure] = (),
) -> RuleMatrix:
    """Gather what is laid down for a level.

    Args:
        level: Yellow, orange or red.
        day: First day the measures apply to; decides the edition of each rule.
        city: Division code; a city's own parameter files replace the national ones.
        rule_set: Identifier of the rule set the city has adopted, if any.
        city_measures: What the city has laid down itself; of several for the same lines the one in
            force longest after, that is the last by ``in_force_from``, counts.

    Raises:
        ParameterError: No such rule set, no rule in force that early, or a level without
            curtailment.
    """
    if level not in RESPONSE_LEVELS:
        raise parameters.ParameterError(f"现行减排只分黄、橙、红三级，没有{level.label}")
    guide = parameters.on("response/guide_measures", day, city)
    chosen, source = None, ""
    if rule_set is not None:
        sets = parameters.on("response/rule_sets", day, city)
        known = sets.value.sets if sets.value else {}
        if rule_set not in known:
            raise parameters.ParameterError(
                f"没有名为 {rule_set} 的分级规则，现有：{'、'.join(known) or '无'}"
            )
        chosen, source = known[rule_set], str(sets.reference)
    newest: dict[tuple[str, str, str, AlertLevel], CityMeasure] = {}
    for one in sorted(city_measures, key=lambda one: one.in_force_from):
        if one.in_force_from <= day:
            newest[one.industry, one.grade, one.process, one.level] = one
    held = tuple(one for one in newest.values() if one.text)
    return RuleMatrix(level, guide.value, guide.reference, chosen, source, held)


def _at(
    by_level: dict[AlertLevel, Measure | None] | dict[AlertLevel, Measure] | None,
    level: AlertLevel,
) -> Measure | None:
    return by_level.get(level) if by_level else None


def _of(measure: Measure, title: str, source: str) -> Rule:
    return Rule(
        title, source, measure.text, measure.basis, measure.transport,
        MeasureKind(measure.kind), measure.cut,
    )  # fmt: skip


def _speaks_of_production(parsed: Parsed) -> bool:
    return bool(parsed.unread) or any(measure.kind not in IDLE for measure in parsed.measures)
