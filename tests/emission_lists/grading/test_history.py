from pathlib import Path

import pandas as pd
import pytest
import yaml

from data.columns import values
from emission_lists.grading import empty_history
from emission_lists.grading.history import GRADE_RECORDS, HISTORY_COLUMNS, history, problems

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases/grading/records.yaml").read_text(encoding="utf-8")
)
USUAL = {
    "企业编号": "QY1", "类型": "评定", "评级依据": "环办大气函〔2020〕340号", "绩效等级": "B",
    "生效日期": "2026-10-01", "评定凭据": "现场核查", "文件": "甲号文",
}  # fmt: skip


def record(**cells):
    filled = {name: str(value) for name, value in (USUAL | cells).items()}
    headers = [column.header for column in GRADE_RECORDS.columns]
    frame = pd.DataFrame([filled], columns=headers, dtype=str).fillna("")
    return history(values(frame, GRADE_RECORDS.columns))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_case(case):
    made = record(**case["记录"])
    known = empty_history()
    if "处罚" in case:
        known = record(
            **{
                "类型": "处罚",
                "绩效等级": "",
                "评定凭据": "",
                "生效日期": case["处罚"],
                "统一社会信用代码": "甲",
            }
        )
    said = "\n".join(map(str, problems(made, known, "140100")))
    assert bool(said) == bool(case["理由"]), said
    assert [part for part in case["理由"] if part not in said] == []


def test_a_penalty_of_the_same_file_bars_as_well():
    penalty = record(**{"类型": "处罚", "绩效等级": "", "评定凭据": "", "生效日期": "2026-03-01"})
    both = pd.concat([record(), penalty], ignore_index=True)
    assert len(problems(both, empty_history(), "140100")) == 1


def test_a_history_has_its_columns_and_types_even_without_rows():
    empty = empty_history()
    assert list(empty.columns) == HISTORY_COLUMNS
    assert str(empty["valid_from"].dtype).startswith("datetime64")
    assert record()["act"].tolist() == ["grade"]
