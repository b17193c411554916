from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.vocabulary import Role
from ui import access

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture
def app(settings):
    """The app on a database without any city; caches outlive a test."""
    st.cache_resource.clear()
    st.cache_data.clear()
    return AppTest.from_file(APP, default_timeout=60)


def _not_for_the_inspector():
    import streamlit as st

    from data.vocabulary import Act, Role
    from ui import access, state

    state.enter()
    st.session_state["role"] = Role.INSPECTOR
    access.require(Act.REVISE_FORECAST)
    st.title("进入")


def test_with_the_demonstration_off_nobody_gets_in(app, monkeypatch):
    monkeypatch.setenv("RESPONSE_DEMONSTRATION", "0")
    app.run()
    assert "演示模式已关闭" in app.error[0].value
    assert not app.title
    assert "演示数据" not in "".join(str(each.value) for each in app.get("html"))


def test_the_demonstration_visitor_gets_in(app):
    app.run()
    assert not app.exception
    assert app.title


def test_a_role_that_may_not_is_stopped_in_words(settings):
    shown = AppTest.from_function(_not_for_the_inspector).run()
    assert not shown.exception
    assert "请在左侧切换角色后再试" in shown.warning[0].value
    assert not shown.title


def test_without_a_browser_there_is_no_host():
    assert access.host() == ""


def test_without_a_choice_the_visitor_is_on_duty():
    assert access.current_user().role is Role.DUTY
