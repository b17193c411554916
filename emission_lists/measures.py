"""Which measure binds a line: by industry, grade, equipment, place and alert level."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from data import reference
from data.vocabulary import AlertLevel, MeasureKind, PerformanceGrade
from emission_lists import place_rules
from emission_lists.grammar.activity import Window
from emission_lists.grammar.effect import Effect, Mode
from emission_lists.line_sentences import sentences
from emission_lists.place_rules import Finding
from emission_lists.rule_matrix import CityMeasure, Rule, RuleMatrix, rule_matrix
from emission_lists.traits import Traits

__all__ = [
    "FILED", "PENDING", "BoundMeasure", "Decision", "MeasureTable", "measure_table", "references",
    "sentences",
]  # fmt: skip


@dataclass(frozen=True)
class BoundMeasure:
    """A measure together with the rule it comes from."""

    kind: MeasureKind
    cut: float
    """Share of the daily emission cut, 0 to 1."""
    basis: str
    transport: str
    rule: str
    """Short name of the rule, unique within one table."""
    reference: str
    """Document, clause and how sure we are, as printed."""
    text: str = ""
    """Words of a measure the city has laid down itself, printed as they are."""


FILED = BoundMeasure(
    MeasureKind.FILED, 0.0, "", "", "备案措施", "企业备案的一厂一策（尚无经核实的分级措施）"
)
PENDING = BoundMeasure(
    MeasureKind.PENDING, 0.0, "", "", "措施待定", "尚无经核实的分级措施，企业也未备案，按 0 计"
)


@dataclass(frozen=True)
class Candidate:
    """A rule that was looked at for a line, and what it comes to."""

    rule: Rule
    effect: Effect
    because: Finding | None = None
    """The stricter rule that brought it in."""


@dataclass(frozen=True)
class Decision:
    """What the rules make of one kind of line; what was filed is not looked at here."""

    measure: BoundMeasure
    mode: Mode
    cut: float
    """Share given up where the mode asks for one."""
    apart: bool = False
    orders: tuple[str, ...] = ()
    """Ordered beside it without giving up activity: concentrations, transport, 焖炉 …"""
    own_orders: tuple[str, ...] = ()
    """Of those, what the words of ``measure`` say themselves: told apart only where it gives way."""
    open: tuple[str, ...] = ()
    """What could not be decided or counted, in Chinese."""
    findings: tuple[Finding, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class MeasureTable:
    """What binds every kind of line at one level on one day in one city."""

    level: AlertLevel
    industries: tuple[str, ...]
    grades: tuple[PerformanceGrade, ...]
    day: date
    city: str
    matrix: RuleMatrix
    window: Window | None = None
    """The alert, for steps and cycles; None: whole cycles, no step reached."""
    decided: dict[Traits, Decision] = field(default_factory=dict, compare=False, repr=False)
    """Kinds of line decided so far."""
    prepared: dict[int, tuple[object, object]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Decisions for the situations of a list, kept by ``curtailment.policy``."""

    @cached_property
    def measures(self) -> tuple[BoundMeasure, ...]:
        """Every measure some industry and grade has, ``FILED`` first; stricter places left out."""
        found = [self.of(i, g) for i in self.industries for g in self.grades]
        return tuple(dict.fromkeys([FILED, *found]))

    def at(self, level: AlertLevel) -> "MeasureTable":
        """Return the table of another level under the same rules."""
        matrix = replace(self.matrix, level=level, known={})
        return replace(self, level=level, matrix=matrix, decided={}, prepared={})

    def of(self, industry: str, grade: PerformanceGrade, process: str = "") -> BoundMeasure:
        """Return the measure of one industry and grade, and kind of equipment where it matters.

        Raises:
            KeyError: The industry is not in the reference table.
        """
        if industry not in self.industries:
            raise KeyError(f"行业“{industry}”不在行业名目中")
        return self.decide(Traits(industry, grade.value, process=process)).measure

    def decide(self, traits: Traits) -> Decision:
        """Return what the rules make of one kind of line.

        Of several rules the one that leaves least activity binds; of equal ones the first of guide,
        city, rule set. A grade on its own account (A, A+, 引领性) is ordered nothing; its privilege
        is lost with its term.
        """
        if traits not in self.decided:
            self.decided[traits] = self._decide(traits)
        return self.decided[traits]

    def _decide(self, traits: Traits) -> Decision:
        found = place_rules.findings(traits, self.day, self.city)
        looked = [
            self._candidate(r, traits) for r in self.matrix.rules(traits.industry, traits.grade)
        ]
        own = next((one for one in looked if one.effect.mode is Mode.OWN), None)
        if own is not None and not traits.expired:
            return Decision(
                _measure(own, MeasureKind.SELF), Mode.OWN, 0.0, findings=found, candidates=(own,)
            )
        orders = [one.rule.text for one in found if one.applies and one.rule.effect == "order"]
        open_ = [one.sentence for one in found if one.applies is None]
        open_ += [one.sentence for one in found if one.applies and one.rule.effect == "flag"]
        looked = [one for one in looked if one.effect.mode is not Mode.OWN]
        stricter, unset = self._stricter(traits, found)
        looked += stricter
        binding = [one for one in looked if one.effect.binds]
        # min keeps the first of equal ones: guide before city before rule set.
        chosen = min(binding, key=lambda one: round(one.effect.left, 9), default=None)
        for one in looked:
            orders += () if one is chosen and one.rule.by_city else one.effect.orders
            open_ += one.effect.open
        transport = next((one.rule.transport for one in looked if one.rule.transport), "")
        if chosen is None:
            measure, effect = FILED, Effect(Mode.FILED)
            own_orders: tuple[str, ...] = ()
        else:
            effect = chosen.effect
            measure = _measure(chosen, _KINDS.get(effect.mode) or _nothing(effect))
            own_orders = effect.orders if chosen.rule.by_city else ()
        return Decision(
            replace(measure, transport=measure.transport or transport),
            effect.mode,
            effect.cut,
            effect.apart,
            orders=tuple(dict.fromkeys(orders)),
            own_orders=own_orders,
            open=tuple(dict.fromkeys([*open_, *unset])),
            findings=found,
            candidates=tuple(looked),
        )

    def _candidate(self, rule: Rule, traits: Traits, because: Finding | None = None) -> Candidate:
        return Candidate(rule, rule.effect(traits, self.level, self.window), because)

    def _stricter(
        self, traits: Traits, found: Sequence[Finding]
    ) -> tuple[list[Candidate], list[str]]:
        asked = [one for one in found if one.applies and one.rule.effect == "stricter"]
        if not asked:
            return [], []
        steps = self.matrix.rule_set.stricter_steps if self.matrix.rule_set else None
        if steps is None:
            return [], [
                f"{one.rule.title}：文件未写从严幅度，本市尚未规定，未作加严（{one.reference}）"
                for one in asked
            ]
        grade = place_rules.lowered(traits.grade, traits.industry, steps)
        lower = replace(traits, grade=grade)
        rules = self.matrix.rules(traits.industry, grade) if grade != traits.grade else ()
        made = [self._candidate(rule, lower, asked[0]) for rule in rules]
        return [one for one in made if one.effect.mode is not Mode.OWN], []


