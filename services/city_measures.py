"""Measures a city lays down itself: recorded with source and day, read back, never edited.

They stand below the national text and above what enterprises filed. A change is a further record;
an empty text takes an earlier one back. Without a source nothing is recorded.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from data import parameters, reference
from data.parameters.shapes_measures import Sample
from data.storage.city_measures import CityMeasureRow
from data.vocabulary import RESPONSE_LEVELS, AlertLevel, PerformanceGrade
from emission_lists import processes
from emission_lists.grammar import Parsed, parse
from emission_lists.rule_matrix import CityMeasure
from emission_lists.traits import OWN_ACCOUNT
from services import clock, journal


class CityMeasureError(ValueError):
    """A measure that cannot be recorded; the text says why and what to do."""


@dataclass(frozen=True)
class RecordedMeasure:
    """One record, with who laid it down."""

    id: int
    measure: CityMeasure
    sample: str
    recorded_at: datetime
    recorded_by: str


def record(
    sessions: sessionmaker[Session],
    city_code: str,
    measure: CityMeasure,
    *,
    user: str,
    sample: str = "",
    now: datetime | None = None,
) -> Parsed:
    """Record a measure as the newest for its industry, grade, equipment and level.

    Args:
        sessions: Session factory.
        city_code: Division code.
        measure: What is laid down; an empty text takes an earlier one back.
        user: Who lays it down.
        sample: Sample of another city's notice it was drawn from, if any.
        now: Local time; the present where not given.

    Returns:
        The text as it was understood, to be shown back; what was not understood is ordered as it
        stands and counts as nothing.

    Raises:
        CityMeasureError: No source, an unknown industry, grade, equipment, level or sample, a grade
            that is ordered nothing, or nothing in force that could be taken back.
    """
    _check(measure, city_code, sample)
    if not measure.text.strip():
        before = in_force(sessions, city_code, measure.in_force_from)
        if not any(_place(one) == _place(measure) for one in before):
            raise CityMeasureError("没有可停用的本市措施，请核对行业、等级、工序和级别")
    with sessions.begin() as session:
        session.add(
            CityMeasureRow(
                city_code=city_code,
                industry=measure.industry,
                grade=measure.grade,
                process=measure.process,
                level=measure.level.value,
                text=measure.text.strip(),
                source=measure.source.strip(),
                sample=sample,
                in_force_from=measure.in_force_from,
                recorded_at=now or clock.now(),
                recorded_by=user,
            )
        )
        act = "规定本市减排措施" if measure.text.strip() else "停用本市减排措施"
        where = "·".join(
            part for part in (measure.industry, measure.grade, measure.process) if part
        )
        journal.note(
            session, user, city_code, act,
            f"{where} {measure.level.label} 自 {measure.in_force_from} 起：{measure.text}，{measure.source}",
        )  # fmt: skip
    return parse(measure.text)


def in_force(
    sessions: sessionmaker[Session],
    city_code: str,
    day: date,
    known_at: datetime | None = None,
) -> tuple[CityMeasure, ...]:
    """Return what holds on a day: of each industry, grade, equipment and level the newest.

    Args:
        sessions: Session factory.
        city_code: Division code.
        day: Day the measures apply to.
        known_at: Only what had been recorded by then, so that a past order can be drafted again.
    """
    found: dict[tuple[str, ...], CityMeasure] = {}
    rows = sorted(records(sessions, city_code), key=lambda one: (one.measure.in_force_from, one.id))
    for one in rows:
        known = known_at is None or one.recorded_at <= known_at
        if known and one.measure.in_force_from <= day:
            found[_place(one.measure)] = one.measure
    held = [one for one in found.values() if one.text]
    return tuple(sorted(held, key=_place))


def records(sessions: sessionmaker[Session], city_code: str) -> list[RecordedMeasure]:
    """Return every record of a city, newest first."""
    query = (
        select(CityMeasureRow)
        .where(CityMeasureRow.city_code == city_code)
        .order_by(CityMeasureRow.id.desc())
    )
    with sessions() as session:
        return [
            RecordedMeasure(
                row.id,
                CityMeasure(
                    row.industry, AlertLevel(row.level), row.text, row.source,
                    row.in_force_from, row.grade, row.process,
                ),
                row.sample, row.recorded_at, row.recorded_by,
            )
            for row in session.scalars(query)
        ]  # fmt: skip


def samples(day: date, industry: str = "") -> dict[str, Sample]:
    """Return the samples a city may adopt; a notice of another city binds nobody here.

    Args:
        day: Day of the collection.
        industry: Only those whose trade is this industry; empty for all.
    """
    known = parameters.on("response/measure_samples", day).value
    return {
        name: sample
        for name, sample in known.samples.items()
        if sample.adoptable and industry in ("", *sample.industry.split("、"))
    }


def _check(measure: CityMeasure, city_code: str, sample: str) -> None:
    if not measure.source.strip():
        raise CityMeasureError("请写明本市规定该措施的文件名称或文号，没有出处不予记录")
    if measure.industry not in reference.industry_names():
        raise CityMeasureError(f"行业“{measure.industry}”不在行业名目中，请从名目中选")
    if measure.level not in RESPONSE_LEVELS:
        raise CityMeasureError(f"现行减排只分黄、橙、红三级，没有{measure.level.label}")
    grades = [grade.value for grade in PerformanceGrade]
    if measure.grade and measure.grade not in grades:
        raise CityMeasureError(f"没有绩效等级“{measure.grade}”，现有：{'、'.join(grades)}")
    if measure.grade in OWN_ACCOUNT:
        raise CityMeasureError(f"{measure.grade} 自主减排，不下达减排要求，请选其他等级")
    if measure.process and measure.process not in processes.NAMES:
        raise CityMeasureError(
            f"没有设备类别“{measure.process}”，请从列出的类别中选，或写进措施文字"
        )
    if (
        sample
        and sample
        not in parameters.on(
            "response/measure_samples", measure.in_force_from, city_code
        ).value.samples
    ):
        raise CityMeasureError(f"没有名为 {sample} 的参考措施")


def _place(measure: CityMeasure) -> tuple[str, str, str, str]:
    return measure.industry, measure.grade, measure.process, measure.level.value
