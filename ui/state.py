"""The only place where session keys are spelled. They hold choices, never results."""

from datetime import date, datetime, time, timedelta

import streamlit as st

from data.vocabulary import AlertLevel, Role
from services import connection

_ROLE = "role"
ROLE_CHOICE = "role_choice"
_ENTERED = "_entered"
LEVEL = "level"
START_DAY = "start_day"
START_HOUR = "start_hour"
END_DAY = "end_day"
END_HOUR = "end_hour"
POLLUTANT = "pollutant"
CHECKED = "checked"
LEAD = "lead"
DUST = "dust"
ALERT = "alert"
BUNDLE = "bundle"
BASIS = "basis"
FORECAST_TAB = "forecast_tab"


def enter() -> None:
    """Note that the session came in through ``app.py``."""
    st.session_state[_ENTERED] = True


def entered() -> bool:
    """Whether the session came in through ``app.py``."""
    return bool(st.session_state.get(_ENTERED))


def role() -> Role:
    """Role the demonstration visitor has chosen."""
    return Role(st.session_state.get(_ROLE, Role.DUTY))


def keep_role() -> None:
    """Keep the role just chosen: the state of a widget is lost when the page is switched."""
    st.session_state[_ROLE] = Role(st.session_state[ROLE_CHOICE])


def city_code() -> str:
    """City that is worked on; in demonstration mode the sample city alone."""
    return connection.DEMO_CITY


def take_over(
    level: AlertLevel, start: datetime | None, end: datetime | None, basis: str = ""
) -> None:
    """Carry a recommended level, window and basis to the next page."""
    st.session_state[LEVEL] = level
    st.session_state[BASIS] = basis
    if start is not None and end is not None:
        st.session_state[START_DAY], st.session_state[START_HOUR] = start.date(), start.hour
        st.session_state[END_DAY], st.session_state[END_HOUR] = end.date(), end.hour


def window(default_start: datetime) -> tuple[datetime, datetime]:
    """Return the window chosen, else three days from the next midnight."""
    begin = datetime.combine(default_start.date() + timedelta(days=1), datetime.min.time())
    start_day = st.session_state.get(START_DAY, begin.date())
    end_day = st.session_state.get(END_DAY, begin.date() + timedelta(days=3))
    return (
        datetime.combine(start_day, time(st.session_state.get(START_HOUR, 0))),
        datetime.combine(end_day, time(st.session_state.get(END_HOUR, 0))),
    )


def moment(day: date, hour: int) -> datetime:
    """Put a day and an hour of 0 to 23 together."""
    return datetime.combine(day, time(hour))
