from datetime import date, datetime

from streamlit.testing.v1 import AppTest

from ui import state


def _window_of_a_new_session():
    from datetime import datetime

    import streamlit as st

    from ui import state

    st.text(" ".join(f"{each:%m-%dT%H}" for each in state.window(datetime(2026, 11, 23, 15))))


def _window_taken_over():
    from datetime import datetime

    import streamlit as st

    from data.vocabulary import AlertLevel
    from ui import state

    state.take_over(AlertLevel.RED, datetime(2026, 12, 1, 8), datetime(2026, 12, 3, 20), "依据")
    st.text(" ".join(f"{each:%m-%dT%H}" for each in state.window(datetime(2026, 11, 23, 15))))


def _level_taken_over_without_window():
    from data.vocabulary import AlertLevel
    from ui import state

    state.take_over(AlertLevel.YELLOW, None, None)


def _role_and_entry():
    import streamlit as st

    from ui import state

    st.text(f"{state.role()} {state.entered()}")
    state.enter()
    st.text(f"{state.entered()}")


def ran(script):
    app = AppTest.from_function(script).run()
    assert not app.exception
    return app


def test_without_a_choice_the_window_is_three_days_from_the_next_midnight():
    assert ran(_window_of_a_new_session).text[0].value == "11-24T00 11-27T00"


def test_a_recommended_window_is_carried_to_the_next_page():
    app = ran(_window_taken_over)
    assert app.text[0].value == "12-01T08 12-03T20"
    assert app.session_state[state.LEVEL] == "red"
    assert app.session_state[state.BASIS] == "依据"


def test_without_a_window_only_the_level_is_carried():
    app = ran(_level_taken_over_without_window)
    assert app.session_state[state.LEVEL] == "yellow"
    assert state.START_DAY not in app.session_state


def test_a_new_session_is_on_duty_and_has_not_come_in_yet():
    assert [each.value for each in ran(_role_and_entry).text] == ["duty False", "True"]


def test_a_day_and_an_hour_make_a_moment():
    assert state.moment(date(2026, 11, 24), 23) == datetime(2026, 11, 24, 23)
