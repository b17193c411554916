"""The time of the desk: China has one zone and no summer time, whatever the machine is set to."""

from datetime import date, datetime, timedelta, timezone

_BEIJING = timezone(timedelta(hours=8))


def now() -> datetime:
    """Return local time (Asia/Shanghai) without zone, as frames and database hold it."""
    return datetime.now(_BEIJING).replace(tzinfo=None)


def today() -> date:
    """Return the local day."""
    return now().date()


def local(moment: datetime) -> datetime:
    """Return a moment that names its zone as local time without zone."""
    return moment.astimezone(_BEIJING).replace(tzinfo=None)
