"""Records of grades: who was given what, under which document, from which day.

Records are only ever added. A change is a new record with its own first day; a mistake is mended by
another record, never by altering one.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import pandas as pd

from data import parameters, reference
from data.columns import CellIssue, Column, Table
from data.vocabulary import GradeScheme, PerformanceGrade
from emission_lists.grading import schemes


class GradeAct(StrEnum):
    """What a record of the history does."""

    GRADE = "grade"
    PENALTY = "penalty"
    WITHDRAWAL = "withdrawal"

    @property
    def label(self) -> str:
        """Chinese wording, as in the file."""
        return {"grade": "评定", "penalty": "处罚", "withdrawal": "撤回"}[self.value]


GRADE_RECORDS = Table(
    "绩效等级变更",
    (
        Column("enterprise_id", "企业编号", required=False, help="清单中的编号；与信用代码至少填一项"),
        Column("credit_code", "统一社会信用代码", required=False, help="18 位；填了以它为准"),
        Column("line_id", "生产线编号", required=False, help="只涉及一条生产线时填"),
        Column(
            "industry", "行业", required=False, choices=reference.industry_names(),
            help="只涉及一个行业时填；企业有几个行业的分行业登记",
        ),
        Column(
            "act", "类型", choices=tuple(act.label for act in GradeAct),
            help="评定：给出等级；处罚：受处罚，生效日期填处罚日期；撤回：自该日起以清单所列等级为准",
        ),
        Column(
            "scheme", "评级依据", required=False, choices=tuple(s.label for s in GradeScheme),
            help="评定时必填",
        ),
        Column(
            "grade", "绩效等级", required=False, choices=tuple(PerformanceGrade),
            help="评定时必填；取消等级填未定级",
        ),
        Column("valid_from", "生效日期", "date", help="自该日起执行，此前各日不受影响"),
        Column("until", "有效期至", "date", required=False, help="长期有效的填空"),
        Column("evidence", "评定凭据", required=False, help="评定时必填：现场核查、监测报告等"),
        Column("document", "文件", help="评级、处罚或撤回的文件名称或文号"),
    ),
    "绩效等级的评定、升降、处罚，一次一行",
)  # fmt: skip
"""Shape of a file of records."""

IDENTITY = ["enterprise_id", "credit_code", "line_id", "industry"]
HISTORY_COLUMNS = ["number", *GRADE_RECORDS.names, "recorded_at", "recorded_by"]
"""Columns of a history frame: ``number`` rises in the order of recording; ``act`` is the value of a
:class:`GradeAct`; ``valid_from`` and ``until`` are datetimes, missing text is ""."""


def empty_history() -> pd.DataFrame:
    """Return a history without records."""
    return history(pd.DataFrame(columns=GRADE_RECORDS.names))


def history(records: pd.DataFrame) -> pd.DataFrame:
    """Give records the columns and types of a history; what is not given is empty."""
    made = records.reindex(columns=HISTORY_COLUMNS)
    for name in made:
        if name in ("valid_from", "until", "recorded_at"):
            made[name] = pd.to_datetime(made[name])
        elif name == "number":
            made[name] = pd.to_numeric(made[name]).fillna(0).astype("int64")
        else:
            made[name] = made[name].astype(object).fillna("").astype(str)
    labels = {act.label: act.value for act in GradeAct}
    made["act"] = made["act"].replace(labels | {"": GradeAct.GRADE.value})
    return made.reset_index(drop=True)


def problems(records: pd.DataFrame, known: pd.DataFrame, city: str) -> list[CellIssue]:
    """List what stands against adding records, beyond single cells.

    Args:
        records: New records as a history, indexed by sheet row where they come from a file.
        known: The history so far; penalties in it bar grades.
        city: Division code.
    """
    penalties = pd.concat([known, records]).query("act == 'penalty'")
    return [
        issue
        for row, record in records.iterrows()
        for issue in _of_one(int(str(row)), record, penalties, city)
    ]


def barred_until(penalised_on: pd.Series, years: int) -> pd.Series:
    """Last day of the bar that a penalty brings: the day before its anniversary."""
    return pd.to_datetime(penalised_on) + pd.DateOffset(years=years) - pd.Timedelta(days=1)


def _of_one(row: int, record: pd.Series, penalties: pd.DataFrame, city: str) -> Iterator[CellIssue]:
    def issue(column: str, message: str, found: str = "") -> CellIssue:
        header = next(c.header for c in GRADE_RECORDS.columns if c.name == column)
        return CellIssue(header, message, row, found, sheet=GRADE_RECORDS.sheet)

    day, until = record["valid_from"], record["until"]
    if pd.isna(day):
        yield issue("valid_from", "不能为空，请写明自哪天起执行")
        return
    if not record["document"].strip():
        yield issue("document", "不能为空，请写明文件名称或文号")
    if not record["enterprise_id"] and not record["credit_code"]:
        yield issue("enterprise_id", "与统一社会信用代码至少填一项，请补填")
    if until < day:
        yield issue("until", "早于生效日期，请改正", f"{until:%Y-%m-%d}")
    if record["act"] != GradeAct.GRADE:
        if record["grade"]:
            yield issue(
                "grade", "处罚、撤回不填等级，请删去；等级变化另起一行评定", record["grade"]
            )
        return
    if not record["grade"]:
        yield issue("grade", "评定须写明等级，请补填")
        return
    if not record["evidence"]:
        yield issue("evidence", "评定须写明凭据（现场核查、监测报告等），请补填")
    if why := schemes.problem(record["scheme"], record["grade"], day.date(), city):
        yield issue("grade", why, record["grade"])
    if bar := _barring(record, penalties, city):
        yield issue("grade", bar, record["grade"])


def _barring(record: pd.Series, penalties: pd.DataFrame, city: str) -> str:
    """Say which penalty bars the grade of a record; empty where none does."""
    if penalties.empty:
        return ""
    day = record["valid_from"]
    try:
        rule = parameters.on("grading/penalty_bar", day.date(), city)
    except parameters.ParameterError:
        return ""
    if record["grade"] not in rule.value.falls_to:
        return ""
    same = pd.Series(False, index=penalties.index)
    for key in ("credit_code", "enterprise_id"):
        if record[key]:
            same |= penalties[key] == record[key]
    for scope in ("line_id", "industry"):
        same &= (
            (penalties[scope] == "") | (record[scope] == "") | (penalties[scope] == record[scope])
        )
    last = barred_until(penalties["valid_from"], rule.value.years)
    barring = penalties[same & (penalties["valid_from"] <= day) & (day <= last)]
    if barring.empty:
        return ""
    penalised = barring["valid_from"].max()
    return (
        f"{penalised:%Y-%m-%d} 受处罚，{rule.value.text}（{rule.reference}），"
        f"请改为 {_first_free(rule.value.years, penalised)} 以后生效，或改正等级"
    )


def _first_free(years: int, penalised: pd.Timestamp) -> date:
    return (penalised + pd.DateOffset(years=years)).date()
