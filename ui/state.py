"""The only place where session keys are spelled. They hold choices, never results."""

from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from data.vocabulary import AlertLevel, Role
from services import connection

COOKIE = "response_session"
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
CHECK_HOUR = "check_hour"
DUST = "dust"
ALERT = "alert"
BUNDLE = "bundle"
BASIS = "basis"
FORECAST_TAB = "forecast_tab"
DRIVEN = "driven"
REGIME = "regime"
REGIME_DAY = "regime_day"
REGIME_ANNEX = "regime_annex"
REGIME_RECORD = "regime_record"
REGIME_NOTICES = "regime_notices"
LIST_TAB = "list_tab"
_IMPORT_ROUND = "import_round"
_IMPORT_UPLOAD = "import_upload"
_IMPORT_STEP = "import_step"
_IMPORT_CHOICES = "import_choices"
_NOTICE = "notice"
_TOKEN = "token"
_ENDED = "signed_out"
_CITY = "city"
CITY_CHOICE = "city_choice"


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
    return str(st.session_state.get(_CITY, connection.DEMO_CITY))


def choose_city(code: str) -> None:
    """Work on a city from now on."""
    if st.session_state.get(_CITY) != code:
        end_import()
        for name in (ALERT, BUNDLE, LEVEL, BASIS):
            st.session_state.pop(name, None)
    st.session_state[_CITY] = code


def keep_city() -> None:
    """Keep the city just chosen: the state of a widget is lost when the page is switched."""
    choose_city(st.session_state[CITY_CHOICE])


def token() -> str:
    """Key of the signed-in browser: of this session, else of the browser's cookie; else empty."""
    if st.session_state.get(_ENDED):
        return ""
    return str(st.session_state.get(_TOKEN) or st.context.cookies.get(COOKIE, ""))


def keep_token(key: str) -> None:
    """Keep the key of a browser that has signed in."""
    st.session_state[_TOKEN] = key
    st.session_state.pop(_ENDED, None)


def signed_in_here() -> str:
    """Key given in this very session, for the cookie; empty where it came by the cookie."""
    return str(st.session_state.get(_TOKEN, ""))


def has_left() -> bool:
    """Whether the person at this screen signed out, and nobody has signed in since."""
    return bool(st.session_state.get(_ENDED))


def forget_all() -> None:
    """Forget everything the session holds: the next person at this screen begins anew."""
    st.session_state.clear()
    st.session_state[_ENTERED] = st.session_state[_ENDED] = True


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


def keep_upload(name: str, content: bytes) -> None:
    """Keep the workbook to import: the widget loses it when another tab is looked at."""
    st.session_state[_IMPORT_UPLOAD] = (name, content)
    st.session_state.pop(_IMPORT_CHOICES, None)


def upload() -> tuple[str, bytes] | None:
    """Name and content of the workbook to import; None while none was given."""
    kept: tuple[str, bytes] | None = st.session_state.get(_IMPORT_UPLOAD)
    return kept


def import_step() -> int:
    """Step of the import wizard, from 1."""
    return int(st.session_state.get(_IMPORT_STEP, 1))


def go_to_step(step: int) -> None:
    """Go to a step of the import wizard."""
    st.session_state[_IMPORT_STEP] = step


def keep_choices(record: dict[str, Any]) -> None:
    """Keep what was declared about the workbook."""
    st.session_state[_IMPORT_CHOICES] = record


def choices() -> dict[str, Any] | None:
    """What was declared about the workbook; None where nothing was yet."""
    kept: dict[str, Any] | None = st.session_state.get(_IMPORT_CHOICES)
    return kept


def import_file_key() -> str:
    """Key of the widget that takes the workbook; another one each time the wizard begins anew."""
    return f"import_file_{st.session_state.get(_IMPORT_ROUND, 0)}"


def end_import() -> None:
    """Forget the workbook and begin anew."""
    st.session_state[_IMPORT_ROUND] = st.session_state.get(_IMPORT_ROUND, 0) + 1
    for name in (_IMPORT_UPLOAD, _IMPORT_CHOICES, _IMPORT_STEP):
        st.session_state.pop(name, None)


def leave_notice(text: str) -> None:
    """Leave a sentence to be shown when the page runs again."""
    st.session_state[_NOTICE] = text


def take_notice() -> str:
    """Return the sentence that was left, once; empty where there is none."""
    return str(st.session_state.pop(_NOTICE, ""))
