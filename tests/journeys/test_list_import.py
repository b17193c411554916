"""The keeper of the list in a real browser: a messy workbook becomes the next version."""

import io
import os
from pathlib import Path

import openpyxl
import pytest

from data import samples
from data.tables import ENTERPRISES
from data.vocabulary import Role
from emission_lists import workbook
from tests.emission_lists import messy

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sample"), pytest.mark.timeout(420)]
SHEET = "2026年清单"


def _enter(desk, server):
    """Come in as the keeper of the list and open its page."""
    desk.goto(server)
    desk.get_by_text("会商").first.wait_for(timeout=90_000)
    desk.get_by_role("link", name="减排清单").click(timeout=90_000)
    desk.get_by_text("现行第").wait_for(timeout=90_000)
    desk.get_by_role("combobox", name="角色").click()
    desk.get_by_role("option", name=f"演示{Role.PLANNER.label}").click()
    desk.get_by_text("现行第").wait_for(timeout=60_000)


def _picture(desk, name):
    """Keep a screenshot where the environment asks for it."""
    if folder := os.environ.get("SCREENSHOTS"):
        desk.wait_for_timeout(1500)
        desk.screenshot(path=Path(folder) / f"{name}.png")


def _hand_in(desk, name, content):
    desk.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def _press(desk, label):
    desk.get_by_role("button", name=label).click()


def _opened(download, folder):
    target = folder / download.suggested_filename
    download.save_as(target)
    return openpyxl.load_workbook(io.BytesIO(target.read_bytes()))


def test_a_messy_workbook_is_matched_corrected_compared_and_imported(server, desk, tmp_path):
    _enter(desk, server)
    desk.get_by_role("tab", name="企业分布").click()
    desk.get_by_text("有坐标").wait_for(timeout=60_000)
    _picture(desk, "list_places")
    desk.get_by_role("tab", name="单线依据").click()
    desk.get_by_text("若等级或级别不同").wait_for(timeout=60_000)
    _picture(desk, "list_trace")
    desk.get_by_role("tab", name="导入新一版").click()

    # a grade that does not exist, names merged over the lines, emissions in t/a
    desk.get_by_text("① 选文件").wait_for(timeout=30_000)
    _hand_in(desk, "老清单.xlsx", messy.workbook(grade="优秀"))
    desk.get_by_text("没有企业编号列").wait_for(timeout=60_000)
    _picture(desk, "list_match")
    desk.get_by_text("按合并单元格向下填充").click()
    _press(desk, "下一步：校验")
    desk.get_by_text("有须改正之处").wait_for(timeout=60_000)
    _picture(desk, "list_check")
    with desk.expect_download(timeout=60_000) as waiting:
        _press(desk, "下载错误报告")
    report = _opened(waiting.value, tmp_path)
    assert "只能填" in report[SHEET]["H4"].comment.text
    assert report[SHEET]["S3"].value == "问题"

    # the same workbook, corrected, handed in again
    report[SHEET]["H4"] = "B"
    corrected = io.BytesIO()
    report.save(corrected)
    _press(desk, "上一步")
    _press(desk, "重新选文件")
    desk.get_by_text("① 选文件").wait_for(timeout=30_000)
    desk.locator("input[type=file]").wait_for(state="attached")
    _hand_in(desk, "老清单（改）.xlsx", corrected.getvalue())
    desk.get_by_text("没有企业编号列").wait_for(timeout=60_000)
    desk.get_by_text("按合并单元格向下填充").click()
    desk.get_by_label("把以上对应保存为配置").fill("示例2026")
    desk.keyboard.press("Enter")
    _press(desk, "保存配置")
    desk.get_by_text("已保存为“示例2026”第 1 版").wait_for(timeout=30_000)
    _press(desk, "下一步：校验")
    desk.get_by_text("检查通过").wait_for(timeout=60_000)
    _press(desk, "下一步：差异")
    desk.get_by_text("第 1 版 → 老清单（改）.xlsx").wait_for(timeout=60_000)
    _picture(desk, "list_difference")
    _press(desk, "导入为新一版")
    desk.get_by_text("已导入为第 2 版").wait_for(timeout=90_000)

    _picture(desk, "list_imported")
    desk.get_by_text("来源文件 老清单（改）.xlsx").wait_for(timeout=30_000)
    desk.get_by_role("tab", name="版本与差异").click()
    desk.get_by_text("第 1 版 → 第 2 版").wait_for(timeout=60_000)
    with desk.expect_download(timeout=60_000) as waiting:
        _press(desk, "下载全部差异")
    assert "摘要" in _opened(waiting.value, tmp_path).sheetnames
    assert not desk.get_by_test_id("stException").count()


def test_a_file_in_the_layout_of_the_template_takes_four_clicks(server, desk):
    enterprises, lines, totals = samples.enterprises()[:3]
    enterprises.loc[0, "contact"] = "新联系人"
    content = workbook.filled(
        {ENTERPRISES.sheet: enterprises, "生产线": lines, "全社会排放量": totals}
    )
    _enter(desk, server)
    desk.get_by_role("tab", name="导入新一版").click(timeout=60_000)
    desk.get_by_text("① 选文件").wait_for(timeout=30_000)
    _hand_in(desk, "清单.xlsx", content)
    desk.get_by_text("检查通过").wait_for(timeout=120_000)
    _press(desk, "下一步：差异")
    desk.get_by_text("第 1 版 → 清单.xlsx").wait_for(timeout=90_000)
    _press(desk, "导入为新一版")
    desk.get_by_text("已导入为第 2 版").wait_for(timeout=120_000)
