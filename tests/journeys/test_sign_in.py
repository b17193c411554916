"""Real use in a real browser: a stranger gets nothing, a user his own, and a way out."""

import os
from pathlib import Path

import pytest

from data.vocabulary import Role
from services import account_records

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

PAGES = sorted(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py"))
PASSWORD = "晴天 高压 逆温 北风 散"
INITIAL, OWN = "初始 initial 2026 第一次", "my own words 只有我知道"


@pytest.fixture
def accounts(sessions):
    """Ends demonstration mode: an administrator and a duty officer of Taiyuan."""
    account_records.create_first(sessions, "admin", "张某某", PASSWORD)
    (admin,) = account_records.listed(sessions)
    account_records.create(
        sessions, admin.user, "wang", "王某某", Role.DUTY, password=INITIAL, cities=("140100",)
    )
    return sessions


def _picture(page, name):
    if folder := os.environ.get("SCREENSHOTS"):
        page.wait_for_timeout(1000)
        page.screenshot(path=Path(folder) / f"{name}.png")


def _arrive(page, server, name):
    """Follow a link to a page; the first visit of all to a fresh server is sent to the front."""
    for address in (server, f"{server}/{name}"):
        page.goto(address)
        page.get_by_label("用户名").wait_for(timeout=120_000)


def _sign_in(page, name, password):
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def _nothing_shown(page):
    page.get_by_label("用户名").wait_for(timeout=120_000)
    page.wait_for_timeout(700)
    assert not page.get_by_role("heading", level=1).count(), "heading of a page"
    assert not page.get_by_test_id("stSidebarNav").locator("visible=true").count()
    assert not page.get_by_test_id("stDataFrame").count()
    assert not page.get_by_text("太原市").count()
    assert not page.get_by_test_id("stException").count()


@pytest.mark.parametrize("first", ["verification", "order"])
def test_the_very_first_visitor_of_a_fresh_server_gets_nothing(accounts, empty_server, desk, first):
    # Until app.py has run once, the server would run a page file by itself: the first must not
    # get through, nor the ones after.
    for name in [first, *PAGES]:
        desk.goto(f"{empty_server}/{name}")
        _nothing_shown(desk)
    _picture(desk, "sign_in")


def test_signing_in_changing_the_first_password_staying_in_and_leaving(
    accounts, empty_server, desk
):
    _arrive(desk, empty_server, "policy")
    _sign_in(desk, "wang", "wrong password here")
    desk.get_by_text("用户名或密码不对").wait_for(timeout=30_000)
    _sign_in(desk, "wang", INITIAL)
    desk.get_by_text("您用的是初始密码").wait_for(timeout=30_000)
    assert not desk.get_by_role("heading", name="政策依据").count()
    desk.get_by_label("原密码").fill(INITIAL)
    desk.get_by_label("新密码（").fill(OWN)
    desk.get_by_label("再输一遍新密码").fill(OWN)
    desk.get_by_role("button", name="更换密码").click()
    # He is where his link led.
    desk.get_by_role("heading", name="政策依据").wait_for(timeout=120_000)
    desk.get_by_text("王某某 · 值班员").wait_for()
    assert desk.get_by_text("太原市").first.is_visible()
    assert not desk.get_by_text("演示数据").count()
    assert not desk.get_by_role("combobox", name="角色").count()

    desk.wait_for_timeout(1000)
    desk.reload()
    desk.get_by_role("heading", name="政策依据").wait_for(timeout=120_000)
    (cookie,) = [c for c in desk.context.cookies() if c["name"] == "response_session"]
    assert cookie["sameSite"] == "Strict"

    desk.get_by_role("link", name="用户日志").click()
    desk.get_by_role("heading", name="用户日志").wait_for(timeout=120_000)
    _picture(desk, "account")
    assert not desk.get_by_role("button", name="添加").count()

    desk.get_by_role("button", name="退出登录").click()
    _nothing_shown(desk)
    desk.wait_for_timeout(1000)
    desk.reload()
    _nothing_shown(desk)
    # The key that the browser had is worth nothing any more, even put back.
    desk.context.add_cookies([cookie])
    desk.goto(f"{empty_server}/policy")
    _nothing_shown(desk)


def test_the_administrator_adds_a_user_who_can_then_sign_in(accounts, empty_server, desk):
    _arrive(desk, empty_server, "account")
    _sign_in(desk, "admin", PASSWORD)
    desk.get_by_role("heading", name="用户日志").wait_for(timeout=120_000)
    desk.get_by_role("tab", name="用户管理").click()
    desk.get_by_role("textbox", name="用户名", exact=True).fill("li")
    desk.get_by_role("textbox", name="姓名", exact=True).fill("李某某")
    desk.get_by_role("textbox", name="初始密码（").fill(INITIAL)
    desk.get_by_role("button", name="添加", exact=True).click()
    desk.get_by_text("已添加 李某某").wait_for(timeout=30_000)
    _picture(desk, "people")
    assert {each.name for each in account_records.listed(accounts)} == {"admin", "wang", "li"}
