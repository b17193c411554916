"""Every rule of consistency by the cases of ``tests/cases/consistency``, written as sheets are filled."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

from data.columns import values
from data.tables import CITY_TOTALS, ENTERPRISES, LINES, OTHER_SOURCES
from emission_lists import consistency
from emission_lists.workbook import ListWorkbook

FOLDER = Path(__file__).parents[2] / "cases/consistency"
CASES = [
    case
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
CHECKS = {check.__name__: check for check in consistency.CHECKS}
USUAL = {
    "企业": {"企业编号": "QY1", "企业名称": "示例厂", "县区": "城东区", "保障类": "否"},
    "生产线": {
        "企业编号": "QY1", "工序或设备": "1号焦炉", "行业": "焦化", "绩效等级": "C",
        "颗粒物日排放量": 10, "SO2日排放量": 10, "NOx日排放量": 10, "VOCs日排放量": 10,
    },
    "全社会排放量": {
        "颗粒物日排放量": 100000, "SO2日排放量": 100000, "NOx日排放量": 100000, "VOCs日排放量": 100000,
    },
    "非工业源": {"类别": "施工工地", "县区": "城东区"},
}  # fmt: skip


def frame(table, rows, number):
    """Rows as filled, by the label of the column, put through the typing of the import."""
    headers = {column.label: column.header for column in table.columns}
    filled = []
    for n, row in enumerate(rows, 1):
        cells = USUAL[table.sheet] | ({number: f"{number[0]}{n}"} if number else {}) | row
        assert set(cells) <= set(headers), set(cells) - set(headers)
        filled.append({headers[label]: str(value) for label, value in cells.items()})
    cells = pd.DataFrame(filled, columns=list(headers.values()), dtype=str).fillna("")
    cells.index = pd.RangeIndex(2, 2 + len(cells))
    return values(cells, table.columns)


def book_of(case):
    totals = case.get("全社会排放量") or [
        {"排放源": name} for name in ("工业源", "移动源", "扬尘源", "生活源")
    ]
    return ListWorkbook(
        frame(ENTERPRISES, case.get("企业") or [{}], None),
        frame(LINES, case.get("生产线") or [{}], "生产线编号"),
        frame(CITY_TOTALS, totals, None),
        frame(OTHER_SOURCES, case.get("非工业源") or [], "源编号"),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_case(case):
    day = case.get("检查日", date(2026, 11, 22))
    found = consistency.findings(
        book_of(case), day, city=case.get("城市", "990100"), rule_set=case.get("分级规则"),
        checks=[CHECKS[case["规则"]]],
    )  # fmt: skip
    assert [issue.row for issue in found] == case["有问题的行"]
    assert all(issue.blocking is (case.get("阻断", "否") == "是") for issue in found)
    for issue in found:
        assert any(part in str(issue) for part in case.get("提示", [])), str(issue)
    said = "\n".join(map(str, found))
    assert [part for part in case.get("提示", []) if part not in said] == []


@pytest.mark.parametrize("name", CHECKS)
def test_every_rule_has_a_case_that_it_finds_and_one_that_it_lets_pass(name):
    rows = [case["有问题的行"] for case in CASES if case["规则"] == name]
    assert any(rows), "no case in which it finds something"
    places = [
        max((len(case.get(sheet) or []) for sheet in USUAL), default=1)
        for case in CASES
        if case["规则"] == name
    ]
    passed = any(
        not found or len(set(found)) < place for found, place in zip(rows, places, strict=True)
    )
    assert passed, "no case in which something passes"


def test_every_message_says_what_to_do_or_what_will_happen():
    """A finding is no verdict: it names a remedy or the consequence for the calculation."""
    for case in CASES:
        for check in (CHECKS[case["规则"]],):
            for issue in consistency.findings(
                book_of(case), case.get("检查日", date(2026, 11, 22)),
                city=case.get("城市", "990100"), rule_set=case.get("分级规则"), checks=[check],
            ):  # fmt: skip
                words = ("请", "须", "只能", "疑似", "将", "失效", "小于较低级别")
                assert any(word in issue.message for word in words), issue.message
