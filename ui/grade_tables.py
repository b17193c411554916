"""Grades in force and their records as tables to look at."""

import pandas as pd

from emission_lists.grading import GradeAct

_SHOWN = {
    "line_id": "生产线编号", "process": "工序或设备", "industry": "行业", "grade": "执行等级",
    "listed": "清单所列", "grade_until": "有效期至", "grade_reason": "缘由",
}  # fmt: skip
_RECORDS = {
    "valid_from": "生效日期", "act": "类型", "grade": "等级", "scheme": "评级依据",
    "until": "有效期至", "line_id": "生产线", "industry": "行业", "document": "文件",
    "evidence": "凭据", "recorded_at": "登记时间", "recorded_by": "登记人",
}  # fmt: skip


def in_force(found: pd.DataFrame) -> pd.DataFrame:
    """Lines with the grade in force, as ``services.grade_records.show`` gives them."""
    return _days(found[list(_SHOWN)], "grade_until").rename(columns=_SHOWN)


def records(history: pd.DataFrame) -> pd.DataFrame:
    """Records of an enterprise, newest first, as ``services.grade_records.records_of`` gives them."""
    shown = history[list(_RECORDS)].iloc[::-1].reset_index(drop=True)
    labels = {act.value: act.label for act in GradeAct}
    shown = shown.assign(
        act=shown["act"].map(labels), recorded_at=shown["recorded_at"].dt.strftime("%Y-%m-%d %H:%M")
    )
    return _days(shown, "valid_from", "until").rename(columns=_RECORDS)


def _days(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    written = {name: frame[name].dt.strftime("%Y-%m-%d").fillna("") for name in columns}
    return frame.assign(**written)
