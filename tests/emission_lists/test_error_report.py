import io

import openpyxl
import pytest

from data.columns import CellIssue
from emission_lists import error_report, raw_workbook
from emission_lists.error_advice import advice
from tests.emission_lists import messy

SHEET = "2026年清单"


def issue(row, letter, header, message="不能为空", found="", blocking=True):
    return CellIssue(header, message, row, found, SHEET, letter, blocking)


def reported(issues, content=None):
    content = content or messy.workbook()
    sheets = raw_workbook.read(content, "x.xlsx")
    made = error_report.report(content, sheets, issues, {SHEET: 3})
    return openpyxl.load_workbook(io.BytesIO(made))


ISSUES = [
    issue(4, "H", "绩效等级", "只能填 A、B、C", "b级别"),
    issue(6, "J", "SO2日排放量(kg/d)", "应为数字，单位 kg/d，请去掉文字和单位", "约30吨"),
    issue(6, "O", "黄色备案减排比例(%)", "小于较低级别的备案减排比例", "10", blocking=False),
    CellIssue("生产线编号", "缺失，请使用最新模板补上该列", sheet=SHEET),
]


def test_wrong_cells_are_coloured_and_explained_where_they_stand():
    sheet = reported(ISSUES)[SHEET]
    assert sheet["H4"].fill.fgColor.rgb.endswith("FFC7CE")
    assert "只能填" in sheet["H4"].comment.text
    assert sheet["O6"].fill.fgColor.rgb.endswith("FFEB9C")
    assert sheet["G4"].comment is None


def test_two_columns_at_the_right_say_problem_and_advice():
    sheet = reported(ISSUES)[SHEET]
    assert (sheet["S3"].value, sheet["T3"].value) == ("问题", "建议")
    assert sheet["S4"].value == "绩效等级：只能填 A、B、C"
    assert "（提示）黄色备案减排比例(%)" in sheet["S6"].value
    assert "若确为 30 kg/d，只填 30" in sheet["T6"].value
    assert sheet["S5"].value is None


def test_everything_else_stays_as_it_was():
    before = openpyxl.load_workbook(io.BytesIO(messy.workbook()))[SHEET]
    after = reported(ISSUES)[SHEET]
    assert (after["A1"].font.size, after["A1"].font.bold) == (16, True)
    assert {str(area) for area in after.merged_cells.ranges} == {
        str(area) for area in before.merged_cells.ranges
    }
    for row in before.iter_rows():
        for cell in row:
            assert after[cell.coordinate].value == cell.value


def test_a_wrong_cell_within_merged_ones_is_marked_at_their_corner():
    sheet = reported([issue(5, "B", "企业名称")])[SHEET]
    assert sheet["B4"].comment.text.startswith("不能为空")


def test_a_sheet_lists_everything_also_what_belongs_to_no_row():
    listing = reported(ISSUES)["检查结果"]
    assert [cell.value for cell in listing[1]][:5] == ["程度", "工作表", "行", "列", "列名"]
    assert listing.max_row == 1 + len(ISSUES)
    assert listing["F5"].value.startswith("缺失")


def test_the_report_of_a_report_replaces_its_own_sheet():
    content = messy.workbook()
    sheets = raw_workbook.read(content, "x.xlsx")
    first = error_report.report(content, sheets, ISSUES, {SHEET: 3})
    again = reported(ISSUES, first)
    assert again.sheetnames.count("检查结果") == 1


def test_text_that_looks_like_a_formula_stays_text():
    listing = reported([issue(4, "B", "企业名称", found='=CMD("x")')])["检查结果"]
    assert listing["H2"].value.startswith("'=")


@pytest.mark.parametrize("how", ["large", "odd"])
def test_a_very_large_or_odd_workbook_is_rewritten_without_its_formats(monkeypatch, how):
    if how == "large":
        monkeypatch.setattr(error_report, "fits_openpyxl", lambda _content: False)
    else:

        def broken(*_args, **_kwargs):
            raise TypeError("openpyxl gives up")

        monkeypatch.setattr(error_report.openpyxl, "load_workbook", broken)
        content, sheets = messy.workbook(), raw_workbook.read(messy.workbook(), "x.xlsx")
        made = error_report.report(content, sheets, ISSUES, {SHEET: 3})
        monkeypatch.undo()
        book = openpyxl.load_workbook(io.BytesIO(made))
    if how == "large":
        book = reported(ISSUES)
    sheet = book[SHEET]
    assert sheet["B4"].value == "示例 焦化有限公司"
    assert sheet["H4"].fill.fgColor.rgb.endswith("FFC7CE")
    assert sheet["S4"].value == "绩效等级：只能填 A、B、C"
    assert book["检查结果"]["A2"].value == "须改正"


def test_of_a_huge_workbook_only_rows_with_findings_are_handed_back(monkeypatch):
    monkeypatch.setattr(error_report, "fits_openpyxl", lambda _content: False)
    monkeypatch.setattr(error_report, "_MOST_CELLS", 10)
    sheet = reported(ISSUES)[SHEET]
    assert sheet.max_row == 5  # title, two header rows, rows 4 and 6
    assert [sheet.cell(3, place).value for place in (19, 20, 21)] == ["问题", "建议", "原行号"]
    assert [sheet.cell(row, 21).value for row in (4, 5)] == ["4", "6"]
    assert sheet["J5"].comment is not None


def test_findings_beyond_what_anyone_reads_are_counted(monkeypatch):
    monkeypatch.setattr(error_report, "_MOST_LISTED", 2)
    rows = error_report.findings_rows(ISSUES)
    assert len(rows) == 3
    assert rows[-1][5] == "另有 2 处未列出，请先改正以上各处"


@pytest.mark.parametrize(
    ("header", "message", "found", "expected"),
    [
        ("行业", "只能填 数据字典所列名目", "炼焦化工", "可能是“焦化”"),
        ("行业", "只能填 数据字典所列名目", "XYZ", "从下拉列表或数据字典"),
        ("企业名称", "不能为空", "", "补填“企业名称”"),
        ("SO2日排放量(kg/d)", "应为数字，单位 kg/d", "3到5", "核实后只填一个数字"),
        ("等级有效期至", "应为日期，写成 2026-11-22 的样子", "明年", "改写成 2026-11-22 的样子；没有的留空"),
        ("企业编号", "重复，须唯一", "QY1", "核对是否同一家重复填报"),
        ("行业", "单元格是公式的错误值，请改为正确的值", "#REF!", "粘贴为数值"),
        ("联系人", "某处不对，请与企业核实", "", "请与企业核实"),
    ],
)  # fmt: skip
def test_the_advice_says_what_to_fill_in(header, message, found, expected):
    assert expected in advice(CellIssue(header, message, 2, found))
