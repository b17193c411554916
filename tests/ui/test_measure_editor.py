import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from services import city_measures, connection

CITY = "990100"


@pytest.fixture(autouse=True)
def _own_database(settings):
    """Streamlit keeps what it has cached beyond a test: the database of another one."""
    st.cache_resource.clear()
    st.cache_data.clear()


def _page():
    from datetime import date

    from data.vocabulary import Role
    from services import accounts
    from ui import measure_editor

    measure_editor.show(
        accounts.demonstration_user(Role.ADMINISTRATOR), "990100", date(2026, 11, 24)
    )


def _reader():
    from datetime import date

    from services import accounts
    from ui import measure_editor

    measure_editor.show(accounts.demonstration_user(), "990100", date(2026, 11, 24))


def test_a_measure_is_typed_read_back_and_recorded_with_its_source(settings):
    app = AppTest.from_function(_page, default_timeout=30).run()
    app.selectbox(key="measure_industry").set_value("焦化").run()
    app.text_area[0].set_value("结焦时间由24小时延长至36小时").run()
    assert "读作：结焦时间由24小时延长至36小时" in app.caption[0].value
    app.button[0].click().run()
    assert "没有出处不予记录" in app.error[0].value
    app.text_input[0].set_value("市攻坚办〔2026〕1号")
    app.button[0].click().run()
    assert not app.exception
    assert app.dataframe[0].value.loc[0, "措施"] == "结焦时间由24小时延长至36小时"
    (one,) = city_measures.records(connection.sessions(), CITY)
    assert one.measure.source == "市攻坚办〔2026〕1号"


def test_what_is_not_understood_is_warned_of(settings):
    app = AppTest.from_function(_page, default_timeout=30).run()
    app.text_area[0].set_value("高炉、转炉分别限产30%、50%、20%").run()
    assert "没读懂" in app.warning[0].value


def test_a_sample_of_another_city_fills_the_text_and_says_it_binds_nobody(settings):
    app = AppTest.from_function(_page, default_timeout=30).run()
    app.selectbox(key="measure_industry").set_value("焦化").run()
    samples = app.selectbox(key="measure_sample")
    assert "没有约束力" in samples.label
    samples.set_value(_first()).run()
    assert "结焦时间" in app.text_area[0].value or "出焦时间" in app.text_area[0].value


def _first():
    from datetime import date

    name, sample = next(iter(city_measures.samples(date(2026, 11, 24), "焦化").items()))
    return f"{name}·{next(iter(sample.levels))}"


def test_those_without_the_right_see_no_form(settings):
    app = AppTest.from_function(_reader, default_timeout=30).run()
    assert not app.button
    assert "须为管理员" in app.caption[0].value
