"""The duty officer's morning in a real browser: from the first page to the orders in hand."""

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sample"), pytest.mark.timeout(300)]


def _picture(page, name):
    """Keep a screenshot where the environment asks for it."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.wait_for_timeout(1500)
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_from_the_first_page_to_the_downloaded_orders(server, desk, tmp_path):
    desk.goto(server)
    desk.get_by_text("建议：启动").wait_for(timeout=90_000)
    for word in ("时段", "把握", "依据"):
        assert desk.get_by_text(word, exact=True).first.is_visible()
    _picture(desk, "consultation")

    for title, name in (("城市预报", "outlook"), ("减排清单", "emission_list"),
                        ("情景推演", "scenario"), ("政策依据", "policy")):  # fmt: skip
        desk.get_by_role("link", name=title).click()
        desk.get_by_role("heading", name=title).wait_for(timeout=60_000)
        _picture(desk, name)
        assert not desk.get_by_test_id("stException").count()

    desk.get_by_role("combobox", name="角色").click()
    desk.get_by_role("option", name="演示审批人").click()
    desk.get_by_role("link", name="今日会商").click()
    desk.get_by_role("button", name="采纳建议").click()
    desk.get_by_role("heading", name="指令下发").wait_for()
    desk.get_by_role("button", name="发布预警并下达指令").click()
    desk.get_by_text("已编号").wait_for(timeout=90_000)
    _picture(desk, "order")
    desk.get_by_role("button", name="生成全部指令压缩包").click()
    with desk.expect_download(timeout=120_000) as waiting:
        desk.get_by_role("button", name="下载压缩包").click(timeout=120_000)
    target = tmp_path / "orders.zip"
    waiting.value.save_as(target)

    with zipfile.ZipFile(target) as bundle:
        index = list(csv.DictReader(io.TextIOWrapper(bundle.open("index.csv"), "utf-8")))
        names = set(bundle.namelist())
    assert len(index) > 1000
    assert {row["path"] for row in index} <= names
    assert len({row["order"] for row in index}) == len(index)


def test_a_deep_link_on_a_fresh_server_does_not_pass_the_guard(server, desk):
    desk.goto(f"{server}/policy")
    desk.get_by_role("link", name="今日会商").wait_for(timeout=60_000)
    assert not desk.get_by_test_id("stException").count()
