import io

import openpyxl
import pytest

from data.tables import CITY_TOTALS, ENTERPRISES, LINES
from emission_lists import workbook
from tests.emission_lists import messy

pytestmark = pytest.mark.xdist_group("sample")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def hand_in(app, name, content):
    app.get("file_uploader")[0].set_value((name, content, XLSX)).run()
    assert not app.exception
    return app


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception, [problem.value for problem in app.exception]
    return app


def said(elements):
    return " ".join(str(element.value) for element in elements)


def tab(app, name):
    """Look at a tab of the page."""
    app.session_state["list_tab"] = name
    return app.run()


def test_the_list_is_shown_with_its_version(open_page):
    app = open_page("emission_list")
    assert "第 **1** 版" in app.markdown[0].value
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["企业"] == "1,200 家"


def test_only_who_keeps_the_list_may_import(open_page):
    app = tab(open_page("emission_list"), "导入新一版")
    assert not app.get("file_uploader")
    assert "导入须为方案编制" in said(app.caption)
    assert tab(open_page("emission_list", "planner"), "导入新一版").get("file_uploader")


@pytest.mark.parametrize("name", ["企业分布", "单线依据", "版本与差异", "导入新一版"])
def test_every_tab_opens_on_the_sample_city(open_page, name):
    app = tab(open_page("emission_list", "planner"), name)
    assert not app.exception


def test_a_line_says_why_it_cuts_what_it_cuts(open_page):
    app = tab(open_page("emission_list"), "单线依据")
    next(one for one in app.text_input if one.key == "trace_word").set_value("QY0001-01").run()
    assert not app.exception
    assert "若等级或级别不同" in said(app.caption)
    assert app.dataframe[-1].value["若为"].tolist()[-2:] == ["黄色", "红色"]
    next(one for one in app.text_input if one.key == "trace_word").set_value("没有这家").run()
    assert "没有找到" in said(app.info)


def test_a_template_needs_no_matching_and_becomes_the_next_version(open_empty, list_file):
    app = hand_in(open_empty("emission_list", "planner"), list_file.name, list_file.read_bytes())
    assert "检查通过" in said(app.success)
    press(app, "下一步：差异")
    assert "首次导入" in said(app.markdown)
    press(app, "导入为新一版")
    assert "已导入为第 1 版" in app.success[0].value
    assert "第 **1** 版" in said(app.markdown)


def test_a_bad_workbook_is_named_cell_by_cell_and_not_imported(open_empty, small_list):
    small_list[LINES.sheet].loc[0, "grade"] = "优秀"
    small_list[LINES.sheet].loc[1, "industry"] = "焦化业"
    app = open_empty("emission_list", "planner")
    hand_in(app, "坏清单.xlsx", workbook.filled(small_list))
    assert "未导入任何内容" in app.error[0].value
    found = app.dataframe[-1].value
    assert found.loc[0, ["工作表", "行", "现填"]].tolist() == ["生产线", 2, "优秀"]
    assert "可能是“焦化”" in found.loc[1, "建议"]
    press(app, "只导入通过的行")
    assert "未导入生产线 2 行" in said(app.warning)
    press(app, "导入为新一版")
    assert "已导入为第 1 版" in app.success[0].value


def test_a_file_that_is_no_workbook_gets_one_clear_message(open_empty):
    app = hand_in(open_empty("emission_list", "planner"), "清单.xlsx", b"not a workbook")
    assert "清单.xlsx" in app.error[0].value


def test_a_list_of_another_layout_is_matched_declared_and_imported(open_empty):
    app = hand_in(open_empty("emission_list", "planner"), "老清单.xlsx", messy.workbook())
    assert "以统一社会信用代码为编号" in said(app.info)
    assert "不读入的列" in said(app.caption)
    press(app, "下一步：校验")
    assert "合并单元格" in said([app.dataframe[-1]]) or "须改正" in said(app.markdown)
    press(app, "上一步")
    app.checkbox[0].check().run()
    press(app, "下一步：校验")
    assert "检查通过" in said(app.success)
    press(app, "下一步：差异")
    press(app, "导入为新一版")
    assert "已导入为第 1 版" in app.success[0].value


def test_a_kept_profile_is_offered_to_the_next_file_with_the_same_headers(open_empty):
    app = hand_in(open_empty("emission_list", "planner"), "老清单.xlsx", messy.workbook())
    app.checkbox[0].check().run()
    field = next(one for one in app.text_input if one.label == "把以上对应保存为配置")
    field.set_value("示例2026").run()
    press(app, "保存配置")
    assert "已保存为“示例2026”第 1 版" in said(app.success)
    press(app, "重新选文件")
    hand_in(app, "另一年.xlsx", messy.workbook(tonnes=700))
    assert "与配置“示例2026”第 1 版相同" in said(app.success)
    assert app.checkbox[0].value is True


def test_a_second_version_is_compared_cell_by_cell(open_empty, small_list, list_file):
    app = hand_in(open_empty("emission_list", "planner"), list_file.name, list_file.read_bytes())
    press(press(app, "下一步：差异"), "导入为新一版")
    small_list[LINES.sheet].loc[0, "pm_kg"] = 90.0
    tab(app, "导入新一版")
    hand_in(app, "改.xlsx", workbook.filled(small_list))
    press(app, "下一步：差异")
    assert "颗粒物 -10.0 kg/d" in said(app.markdown)
    press(app, "导入为新一版")
    tab(app, "版本与差异")
    assert app.dataframe[0].value["版本"].tolist() == ["第 2 版", "第 1 版"]
    changed = app.dataframe[1].value
    assert changed[["原值", "新值"]].to_numpy().tolist() == [["100", "90"]]
    assert {ENTERPRISES.sheet, CITY_TOTALS.sheet}.isdisjoint(changed["列"])


def test_the_error_report_is_the_workbook_handed_in(open_empty):
    from services import clock, list_imports

    found = list_imports.draft(messy.workbook(), "老清单.xlsx")
    checked = list_imports.check(found, list_imports.proposal(found), clock.today())
    book = openpyxl.load_workbook(io.BytesIO(list_imports.error_workbook(checked)))
    assert book.sheetnames[:2] == ["2026年清单", "全社会"]
