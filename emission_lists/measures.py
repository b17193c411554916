"""Which measure binds a line: by industry, performance grade and alert level."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from data import parameters, reference
from data.parameters.shapes import Measure
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, MeasureKind, PerformanceGrade


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


FILED = BoundMeasure(
    MeasureKind.FILED, 0.0, "", "", "备案措施", "企业备案的一厂一策（尚无经核实的分级措施）"
)
PENDING = BoundMeasure(
    MeasureKind.PENDING, 0.0, "", "", "措施待定", "尚无经核实的分级措施，企业也未备案，按 0 计"
)


@dataclass(frozen=True)
class MeasureTable:
    """The measure of every industry and grade at one level, and the rule behind each."""

    level: AlertLevel
    industries: tuple[str, ...]
    grades: tuple[PerformanceGrade, ...]
    measures: tuple[BoundMeasure, ...]
    index: tuple[int, ...]
    """Position in ``measures`` for industry i and grade g at ``i * len(grades) + g``."""

    def of(self, industry: str, grade: PerformanceGrade) -> BoundMeasure:
        """Return the measure of one industry and grade.

        Raises:
            KeyError: The industry is not in the reference table.
        """
        if industry not in self.industries:
            raise KeyError(f"行业“{industry}”不在行业名目中")
        row, column = self.industries.index(industry), self.grades.index(grade)
        return self.measures[self.index[row * len(self.grades) + column]]


def measure_table(
    level: AlertLevel, day: date, city: str, rule_set: str | None = None
) -> MeasureTable:
    """Put together what binds each industry and grade at a level on a day.

    The guide's own table of the industry goes first, for a grade that stands in it; else what the
    guide says of all industries (A and 引领性 act on their own account); where neither is known, the
    rule set the city has adopted; where there is none either, the measure the enterprise filed
    (``FILED``).

    Args:
        level: Yellow, orange or red.
        day: First day the measures apply to; decides the edition of each rule.
        city: Division code; a city's own parameter files replace the national ones.
        rule_set: Identifier of the rule set the city has adopted, if any.

    Raises:
        ParameterError: No such rule set, no rule in force that early, or a level without
            curtailment.
    """
    if level not in RESPONSE_LEVELS:
        raise parameters.ParameterError(f"现行减排只分黄、橙、红三级，没有{level.label}")
    guide = parameters.on("response/guide_measures", day, city)
    tables, others = (guide.value.industries, guide.value.others) if guide.value else ({}, {})
    chosen, title, chosen_source = {}, "", ""
    if rule_set is not None:
        sets = parameters.on("response/rule_sets", day, city)
        known = sets.value.sets if sets.value else {}
        if rule_set not in known:
            raise parameters.ParameterError(
                f"没有名为 {rule_set} 的分级规则，现有：{'、'.join(known) or '无'}"
            )
        adopted = known[rule_set]
        chosen, title, chosen_source = adopted.grades, adopted.title, str(sets.reference)
    measures: list[BoundMeasure] = [FILED]
    seen: dict[BoundMeasure, int] = {FILED: 0}
    index: list[int] = []
    industries, grades = reference.industry_names(), tuple(PerformanceGrade)
    for industry in industries:
        table = tables.get(industry, {})
        for grade in grades:
            bound, own = FILED, grade in table
            if found := _at((table if own else others).get(grade), level):
                rule = f"指南·{industry}·{grade}" if own else f"指南·{grade}"
                clause = guide.value.industry_clause if own else guide.value.others_clause
                source = replace(guide.reference, clause=clause.format(industry=industry))
                bound = _bind(found, rule, str(source))
            elif found := _at(chosen.get(grade), level):
                bound = _bind(found, f"{title}·{grade}", chosen_source)
            index.append(seen.setdefault(bound, len(measures)))
            if index[-1] == len(measures):
                measures.append(bound)
    return MeasureTable(level, industries, grades, tuple(measures), tuple(index))


def sentences(curtailed: pd.DataFrame) -> pd.Series:
    """Say each line's measure in plain Chinese, ready to print.

    Args:
        curtailed: Lines as :func:`emission_lists.curtailment.curtail` gives them.

    Returns:
        One sentence per line, on the same index.
    """
    columns = ["kind", "cut_fraction", "basis", "supply_floor", "filed", "declared_fraction"]
    rows = zip(*(curtailed[column].tolist() for column in columns), strict=True)
    return pd.Series([_sentence(*row) for row in rows], index=curtailed.index, dtype=object)


def _sentence(kind: str, cut: float, basis: str, floor: float, filed: str, declared: float) -> str:
    share = f"{cut:.1%}".replace(".0%", "%")
    based = f"（{basis}）" if basis else ""
    supply = f"，保障负荷不低于{floor:.0%}" if floor > 0 else ""
    match kind:
        case MeasureKind.SELF:
            said = filed or (f"承诺减排{share}" if declared > 0 else "")
            return "自主减排" + (f"：{said}" if said else "")
        case MeasureKind.NONE:
            return "不减产，执行运输要求"
        case MeasureKind.STOP if cut >= 1:
            return "停产"
        case MeasureKind.STOP | MeasureKind.LIMIT if cut <= 0:
            return f"按保障负荷运行，不低于{floor:.0%}，不减产"
        case MeasureKind.STOP:
            return f"压减生产负荷{share}{supply}"
        case MeasureKind.STOP_SHARE if cut >= 1:
            return f"停产{based}"
        case MeasureKind.STOP_SHARE if cut <= 0:
            return f"保持生产，不得增产{based}"
        case MeasureKind.STOP_SHARE if cut >= 1 - floor:
            return f"压减生产负荷{share}{supply}"
        case MeasureKind.STOP_SHARE:
            return f"压减生产负荷{share}（仅一条生产线，按负荷计）{supply}"
        case MeasureKind.LIMIT:
            return f"限产{share}{based}{supply}"
        case MeasureKind.FILED:
            text = filed or f"减排{share}"
            known = "" if declared == declared else "（备案未写明减排比例，按 0 计）"  # noqa: PLR0124
            return f"按备案措施执行：{text}{known}{supply}"
        case _:
            return "措施待定：尚无经核实的分级措施，企业也未备案"


def _at(
    by_level: dict[AlertLevel, Measure | None] | dict[AlertLevel, Measure] | None,
    level: AlertLevel,
) -> Measure | None:
    return by_level.get(level) if by_level else None


def _bind(measure: Measure, rule: str, source: str) -> BoundMeasure:
    return BoundMeasure(
        MeasureKind(measure.kind), measure.cut, measure.basis, measure.transport, rule, source
    )


def references(measures: Sequence[BoundMeasure]) -> list[str]:
    """Name each source once, in the order of the measures."""
    return list(dict.fromkeys(measure.reference for measure in measures))
