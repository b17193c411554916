from streamlit.testing.v1 import AppTest


def _draw():
    import datetime

    from ui import regime_blocks

    regime_blocks.board("140100", datetime.date(2026, 11, 22))
    regime_blocks.board("110000", datetime.date(2026, 11, 22))
    regime_blocks.history("140100", "dust")


def test_missing_data_and_missing_rules_are_said_in_words(settings):
    import streamlit as st

    st.cache_resource.clear()
    st.cache_data.clear()
    app = AppTest.from_function(_draw, default_timeout=60).run()
    assert not app.exception
    assert ["数据缺失" in warning.value for warning in app.warning] == [True, True]
    words = [info.value for info in app.info]
    assert "停工值（未定）" in words[0]
    assert "还没有存过正式名单" in words[1]
