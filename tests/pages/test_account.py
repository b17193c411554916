"""The page 用户日志 in demonstration and in real use."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.vocabulary import Role
from services import account_records, connection, journal, sign_in

PASSWORD, OTHER = "晴天 高压 逆温 北风 散", "another good sentence 另一句"


@pytest.fixture
def stored(settings):
    """Real use has begun: an administrator, and a duty officer of Taiyuan."""
    sessions = connection.sessions()
    account_records.create_first(sessions, "admin", "张某某", PASSWORD)
    admin = account_records.listed(sessions)[0].user
    account_records.create(
        sessions, admin, "wang", "王某某", Role.DUTY, password=OTHER, cities=("140100",)
    )
    with sessions.begin() as session:
        journal.note(session, "王某某", "140100", "起报", "本市的")
        journal.note(session, "李某某", "140200", "起报", "别市的")
    return sessions


def opened(key, page="account"):
    """A page in a browser with a key; without a page the front, frame and all."""
    from pathlib import Path

    st.cache_resource.clear()
    st.cache_data.clear()
    app = AppTest.from_file(Path(__file__).parents[2] / "app.py", default_timeout=90)
    app.session_state["token"] = key
    app.run()
    if page:
        app.switch_page(f"pages/{page}.py").run()
    assert not app.exception, [problem.value for problem in app.exception]
    return app


def _front():
    import streamlit as st

    from ui import access, frame, sign_in_page, state

    state.enter()
    user = access.visitor()
    if user is None or user.must_change_password:
        sign_in_page.draw(user)
    else:
        frame.draw(user)
        st.title("进入")


def front(key=""):
    """What app.py does; AppTest runs a page alone from the second run on."""
    app = AppTest.from_function(_front, default_timeout=90)
    app.session_state["token"] = key
    return app.run()


def acts(app):
    return next(frame.value for frame in app.dataframe if "操作" in frame.value)


def test_the_demonstration_has_no_accounts_and_says_how_to_begin(open_empty):
    app = open_empty("account", "administrator")
    assert "make admin" in app.info[0].value
    assert not [b for b in app.button if b.label in ("添加", "更换密码")]


def test_a_stranger_sees_the_sign_in_and_nothing_else(stored):
    shown = opened("made up", page="")
    assert [b.label for b in shown.button] == ["登录"]
    assert not shown.sidebar.children
    for app in (shown, opened("made up"), opened("")):
        assert not app.title
        assert not app.dataframe
    assert app.error[0].value == "请先登录。"


def test_one_signs_in_on_the_form_and_changes_the_first_password(stored):
    app = front()
    app.text_input[0].set_value("wang")
    app.text_input[1].set_value(OTHER)
    app.button[0].click().run()
    assert "您用的是初始密码" in app.info[0].value
    assert not app.title
    for field, words in zip(app.text_input, (OTHER, PASSWORD, PASSWORD + "1"), strict=True):
        field.set_value(words)
    app.button[0].click().run()
    assert "两遍新密码不一致" in app.error[0].value
    for field, words in zip(app.text_input, (OTHER, PASSWORD, PASSWORD), strict=True):
        field.set_value(words)
    app.button[0].click().run()
    assert not app.exception
    assert app.title
    assert "王某某 · 值班员" in [caption.value for caption in app.sidebar.caption]


def test_a_user_sees_his_city_s_acts_and_no_accounts(stored):
    _, user = sign_in.sign_in(stored, "wang", OTHER)
    key, _ = sign_in.change_password(stored, user, OTHER, PASSWORD)
    app = opened(key)
    assert set(acts(app)["内容"]) == {"本市的"}
    assert not [b for b in app.button if b.label == "添加"]
    assert opened(key, page="").sidebar.selectbox[0].options == ["太原市"]
    next(b for b in app.button if b.label == "校验日志").click().run()
    assert "全部相符" in app.success[0].value


def test_the_administrator_adds_changes_and_resets(stored):
    key, _ = sign_in.sign_in(stored, "admin", PASSWORD)
    app = opened(key)
    assert {"本市的", "别市的"} <= set(acts(app)["内容"])

    def field(label):
        return next(each for each in app.text_input if each.label == label)

    def press(label):
        next(b for b in app.button if b.label == label).click().run()
        assert not app.exception

    field("用户名").set_value("li")
    field("姓名").set_value("王某某")
    next(f for f in app.text_input if f.label.startswith("初始密码")).set_value(OTHER)
    press("添加")
    assert "姓名“王某某”已有账户" in app.error[0].value
    field("姓名").set_value("李某某")
    press("添加")
    assert "已添加 李某某" in app.success[0].value
    next(box for box in app.checkbox if box.label == "停用").check()
    press("保存更改")
    assert "至少要留一个可用的管理员" in app.error[0].value
    field("新的初始密码").set_value("短")
    press("重置密码")
    assert "密码至少 12 个字符" in app.error[0].value
    assert [each.name for each in account_records.listed(stored)] == ["admin", "li", "wang"]
    app = front(key)
    press("退出登录")
    assert not app.title
    assert sign_in.user_of(stored, key) is None


def test_the_city_s_sign_in_service_is_offered_where_it_is_set_up(stored):
    app = AppTest.from_function(_front, default_timeout=90)
    app.secrets["auth"] = {"redirect_uri": "http://localhost:8501/oauth2callback"}
    app.run()
    assert not app.exception
    assert {b.label for b in app.button} == {"统一身份认证登录", "登录"}
    assert not app.title
