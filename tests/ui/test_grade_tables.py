import pandas as pd

from emission_lists.grading.history import history
from ui import grade_tables


def test_lines_are_shown_with_the_grade_in_force_the_listed_one_and_the_reason():
    found = pd.DataFrame(
        {
            "line_id": ["L1", "L2"], "enterprise_id": "QY1", "enterprise": "甲厂",
            "process": "1号焦炉", "industry": "焦化", "grade": ["C", "B"], "grade_scheme": "",
            "grade_until": pd.to_datetime(["2027-05-31", None]), "grade_reason": "缘由", "listed": "B",
        }
    )  # fmt: skip
    shown = grade_tables.in_force(found)
    assert shown["执行等级"].tolist() == ["C", "B"]
    assert shown["有效期至"].tolist() == ["2027-05-31", ""]


def test_records_are_shown_newest_first_in_chinese():
    made = history(
        pd.DataFrame(
            [
                {"enterprise_id": "QY1", "act": "评定", "grade": "B", "valid_from": "2026-01-01",
                 "recorded_at": "2026-01-02 09:00"},
                {"enterprise_id": "QY1", "act": "处罚", "valid_from": "2026-05-01"},
            ]
        )
    )  # fmt: skip
    shown = grade_tables.records(made)
    assert shown["类型"].tolist() == ["处罚", "评定"]
    assert shown["生效日期"].tolist() == ["2026-05-01", "2026-01-01"]
    assert shown["登记时间"].iloc[1] == "2026-01-02 09:00"
    assert grade_tables.records(made.iloc[:0]).empty
