import pandas as pd
import pytest

from data.tables import ENTERPRISES, LINES
from emission_lists.cell_cleaning import clean, formula_errors

COLUMNS = {column.name: column for column in (*ENTERPRISES.columns, *LINES.columns)}


def cleaned(text, name):
    return clean(pd.Series([text]), COLUMNS[name]).item()


@pytest.mark.parametrize(
    ("name", "filled", "expected"),
    [
        ("pm_kg", "1,234.5", "1234.5"),
        ("pm_kg", "１２３．５", "123.5"),
        ("pm_kg", "1 234", "1234"),
        ("pm_kg", "1，234", "1234"),
        ("pm_kg", "约30", "约30"),
        ("pm_kg", "12,34", "12,34"),
        ("pm_kg", "/", "/"),
        ("running_days", "/", ""),
        ("running_days", "—", ""),
        ("filed_red_share", "30%", "30"),
        ("filed_red_share", "３０％", "30"),
        ("grade", "b级", "B"),
        ("grade", "Ａ＋", "A+"),
        ("grade", "优秀", "优秀"),
        ("industry", "焦 化", "焦化"),
        ("protected", "√", "是"),
        ("protected", "×", "否"),
        ("protected", "或许", "或许"),
        ("gate_system", "有", "是"),
        ("gate_system", "/", ""),
        ("evidence", "用电量，门禁", "用电量、门禁"),
        ("duty", "无", "无"),
        ("enterprise", "示例 焦化 有限公司", "示例焦化有限公司"),
        ("enterprise", "ABC Steel 有限公司", "ABC Steel 有限公司"),
        ("enterprise_id", "QY ０００１", "QY0001"),
        ("grade_until", "长期有效", ""),
        ("grade_until", "2027.1.5", "2027.1.5"),
        ("filed_red", "停产\n50%", "停产 50%"),
    ],
)
def test_cells_are_brought_to_the_form_the_check_expects(name, filled, expected):
    assert cleaned(filled, name) == expected


@pytest.mark.parametrize("name", sorted(COLUMNS))
@pytest.mark.parametrize("filled", ["", "12", "约30", "焦化", "是", "2026-11-22", "限产20%"])
def test_cleaning_twice_is_cleaning_once(name, filled):
    once = cleaned(filled, name)
    assert cleaned(once, name) == once


def test_errors_of_formulas_are_told_from_text():
    assert formula_errors(pd.Series(["#REF!", "#1号炉", "3"])).tolist() == [True, False, False]
