"""The forecaster looks through the page of the forecast: every tab shows what it promises."""

import os
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sample"), pytest.mark.timeout(300)]

TABS = {
    "逐日预报": ("AQI 未来七天", "5%—95%", "预报中位", "示例模式 原值", "示例模式 订正后"),
    "触发概率": ("橙色及以上（任一时段）", "黄色预警启动条件"),
    "成因": ("同期常态（", "风与扩散", "合计", "Shapley"),
    "公众预报": ("环境空气质量预报", "下载文本"),
    "相似过程与气象条件": ("历史相似过程", "重污染气象条件指标"),
    "资料与时效": ("模式预报 示例模式",),
}
"""What has to be visible in each tab, texts of figures among it."""


def _picture(page, name):
    if folder := os.environ.get("SCREENSHOTS"):
        page.wait_for_timeout(1500)
        page.screenshot(path=Path(folder) / f"outlook-{name}.png", full_page=True)


def test_bands_triggers_models_reasons_spells_and_sources_can_be_seen(server, desk):
    desk.goto(server)
    desk.get_by_role("link", name="城市预报").click(timeout=90_000)
    desk.get_by_role("heading", name="城市预报").wait_for(timeout=90_000)
    for number, (tab, words) in enumerate(TABS.items()):
        desk.get_by_role("tab", name=tab, exact=True).click(timeout=60_000)
        for word in words:
            desk.get_by_text(word).locator("visible=true").first.wait_for(timeout=60_000)
        _picture(desk, str(number))
        assert not desk.get_by_test_id("stException").count()
