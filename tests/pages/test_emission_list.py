import pytest

pytestmark = pytest.mark.xdist_group("sample")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_the_list_is_shown_with_its_version(open_page):
    app = open_page("emission_list")
    assert "第 **1** 版" in app.markdown[0].value
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["企业"] == "1,200 家"


def test_only_who_keeps_the_list_may_import(open_page):
    assert not open_page("emission_list").get("file_uploader")
    assert open_page("emission_list", "planner").get("file_uploader")


def test_a_clean_workbook_becomes_the_next_version(open_empty, list_file):
    app = open_empty("emission_list", "planner")
    app.get("file_uploader")[0].set_value((list_file.name, list_file.read_bytes(), XLSX)).run()
    assert not app.exception
    app.button[0].click().run()
    assert not app.exception
    assert "已导入为第 1 版" in app.success[-1].value


def test_a_bad_workbook_is_named_cell_by_cell_and_not_imported(open_empty, small_list, tmp_path):
    from data.tables import LINES
    from emission_lists import workbook

    small_list[LINES.sheet].loc[0, "grade"] = "优秀"
    app = open_empty("emission_list", "planner")
    app.get("file_uploader")[0].set_value(("坏清单.xlsx", workbook.filled(small_list), XLSX)).run()
    assert not app.exception
    assert "未导入任何内容" in app.error[0].value
    found = app.dataframe[-1].value
    assert found.loc[0, "工作表"] == "生产线"
    assert found.loc[0, "行"] == 2
    assert found.loc[0, "现填"] == "优秀"


def test_a_file_that_is_no_workbook_gets_one_clear_message(open_empty):
    app = open_empty("emission_list", "planner")
    app.get("file_uploader")[0].set_value(("清单.xlsx", b"not a workbook", XLSX)).run()
    assert not app.exception
    assert "清单.xlsx" in app.error[0].value
