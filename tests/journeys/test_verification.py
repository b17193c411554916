"""The forecaster looks at the record of forecasts in a real browser."""

import os
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("sample"), pytest.mark.timeout(300)]

WORDS = (
    "各预报时效的评分",
    "持续性",
    "气候平均",
    "AQI 预报",
    "预警条件概率的可靠性",
    "完全可靠",
    "FIRM 技巧",
)
"""What has to be visible, texts of figures among it."""


def test_the_record_shows_scores_reliability_and_flips(server, desk):
    desk.goto(server)
    desk.get_by_role("link", name="预报检验").click(timeout=90_000)
    desk.get_by_role("heading", name="预报检验").wait_for(timeout=90_000)
    for word in WORDS:
        desk.get_by_text(word).locator("visible=true").first.wait_for(timeout=60_000)
    desk.get_by_role("radio", name="O3").or_(desk.get_by_role("button", name="O3")).first.click()
    desk.get_by_text("O3 日最大 8 小时 160").wait_for(timeout=60_000)
    assert not desk.get_by_test_id("stException").count()
    if folder := os.environ.get("SCREENSHOTS"):
        desk.wait_for_timeout(1500)
        desk.screenshot(path=Path(folder) / "verification.png", full_page=True)
