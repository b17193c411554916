"""The real app on a real database; caches outlive a test, so they are emptied."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app.py"


def _fresh():
    st.cache_resource.clear()
    st.cache_data.clear()
    return AppTest.from_file(APP, default_timeout=90)


@pytest.fixture
def empty_app(settings):
    """The app on a database without any city."""
    return _fresh()


@pytest.fixture
def app(sample_settings):
    """The app on the sample city."""
    return _fresh()


@pytest.fixture
def open_page(sample_settings):
    """Opens a page of the sample city in a role."""
    return _opened


@pytest.fixture
def open_empty(settings):
    """Opens a page on a database without any city."""
    return _opened


def _opened(page, role="duty"):
    app = _fresh()
    app.run()
    app.selectbox(key="role_choice").set_value(role).run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception, [problem.value for problem in app.exception]
    return app
