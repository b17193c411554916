from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.vocabulary import Role

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture
def app(settings):
    """The app on a database without any city; caches outlive a test."""
    st.cache_resource.clear()
    st.cache_data.clear()
    shown = AppTest.from_file(APP, default_timeout=60).run()
    assert not shown.exception
    return shown


def drawn(app):
    return "".join(str(each.value) for each in app.get("html"))


def test_every_role_can_be_chosen_and_is_named_as_a_demonstration(app):
    choice = app.selectbox(key="role_choice")
    assert choice.options == [f"演示{role.label}" for role in Role]


def test_the_role_chosen_outlives_the_page(app):
    app.selectbox(key="role_choice").set_value(Role.INSPECTOR).run()
    app.switch_page("pages/policy.py").run()
    app.switch_page("app.py").run()
    assert app.selectbox(key="role_choice").value == Role.INSPECTOR


def test_the_heading_names_the_city_and_marks_the_demonstration(app):
    assert "示例市" in drawn(app)
    assert '<span class="demo">演示数据</span>' in drawn(app)


def test_sources_without_data_are_marked_as_missing(app):
    assert '<span class="missing">✗ ' in drawn(app)
