from datetime import date

import pytest
import streamlit as st

from data.vocabulary import AlertLevel
from services import list_versions
from ui import cache

CITY, DAY = "140100", date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _emptied(settings):
    """Caches outlive a test."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


def test_an_empty_database_has_nothing_newest():
    assert cache.latest_list(CITY) is None
    assert cache.latest_forecast(CITY) is None
    assert cache.alerts(CITY) == []
    assert cache.newest_hour(CITY) is None
    assert cache.scenario(CITY, AlertLevel.RED, DAY) is None


def test_a_list_just_stored_shows_once_the_newest_is_forgotten(list_file):
    assert cache.latest_list(CITY) is None
    list_versions.import_list(cache.sessions(), list_file, CITY)
    assert cache.latest_list(CITY) is None  # still within its minute
    cache.forget_newest()
    assert cache.latest_list(CITY).number == 1


def test_a_list_version_is_read_once(list_file):
    list_versions.import_list(cache.sessions(), list_file, CITY)
    assert cache.emission_list(CITY, 1) is cache.emission_list(CITY, 1)


def test_the_same_scenario_is_worked_out_once(list_file):
    list_versions.import_list(cache.sessions(), list_file, CITY)
    orange = cache.scenario(CITY, AlertLevel.ORANGE, DAY)
    assert (orange.list_version, orange.rule_set) == (1, None)
    assert cache.outcome(orange) is cache.outcome(cache.scenario(CITY, AlertLevel.ORANGE, DAY))
