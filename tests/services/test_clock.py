import time
from datetime import UTC, datetime, timedelta

import pytest

from services import clock


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_the_time_is_that_of_beijing_whatever_the_machine_is_set_to(monkeypatch, zone):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        wanted = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=8)
        now = clock.now()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert now.tzinfo is None
    assert abs(now - wanted) < timedelta(seconds=5)


def test_today_is_the_day_of_now():
    before, today, after = clock.now(), clock.today(), clock.now()
    assert today in (before.date(), after.date())