_KINDS = {
    Mode.SHARE: MeasureKind.LIMIT,
    Mode.CEILING: MeasureKind.LIMIT,
    Mode.STOP: MeasureKind.STOP,
    Mode.BY_LINE: MeasureKind.STOP_SHARE,
}


def _nothing(effect: Effect) -> MeasureKind:
    """Without a counted cut: something is limited all the same, or transport alone."""
    return MeasureKind.LIMIT if effect.open else MeasureKind.NONE


def _measure(candidate: Candidate, kind: MeasureKind) -> BoundMeasure:
    rule, because = candidate.rule, candidate.because
    title, source = rule.title, rule.reference
    if because is not None:
        title, source = f"{title}（{because.rule.title}）", f"{source}；{because.reference}"
    cut = 1.0 if candidate.effect.mode is Mode.STOP else candidate.effect.cut
    text = rule.text if rule.by_city else ""
    return BoundMeasure(kind, cut, rule.basis, rule.transport, title, source, text)


def measure_table(
    level: AlertLevel,
    day: date,
    city: str,
    rule_set: str | None = None,
    city_measures: Sequence[CityMeasure] = (),
    window: Window | None = None,
) -> MeasureTable:
    """Put together what binds each kind of line at a level on a day.

    The guide's own table of the industry goes first, for a grade that stands in it; else what the
    guide says of all industries (A and 引领性 act on their own account); what the city has laid down
    itself stands beside it and binds where it is stricter; where neither is known, the rule set the
    city has adopted; where there is none either, the measure the enterprise filed (``FILED``).

    Args:
        level: Yellow, orange or red.
        day: First day the measures apply to; decides the edition of each rule.
        city: Division code; a city's own parameter files replace the national ones.
        rule_set: Identifier of the rule set the city has adopted, if any.
        city_measures: What the city has laid down itself.
        window: Length and first hour of the alert, where known.

    Raises:
        ParameterError: No such rule set, no rule in force that early, or a level without
            curtailment.
    """
    matrix = rule_matrix(level, day, city, rule_set, city_measures)
    return MeasureTable(
        level, reference.industry_names(), tuple(PerformanceGrade), day, city, matrix, window
    )


def references(measures: Sequence[BoundMeasure]) -> list[str]:
    """Name each source once, in the order of the measures."""
    return list(dict.fromkeys(measure.reference for measure in measures))
